//! The replay of a stream, or of all streams of a region, step by step, as somebody may see it.

mod region;
mod seeing;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::difference::Change;
use loopbrug_domain::employer::{self, RegionEmployer};
use loopbrug_domain::ids::{EmployerId, ProposalId, RoundId, TrajectoryId, Version};
use loopbrug_domain::policy::{Denial, Sight, sight};
use loopbrug_domain::proposal::{self, PartnershipProposal, Stage};
use loopbrug_domain::round::{self, SelectionRound};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::trajectory::corrections::{Correction, CorrectionStatus};
use loopbrug_domain::trajectory::{self, Trajectory};
use serde::Serialize;
use uuid::Uuid;

use self::seeing::Seeing;
use super::{Known, Opened, ViewError, Views};
use crate::access_record::What;
use crate::log::{At, History, Span, Step};
use crate::page::{Page, Paged};

/// What can be replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl StreamId {
    /// The stream that a step is of.
    #[must_use]
    pub fn of<T>(step: &Step<T>) -> Option<Self> {
        let id = &step.aggregate_id;
        match step.aggregate_type {
            Trajectory::TYPE => id.parse().ok().map(Self::Trajectory),
            SelectionRound::TYPE => id.parse().ok().map(Self::Round),
            PartnershipProposal::TYPE => id.parse().ok().map(Self::Proposal),
            RegionEmployer::TYPE => id.parse().ok().map(Self::Employer),
            _ => None,
        }
    }

    /// What may go by an id: one of each kind.
    #[must_use]
    pub(super) fn all(id: Uuid) -> [Self; 4] {
        [
            Self::Trajectory(TrajectoryId(id)),
            Self::Round(RoundId(id)),
            Self::Proposal(ProposalId(id)),
            Self::Employer(EmployerId(id)),
        ]
    }

    /// The kind of aggregate that it is of, and its id among those, as the log has them.
    #[must_use]
    pub fn in_log(self) -> (&'static str, String) {
        match self {
            Self::Trajectory(id) => (Trajectory::TYPE, id.to_string()),
            Self::Round(id) => (SelectionRound::TYPE, id.to_string()),
            Self::Proposal(id) => (PartnershipProposal::TYPE, id.to_string()),
            Self::Employer(id) => (RegionEmployer::TYPE, id.to_string()),
        }
    }
}

/// Which steps of a history are asked for, and what of them.
#[derive(Debug, Clone, Default)]
pub struct HistoryRequest {
    /// Which.
    pub span: Span,
    /// As it was known then.
    pub known: Known,
    /// What is shown of them.
    pub parts: StepParts,
    /// With personal texts in clear: of a trajectory, for who may read them and says what for.
    pub personal: bool,
}

/// Of which steps something is shown that takes long to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Steps {
    /// Of none.
    #[default]
    None,
    /// Of the one with this place in its stream.
    One(Version),
    /// Of each.
    All,
}

impl Steps {
    fn has(self, sequence: Version) -> bool {
        match self {
            Self::None => false,
            Self::One(one) => one == sequence,
            Self::All => true,
        }
    }
}

/// What is shown of steps, beside what was recorded and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepParts {
    /// What was recorded, in words of the catalogue.
    pub words: Steps,
    /// The difference that it made to the state.
    pub changes: Steps,
    /// All of the state after it, in words of the catalogue.
    pub whole: Steps,
    /// The same as it is.
    pub state: Steps,
}

/// What somebody sees of a step.
#[derive(Debug)]
pub struct SeenStep {
    /// What was recorded. Absent where the actor may not see it.
    pub payload: Option<Payload>,
    /// The state after it, as it was known then.
    pub state: StateAfter,
    /// What was recorded, as a change from nothing; nothing where that was not asked for.
    pub words: Vec<Change>,
    /// What it changed of the state; nothing where that was not asked for.
    pub changes: Vec<Change>,
    /// All of the state after it, as a change from nothing; nothing where that was not asked for.
    pub whole: Vec<Change>,
}

/// What was recorded, of whatever stream.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Payload {
    /// About a trajectory.
    Trajectory(trajectory::Payload),
    /// The same with a word in the place of each personal text, or with what it says.
    Written(serde_json::Value),
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
    /// A round or an employer; or a trajectory where that was not asked for.
    NotShown,
    /// Where a proposal was on its way, as the actor may see it.
    Proposal(Option<Stage>),
}

