//! The work list: what is to be done, the most urgent first.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, TrajectoryId, WorkerId};
use loopbrug_domain::trajectory::tasks::{Task, TaskKind};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};

/// Whose work.
#[derive(Debug, Clone, Default)]
pub struct WorkFilter {
    /// Of the trajectories that this organisation owns or has access to.
    pub organisation: Option<KboNumber>,
    /// Of the clients whose bridge figure this is.
    pub worker: Option<WorkerId>,
}

/// Something to be done for a client.
#[derive(Debug, Clone)]
pub struct WorkItem {
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// Where the client stays.
    pub municipality: Code,
    /// The bridge figure.
    pub bridge_figure: Option<WorkerId>,
    /// What is to be done.
    pub task: Task,
    /// Its last day has passed.
    pub overdue: bool,
}

/// The stored name of a kind of task.
pub(crate) fn task_name(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::AssignBridgeFigure => "assign_bridge_figure",
        TaskKind::MakeContact => "make_contact",
        TaskKind::RecordExit => "record_exit",
        TaskKind::FollowUp(_) => "follow_up",
    }
}

fn kind_of(name: &str, month: i32) -> TaskKind {
    match name {
        "assign_bridge_figure" => TaskKind::AssignBridgeFigure,
        "make_contact" => TaskKind::MakeContact,
        "record_exit" => TaskKind::RecordExit,
        _ => TaskKind::FollowUp(u32::try_from(month).unwrap_or(0)),
    }
}

/// What is overdue comes first, then what has a last day, then the rest; within each, what has
/// waited longest.
pub(super) async fn items(
    pool: &PgPool,
    region: &Code,
    filter: &WorkFilter,
    today: NaiveDate,
    first: u32,
) -> Result<Vec<WorkItem>, sqlx::Error> {
    sqlx::query(
        "SELECT work.*, overview.municipality, overview.bridge_figure,
                coalesce(work.until < $2, false) AS overdue
         FROM work_list AS work
         JOIN trajectory_overview AS overview USING (region, generation, trajectory_id)
         WHERE work.region = $1 AND work.visible_from <= $2
           AND work.generation = (SELECT generation FROM projections
                                  WHERE projection = 'trajectories' AND region = $1)
           AND ($3::text IS NULL OR overview.organisations @> ARRAY[$3])
           AND ($4::uuid IS NULL OR overview.bridge_figure = $4)
         ORDER BY overdue DESC, work.until NULLS LAST, work.visible_from, work.trajectory_id
         LIMIT $5",
    )
    .bind(region.as_str())
    .bind(today)
    .bind(filter.organisation.map(|organisation| organisation.to_string()))
    .bind(filter.worker.map(|worker| worker.0))
    .bind(i64::from(first))
    .fetch_all(pool)
    .await?
    .iter()
    .map(item)
    .collect()
}

fn item(row: &PgRow) -> Result<WorkItem, sqlx::Error> {
    Ok(WorkItem {
        trajectory: TrajectoryId(row.try_get("trajectory_id")?),
        municipality: Code::new(row.try_get::<String, _>("municipality")?),
        bridge_figure: row.try_get::<Option<_>, _>("bridge_figure")?.map(WorkerId),
        task: Task {
            kind: kind_of(row.try_get("task")?, row.try_get("month")?),
            since: row.try_get("since")?,
            from: row.try_get("visible_from")?,
            until: row.try_get("until")?,
        },
        overdue: row.try_get("overdue")?,
    })
}
