//! What of a trajectory is shown.

use async_graphql::{Context, Error, ID, Object};
use chrono::NaiveDate;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::alerts::alerts;

use super::Trajectory;
use crate::day::on_or_today;
use crate::id;
use crate::types::alerts::Alert;
use crate::types::appointments::Appointment;
use crate::types::barriers::Barrier;
use crate::types::bridge::BridgeFigure;
use crate::types::consent::{AccessOverride, AccessRequest, LegalBasis, OpenWork};
use crate::types::corrections::RecordCorrection;
use crate::types::course::{Closing, Pause};
use crate::types::direction::Direction;
use crate::types::follow_up::FollowUpDue;
use crate::types::household::Household;
use crate::types::housing::Housing;
use crate::types::intake::Intake;
use crate::types::interventions::Intervention;
use crate::types::learning::Learning;
use crate::types::milestones::{Milestone, Relapse};
use crate::types::moves::{ContactLanguage, Residence};
use crate::types::names::Name;
use crate::types::outreach::Outreach;
use crate::types::practice::{EmployerCoaching, PracticeFloor};
use crate::types::referrals::Referral;
use crate::types::rights::Rights;
use crate::types::transfer::{LinkedTrajectory, TransferRequest};
use crate::types::work::{CancelledJob, Job};
use crate::types::{Coded, IdentityPart, PersonalTexts, TrajectoryPhase};

/// One client's way through one region's partnership.
#[Object]
impl Trajectory {
    /// Relay id.
    pub(crate) async fn id(&self) -> ID {
        id::of_trajectory(self.opening.trajectory())
    }

    /// The client, by random id.
    async fn client_id(&self) -> ID {
        ID(self.opening.client.to_string())
    }

    /// How many events were recorded: give it as `expectedVersion`.
    async fn version(&self) -> u32 {
        self.version
    }

    /// Where it is on its way.
    async fn phase(&self) -> TrajectoryPhase {
        self.phase
    }

    /// The region, by its code.
    async fn region(&self) -> &str {
        self.opening.region.as_str()
    }

    /// The version of the region's catalogue that holds for it.
    async fn catalogue(&self) -> NaiveDate {
        self.opening.catalogue
    }

    /// The day of the opening.
    async fn opened_on(&self) -> NaiveDate {
        self.opening.on
    }

    /// The last day on which anything happened.
    async fn last_on(&self) -> Option<NaiveDate> {
        self.state.last_on
    }

    /// How many of its events were recorded late.
    async fn late(&self) -> u32 {
        self.state.late
    }

    /// The organisation that owns it, by KBO number.
    async fn owner(&self) -> String {
        self.opening.owner.to_string()
    }

    /// The name of that organisation.
    async fn owner_name(&self) -> Name<KboNumber> {
        self.show(&self.opening.owner)
    }

    /// Other organisations with access, by KBO number.
    async fn shared_with(&self) -> Vec<String> {
        self.state.consent.grants.keys().map(ToString::to_string).collect()
    }

    /// The names of those organisations, in the same order.
    async fn shared_with_names(&self) -> Vec<Name<KboNumber>> {
        self.state.consent.grants.keys().map(|of| self.show(of)).collect()
    }

    /// Organisations that ask for access and have not been answered.
    async fn access_requests(&self) -> Vec<AccessRequest> {
        self.show(&self.state.consent.requests)
    }

    /// What organisations left open whose access has ended.
    pub(crate) async fn open_work(&self, ctx: &Context<'_>) -> Result<Vec<OpenWork>, Error> {
        let limits = self.catalogue.limits();
        Ok(self.show(&self.state.open_work_without_access(on_or_today(ctx, None)?, limits)))
    }

    /// How the client came in sight.
    async fn source(&self) -> Coded {
        self.show(&self.opening.source)
    }

    /// Where the client stays now. Null: outside the region.
    async fn municipality(&self) -> Option<Coded> {
        self.show(&self.state.municipality())
    }

    /// Moves since the opening, by their first day.
    async fn residences(&self) -> Vec<Residence> {
        self.show(&self.state.moves.residences)
    }

    /// The language to speak with the client now.
    async fn contact_language(&self) -> Coded {
        let (language, _) = self.contact_language_now();
        self.show(language)
    }

    /// Whether an interpreter is needed now.
    async fn interpreter(&self) -> bool {
        self.contact_language_now().1
    }

    /// Changes of the contact language since the opening, in order.
    async fn contact_languages(&self) -> Vec<ContactLanguage> {
        self.show(&self.state.moves.languages)
    }

    /// Attempts to reach the client.
    async fn outreach(&self) -> Outreach {
        self.show(&self.state.outreach)
    }

    /// The legal basis that was recorded last.
    async fn legal_basis(&self) -> Option<LegalBasis> {
        let consent = &self.state.consent;
        self.show(&consent.basis.as_ref().map(|basis| (basis, consent.withdrawn)))
    }

    /// The first entry data.
    async fn intake(&self) -> Option<Intake> {
        self.show(&self.state.intake)
    }

    /// Linked personas.
    async fn personas(&self) -> Vec<Coded> {
        self.show(&self.state.profile.personas)
    }

    /// Linked challenges.
    async fn challenges(&self) -> Vec<Coded> {
        self.show(&self.state.profile.challenges.keys().collect::<Vec<_>>())
    }

    /// Linked findings of the enrichment day.
    async fn findings(&self) -> Vec<Coded> {
        self.show(&self.state.profile.findings_now().collect::<Vec<_>>())
    }

    /// The household as it was recorded last.
    async fn household(&self) -> Option<Household> {
        self.show(&self.state.profile.households.last())
    }

