//! The work list: what is to be done, the most urgent first, read page by page.

mod place;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::Municipality;
use loopbrug_domain::ids::{KboNumber, Position, TrajectoryId, Version, WorkerId};
use loopbrug_domain::policy::VisibleTasks;
use loopbrug_domain::trajectory::tasks::{Desk, Task};
use sqlx::postgres::{PgRow, Postgres};
use sqlx::{PgPool, QueryBuilder, Row};
use uuid::Uuid;

pub use self::place::{NoWorkPlace, WorkPlace};
use super::rows::{number, paged, parsed, push_current};
use super::trajectories::municipality;
use super::{ViewError, Views};
use crate::access_record::What;
use crate::database::read;
use crate::page::{Page, Paged};
use crate::projection::Projection;

/// Whose work. What is absent does not restrict it.
#[derive(Debug, Clone, Default)]
pub struct WorkFilter {
    /// What this organisation has to do, or a worker of it.
    pub organisation: Option<KboNumber>,
    /// What this worker has to do.
    pub worker: Option<WorkerId>,
    /// What whoever looks after the region has to do.
    pub of_region: bool,
}

/// Something to be done for a client.
#[derive(Debug, Clone)]
pub struct WorkItem {
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// Its region: another one, where the item is a request from there.
    pub region: Code,
    /// Where the client stays; none outside the region.
    pub municipality: Option<Code<Municipality>>,
    /// The bridge figure.
    pub bridge_figure: Option<WorkerId>,
    /// What is to be done.
    pub task: Task,
    /// Its last day has passed.
    pub overdue: bool,
    /// How many events of the trajectory the row knows.
    pub(super) version: Version,
}

/// Whose desks somebody sees, and on which day that is: what an organisation had to do is not its own any more once
/// its access has ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desks {
    pub(super) visible: VisibleTasks,
    pub(super) today: NaiveDate,
}

impl WorkItem {
    /// Where it is in the list.
    #[must_use]
    pub fn place(&self) -> WorkPlace {
        let Task { kind, about, from, until, .. } = self.task;
        WorkPlace { until, from, trajectory: self.trajectory, kind, about }
    }
}

impl Views {
    /// A page of what is to be done in a region on a day, the most urgent first: what is for `actor`.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn work_list(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &WorkFilter,
        day: NaiveDate,
        page: &Page<WorkPlace>,
        at_least: Option<Position>,
    ) -> Result<Paged<WorkItem>, ViewError> {
        self.image(region, at_least).await?;
        let found = self.to_be_done(actor, region, filter, day, page).await?;
        let named = found.items.iter().map(|item| item.trajectory);
        self.looked_through(actor, What::WorkList, region, named).await?;
        Ok(found)
    }

    /// The places of the same items, by which a page that is open learns what is new. Nobody is shown them, so it is
    /// not recorded whom they are about.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn work_places(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &WorkFilter,
        day: NaiveDate,
        page: &Page<WorkPlace>,
    ) -> Result<Vec<WorkPlace>, ViewError> {
        self.image(region, None).await?;
        let found = self.to_be_done(actor, region, filter, day, page).await?;
        Ok(found.items.iter().map(WorkItem::place).collect())
    }

    async fn to_be_done(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &WorkFilter,
        day: NaiveDate,
        page: &Page<WorkPlace>,
    ) -> Result<Paged<WorkItem>, ViewError> {
        let desks = self.desks_of(actor, region);
        let found = read(|| self::page(&self.pool, region, filter, desks, day, page)).await?;
        match desks.visible.own {
            None => Ok(found),
            Some(_) => self.still_to_do(actor, region, found).await,
        }
    }
}

/// What an item's place consists of, in the order of the list. What has a last day comes first, the
/// earliest first, so what is overdue before all; then the rest. Within a day, what has waited longest.
const PLACE: [&str; 5] = [
    "coalesce(work.until, 'infinity')",
    "work.visible_from",
    "work.trajectory_id",
    "work.task",
    "work.about",
];

pub(super) async fn page(
    pool: &PgPool,
    region: &Code,
    filter: &WorkFilter,
    desks: Desks,
    day: NaiveDate,
    page: &Page<WorkPlace>,
) -> Result<Paged<WorkItem>, sqlx::Error> {
    paged(pool, statement(region, filter, desks, day, page), page, item).await
}

/// A page of tasks is found by their indexes alone, and then what they are shown with.
fn statement<'a>(
    region: &'a Code,
    filter: &WorkFilter,
    desks: Desks,
    day: NaiveDate,
    page: &Page<WorkPlace>,
) -> QueryBuilder<'a, Postgres> {
    let mut sql = QueryBuilder::new(
        "SELECT work.*, overview.municipality, overview.bridge_figure, overview.version, coalesce(work.until < ",
    );
    sql.push_bind(day).push(", false) AS overdue FROM ");
    push_tasks(&mut sql, region, desks, &|sql| push_page(sql, filter, day, page));
    sql.push(
        "
         JOIN trajectory_overview AS overview USING (region, generation, trajectory_id)",
    );
    push_order(&mut sql, page);
    sql
}

/// How many tasks there are for a filter, but for those of trajectories that are `gone`.
pub(super) fn counting<'a>(
    region: &'a Code,
    filter: &WorkFilter,
    desks: Desks,
    day: NaiveDate,
    gone: &'a [Uuid],
) -> QueryBuilder<'a, Postgres> {
    let mut sql = QueryBuilder::new("SELECT count(*) FROM ");
    push_tasks(&mut sql, region, desks, &|sql| push_filter(sql, filter, day));
    sql.push(" WHERE work.trajectory_id <> ALL(").push_bind(gone).push(")");
    sql
}

