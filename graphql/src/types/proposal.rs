//! A partnership proposal in detail, from its own stream.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Context, Error, ID, Object};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::ids::{ProposalId, RoundId, Version};
use loopbrug_domain::proposal::drafting::Draft;
use loopbrug_domain::proposal::{Sight, State};
use loopbrug_domain::stream::Stream;
use loopbrug_infra::views::Views;

use super::judgement::{Admissibility, Assessor, JuryFinding, PitchView, WrittenAssessment};
use super::verdict::{Answer, Decision, ProposalRatification, RebuttalView};
use super::{Coded, ProposalOutcome};
use crate::error::{TraceId, unanswered};
use crate::id;

/// One organisation's proposal, as somebody sees it.
pub(crate) struct Proposal {
    version: Version,
    draft: Draft,
    state: State,
    actor: Actor,
    catalogue: Arc<Catalogue>,
}

/// Loads a proposal; none where nothing was recorded, or where it is not for the actor to see.
pub(crate) async fn load_proposal(
    ctx: &Context<'_>,
    id: ProposalId,
) -> Result<Option<Proposal>, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    let fault = |error| unanswered(&error, *ctx.data_unchecked::<TraceId>());
    let Some(loaded) = views.proposal(actor, id).await.map_err(fault)? else { return Ok(None) };
    let (version, state) = (loaded.version(), loaded.aggregate.state().clone());
    let Some(draft) = state.draft.clone() else { return Ok(None) };
    let round = RoundId::of(&draft.region, &draft.round);
    let round = views.round(actor, round).await.map_err(fault)?;
    let catalogue =
        round.and_then(|round| views.catalogue_of_round(&draft.region, &round.aggregate));
    let actor = actor.clone();
    Ok(catalogue.map(|catalogue| Proposal { version, draft, state, actor, catalogue }))
}

impl Proposal {
    fn coded<L: List>(&self, code: &Code<L>) -> Coded {
        Coded::new(&self.catalogue, code)
    }

    fn all_coded<L: List>(&self, codes: &BTreeSet<Code<L>>) -> Vec<Coded> {
        Coded::all(&self.catalogue, codes)
    }

    /// Those who work on the procedure see how it is judged; the applicant does not.
    fn is_open(&self) -> bool {
        self.state.sight_of(&self.actor) == Sight::Procedure
    }

    /// What the applicant learns with the decision may be shown.
    fn is_told(&self) -> bool {
        self.is_open() || self.state.decision.is_some()
    }
}

/// One organisation's proposal (*kandidatuur*) for a region and round. An applicant sees what it
/// handed in and what it was told; an assessor sees the own scores until all are in.
#[Object]
impl Proposal {
    /// Relay id.
    pub(crate) async fn id(&self) -> ID {
        let Draft { region, round, organisation, .. } = &self.draft;
        id::of_proposal(ProposalId::of(region, round, *organisation))
    }

    /// How many events were recorded: give it as `expectedVersion`.
    async fn version(&self) -> u32 {
        self.version
    }

    /// Whose it is, by KBO number.
    async fn organisation(&self) -> String {
        self.draft.organisation.to_string()
    }

    /// The region, by its code.
    async fn region(&self) -> &str {
        self.draft.region.as_str()
    }

    /// Relay id of the round.
    async fn round_id(&self) -> ID {
        id::of_round(RoundId::of(&self.draft.region, &self.draft.round))
    }

