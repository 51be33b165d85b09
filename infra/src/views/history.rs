//! The replay of a stream, step by step, as somebody may see it.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::employer::{self, EmployerEvent, RegionEmployer};
use loopbrug_domain::event::Payloads;
use loopbrug_domain::ids::{EmployerId, ProposalId, RoundId, TrajectoryId, Version};
use loopbrug_domain::policy::{Action, Sight, Subject, may, sight};
use loopbrug_domain::proposal::{self, PartnershipProposal, ProposalEvent, Stage};
use loopbrug_domain::round::{self, RoundEvent, SelectionRound};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::corrections::{Correction, CorrectionStatus};
use loopbrug_domain::trajectory::{self, Trajectory, TrajectoryEvent};
use serde::Serialize;

use super::{ViewError, Views};
use crate::access_record::What;
use crate::log::History;
use crate::page::{Page, Paged};

/// What can be replayed.
#[derive(Debug, Clone, Copy)]
pub enum StreamId {
    /// A trajectory.
    Trajectory(TrajectoryId),
    /// A round.
    Round(RoundId),
    /// A proposal.
    Proposal(ProposalId),
    /// An employer.
    Employer(EmployerId),
}

/// What somebody sees of a step.
#[derive(Debug)]
pub struct SeenStep {
    /// What was recorded. Absent where the actor may not see it.
    pub payload: Option<Payload>,
    /// The state after it, as it was known then.
    pub state: StateAfter,
}

/// What was recorded, of whatever stream.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Payload {
    /// About a trajectory.
    Trajectory(trajectory::Payload),
    /// The same with a word in the place of each personal text: what they say is read elsewhere, and recorded then.
    Masked(serde_json::Value),
    /// About a round.
    Round(round::Payload),
    /// About a proposal.
    Proposal(proposal::Payload),
    /// About an employer.
    Employer(employer::Payload),
}

/// The state after a step, as far as a replay shows it.
#[derive(Debug)]
pub enum StateAfter {
    /// A trajectory, in full, and the corrections of what another organisation recorded.
    Trajectory(Box<trajectory::State>, Vec<(Correction, CorrectionStatus)>),
    /// A round or an employer.
    NotShown,
    /// Where a proposal was on its way, as the actor may see it.
    Proposal(Option<Stage>),
}

impl Views {
    /// The replay of a stream, in the order in which it was recorded, as `actor` may see it.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn history(
        &self,
        actor: &Actor,
        of: StreamId,
        page: &Page<Version>,
    ) -> Result<History<SeenStep>, ViewError> {
        match of {
            StreamId::Trajectory(id) => {
                let nothing = || History { steps: Paged::default(), total: 0 };
                let Some(now) = self.found(actor, What::History, id).await? else {
                    return Ok(nothing());
                };
                let state = now.aggregate.state();
                if !self.shows(actor, What::History, id, state).await? {
                    return Ok(nothing());
                }
                let word = if state.rights.erased_on().is_some() { "erased" } else { "sealed" };
                let see = |event: &TrajectoryEvent, after: &Trajectory| {
                    let payload = event.what.masked(word).map(Payload::Masked);
                    let as_it_is = || Payload::Trajectory(event.what.clone());
                    let payload = Some(payload.unwrap_or_else(as_it_is));
                    let corrections = after.corrections();
                    let corrections = corrections.map(|(one, what)| (one.clone(), what)).collect();
                    let state =
                        StateAfter::Trajectory(Box::new(after.state().clone()), corrections);
                    Some(SeenStep { payload, state })
                };
                let found = self.log.history::<Trajectory, _>(&id.to_string(), page, see).await?;
                let region = state.opening.as_ref().map(|opening| &opening.region);
                self.looked_at(actor, What::History, region, id).await?;
                Ok(found)
            }
            StreamId::Round(id) => {
                let see = |event: &RoundEvent, after: &SelectionRound| {
                    let ranks = matches!(event.what, round::Payload::MatchingReportDrawnUp(_));
                    let region = after.state().launched.as_ref().map(|launched| &launched.region);
                    let ranking = |region| may(actor, region, Action::Read, Subject::Ranking);
                    let shown = !ranks || region.is_some_and(|region| ranking(region).is_ok());
                    let payload = shown.then(|| Payload::Round(event.what.clone()));
                    Some(SeenStep { payload, state: StateAfter::NotShown })
                };
                Ok(self.log.history::<SelectionRound, _>(&id.to_string(), page, see).await?)
            }
            StreamId::Employer(id) => {
                let now = self.log.load::<RegionEmployer>(&id.to_string()).await?;
                if self.seen_employer(actor, &now.aggregate).is_none() {
                    return Ok(History { steps: Paged::default(), total: 0 });
                }
                let see = |event: &EmployerEvent, _: &RegionEmployer| {
                    let payload = Some(Payload::Employer(event.what.clone()));
                    Some(SeenStep { payload, state: StateAfter::NotShown })
                };
                Ok(self.log.history::<RegionEmployer, _>(&id.to_string(), page, see).await?)
            }
            StreamId::Proposal(id) => {
                let id = id.to_string();
                let now = self.log.load::<PartnershipProposal>(&id).await?;
                let now = now.aggregate.state();
                let of = now.draft.as_ref().map(|draft| (&draft.region, draft.organisation));
                let sight = of.map_or(Sight::Nothing, |(region, of)| sight(actor, region, of));
                if sight == Sight::Nothing {
                    return Ok(History { steps: Paged::default(), total: 0 });
                }
                let see = |event: &ProposalEvent, after: &PartnershipProposal| {
                    let shown = now.shows(&event.what, sight, actor.worker);
                    let payload = shown.then(|| Payload::Proposal(event.what.clone()));
                    let state = StateAfter::Proposal(after.state().stage_seen(sight));
                    // That something happened is no secret to those who work on the procedure.
                    (shown || sight == Sight::Procedure).then_some(SeenStep { payload, state })
                };
                Ok(self.log.history::<PartnershipProposal, _>(&id, page, see).await?)
            }
        }
    }
}