/// Tasks of a region, and those of other regions for it, as far as somebody sees them, called `work`: a statement for
/// each kind of desk, so that each is read in the order of its own index. `push_which` ends all of them.
fn push_tasks<'a>(
    sql: &mut QueryBuilder<'a, Postgres>,
    region: &'a Code,
    desks: Desks,
    push_which: &dyn Fn(&mut QueryBuilder<'a, Postgres>),
) {
    let Desks { visible: VisibleTasks { of_all, of_region, own }, today } = desks;
    let of_here = |sql: &mut QueryBuilder<'a, Postgres>| {
        sql.push("(SELECT work.* FROM trajectory_tasks AS work");
        push_current(sql, "work", Projection::Trajectories, region);
    };
    sql.push("(");
    of_here(sql);
    if !of_all {
        sql.push(" AND work.for_organisation IS NULL");
        sql.push(if of_region { "" } else { " AND false" });
    }
    push_which(sql);
    sql.push(")");
    let only = own.filter(|_| !of_all);
    if let Some(own) = only {
        sql.push(" UNION ALL ");
        of_here(sql);
        sql.push(" AND work.for_organisation = ").push_bind(own.to_string());
        sql.push(" AND (work.visible_until IS NULL OR work.visible_until >= ");
        sql.push_bind(today).push(")");
        push_which(sql);
        sql.push(")");
    }
    if of_all || own.is_some() {
        // The one statement that reads rows of other regions: they are requests to this one, and few.
        sql.push(format_args!(
            " UNION ALL (SELECT work.* FROM trajectory_tasks AS work
             JOIN projections AS p USING (region, generation)
             WHERE p.projection = '{}' AND work.for_region = ",
            Projection::Trajectories.name()
        ));
        sql.push_bind(region.as_str());
        sql.push(" AND work.region <> work.for_region");
        if let Some(own) = only {
            sql.push(" AND work.for_organisation = ").push_bind(own.to_string());
        }
        push_which(sql);
        sql.push(")");
    }
    sql.push(") AS work");
}

/// Asks for those of a filter that are there on a day.
fn push_filter(sql: &mut QueryBuilder<'_, Postgres>, filter: &WorkFilter, day: NaiveDate) {
    sql.push(" AND work.visible_from <= ").push_bind(day);
    sql.push(" AND (work.visible_until IS NULL OR work.visible_until >= ").push_bind(day).push(")");
    if let Some(organisation) = filter.organisation {
        sql.push(" AND work.for_organisation = ").push_bind(organisation.to_string());
    }
    if let Some(worker) = filter.worker {
        sql.push(" AND work.for_worker = ").push_bind(worker.0);
    }
    if filter.of_region {
        sql.push(" AND work.for_organisation IS NULL");
    }
}

/// Asks for those of a page.
fn push_page(
    sql: &mut QueryBuilder<'_, Postgres>,
    filter: &WorkFilter,
    day: NaiveDate,
    page: &Page<WorkPlace>,
) {
    push_filter(sql, filter, day);
    let columns = PLACE.join(", ");
    for (place, beyond) in [(&page.after, '>'), (&page.before, '<')] {
        let Some(WorkPlace { until, from, trajectory, kind, about }) = place else { continue };
        sql.push(format_args!(" AND ({columns}) {beyond} (coalesce("));
        sql.push_bind(*until).push("::date, 'infinity'), ").push_bind(*from).push(", ");
        sql.push_bind(trajectory.0).push(", ").push_bind(kind.to_string()).push(", ");
        sql.push_bind(about.to_string()).push(")");
    }
    push_order(sql, page);
}

fn push_order(sql: &mut QueryBuilder<'_, Postgres>, page: &Page<WorkPlace>) {
    let order = PLACE.join(if page.from_end { " DESC, " } else { ", " });
    sql.push(format_args!(" ORDER BY {order}{} LIMIT ", if page.from_end { " DESC" } else { "" }));
    sql.push_bind(page.rows());
}

fn item(row: &PgRow) -> Result<WorkItem, sqlx::Error> {
    Ok(WorkItem {
        trajectory: TrajectoryId(row.try_get("trajectory_id")?),
        region: Code::new(row.try_get::<String, _>("region")?),
        municipality: municipality(row)?,
        bridge_figure: row.try_get::<Option<_>, _>("bridge_figure")?.map(WorkerId),
        task: Task {
            kind: parsed(row, "task")?,
            about: parsed(row, "about")?,
            desk: desk(row)?,
            since: row.try_get("since")?,
            from: row.try_get("visible_from")?,
            last: row.try_get("visible_until")?,
            until: row.try_get("until")?,
            at: row.try_get("at")?,
        },
        overdue: row.try_get("overdue")?,
        version: number(row, "version")?,
    })
}

fn desk(row: &PgRow) -> Result<Desk, sqlx::Error> {
    let organisation: Option<&str> = row.try_get("for_organisation")?;
    if organisation.is_none() {
        return Ok(Desk::Region);
    }
    let organisation = parsed(row, "for_organisation")?;
    let worker = row.try_get::<Option<Uuid>, _>("for_worker")?.map(WorkerId);
    let elsewhere = row.try_get::<Option<String>, _>("for_region")?.map(Code::new);
    Ok(match (worker, elsewhere) {
        (_, Some(region)) => Desk::Elsewhere(region, organisation),
        (Some(worker), None) => Desk::Worker(organisation, worker),
        (None, None) => Desk::Organisation(organisation),
    })
}