    /// Where it is: draft, withdrawn, submitted, inadmissible, admissible, assessed,
    /// `not_invited`, invited, pitched, judged, ratified, communicated, rebutted, answered, final.
    async fn stage(&self) -> &'static str {
        self.state.stage_for(&self.actor).into()
    }

    /// What was decided, once it was communicated.
    async fn outcome(&self) -> Option<ProposalOutcome> {
        self.state.outcome().map(Into::into)
    }

    /// The last day on which anything happened.
    async fn last_on(&self) -> Option<NaiveDate> {
        self.state.last_on.filter(|_| self.is_open())
    }

    /// The challenges that it answers.
    async fn challenges(&self) -> Vec<Coded> {
        self.all_coded(&self.draft.scope.challenges)
    }

    /// The services that it delivers.
    async fn services(&self) -> Vec<Coded> {
        self.all_coded(&self.draft.scope.services)
    }

    /// Where.
    async fn municipalities(&self) -> Vec<Coded> {
        self.all_coded(&self.draft.scope.municipalities)
    }

    /// What it offers.
    async fn interventions(&self) -> Vec<ProposedIntervention<'_>> {
        let offers = self.draft.offers.iter();
        offers.map(|(id, offer)| ProposedIntervention { id: *id, offer, of: self }).collect()
    }

    /// The hash of the content as it is: of what was submitted, once it was.
    async fn content(&self) -> String {
        self.draft.hash().to_string()
    }

    /// When it was submitted, by the server's clock (UTC).
    async fn submitted_at(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        self.state.submission.as_ref().map(|submission| submission.received_at)
    }

    /// Whether it was admitted. The applicant learns it with the decision.
    async fn admissibility(&self) -> Option<Admissibility> {
        let decided = self.state.admissibility.as_ref()?;
        self.is_told()
            .then(|| Admissibility { ok: decided.ok, grounds: self.all_coded(&decided.grounds) })
    }

    /// Who assesses, with declared conflicts. Empty for the applicant.
    async fn assessors(&self) -> Vec<Assessor> {
        let assessors = self.state.assessors.iter().filter(|_| self.is_open());
        assessors.map(Assessor::new).collect()
    }

    /// The written assessments that you may see: your own until all are in, then all of them.
    /// Empty for the applicant, and for whoever declared a conflict.
    async fn assessments(&self) -> Vec<WrittenAssessment> {
        let visible = self.state.scores_visible_to(&self.actor).into_iter();
        visible.map(|written| WrittenAssessment::new(written, &self.catalogue)).collect()
    }

    /// The pitch, once there is an invitation.
    async fn pitch(&self) -> Option<PitchView> {
        PitchView::new(&self.state.pitch, self.is_told())
    }

    /// What the jury found. Null for the applicant.
    async fn jury(&self) -> Option<JuryFinding> {
        let jury = self.state.jury.as_ref().filter(|_| self.is_open())?;
        Some(JuryFinding::new(jury, &self.catalogue))
    }

    /// What the ratification of the matching report said of it. Null for the applicant.
    async fn ratification(&self) -> Option<ProposalRatification> {
        let ratified = self.state.ratification.as_ref().filter(|_| self.is_open())?;
        Some(ProposalRatification::new(ratified))
    }

    /// What the organisation was told.
    async fn decision(&self) -> Option<Decision> {
        let decision = self.state.decision.as_ref()?;
        Some(Decision::new(decision, &self.catalogue))
    }

    /// What it replied, in time or late.
    async fn rebuttals(&self) -> Vec<RebuttalView> {
        self.state.rebuttals.iter().map(RebuttalView::new).collect()
    }

    /// The last answer to a rebuttal.
    async fn answer(&self) -> Option<Answer> {
        self.state.answer.as_ref().map(Answer::new)
    }
}

/// An intervention that a proposal offers.
struct ProposedIntervention<'a> {
    id: loopbrug_domain::ids::OfferId,
    offer: &'a loopbrug_domain::proposal::offers::Offer,
    of: &'a Proposal,
}

/// An intervention that a proposal offers.
#[Object]
impl ProposedIntervention<'_> {
    /// Its id in the proposal.
    async fn id(&self) -> ID {
        ID(self.id.to_string())
    }

    /// The challenge that it answers.
    async fn challenge(&self) -> Coded {
        self.of.coded(&self.offer.challenge)
    }

    /// The service that it delivers.
    async fn service(&self) -> Coded {
        self.of.coded(&self.offer.service)
    }

    /// How, in the organisation's words.
    async fn approach(&self) -> &str {
        &self.offer.approach
    }

    /// How many clients it can take.
    async fn capacity(&self) -> u32 {
        self.offer.capacity
    }

    /// What it costs, in whole euros.
    async fn budget(&self) -> u32 {
        self.offer.budget
    }
}
