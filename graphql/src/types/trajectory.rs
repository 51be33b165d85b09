//! A trajectory in detail, from its own stream.

use std::sync::Arc;

use async_graphql::{Context, Error, ID, Object};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code, List};
use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::alerts::alerts;
use loopbrug_domain::trajectory::{Opening, State, Trajectory as ClientTrajectory};
use loopbrug_infra::commands::Commands;
use loopbrug_infra::log::Loaded;
use loopbrug_infra::views::{Known, Views};

use super::alerts::Alert;
use super::appointments::Appointment;
use super::barriers::Barrier;
use super::bridge::BridgeFigure;
use super::consent::{AccessOverride, LegalBasis};
use super::course::{Closing, Pause};
use super::direction::Direction;
use super::follow_up::FollowUpDue;
use super::housing::Housing;
use super::intake::Intake;
use super::interventions::Intervention;
use super::learning::Learning;
use super::milestones::{Milestone, Relapse};
use super::outreach::Outreach;
use super::practice::{EmployerCoaching, PracticeFloor};
use super::referrals::Referral;
use super::transfer::{LinkedTrajectory, TransferRequest};
use super::work::Job;
use super::{Coded, TrajectoryPhase};
use crate::day::in_range;
use crate::error::unanswered;
use crate::id;

/// One client's way through one region's partnership.
pub(crate) struct Trajectory {
    version: Version,
    state: State,
    opening: Opening,
    phase: TrajectoryPhase,
    catalogue: Arc<Catalogue>,
}

/// Loads a trajectory; none where nothing was recorded under this id.
pub(crate) async fn load_trajectory(
    ctx: &Context<'_>,
    id: TrajectoryId,
    known: Known,
) -> Result<Option<Trajectory>, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    let found = views.trajectory(actor, id, known).await.map_err(unanswered(ctx))?;
    Ok(found.and_then(|found| Trajectory::of(&found, views.catalogues())))
}

impl Trajectory {
    /// A trajectory that was read from its stream; none before its opening.
    pub(crate) fn of(found: &Loaded<ClientTrajectory>, catalogues: &Catalogues) -> Option<Self> {
        Self::new(found.version(), found.aggregate.state().clone(), catalogues)
    }

    /// A trajectory in this state at this version; none before its opening.
    pub(super) fn new(version: Version, state: State, catalogues: &Catalogues) -> Option<Self> {
        let opening = state.opening.clone()?;
        // A version that was published after this process started: its labels are not known here.
        let region = opening.region.as_str();
        let catalogue =
            catalogues.get(region, opening.catalogue).or_else(|| catalogues.latest(region))?;
        let phase = state.phase()?.into();
        Some(Self { version, opening, phase, catalogue: Arc::clone(catalogue), state })
    }

    fn state(&self) -> &State {
        &self.state
    }

