//! Events of trajectories as they are shown to who accounts for a region: who recorded them and when, and no text.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, Position, TrajectoryId, Version, WorkerId};
use loopbrug_domain::stream::Aggregate;
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{Error, PgPool, Postgres, QueryBuilder, Row};

use super::rows::parsed;
use super::{Account, ViewError, Views};
use crate::access_record::What;
use crate::database::read;
use crate::log::{EventText, FoldError, position};
use crate::page::{Page, Paged};

/// When something was recorded: from one day on, up to and with another, in Brussels. What is absent is no bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordedWithin {
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Up to and with this day.
    pub to: Option<NaiveDate>,
}

/// An event: who recorded it, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRecord {
    /// Its place in the region's log.
    pub position: Position,
    /// Its place in the trajectory.
    pub event: Version,
    /// Its stored name.
    pub event_type: String,
    /// The day it happened, in Brussels, as it was given.
    pub occurred_on: NaiveDate,
    /// When the log learned of it.
    pub recorded_at: DateTime<Utc>,
    /// Which organisation recorded it.
    pub organisation: KboNumber,
    /// Who; none for rows of other writers.
    pub worker: Option<WorkerId>,
}

/// The same with what it says.
#[derive(Debug, Clone)]
pub(super) struct ReadRecord {
    pub(super) trajectory: TrajectoryId,
    pub(super) record: EventRecord,
    pub(super) says: TrajectoryEvent,
}

/// How many events of a type an organisation recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationCount {
    /// The stored name of the events.
    pub event_type: String,
    /// The organisation.
    pub organisation: KboNumber,
    /// How many.
    pub count: u32,
}

const COLUMNS: &str =
    "event.position, event.aggregate_id, event.sequence, event.event_type, event.event_version,
    event.payload::text AS payload, event.recorded_at, event.actor";

impl Account {
    /// The events that an item of its list begins with, as a condition. A decision on an erasure that nobody had asked for
    /// is one by itself: data that were kept for long enough, or the other end of a merge.
    fn begins(self) -> &'static str {
        match self {
            Self::Corrections => "event.event_type IN ('EventCorrected', 'EventVoided')",
            Self::Erasures => {
                "(event.event_type = 'ErasureRequested'
                  OR event.event_type = 'ErasureDecided' AND 'ErasureRequested' IS DISTINCT FROM (
                      SELECT before.event_type FROM events AS before
                      WHERE (before.aggregate_type, before.aggregate_id, before.region)
                            = (event.aggregate_type, event.aggregate_id, event.region)
                            AND before.sequence < event.sequence
                            AND before.event_type IN ('ErasureRequested', 'ErasureDecided')
                      ORDER BY before.sequence DESC LIMIT 1))"
            }
        }
    }
}

impl Views {
    /// How many items of a list of records there are, by the event that each begins with and who recorded that: for the
    /// region's steward and its auditor.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn count_by_organisation(
        &self,
        actor: &Actor,
        region: &Code,
        account: Account,
        within: RecordedWithin,
    ) -> Result<Vec<OrganisationCount>, ViewError> {
        self.may_see_records(actor, region).await?;
        let positions = self.recorded_within(region, within).await?;
        let ask = async || {
            let asked = "event.event_type, event.payload ->> 'organisation' AS organisation, count(*) AS count";
            let mut sql = filtered(asked, region, account, positions);
            sql.push(" GROUP BY 1, 2 ORDER BY 1, 2");
            sql.build().fetch_all(&self.pool).await
        };
        let counted = |row: &PgRow| {
            Ok(OrganisationCount {
                event_type: row.try_get("event_type")?,
                organisation: parsed(row, "organisation")?,
                count: u32::try_from(row.try_get::<i64, _>("count")?).unwrap_or(u32::MAX),
            })
        };
        Ok(read(ask).await?.iter().map(counted).collect::<Result<_, Error>>()?)
    }

    /// A page of a list of records: the events that its items begin with, the last one first.
    pub(super) async fn page_of_records(
        &self,
        actor: &Actor,
        region: &Code,
        account: Account,
        within: RecordedWithin,
        page: &Page<Position>,
    ) -> Result<Paged<ReadRecord>, ViewError> {
        self.may_see_records(actor, region).await?;
        let positions = self.recorded_within(region, within).await?;
        let ask = async || {
            let mut sql = filtered(COLUMNS, region, account, positions);
            for (place, beyond) in [(page.after, "<"), (page.before, ">")] {
                if let Some(Position(place)) = place {
                    sql.push(format_args!(" AND event.position {beyond} "))
                        .push_bind(i64::from(place));
                }
            }
            let order = if page.from_end { "ASC" } else { "DESC" };
            sql.push(format_args!(" ORDER BY event.position {order} LIMIT "))
                .push_bind(page.rows());
            sql.build().fetch_all(&self.pool).await
        };
        let found = read(ask).await?.iter().map(read_record).collect::<Result<Vec<_>, _>>()?;
        let found = Paged::of(found, page);
        let named = found.items.iter().map(|item| item.trajectory);
        self.looked_through(actor, What::History, region, named).await?;
        Ok(found)
    }

    /// The positions of what was recorded within some days: after the first, up to the second. Moments never decrease
    /// along positions, so days are a range of them.
    pub(super) async fn recorded_within(
        &self,
        region: &Code,
        within: RecordedWithin,
    ) -> Result<[Position; 2], Error> {
        let before = async |day| {
            let last = start_of_day(day) - TimeDelta::microseconds(1);
            self.log.position_at(region, last).await
        };
        let after = match within.from {
            Some(day) => before(day).await?,
            None => Position::START,
        };
        let to = match within.to.and_then(|day| day.succ_opt()) {
            Some(day) => before(day).await?,
            None => self.log.head(region).await?,
        };
        Ok([after, to])
    }
}

