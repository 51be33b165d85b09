//! A partnership proposal in detail, from its own stream.

use async_graphql::{Context, Error, ID};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::ids::{OfferId, ProposalId, RoundId};
use loopbrug_domain::proposal::SeenProposal;
use loopbrug_domain::proposal::offers::Offer;
use loopbrug_infra::views::{Detail, Views};

use super::decision::{Answer, Decision, ProposalRatification, RebuttalView};
use super::judgement::{Admissibility, Assessor, JuryFinding, PitchView, WrittenAssessment};
use super::names::Name;
use super::shows::{Shows, shows};
use super::{Coded, ProposalOutcome, ProposalStage};
use crate::error::unanswered;

/// Loads a proposal; none where nothing was recorded, or where it is not for the actor to see.
pub(crate) async fn load_proposal(
    ctx: &Context<'_>,
    id: ProposalId,
) -> Result<Option<Proposal>, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    Ok(views
        .proposal(actor, id)
        .await
        .map_err(unanswered(ctx))?
        .map(|found| Proposal::of(&found, &found.catalogue)))
}

shows! {
    /// One organisation's proposal (*kandidatuur*) for a region and round. An applicant sees what it
    /// handed in and what was communicated to it; an assessor sees the own scores until all are in.
    Proposal of Detail<SeenProposal> as it {
        /// Relay id.
        #[graphql(owned)]
        pub(crate) id: ID = ProposalId::of(
            &it.seen.draft.region,
            &it.seen.draft.round,
            it.seen.draft.organisation,
        ),
        /// How many events were recorded: give it as `expectedVersion`.
        version: u32,
        /// Whose it is, by KBO number.
        organisation: String = it.seen.draft.organisation,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = it.seen.draft.organisation,
        /// The region, by its code.
        region: String = it.seen.draft.region,
        /// Relay id of the round.
        round_id: ID = RoundId::of(&it.seen.draft.region, &it.seen.draft.round),
        /// Where it is on its way.
        stage: ProposalStage = it.seen.stage,
        /// What was decided, once it was communicated.
        outcome: Option<ProposalOutcome> = it.seen.outcome,
        /// The last day on which anything happened.
        last_on: Option<NaiveDate> = it.seen.last_on,
        /// The challenges that it answers.
        challenges: Vec<Coded> = it.seen.draft.scope.challenges,
        /// The services that it delivers.
        services: Vec<Coded> = it.seen.draft.scope.services,
        /// Where.
        municipalities: Vec<Coded> = it.seen.draft.scope.municipalities,
        /// What it offers.
        interventions: Vec<ProposedIntervention> = it.seen.draft.offers,
        /// The hash of the content as it is: of what was submitted, once it was.
        content: String = it.seen.draft.hash(),
        /// When it was submitted, by the server's clock (UTC).
        submitted_at: Option<chrono::DateTime<chrono::Utc>> = it.seen.received_at,
        /// Whether it was admitted. The applicant learns it with the decision.
        admissibility: Option<Admissibility> = it.seen.admissibility,
        /// Who assesses, with declared conflicts. Empty for the applicant.
        assessors: Vec<Assessor> = it.seen.assessors,
        /// Who declared a conflict of interest, by worker id, assessors and jury members alike. Empty for the applicant.
        conflicts: Vec<ID> = it.seen.conflicts,
        /// Their names, in the same order.
        conflict_names: Vec<Name<WorkerId>> = it.seen.conflicts,
        /// The written assessments that you may see: your own until all are in, then all of them.
        /// Empty for the applicant, and for whoever declared a conflict.
        assessments: Vec<WrittenAssessment> = it.seen.assessments,
        /// The pitch, once there is an invitation.
        pitch: Option<PitchView> = it.seen.pitch,
        /// What the jury found. Null for the applicant.
        jury: Option<JuryFinding> = it.seen.jury,
        /// What the ratification of the matching report said of it. Null for the applicant.
        ratification: Option<ProposalRatification> = it.seen.ratification,
        /// The decision that was communicated.
        decision: Option<Decision> = it.seen.decision,
        /// What it replied, in time or late.
        rebuttals: Vec<RebuttalView> = it.seen.rebuttals,
        /// The last answer to a rebuttal.
        answer: Option<Answer> = it.seen.answer,
    }

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
