//! The replay of a stream, step by step.

use async_graphql::{Error, ID, Json, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::Version;
use loopbrug_infra::log::{History, Step};
use loopbrug_infra::views::{Payload, SeenStep, StateAfter};

use super::page::{List, Listed, list_of, no_cursor};
use super::{ProposalStage, Trajectory};

/// One step: what was recorded, by whom, when, and the state after it.
pub(crate) struct HistoryStep {
    step: Step<SeenStep>,
    state: Option<Trajectory>,
}

/// What is said of the whole of a history.
#[derive(SimpleObject)]
pub(crate) struct HistoryTotal {
    /// How many steps there are in all, those included that are not for you to see.
    total_count: Version,
}

impl Listed for HistoryStep {
    const LIST: &'static str = "History";

    fn cursor(&self) -> String {
        self.step.sequence.to_string()
    }
}

/// Reads the cursor of a step.
pub(crate) fn step_place(cursor: &str, _: &'static str) -> Result<Version, Error> {
    cursor.parse().map_err(|_| no_cursor(cursor))
}

/// A page of a history.
pub(crate) fn history(
    found: History<SeenStep>,
    catalogues: &Catalogues,
) -> List<HistoryStep, HistoryTotal> {
    let node = |step: Step<SeenStep>| {
        let state = match &step.seen.state {
            StateAfter::Trajectory(state) => {
                Trajectory::new(step.sequence, (**state).clone(), catalogues)
            }
            StateAfter::Round | StateAfter::Proposal(_) => None,
        };
        HistoryStep { step, state }
    };
    list_of(found.steps.map(node), HistoryTotal { total_count: found.total })
}

/// One step: what was recorded, by whom, when, and the state after it.
#[Object]
impl HistoryStep {
    /// The event's place in the stream, 1 for the first.
    async fn event(&self) -> u32 {
        self.step.sequence
    }

    /// Its place in the region's log.
    async fn position(&self) -> u32 {
        self.step.position.0
    }

    /// Its id.
    async fn event_id(&self) -> ID {
        ID(self.step.event_id.to_string())
    }

    /// What kind of event it is.
    #[graphql(name = "type")]
    async fn event_type(&self) -> &'static str {
        self.step.event_type
    }

    /// What was recorded, as the log keeps it. Null where it is not for you to see, as the
    /// scores of others until all are in.
    async fn payload(&self) -> Option<Json<&Payload>> {
        self.step.seen.payload.as_ref().map(Json)
    }

    /// The day it happened, in Brussels, as it was given.
    async fn occurred_on(&self) -> NaiveDate {
        self.step.occurred_on
    }

    /// When the log learned of it (UTC).
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.step.recorded_at
    }

    /// Whether it was recorded late.
    async fn late(&self) -> bool {
        self.step.late
    }

    /// The organisation that recorded it, by KBO number.
    async fn organisation(&self) -> String {
        self.step.organisation.to_string()
    }

    /// The person who recorded it, by worker id.
    async fn worker(&self) -> Option<ID> {
        self.step.actor.as_ref().map(|actor| ID(actor.worker.to_string()))
    }

    /// The command that led to it.
    async fn command_id(&self) -> Option<ID> {
        self.step.command.map(|command| ID(command.to_string()))
    }

    /// The event that this one puts right.
    async fn puts_right(&self) -> Option<u32> {
        self.step.puts_right
    }

    /// The later events that put this one right.
    async fn put_right_by(&self) -> &[u32] {
        &self.step.put_right_by
    }

    /// The trajectory after it, as it was known then. Null for other streams.
    async fn state(&self) -> Option<&Trajectory> {
        self.state.as_ref()
    }

    /// Where the proposal was after it. Null for other streams.
    async fn stage(&self) -> Option<ProposalStage> {
        match self.step.seen.state {
            StateAfter::Proposal(stage) => stage.map(Into::into),
            StateAfter::Trajectory(_) | StateAfter::Round => None,
        }
    }
}