/// Events of trajectories of a region by their places, each with all that is read of it, in no order.
pub(super) async fn find(
    pool: &PgPool,
    region: &Code,
    places: &[(TrajectoryId, Version)],
) -> Result<Vec<ReadRecord>, Error> {
    let (streams, sequences): (Vec<_>, Vec<_>) =
        places.iter().map(|(of, event)| (of.to_string(), i64::from(*event))).unzip();
    let ask = async || {
        let mut sql = QueryBuilder::<Postgres>::new(format!("SELECT {COLUMNS} FROM unnest("));
        sql.push_bind(&streams).push("::text[], ").push_bind(&sequences);
        sql.push("::bigint[]) AS asked (aggregate_id, sequence)");
        sql.push(
            " JOIN events AS event USING (aggregate_id, sequence) WHERE event.aggregate_type = ",
        );
        sql.push_bind(Trajectory::TYPE).push(" AND event.region = ").push_bind(region.as_str());
        sql.build().fetch_all(pool).await
    };
    read(ask).await?.iter().map(read_record).collect()
}

/// All events of some types in trajectories of a region, in the order of each.
pub(super) async fn of_types(
    pool: &PgPool,
    region: &Code,
    trajectories: &[TrajectoryId],
    types: &[&str],
) -> Result<Vec<ReadRecord>, Error> {
    let streams: Vec<_> = trajectories.iter().map(ToString::to_string).collect();
    let ask = async || {
        let mut sql =
            QueryBuilder::<Postgres>::new(format!("SELECT {COLUMNS} FROM events AS event"));
        sql.push(" WHERE event.aggregate_type = ").push_bind(Trajectory::TYPE);
        sql.push(" AND event.region = ").push_bind(region.as_str());
        sql.push(" AND event.aggregate_id = ANY(").push_bind(&streams);
        sql.push(") AND event.event_type = ANY(").push_bind(types);
        sql.push(") ORDER BY event.aggregate_id, event.sequence");
        sql.build().fetch_all(pool).await
    };
    read(ask).await?.iter().map(read_record).collect()
}

fn filtered<'a>(
    asked: &str,
    region: &'a Code,
    account: Account,
    [after, to]: [Position; 2],
) -> QueryBuilder<'a, Postgres> {
    let mut sql =
        QueryBuilder::new(format!("SELECT {asked} FROM events AS event WHERE event.region = "));
    sql.push_bind(region.as_str());
    sql.push(" AND event.position > ").push_bind(i64::from(after.0));
    sql.push(" AND event.position <= ").push_bind(i64::from(to.0));
    sql.push(format_args!(" AND {}", account.begins()));
    sql
}

fn read_record(row: &PgRow) -> Result<ReadRecord, Error> {
    let EventText { sequence, event_type, event_version, payload } = EventText::of(row)?;
    let says = TrajectoryEvent::read(event_type, event_version, payload);
    let says = says.map_err(FoldError::Unreadable)?;
    let actor: Option<Json<Actor>> = row.try_get("actor")?;
    let record = EventRecord {
        position: position(row.try_get("position")?),
        event: sequence,
        event_type: event_type.to_owned(),
        occurred_on: says.occurred_on,
        recorded_at: row.try_get("recorded_at")?,
        organisation: says.organisation,
        worker: actor.map(|actor| actor.worker),
    };
    Ok(ReadRecord { trajectory: parsed(row, "aggregate_id")?, record, says })
}
