//! The replay of a stream, step by step.

use async_graphql::{Error, ID, Json, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::event::Origin;
use loopbrug_domain::ids::{KboNumber, Version, WorkerId};
use loopbrug_infra::log::{History, Step};
use loopbrug_infra::views::{Payload, SeenStep, StateAfter};

use super::names::Name;
use super::page::{List, Listed, list_of, no_cursor};
use super::{ProposalStage, Trajectory};
use crate::id::of_trajectory;

/// One step: what was recorded, by whom, when, and the state after it.
#[derive(SimpleObject)]
pub(crate) struct HistoryStep {
    /// The event's place in the stream, 1 for the first.
    event: u32,
    /// Its place in the region's log.
    position: u32,
    /// Its id.
    event_id: ID,
    /// What kind of event it is.
    #[graphql(name = "type")]
    event_type: &'static str,
    /// The version of the form of its payload. What was recorded in an older form is shown in this one.
    payload_version: &'static str,
    /// What was recorded, as the log keeps it: a JSON object with one member, which is called as `type`, and in it
    /// the fields of that type and `payloadVersion`. `docs/payloads.md` in the repository says how they are written,
    /// and where each type and version has an example. Null where it is not for you to see, as the scores of others
    /// until all are in.
    payload: Option<Json<Payload>>,
    /// The day it happened, in Brussels, as it was given.
    occurred_on: NaiveDate,
    /// When the log learned of it (UTC).
    recorded_at: DateTime<Utc>,
    /// Whether it was recorded late.
    late: bool,
    /// The organisation that recorded it, by KBO number.
    organisation: String,
    /// The name of that organisation.
    organisation_name: Name<KboNumber>,
    /// The person who recorded it, by worker id.
    worker: Option<ID>,
    /// The name of that person.
    worker_name: Option<Name<WorkerId>>,
    /// The command that led to it.
    command_id: Option<ID>,
    /// The event that it was carried from: one of another trajectory of the client, after a merge or
    /// from another region.
    origin: Option<EventOrigin>,
    /// The event that this one puts right.
    puts_right: Option<Version>,
    /// The later events that put this one right.
    put_right_by: Vec<Version>,
    /// The trajectory after it, as it was known then. Null for other streams.
    state: Option<Trajectory>,
    /// Where the proposal was after it. Null for other streams.
    stage: Option<ProposalStage>,
}

/// Where an event was recorded first.
#[derive(SimpleObject)]
pub(crate) struct EventOrigin {
    /// The region.
    region: String,
    /// The trajectory.
    trajectory_id: ID,
    /// The event's place in that trajectory, 1 for the first.
    event: Version,
}

impl From<Origin> for EventOrigin {
    fn from(origin: Origin) -> Self {
        let Origin { region, trajectory, sequence, .. } = origin;
        let trajectory_id = of_trajectory(trajectory);
        Self { region: region.to_string(), trajectory_id, event: sequence }
    }
}

/// What is said of the whole of a history.
#[derive(SimpleObject)]
pub(crate) struct HistoryTotal {
    /// How many steps there are in all, those included that are not for you to see.
    total_count: Version,
}

impl Listed for HistoryStep {
    const LIST: &'static str = "History";

    type Row = Step<SeenStep>;

    fn cursor(step: &Step<SeenStep>) -> String {
        step.sequence.to_string()
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
        let (trajectory, stage) = match step.seen.state {
            StateAfter::Trajectory(state, corrections) => {
                (Trajectory::new(step.sequence, *state, corrections, catalogues), None)
            }
            StateAfter::Proposal(stage) => (None, stage.map(Into::into)),
            StateAfter::NotShown => (None, None),
        };
        HistoryStep {
            event: step.sequence,
            position: step.position.0,
            event_id: ID(step.event_id.to_string()),
            event_type: step.event_type.name,
            payload_version: step.event_type.version,
            payload: step.seen.payload.map(Json),
            occurred_on: step.occurred_on,
            recorded_at: step.recorded_at,
            late: step.late,
            organisation: step.organisation.to_string(),
            organisation_name: Name::of(&step.region, step.organisation),
            worker_name: step.actor.as_ref().map(|actor| Name::of(&step.region, actor.worker)),
            worker: step.actor.map(|actor| ID(actor.worker.to_string())),
            command_id: step.command.map(|command| ID(command.to_string())),
            origin: step.origin.map(|origin| (*origin).into()),
            puts_right: step.puts_right,
            put_right_by: step.put_right_by,
            state: trajectory,
            stage,
        }
    };
    list_of(found.steps, HistoryTotal { total_count: found.total }, node)
}