impl Views {
    /// The replay of a stream, in the order in which it was recorded, as `actor` may see it.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn history(
        &self,
        actor: &Actor,
        of: StreamId,
        request: &HistoryRequest,
        page: &Page<Version>,
    ) -> Result<History<SeenStep>, ViewError> {
        let none = Ok(History { steps: Paged::default(), total: 0 });
        let seeing = Seeing { actor, parts: request.parts };
        match of {
            StreamId::Trajectory(id) => {
                let Some(now) = self.found(actor, What::History, id).await? else { return none };
                let state = now.aggregate.state();
                if !self.shows(actor, What::History, id, state).await? {
                    return none;
                }
                let region = state.opening.as_ref().map(|opening| &opening.region);
                let span = &self.known_span(region, request).await?;
                let opened = self.opened_for(actor, id, request).await?;
                let erased = state.rights.erased_on().is_some();
                let see = |at: &At<'_, Trajectory>| {
                    Some(seeing.trajectory(&At { erased, ..*at }, opened.as_ref()))
                };
                let found = self.log.history(&id.to_string(), span, page, see).await?;
                self.looked_at(actor, What::History, region, id).await?;
                Ok(found)
            }
            StreamId::Round(id) => {
                let now = self.log.load::<SelectionRound>(&id.to_string()).await?;
                let launched = now.aggregate.state().launched.as_ref();
                let region = launched.map(|launched| &launched.region);
                let span = &self.known_span(region, request).await?;
                let see = |at: &At<'_, SelectionRound>| Some(seeing.round(at));
                Ok(self.log.history(&id.to_string(), span, page, see).await?)
            }
            StreamId::Employer(id) => {
                let now = self.log.load::<RegionEmployer>(&id.to_string()).await?;
                if self.seen_employer(actor, &now.aggregate).is_none() {
                    return none;
                }
                let registered = now.aggregate.state().registered.as_ref();
                let region = registered.map(|registered| &registered.region);
                let span = &self.known_span(region, request).await?;
                let see = |at: &At<'_, RegionEmployer>| Some(seeing.employer(at));
                Ok(self.log.history(&id.to_string(), span, page, see).await?)
            }
            StreamId::Proposal(id) => {
                let id = id.to_string();
                let now = self.log.load::<PartnershipProposal>(&id).await?;
                let now = now.aggregate.state();
                let of = now.draft.as_ref().map(|draft| (&draft.region, draft.organisation));
                let sight = of.map_or(Sight::Nothing, |(region, of)| sight(actor, region, of));
                if sight == Sight::Nothing {
                    return none;
                }
                let span = &self.known_span(of.map(|(region, _)| region), request).await?;
                let see = |at: &At<'_, PartnershipProposal>| seeing.proposal(at, now, sight);
                Ok(self.log.history(&id, span, page, see).await?)
            }
        }
    }

    /// The span of a request, with what was known when. A position is one of the log of the region.
    async fn known_span(
        &self,
        region: Option<&Code>,
        request: &HistoryRequest,
    ) -> Result<Span, ViewError> {
        let span = request.span.clone();
        match request.known {
            Known::Now => Ok(span),
            Known::At(position) => {
                if let Some(region) = region {
                    self.within_log(region, position).await?;
                }
                Ok(Span { known_at: Some(position), ..span })
            }
            Known::By(moment) if moment > self.clock.now() => Err(ViewError::MomentNotYet(moment)),
            Known::By(moment) => Ok(Span { known_by: Some(moment), ..span }),
        }
    }

    /// The personal texts of a trajectory, where they are asked for.
    async fn opened_for(
        &self,
        actor: &Actor,
        id: TrajectoryId,
        request: &HistoryRequest,
    ) -> Result<Option<Opened>, ViewError> {
        if !request.personal {
            return Ok(None);
        }
        if self.purpose.is_none() {
            return Err(ViewError::PurposeNotSaid);
        }
        match self.opened(actor, id, None).await? {
            Some(opened) => Ok(Some(opened)),
            None => Err(Denial::Personal.into()),
        }
    }
}
