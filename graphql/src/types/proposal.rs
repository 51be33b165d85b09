//! A partnership proposal in detail, from its own stream.

use async_graphql::{Context, Error, ID, Object};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::OfferId;
use loopbrug_domain::ids::{ProposalId, RoundId};
use loopbrug_domain::proposal::SeenProposal;
use loopbrug_domain::proposal::drafting::Draft;
use loopbrug_domain::proposal::offers::Offer;
use loopbrug_infra::views::{Detail, Views};

use super::decision::{Answer, Decision, ProposalRatification, RebuttalView};
use super::judgement::{Admissibility, Assessor, JuryFinding, PitchView, WrittenAssessment};
use super::shows::{Shows, shows};
use super::{Coded, ProposalOutcome, ProposalStage};
use crate::error::unanswered;
use crate::id;

/// One organisation's proposal, as somebody sees it.
pub(crate) struct Proposal(pub(crate) Detail<SeenProposal>);

/// Loads a proposal; none where nothing was recorded, or where it is not for the actor to see.
pub(crate) async fn load_proposal(
    ctx: &Context<'_>,
    id: ProposalId,
) -> Result<Option<Proposal>, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    Ok(views.proposal(actor, id).await.map_err(unanswered(ctx))?.map(Proposal))
}

impl Proposal {
    fn show<S, T: Shows<S>>(&self, shown: &S) -> T {
        T::of(shown, &self.0.catalogue)
    }
}

/// One organisation's proposal (*kandidatuur*) for a region and round. An applicant sees what it
/// handed in and what was communicated to it; an assessor sees the own scores until all are in.
#[Object]
impl Proposal {
    /// Relay id.
    pub(crate) async fn id(&self) -> ID {
        let Draft { region, round, organisation, .. } = &self.0.seen.draft;
        id::of_proposal(ProposalId::of(region, round, *organisation))
    }

    /// How many events were recorded: give it as `expectedVersion`.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// Whose it is, by KBO number.
    async fn organisation(&self) -> String {
        self.0.seen.draft.organisation.to_string()
    }

    /// The region, by its code.
    async fn region(&self) -> &str {
        self.0.seen.draft.region.as_str()
    }

    /// Relay id of the round.
    async fn round_id(&self) -> ID {
        id::of_round(RoundId::of(&self.0.seen.draft.region, &self.0.seen.draft.round))
    }

    /// Where it is on its way.
    async fn stage(&self) -> ProposalStage {
        self.0.seen.stage.into()
    }

    /// What was decided, once it was communicated.
    async fn outcome(&self) -> Option<ProposalOutcome> {
        self.0.seen.outcome.map(Into::into)
    }

    /// The last day on which anything happened.
    async fn last_on(&self) -> Option<NaiveDate> {
        self.0.seen.last_on
    }

    /// The challenges that it answers.
    async fn challenges(&self) -> Vec<Coded> {
        self.show(&self.0.seen.draft.scope.challenges)
    }

    /// The services that it delivers.
    async fn services(&self) -> Vec<Coded> {
        self.show(&self.0.seen.draft.scope.services)
    }

    /// Where.
    async fn municipalities(&self) -> Vec<Coded> {
        self.show(&self.0.seen.draft.scope.municipalities)
    }

    /// What it offers.
    async fn interventions(&self) -> Vec<ProposedIntervention> {
        self.show(&self.0.seen.draft.offers)
    }

    /// The hash of the content as it is: of what was submitted, once it was.
    async fn content(&self) -> String {
        self.0.seen.draft.hash().to_string()
    }

    /// When it was submitted, by the server's clock (UTC).
    async fn submitted_at(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        self.0.seen.received_at
    }

    /// Whether it was admitted. The applicant learns it with the decision.
    async fn admissibility(&self) -> Option<Admissibility> {
        self.show(&self.0.seen.admissibility)
    }

    /// Who assesses, with declared conflicts. Empty for the applicant.
    async fn assessors(&self) -> Vec<Assessor> {
        self.show(&self.0.seen.assessors)
    }

    /// The written assessments that you may see: your own until all are in, then all of them.
    /// Empty for the applicant, and for whoever declared a conflict.
    async fn assessments(&self) -> Vec<WrittenAssessment> {
        self.show(&self.0.seen.assessments)
    }

    /// The pitch, once there is an invitation.
    async fn pitch(&self) -> Option<PitchView> {
        PitchView::new(&self.0.seen.pitch)
    }

    /// What the jury found. Null for the applicant.
    async fn jury(&self) -> Option<JuryFinding> {
        self.show(&self.0.seen.jury)
    }

    /// What the ratification of the matching report said of it. Null for the applicant.
    async fn ratification(&self) -> Option<ProposalRatification> {
        self.show(&self.0.seen.ratification)
    }

    /// The decision that was communicated.
    async fn decision(&self) -> Option<Decision> {
        self.show(&self.0.seen.decision)
    }

    /// What it replied, in time or late.
    async fn rebuttals(&self) -> Vec<RebuttalView> {
        self.show(&self.0.seen.rebuttals)
    }

    /// The last answer to a rebuttal.
    async fn answer(&self) -> Option<Answer> {
        self.show(&self.0.seen.answer)
    }
}

shows! {
    /// An intervention that a proposal offers.
    ProposedIntervention of (&OfferId, &Offer) as offered {
        /// Its id in the proposal.
        id: ID = offered.0,
        /// The challenge that it answers.
        challenge: Coded = offered.1.challenge,
        /// The service that it delivers.
        service: Coded = offered.1.service,
        /// How, in the organisation's words.
        approach: String = offered.1.approach,
        /// How many clients it can take.
        capacity: u32 = offered.1.capacity,
        /// What it costs, in whole euros.
        budget: u32 = offered.1.budget,
    }
}