    /// The bridge figure of now.
    async fn bridge_figure(&self) -> Option<BridgeFigure> {
        self.show(&self.state.bridge.current)
    }

    /// What the client is good at and wants.
    async fn direction(&self) -> Direction {
        self.show(&self.state.direction)
    }

    /// What holds the client back, and what no longer does.
    async fn barriers(&self) -> Vec<Barrier> {
        self.show(&self.state.barriers.iter().collect::<Vec<_>>())
    }

    /// Services delivered, in order of their planning.
    async fn interventions(&self) -> Vec<Intervention> {
        self.show(&self.state.interventions.iter().collect::<Vec<_>>())
    }

    /// Referrals to other organisations, in order of their sending.
    async fn referrals(&self) -> Vec<Referral> {
        self.show(&self.state.referrals.iter().collect::<Vec<_>>())
    }

    /// Where the client lives and has lived.
    async fn housing(&self, ctx: &Context<'_>) -> Result<Housing, Error> {
        Ok(self.show(&(&self.state.housing, on_or_today(ctx, None)?)))
    }

    /// Jobs, past, present and planned.
    async fn jobs(&self, ctx: &Context<'_>) -> Result<Vec<Job>, Error> {
        let today = on_or_today(ctx, None)?;
        Ok(self.state.work.jobs.iter().map(|job| self.show(&(job, today))).collect())
    }

    /// Jobs that were planned and never began.
    async fn cancelled_jobs(&self) -> Vec<CancelledJob> {
        self.show(&self.state.work.cancelled)
    }

    /// Appointments, in the order in which they were planned.
    async fn appointments(&self) -> Vec<Appointment> {
        self.show(&self.state.appointments.all)
    }

    /// Each time that an organisation took access without a grant.
    async fn access_overrides(&self) -> Vec<AccessOverride> {
        self.show(&self.state.consent.overrides)
    }

    /// Practice floors, past and present.
    async fn practice_floors(&self) -> Vec<PracticeFloor> {
        self.show(&self.state.practice.floors)
    }

    /// Each time that an employer was coached for the client.
    async fn employer_coaching(&self) -> Vec<EmployerCoaching> {
        self.show(&self.state.practice.coaching)
    }

    /// What the client learned.
    async fn learning(&self) -> Learning {
        self.show(&self.state.learning)
    }

    /// Steps forward.
    async fn milestones(&self) -> Vec<Milestone> {
        self.show(&self.state.milestones.reached)
    }

    /// Steps back.
    async fn relapses(&self) -> Vec<Relapse> {
        self.show(&self.state.milestones.relapses)
    }

    /// Where an organisation corrected or voided what another one recorded: both readings, and what the
    /// other says to it.
    async fn corrections(&self) -> Vec<RecordCorrection> {
        self.show(&self.corrections)
    }

    /// When the guidance was on hold.
    async fn pauses(&self) -> Vec<Pause> {
        self.show(&self.state.course.pauses)
    }

    /// The parts of the client's identity that are known. What they say is sealed: see `personal`.
    async fn identity_known(&self) -> Vec<IdentityPart> {
        self.state.identity.parts.iter().map(|part| (*part).into()).collect()
    }

    /// What is personal of the client: names, contact data, notes, own words. To read it is recorded, with the purpose.
    /// Null in a history.
    #[graphql(complexity = "20 + child_complexity")]
    async fn personal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is read for, a code of the list `access_purpose`.")]
        purpose: String,
    ) -> Result<Option<PersonalTexts>, Error> {
        let Some(whole) = &self.whole else { return Ok(None) };
        let id = self.opening.trajectory();
        PersonalTexts::open(ctx, id, whole.personal(), &purpose, &self.catalogue).await
    }

    /// What the client asked for: restriction and erasure.
    async fn rights(&self) -> Rights {
        self.show(&self.state.rights)
    }

    /// The last day on which the data are kept, by the catalogue. Null while the trajectory is open.
    async fn retained_until(&self) -> Option<NaiveDate> {
        self.state.retained_until(self.catalogue.limits())
    }

    /// The organisation that is asked to take over, while it has not answered.
    async fn transfer_requested(&self) -> Option<TransferRequest> {
        self.show(&self.state.transfer.pending)
    }

    /// The trajectory in another region in which it goes on.
    async fn went_on_in(&self) -> Option<LinkedTrajectory> {
        self.show(&self.state.transfer.went_on_in)
    }

    /// The trajectory in another region that goes on in this one.
    async fn transferred_from(&self) -> Option<LinkedTrajectory> {
        self.show(&self.opening.transferred_from)
    }

    /// The trajectory that this one is a duplicate of.
    async fn merged_into(&self) -> Option<ID> {
        self.show(&self.state.merged_into)
    }

    /// The trajectories that are duplicates of this one.
    async fn merged_from(&self) -> Vec<ID> {
        self.state.merged_from.iter().map(|other| self.show(other)).collect()
    }

    /// When the guidance stopped and started again, and what came after.
    async fn closings(&self) -> Vec<Closing> {
        self.show(&self.state.course.closings)
    }

    /// Follow-ups whose window has opened and that nobody has recorded anything of.
    async fn follow_ups_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As of this day. Default: today.")] on: Option<NaiveDate>,
    ) -> Result<Vec<FollowUpDue>, Error> {
        Ok(self.show(&self.state.follow_ups_due(on_or_today(ctx, on)?, &self.catalogue)))
    }

    /// What somebody should look at.
    async fn alerts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As of this day. Default: today.")] on: Option<NaiveDate>,
    ) -> Result<Vec<Alert>, Error> {
        let alerts = alerts(&self.state, on_or_today(ctx, on)?, &self.catalogue);
        Ok(alerts.into_iter().map(Into::into).collect())
    }
}
