//! The work list: what is to be done, the most urgent first, read page by page.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::Municipality;
use loopbrug_domain::ids::{KboNumber, TrajectoryId, WorkerId};
use loopbrug_domain::trajectory::tasks::{Task, TaskKind};
use sqlx::postgres::{PgRow, Postgres};
use sqlx::{PgPool, QueryBuilder, Row};

use super::rows::{paged, push_current};
use crate::page::{Page, Paged};
use crate::projection::Projection;

/// Whose work.
#[derive(Debug, Clone, Default)]
pub struct WorkFilter {
    /// Of the trajectories that this organisation owns or has access to.
    pub organisation: Option<KboNumber>,
    /// Of the clients whose bridge figure this is.
    pub worker: Option<WorkerId>,
}

/// The place of an item in the list. It is the same on every day, so that a page that is read
/// after midnight goes on where the one before it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkPlace {
    /// The last day to do it.
    pub until: Option<NaiveDate>,
    /// From when on somebody should look.
    pub from: NaiveDate,
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// What is to be done.
    pub kind: TaskKind,
}

/// Something to be done for a client.
#[derive(Debug, Clone)]
pub struct WorkItem {
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// Where the client stays.
    pub municipality: Code<Municipality>,
    /// The bridge figure.
    pub bridge_figure: Option<WorkerId>,
    /// What is to be done.
    pub task: Task,
    /// Its last day has passed.
    pub overdue: bool,
}

impl WorkItem {
    /// Where it is in the list.
    #[must_use]
    pub fn place(&self) -> WorkPlace {
        let Task { kind, from, until, .. } = self.task;
        WorkPlace { until, from, trajectory: self.trajectory, kind }
    }
}

/// The stored name of a kind of task, which is also its name in the API.
#[must_use]
pub fn task_name(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::AssignBridgeFigure => "assign_bridge_figure",
        TaskKind::MakeContact => "make_contact",
        TaskKind::RecordExit => "record_exit",
        TaskKind::FollowUp(_) => "follow_up",
    }
}

/// The kind of task of this stored name, with its month where it has one.
#[must_use]
pub fn task_of_name(name: &str, month: u32) -> Option<TaskKind> {
    match name {
        "assign_bridge_figure" => Some(TaskKind::AssignBridgeFigure),
        "make_contact" => Some(TaskKind::MakeContact),
        "record_exit" => Some(TaskKind::RecordExit),
        "follow_up" => Some(TaskKind::FollowUp(month)),
        _ => None,
    }
}

/// The month of a kind of task; 0 where it has none.
fn month_of(kind: TaskKind) -> i32 {
    match kind {
        TaskKind::FollowUp(month) => i32::try_from(month).unwrap_or(i32::MAX),
        _ => 0,
    }
}

/// What an item's place consists of, in the order of the list. What has a last day comes first, the
/// earliest first, so what is overdue before all; then the rest. Within a day, what has waited longest.
const PLACE: [&str; 5] = [
    "coalesce(work.until, 'infinity')",
    "work.visible_from",
    "work.trajectory_id",
    "work.task",
    "work.month",
];

pub(super) async fn page(
    pool: &PgPool,
    region: &Code,
    filter: &WorkFilter,
    today: NaiveDate,
    page: &Page<WorkPlace>,
) -> Result<Paged<WorkItem>, sqlx::Error> {
    paged(pool, statement(region, filter, today, page), page, item).await
}

fn statement<'a>(
    region: &'a Code,
    filter: &WorkFilter,
    today: NaiveDate,
    page: &Page<WorkPlace>,
) -> QueryBuilder<'a, Postgres> {
    let mut sql = QueryBuilder::new(
        "SELECT work.*, overview.municipality, overview.bridge_figure, coalesce(work.until < ",
    );
    sql.push_bind(today).push(
        ", false) AS overdue
         FROM work_list AS work
         JOIN trajectory_overview AS overview USING (region, generation, trajectory_id)",
    );
    push_current(&mut sql, "work", Projection::Trajectories, region);
    sql.push(" AND work.visible_from <= ").push_bind(today);
    if let Some(organisation) = filter.organisation {
        sql.push(" AND overview.organisations @> ARRAY[");
        sql.push_bind(organisation.to_string()).push("]");
    }
    if let Some(worker) = filter.worker {
        sql.push(" AND overview.bridge_figure = ").push_bind(worker.0);
    }
    let columns = PLACE.join(", ");
    for (place, beyond) in [(&page.after, '>'), (&page.before, '<')] {
        let Some(WorkPlace { until, from, trajectory, kind }) = place else { continue };
        sql.push(format_args!(" AND ({columns}) {beyond} (coalesce("));
        sql.push_bind(*until).push("::date, 'infinity'), ").push_bind(*from).push(", ");
        sql.push_bind(trajectory.0).push(", ").push_bind(task_name(*kind)).push(", ");
        sql.push_bind(month_of(*kind)).push(")");
    }
    let order = PLACE.join(if page.from_end { " DESC, " } else { ", " });
    sql.push(format_args!(" ORDER BY {order}{} LIMIT ", if page.from_end { " DESC" } else { "" }));
    sql.push_bind(page.rows());
    sql
}

fn item(row: &PgRow) -> Result<WorkItem, sqlx::Error> {
    let (name, month) = (row.try_get::<&str, _>("task")?, row.try_get::<i32, _>("month")?);
    let kind = task_of_name(name, u32::try_from(month).unwrap_or(0));
    let kind =
        kind.ok_or_else(|| sqlx::Error::Decode(format!("no task is called {name}").into()))?;
    Ok(WorkItem {
        trajectory: TrajectoryId(row.try_get("trajectory_id")?),
        municipality: Code::new(row.try_get::<String, _>("municipality")?),
        bridge_figure: row.try_get::<Option<_>, _>("bridge_figure")?.map(WorkerId),
        task: Task {
            kind,
            since: row.try_get("since")?,
            from: row.try_get("visible_from")?,
            until: row.try_get("until")?,
        },
        overdue: row.try_get("overdue")?,
    })
}
