//! The replay of a stream, step by step.

use async_graphql::{Context, Error, ID, Json, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{CommandId, EventId, KboNumber, Position, Version, WorkerId};
use loopbrug_domain::proposal::{self, PartnershipProposal, Sight, Stage, works_on_procedure};
use loopbrug_domain::round::{self, SelectionRound};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{self, Trajectory as ClientTrajectory};
use loopbrug_infra::log::{History, Step};
use loopbrug_infra::views::Views;
use serde::Serialize;

use super::Trajectory;
use super::page::PageInfo;
use crate::error::{TraceId, unanswered};
use crate::id::NodeId;

/// A page of a history.
#[derive(SimpleObject)]
pub(crate) struct HistoryConnection {
    edges: Vec<HistoryEdge>,
    page_info: PageInfo,
    /// How many steps there are in all, those included that are not for you to see.
    total_count: u32,
}

/// A step and its place.
#[derive(SimpleObject)]
struct HistoryEdge {
    cursor: String,
    node: HistoryStep,
}

/// One step: what was recorded, by whom, when, and how things stood after it.
struct HistoryStep {
    sequence: Version,
    position: Position,
    event_id: EventId,
    event_type: &'static str,
    occurred_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    late: bool,
    organisation: KboNumber,
    worker: Option<WorkerId>,
    command: Option<CommandId>,
    puts_right: Option<Version>,
    put_right_by: Vec<Version>,
    payload: Option<Payload>,
    state: Option<Trajectory>,
    stage: Option<Stage>,
}

/// What was recorded, of whatever stream.
#[derive(Serialize)]
#[serde(untagged)]
enum Payload {
    Trajectory(trajectory::Payload),
    Round(round::Payload),
    Proposal(proposal::Payload),
}

/// Replays a stream: the steps after one, in the order in which they were recorded.
pub(crate) async fn load_history(
    ctx: &Context<'_>,
    of: NodeId,
    first: u32,
    after: u32,
) -> Result<HistoryConnection, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    let fault = |error| unanswered(&error, *ctx.data_unchecked::<TraceId>());
    match of {
        NodeId::Trajectory(id) => {
            let history =
                views.history::<ClientTrajectory>(actor, &id.to_string(), after, first).await;
            Ok(HistoryConnection::new(history.map_err(fault)?, after, |step| {
                let (what, state) = (step.event.what.clone(), step.state.clone());
                let state = Trajectory::new(step.sequence, state, views.catalogues());
                let payload = Some(Payload::Trajectory(what));
                Some(HistoryStep { payload, state, ..HistoryStep::new(step) })
            }))
        }
        NodeId::Round(id) => {
            let history =
                views.history::<SelectionRound>(actor, &id.to_string(), after, first).await;
            Ok(HistoryConnection::new(history.map_err(fault)?, after, |step| {
                let report = matches!(step.event.what, round::Payload::MatchingReportDrawnUp(_));
                let shown = !report || works_on_procedure(actor);
                let payload = shown.then(|| Payload::Round(step.event.what.clone()));
                Some(HistoryStep { payload, ..HistoryStep::new(step) })
            }))
        }
        NodeId::Proposal(id) => {
            let now = views.proposal(actor, id).await.map_err(fault)?;
            let now = now.map(|loaded| loaded.aggregate.state().clone()).unwrap_or_default();
            let history =
                views.history::<PartnershipProposal>(actor, &id.to_string(), after, first).await;
            Ok(HistoryConnection::new(history.map_err(fault)?, after, |step| {
                let shown = now.shows(&step.event.what, actor);
                let payload = shown.then(|| Payload::Proposal(step.event.what.clone()));
                let stage = Some(step.state.stage_for(actor));
                // That something happened is no secret to those who work on the procedure.
                (shown || now.sight_of(actor) == Sight::Procedure).then(|| HistoryStep {
                    payload,
                    stage,
                    ..HistoryStep::new(step)
                })
            }))
        }
    }
}

impl HistoryConnection {
    fn new<A: Stream>(
        history: History<A>,
        after: Version,
        seen: impl Fn(&Step<A>) -> Option<HistoryStep>,
    ) -> Self {
        let History { steps, total } = history;
        let last = steps.last().map_or(after, |step| step.sequence);
        let edges: Vec<_> = steps
            .iter()
            .filter_map(seen)
            .map(|node| HistoryEdge { cursor: node.sequence.to_string(), node })
            .collect();
        let end_cursor = (!steps.is_empty()).then(|| last.to_string());
        let page_info = PageInfo { has_next_page: last < total, end_cursor };
        Self { edges, page_info, total_count: total }
    }
}

impl HistoryStep {
    /// What the log knows of every event, without what it tells.
    fn new<A: Stream>(step: &Step<A>) -> Self {
        let event = &step.event;
        Self {
            sequence: step.sequence,
            position: step.position,
            event_id: step.event_id,
            event_type: event.event_type().name,
            occurred_on: event.occurred_on,
            recorded_at: step.recorded_at,
            late: event.late,
            organisation: event.organisation,
            worker: step.actor.as_ref().map(|actor| actor.worker),
            command: step.command,
            puts_right: event.puts_right(),
            put_right_by: step.put_right_by.clone(),
            payload: None,
            state: None,
            stage: None,
        }
    }
}

/// One step: what was recorded, by whom, when, and how things stood after it.
#[Object]
impl HistoryStep {
    /// The event's place in the stream, 1 for the first.
    async fn event(&self) -> u32 {
        self.sequence
    }

    /// Its place in the region's log.
    async fn position(&self) -> u32 {
        self.position.0
    }

    /// Its id.
    async fn event_id(&self) -> ID {
        ID(self.event_id.to_string())
    }

    /// What kind of event it is.
    #[graphql(name = "type")]
    async fn event_type(&self) -> &'static str {
        self.event_type
    }

    /// What was recorded, as it stands in the log. Null where it is not for you to see, as the
    /// scores of others until all are in.
    async fn payload(&self) -> Option<Json<&Payload>> {
        self.payload.as_ref().map(Json)
    }

    /// The day it happened, in Brussels, as it was told.
    async fn occurred_on(&self) -> NaiveDate {
        self.occurred_on
    }

    /// When the log learned of it (UTC).
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.recorded_at
    }

    /// Whether it was recorded late.
    async fn late(&self) -> bool {
        self.late
    }

    /// The organisation that recorded it, by KBO number.
    async fn organisation(&self) -> String {
        self.organisation.to_string()
    }

    /// The person who recorded it, by worker id.
    async fn worker(&self) -> Option<ID> {
        self.worker.map(|worker| ID(worker.to_string()))
    }

    /// The command that led to it.
    async fn command_id(&self) -> Option<ID> {
        self.command.map(|command| ID(command.to_string()))
    }

    /// The event that this one puts right.
    async fn puts_right(&self) -> Option<u32> {
        self.puts_right
    }

    /// The later events that put this one right.
    async fn put_right_by(&self) -> &[u32] {
        &self.put_right_by
    }

    /// How the trajectory stood after it, as it was believed then. Null for other streams.
    async fn state(&self) -> Option<&Trajectory> {
        self.state.as_ref()
    }

    /// Where the proposal was after it. Null for other streams.
    async fn stage(&self) -> Option<&'static str> {
        self.stage.map(Into::into)
    }
}
