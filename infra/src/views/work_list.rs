//! The work list: what is to be done, the most urgent first, read page by page.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::Municipality;
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

/// The place of an item in the list. It is the same on every day, so that a page that is asked for
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

/// Which page.
#[derive(Debug, Clone)]
pub struct WorkPage {
    /// How many at most.
    pub first: u32,
    /// After the item in this place.
    pub after: Option<WorkPlace>,
}

/// A page of the work list.
#[derive(Debug, Clone)]
pub struct WorkList {
    /// In order.
    pub items: Vec<WorkItem>,
    /// Whether there are more.
    pub more: bool,
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

/// What has a last day comes first, the earliest first, so what is overdue before all; then the rest.
/// Within a day, what has waited longest.
pub(super) async fn page(
    pool: &PgPool,
    region: &Code,
    filter: &WorkFilter,
    today: NaiveDate,
    page: &WorkPage,
) -> Result<WorkList, sqlx::Error> {
    let after = page.after.as_ref();
    let mut items = sqlx::query(
        "SELECT work.*, overview.municipality, overview.bridge_figure,
                coalesce(work.until < $2, false) AS overdue
         FROM work_list AS work
         JOIN trajectory_overview AS overview USING (region, generation, trajectory_id)
         WHERE work.region = $1 AND work.visible_from <= $2
           AND work.generation = (SELECT generation FROM projections
                                  WHERE projection = 'trajectories' AND region = $1)
           AND ($3::text IS NULL OR overview.organisations @> ARRAY[$3])
           AND ($4::uuid IS NULL OR overview.bridge_figure = $4)
           AND ($6::uuid IS NULL
                OR (coalesce(work.until, 'infinity'), work.visible_from, work.trajectory_id,
                    work.task, work.month)
                   > (coalesce($7::date, 'infinity'), $8::date, $6, $9::text, $10::integer))
         ORDER BY coalesce(work.until, 'infinity'), work.visible_from, work.trajectory_id,
                  work.task, work.month
         LIMIT $5",
    )
    .bind(region.as_str())
    .bind(today)
    .bind(filter.organisation.map(|organisation| organisation.to_string()))
    .bind(filter.worker.map(|worker| worker.0))
    .bind(i64::from(page.first) + 1)
    .bind(after.map(|place| place.trajectory.0))
    .bind(after.and_then(|place| place.until))
    .bind(after.map(|place| place.from))
    .bind(after.map(|place| task_name(place.kind)))
    .bind(after.map(|place| month_of(place.kind)))
    .fetch_all(pool)
    .await?
    .iter()
    .map(item)
    .collect::<Result<Vec<_>, _>>()?;
    let asked = page.first as usize;
    let more = items.len() > asked;
    items.truncate(asked);
    Ok(WorkList { items, more })
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