    fn coded<L: List>(&self, code: &Code<L>) -> Coded {
        Coded::new(&self.catalogue, code)
    }
}

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
        self.state().last_on
    }

    /// How many of its events were recorded late.
    async fn late(&self) -> u32 {
        self.state().late
    }

    /// The organisation that owns it, by KBO number.
    async fn owner(&self) -> String {
        self.opening.owner.to_string()
    }

    /// Other organisations with access, by KBO number.
    async fn shared_with(&self) -> Vec<String> {
        self.state().consent.grants.keys().map(ToString::to_string).collect()
    }

    /// How the client came in sight.
    async fn source(&self) -> Coded {
        self.coded(&self.opening.source)
    }

    /// Where the client stays.
    async fn municipality(&self) -> Coded {
        self.coded(&self.opening.municipality)
    }

    /// The language to speak with the client.
    async fn contact_language(&self) -> Coded {
        self.coded(&self.opening.contact_language)
    }

    /// Whether an interpreter is needed.
    async fn interpreter(&self) -> bool {
        self.opening.interpreter
    }

    /// Attempts to reach the client.
    async fn outreach(&self) -> Outreach {
        Outreach::new(&self.state().outreach)
    }

    /// The legal basis that was recorded last.
    async fn legal_basis(&self) -> Option<LegalBasis> {
        LegalBasis::new(&self.state().consent, &self.catalogue)
    }

    /// The first entry data.
    async fn intake(&self) -> Option<Intake> {
        let intake = self.state().intake.clone()?;
        Some(Intake::new(intake, &self.catalogue))
    }

    /// Linked personas.
    async fn personas(&self) -> Vec<Coded> {
        let personas = self.state().profile.personas.iter();
        personas.map(|code| self.coded(code)).collect()
    }

    /// Linked challenges.
    async fn challenges(&self) -> Vec<Coded> {
        let challenges = self.state().profile.challenges.keys();
        challenges.map(|code| self.coded(code)).collect()
    }

    /// The bridge figure of now.
    async fn bridge_figure(&self) -> Option<BridgeFigure> {
        self.state().bridge.current.as_ref().map(BridgeFigure::new)
    }

    /// What the client is good at and wants.
    async fn direction(&self) -> Direction {
        Direction::new(&self.state().direction, &self.catalogue)
    }

    /// What holds the client back, and what no longer does.
    async fn barriers(&self) -> Vec<Barrier> {
        let barriers = self.state().barriers.iter();
        barriers.map(|(area, barrier)| Barrier::new(area, barrier, &self.catalogue)).collect()
    }

    /// Services delivered, in order of their planning.
    async fn interventions(&self) -> Vec<Intervention> {
        let interventions = self.state().interventions.iter();
        interventions.map(|known| Intervention::new(known, &self.catalogue)).collect()
    }

    /// Referrals to other organisations, in order of their sending.
    async fn referrals(&self) -> Vec<Referral> {
        let referrals = self.state().referrals.iter();
        referrals.map(|referral| Referral::new(referral, &self.catalogue)).collect()
    }

    /// Where the client lives and has lived.
    async fn housing(&self) -> Housing {
        Housing::new(&self.state().housing, &self.catalogue)
    }

    /// Jobs, past and present.
    async fn jobs(&self) -> Vec<Job> {
        let jobs = self.state().work.jobs.iter();
        jobs.map(|job| Job::new(job, &self.catalogue)).collect()
    }

    /// Appointments, in the order in which they were planned.
    async fn appointments(&self) -> Vec<Appointment> {
        let appointments = self.state().appointments.all.iter();
        appointments.map(|one| Appointment::new(one, &self.catalogue)).collect()
    }

    /// Each time that an organisation took access without a grant.
    async fn access_overrides(&self) -> Vec<AccessOverride> {
        let overrides = self.state().consent.overrides.iter();
        overrides.map(|taken| AccessOverride::new(taken, &self.catalogue)).collect()
    }

    /// Practice floors, past and present.
    async fn practice_floors(&self) -> Vec<PracticeFloor> {
        let floors = self.state().practice.floors.iter();
        floors.map(|floor| PracticeFloor::new(floor, &self.catalogue)).collect()
    }

    /// Each time that an employer was coached for the client.
    async fn employer_coaching(&self) -> Vec<EmployerCoaching> {
        let coaching = self.state().practice.coaching.iter();
        coaching.map(|one| EmployerCoaching::new(one, &self.catalogue)).collect()
    }

    /// What the client learned.
    async fn learning(&self) -> Learning {
        Learning::new(&self.state().learning, &self.catalogue)
    }

    /// Steps forward.
    async fn milestones(&self) -> Vec<Milestone> {
        let reached = self.state().milestones.reached.iter();
        reached.map(|one| Milestone::new(one, &self.catalogue)).collect()
    }

    /// Steps back.
    async fn relapses(&self) -> Vec<Relapse> {
        let relapses = self.state().milestones.relapses.iter();
        relapses.map(|one| Relapse::new(one, &self.catalogue)).collect()
    }

    /// When the guidance was on hold.
    async fn pauses(&self) -> Vec<Pause> {
        let pauses = self.state().course.pauses.iter();
        pauses.map(|pause| Pause::new(pause, &self.catalogue)).collect()
    }

    /// The organisation that is asked to take over, while it has not answered.
    async fn transfer_requested(&self) -> Option<TransferRequest> {
        self.state().transfer.pending.as_ref().map(TransferRequest::new)
    }

    /// The trajectory in another region in which it goes on.
    async fn went_on_in(&self) -> Option<LinkedTrajectory> {
        self.state().transfer.went_on_in.as_ref().map(LinkedTrajectory::new)
    }

    /// The trajectory in another region that goes on in this one.
    async fn transferred_from(&self) -> Option<LinkedTrajectory> {
        self.opening.transferred_from.as_ref().map(LinkedTrajectory::new)
    }

    /// The trajectory that this one is a duplicate of.
    async fn merged_into(&self) -> Option<ID> {
        self.state().merged_into.map(id::of_trajectory)
    }

    /// When the guidance stopped and started again, and what came after.
    async fn closings(&self) -> Vec<Closing> {
        let closings = self.state().course.closings.iter();
        closings.map(|closing| Closing::new(closing, &self.catalogue)).collect()
    }

    /// Follow-ups whose window has opened and that nobody has recorded anything of.
    async fn follow_ups_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As of this day. Default: today.")] on: Option<NaiveDate>,
    ) -> Result<Vec<FollowUpDue>, Error> {
        let due = self.state().follow_ups_due(day(ctx, on)?, &self.catalogue);
        Ok(due.into_iter().map(Into::into).collect())
    }

    /// What somebody should look at.
    async fn alerts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As of this day. Default: today.")] on: Option<NaiveDate>,
    ) -> Result<Vec<Alert>, Error> {
        let alerts = alerts(self.state(), day(ctx, on)?, &self.catalogue);
        Ok(alerts.into_iter().map(Into::into).collect())
    }
}

/// The day that is asked about, or the one that it is in Brussels.
fn day(ctx: &Context<'_>, on: Option<NaiveDate>) -> Result<NaiveDate, Error> {
    match on {
        Some(on) => in_range(on, "on"),
        None => Ok(ctx.data::<Commands>()?.today()),
    }
}
