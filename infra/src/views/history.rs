//! The replay of a stream, step by step, as somebody may see it.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{
    CommandId, EventId, KboNumber, Position, ProposalId, RoundId, TrajectoryId, Version, WorkerId,
};
use loopbrug_domain::policy::{Action, Sight, Subject, may, sight};
use loopbrug_domain::proposal::{self, PartnershipProposal, Stage};
use loopbrug_domain::round::{self, SelectionRound};
use loopbrug_domain::stream::{Stream, StreamEvent};
use loopbrug_domain::trajectory::{self, Trajectory};
use serde::Serialize;

use super::{ViewError, Views};
use crate::log::{History, Step};
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
}

/// A page of a replay.
#[derive(Debug, Default)]
pub struct Replay {
    /// Steps, in the order in which they were recorded.
    pub steps: Paged<SeenStep>,
    /// How many steps there are in all, those included that are not for the one who asks.
    pub total: Version,
}

/// One step: what was recorded, by whom, when, and how things stood after it.
#[derive(Debug)]
pub struct SeenStep {
    /// The event's place in the stream.
    pub sequence: Version,
    /// Its place in the region's log.
    pub position: Position,
    /// Its id.
    pub event_id: EventId,
    /// Its stored name.
    pub event_type: &'static str,
    /// The day it happened, in Brussels.
    pub occurred_on: NaiveDate,
    /// When the log learned of it.
    pub recorded_at: DateTime<Utc>,
    /// Whether it was recorded late.
    pub late: bool,
    /// The organisation that recorded it.
    pub organisation: KboNumber,
    /// The person who did; absent for rows of other writers.
    pub worker: Option<WorkerId>,
    /// The command that led to it; absent for rows of other writers.
    pub command: Option<CommandId>,
    /// The event that it puts right.
    pub puts_right: Option<Version>,
    /// The later events that put it right.
    pub put_right_by: Vec<Version>,
    /// What was recorded. Absent where it is not for the one who asks.
    pub payload: Option<Payload>,
    /// How things stood after it, as they were believed then.
    pub state: StateAfter,
}

/// What was recorded, of whatever stream.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Payload {
    /// About a trajectory.
    Trajectory(trajectory::Happening),
    /// About a round.
    Round(round::Happening),
    /// About a proposal.
    Proposal(proposal::Happening),
}

/// How things stood after a step, as far as a replay says.
#[derive(Debug)]
pub enum StateAfter {
    /// A trajectory, in full.
    Trajectory(Box<trajectory::State>),
    /// A round.
    Round,
    /// Where a proposal was on its way, as it may be shown to the one who asks.
    Proposal(Stage),
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
    ) -> Result<Replay, ViewError> {
        match of {
            StreamId::Trajectory(id) => {
                may(actor, Action::Read, Subject::Trajectory)?;
                let id = id.to_string();
                let history = self.log.history::<Trajectory>(&id, page, |_| true).await?;
                Ok(Replay::of(history, |step| {
                    let payload = Payload::Trajectory(step.event.what.clone());
                    (Some(payload), StateAfter::Trajectory(Box::new(step.state.clone())))
                }))
            }
            StreamId::Round(id) => {
                may(actor, Action::Read, Subject::Round)?;
                let ranking = may(actor, Action::Read, Subject::Ranking);
                let id = id.to_string();
                let history = self.log.history::<SelectionRound>(&id, page, |_| true).await?;
                Ok(Replay::of(history, |step| {
                    let ranks =
                        matches!(step.event.what, round::Happening::MatchingReportDrawnUp(_));
                    let shown = !ranks || ranking.is_ok();
                    let payload = shown.then(|| Payload::Round(step.event.what.clone()));
                    (payload, StateAfter::Round)
                }))
            }
            StreamId::Proposal(id) => {
                let id = id.to_string();
                let now = self.log.load::<PartnershipProposal>(&id).await?;
                let now = now.aggregate.state();
                let Some(draft) = &now.draft else { return Ok(Replay::default()) };
                let sight = sight(actor, draft.organisation);
                if sight == Sight::Nothing {
                    return Ok(Replay::default());
                }
                let shows = |what: &proposal::Happening| now.shows(what, sight, actor.worker);
                // That something happened is no secret to those who work on the procedure.
                let seen = |event: &proposal::ProposalEvent| {
                    sight == Sight::Procedure || shows(&event.what)
                };
                let history = self.log.history::<PartnershipProposal>(&id, page, seen).await?;
                Ok(Replay::of(history, |step| {
                    let payload =
                        shows(&step.event.what).then(|| Payload::Proposal(step.event.what.clone()));
                    (payload, StateAfter::Proposal(step.state.stage_seen(sight)))
                }))
            }
        }
    }
}

impl Replay {
    fn of<A: Stream>(
        history: History<A>,
        seen: impl Fn(&Step<A>) -> (Option<Payload>, StateAfter),
    ) -> Self {
        let History { steps, total } = history;
        let steps = steps.map(|step| {
            let (payload, state) = seen(&step);
            SeenStep::of(step, payload, state)
        });
        Self { steps, total }
    }
}

impl SeenStep {
    fn of<A: Stream>(step: Step<A>, payload: Option<Payload>, state: StateAfter) -> Self {
        let event = &step.event;
        Self {
            sequence: step.sequence,
            position: step.position,
            event_id: step.event_id,
            event_type: event.kind().name,
            occurred_on: event.occurred_on(),
            recorded_at: step.recorded_at,
            late: event.late(),
            organisation: event.organisation(),
            worker: step.actor.map(|actor| actor.worker),
            command: step.command,
            puts_right: event.puts_right(),
            put_right_by: step.put_right_by,
            payload,
            state,
        }
    }
}
