//! The replay of a trajectory, step by step.

use async_graphql::{Context, Error, ID, Json, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::Happening;
use loopbrug_infra::log::{History, Step};
use loopbrug_infra::views::Views;

use super::Trajectory;
use super::connection::PageInfo;
use crate::error::{TraceId, unanswered};

/// A page of a trajectory's history.
#[derive(SimpleObject)]
pub(crate) struct HistoryConnection {
    edges: Vec<HistoryEdge>,
    page_info: PageInfo,
    /// How many steps there are in all.
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
    step: Step<loopbrug_domain::trajectory::Trajectory>,
    trajectory: Option<Trajectory>,
}

/// Replays a trajectory: the steps after one, in the order in which they were recorded.
pub(crate) async fn load_history(
    ctx: &Context<'_>,
    id: TrajectoryId,
    first: u32,
    after: u32,
) -> Result<HistoryConnection, Error> {
    let views = ctx.data::<Views>()?;
    let History { steps, total } = views
        .history(ctx.data::<Actor>()?, id, after, first)
        .await
        .map_err(|error| unanswered(&error, *ctx.data_unchecked::<TraceId>()))?;
    let edges: Vec<_> = steps
        .into_iter()
        .map(|step| HistoryEdge {
            cursor: step.sequence.to_string(),
            node: HistoryStep {
                trajectory: Trajectory::new(step.sequence, step.state.clone(), views.catalogues()),
                step,
            },
        })
        .collect();
    let end_cursor = edges.last().map(|edge| edge.cursor.clone());
    let last = edges.last().map_or(after, |edge| edge.node.step.sequence);
    let page_info = PageInfo { has_next_page: last < total, end_cursor };
    Ok(HistoryConnection { edges, page_info, total_count: total })
}

/// One step: what was recorded, by whom, when, and how things stood after it.
#[Object]
impl HistoryStep {
    /// The event's place in the trajectory, 1 for the first.
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
        self.step.event.what.event_type().name
    }

    /// What was recorded, as it stands in the log.
    async fn payload(&self) -> Json<&Happening> {
        Json(&self.step.event.what)
    }

    /// The day it happened, in Brussels, as it was told.
    async fn occurred_on(&self) -> NaiveDate {
        self.step.occurred_on()
    }

    /// When the log learned of it (UTC).
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.step.recorded_at
    }

    /// Whether it was recorded late.
    async fn late(&self) -> bool {
        self.step.event.late
    }

    /// The organisation that recorded it, by KBO number.
    async fn organisation(&self) -> String {
        self.step.event.organisation.to_string()
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
        self.step.puts_right()
    }

    /// The later events that put this one right.
    async fn put_right_by(&self) -> &[u32] {
        &self.step.put_right_by
    }

    /// How things stood after it, as they were believed then.
    async fn state(&self) -> Option<&Trajectory> {
        self.trajectory.as_ref()
    }
}
