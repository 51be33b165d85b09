//! What was recorded, read in the order of its positions.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::ids::{KboNumber, Position, TrajectoryId, WorkerId};
use loopbrug_domain::time::start_of_day;
use sqlx::postgres::PgRow;
use sqlx::{Error, PgPool, Postgres, QueryBuilder, Row};
use uuid::Uuid;

use super::{AccessRecord, Outcome, What};
use crate::database::read;
use crate::page::{Page, Paged};
use crate::views::rows::parsed;

/// So many are read at once of those that go to somebody all together.
const AT_ONCE: i64 = 1_000;

/// Which accesses; what is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessFilter {
    /// Whose data were looked at.
    pub trajectory: Option<TrajectoryId>,
    /// Who looked.
    pub worker: Option<WorkerId>,
    /// For which organisation.
    pub organisation: Option<KboNumber>,
    /// From this day on, in Brussels.
    pub from: Option<NaiveDate>,
    /// Up to and with this day, in Brussels.
    pub to: Option<NaiveDate>,
}

/// An access as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Its place in the record of the region.
    pub position: Position,
    /// When, by the database's clock.
    pub recorded_at: DateTime<Utc>,
    /// Who.
    pub worker: WorkerId,
    /// For which organisation.
    pub organisation: KboNumber,
    /// The roles that were held then.
    pub roles: Vec<String>,
    /// At what.
    pub what: What,
    /// What for.
    pub purpose: Option<Code<AccessPurpose>>,
    /// `answered`, `nothing`, or the code of the refusal.
    pub outcome: String,
    /// Whose.
    pub trajectories: Vec<TrajectoryId>,
}

impl Noted {
    /// Somebody wanted to look and was not let.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        ![Outcome::Answered, Outcome::Nothing].iter().any(|done| done.name() == self.outcome)
    }
}

impl AccessRecord {
    /// What was recorded about one trajectory after a position, the first first: who looked at it, up to a thousand.
    /// Whether that may be asked is for the caller to decide, and to record.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of_trajectory(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
        after: Position,
    ) -> Result<Vec<Noted>, Error> {
        let filter = AccessFilter { trajectory: Some(trajectory), ..AccessFilter::default() };
        let ask = async || {
            let mut sql = filtered("*", region, &filter);
            sql.push(" AND position > ").push_bind(i64::from(after.0));
            sql.push(" ORDER BY position LIMIT ").push_bind(AT_ONCE);
            sql.build().fetch_all(&self.pool).await
        };
        read(ask).await?.iter().map(noted).collect()
    }
}

/// A page of what was recorded, the last first.
pub(crate) async fn page(
    pool: &PgPool,
    region: &Code,
    filter: &AccessFilter,
    page: &Page<Position>,
) -> Result<Paged<Noted>, Error> {
    let mut sql = filtered("*", region, filter);
    for (place, beyond) in [(page.after, "<"), (page.before, ">")] {
        if let Some(Position(place)) = place {
            sql.push(format_args!(" AND position {beyond} ")).push_bind(i64::from(place));
        }
    }
    let order = if page.from_end { "ASC" } else { "DESC" };
    sql.push(format_args!(" ORDER BY position {order} LIMIT ")).push_bind(page.rows());
    let rows = sql.build().fetch_all(pool).await?;
    Ok(Paged::of(rows.iter().map(noted).collect::<Result<_, _>>()?, page))
}

/// What is asked of all that the filter leaves.
pub(crate) fn filtered<'a>(
    asked: &str,
    region: &'a Code,
    filter: &AccessFilter,
) -> QueryBuilder<'a, Postgres> {
    let mut sql = QueryBuilder::new(format!("SELECT {asked} FROM access_record WHERE region = "));
    sql.push_bind(region.as_str());
    if let Some(trajectory) = filter.trajectory {
        sql.push(" AND trajectories @> ARRAY[").push_bind(trajectory.0).push("]");
    }
    if let Some(worker) = filter.worker {
        sql.push(" AND worker = ").push_bind(worker.0);
    }
    if let Some(organisation) = filter.organisation {
        sql.push(" AND organisation = ").push_bind(organisation.to_string());
    }
    if let Some(from) = filter.from {
        sql.push(" AND recorded_at >= ").push_bind(start_of_day(from));
    }
    if let Some(after) = filter.to.and_then(|to| to.succ_opt()) {
        sql.push(" AND recorded_at < ").push_bind(start_of_day(after));
    }
    sql
}

fn noted(row: &PgRow) -> Result<Noted, Error> {
    let (trajectories, roles): (Vec<Uuid>, &str) =
        (row.try_get("trajectories")?, row.try_get("roles")?);
    Ok(Noted {
        position: Position(u32::try_from(row.try_get::<i64, _>("position")?).unwrap_or(u32::MAX)),
        recorded_at: row.try_get("recorded_at")?,
        worker: WorkerId(row.try_get("worker")?),
        organisation: parsed(row, "organisation")?,
        roles: roles.split_terminator(',').map(str::to_owned).collect(),
        what: parsed(row, "what")?,
        purpose: row.try_get::<Option<String>, _>("purpose")?.map(Code::new),
        outcome: row.try_get("outcome")?,
        trajectories: trajectories.into_iter().map(TrajectoryId).collect(),
    })
}
