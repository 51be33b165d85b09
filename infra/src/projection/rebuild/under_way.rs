//! The progress of a rebuild, as the database has it: written with the rows that it counts.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgExecutor, PgPool, Row};
use uuid::Uuid;

use super::counts::Counted;
use super::sweep;
use crate::log::{head, position};
use crate::projection::stream_fold::Writing;
use crate::projection::{LONG_LOG, Projection, ProjectionError};

/// A rebuild under way.
#[derive(Debug, Clone)]
pub(super) struct UnderWay {
    /// The generation that it writes.
    pub(super) generation: i32,
    /// Up to where streams are folded one after the other.
    pub(super) target: Position,
    /// Up to where everything is in the rows; none as long as not all streams are.
    pub(super) position: Option<Position>,
    /// The last stream that is in the rows.
    pub(super) aggregate_type: String,
    pub(super) aggregate_id: String,
    /// How many streams and events are in the rows.
    pub(super) streams: u64,
    pub(super) events: u64,
    /// How many streams and events the log has up to the target. They are counted while streams are folded;
    /// until then there may be as many events as there are positions.
    pub(super) of_streams: u64,
    pub(super) of_events: u64,
}

/// What readers read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Live {
    pub(super) generation: i32,
    version: i32,
    position: i64,
    head: i64,
    /// The version of the code that left a rebuild half-way, or is at it.
    rebuilt_by: Option<i32>,
}

pub(super) async fn live(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
) -> Result<Live, sqlx::Error> {
    let statement = "
        SELECT p.generation, p.version, p.position, coalesce(head.position, 0) AS head,
               r.version AS rebuilt_by
        FROM projections AS p
        LEFT JOIN log_head AS head USING (region)
        LEFT JOIN rebuilds AS r USING (projection, region)
        WHERE p.projection = $1 AND p.region = $2";
    let row = projection.query(statement, region).fetch_one(pool).await?;
    Ok(Live {
        generation: row.try_get("generation")?,
        version: row.try_get("version")?,
        position: row.try_get("position")?,
        head: row.try_get("head")?,
        rebuilt_by: row.try_get("rebuilt_by")?,
    })
}

impl Live {
    /// Whether newer code wrote the rows, or is at a rebuild.
    fn is_of_newer(&self, version: i32) -> bool {
        self.version > version || self.rebuilt_by.is_some_and(|by| by > version)
    }
}

/// Whether this code has something to rebuild.
pub(super) async fn due(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
) -> Result<bool, sqlx::Error> {
    let (live, version) = (live(pool, region, projection).await?, projection.version());
    let untouched = live.position == 0 && live.head > i64::from(LONG_LOG);
    let is_due = live.version < version || live.rebuilt_by.is_some() || untouched;
    Ok(is_due && !live.is_of_newer(version))
}

const COLUMNS: &str =
    "generation, version, target, position, aggregate_type, aggregate_id, streams,
                       events, of_streams, of_events";

impl UnderWay {
    /// Takes up the rebuild that was left half-way by the same code; begins another where there is
    /// none. The caller holds the guard, so nobody else does.
    pub(super) async fn begin_or_resume(
        pool: &PgPool,
        region: &Code,
        projection: Projection,
        worker: Uuid,
    ) -> Result<Self, ProjectionError> {
        let live = live(pool, region, projection).await?;
        let version = projection.version();
        if live.is_of_newer(version) {
            return Err(ProjectionError::Newer);
        }
        let statement = format!(
            "UPDATE rebuilds SET worker = $3, heartbeat = now()
             WHERE projection = $1 AND region = $2 AND version = $4 AND generation = $5
             RETURNING {COLUMNS}"
        );
        let query = projection.query(&statement, region).bind(worker).bind(version);
        let taken_up = query.bind(live.generation + 1).fetch_optional(pool).await?;
        match taken_up {
            Some(row) => Ok(Self::of(&row)?),
            None => Self::begin(pool, region, projection, worker, live.generation + 1).await,
        }
    }

    async fn begin(
        pool: &PgPool,
        region: &Code,
        projection: Projection,
        worker: Uuid,
        generation: i32,
    ) -> Result<Self, ProjectionError> {
        // Whoever is at another one is refused from now on, and what it wrote is in nobody's way.
        let statement = "DELETE FROM rebuilds WHERE projection = $1 AND region = $2";
        projection.query(statement, region).execute(pool).await?;
        sweep::from(pool, region, projection, generation).await?;
        let target = head(&mut *pool.acquire().await?, region).await?;
        let statement = format!(
            "INSERT INTO rebuilds
                 (projection, region, generation, version, worker, target, of_streams, of_events)
             VALUES ($1, $2, $3, $4, $5, $6, 0, $6)
             RETURNING {COLUMNS}"
        );
        let query = projection.query(&statement, region).bind(generation);
        let query = query.bind(projection.version()).bind(worker).bind(i64::from(target.0));
        Ok(Self::of(&query.fetch_one(pool).await?)?)
    }

    fn of(row: &PgRow) -> Result<Self, sqlx::Error> {
        let count = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
        Ok(Self {
            generation: row.try_get("generation")?,
            target: position(row.try_get("target")?),
            position: row.try_get::<Option<i64>, _>("position")?.map(position),
            aggregate_type: row.try_get("aggregate_type")?,
            aggregate_id: row.try_get("aggregate_id")?,
            streams: count("streams")?,
            events: count("events")?,
            of_streams: count("of_streams")?,
            of_events: count("of_events")?,
        })
    }

    /// Holds it until the transaction ends. Refused where another has taken it up.
    pub(super) async fn hold(
        &self,
        connection: &mut PgConnection,
        at: &Writing<'_>,
        worker: Uuid,
    ) -> Result<(), ProjectionError> {
        let statement = "
            SELECT set_config('synchronous_commit', 'off', true),
                   set_config('idle_in_transaction_session_timeout', '30s', true)
            FROM rebuilds
            WHERE projection = $1 AND region = $2 AND generation = $3 AND worker = $4
            FOR UPDATE";
        let query = at.projection.query(statement, at.region).bind(at.generation).bind(worker);
        let held = query.fetch_optional(connection).await?;
        held.map(|_| ()).ok_or(ProjectionError::TakenOver)
    }

    /// Writes it.
    pub(super) async fn note(
        &self,
        connection: &mut PgConnection,
        at: &Writing<'_>,
    ) -> Result<(), sqlx::Error> {
        let statement = "
            UPDATE rebuilds
            SET position = $3, aggregate_type = $4, aggregate_id = $5, streams = $6, events = $7,
                heartbeat = now()
            WHERE projection = $1 AND region = $2";
        let position = self.position.map(|position| i64::from(position.0));
        let query = at.projection.query(statement, at.region).bind(position);
        let query = query.bind(&self.aggregate_type).bind(&self.aggregate_id);
        let query = query.bind(number(self.streams)).bind(number(self.events));
        query.execute(connection).await.map(drop)
    }
}

/// Writes what the log was found to have up to the target.
pub(super) async fn note_counts(
    pool: &PgPool,
    at: &Writing<'_>,
    Counted { streams, events }: Counted,
) -> Result<(), sqlx::Error> {
    let statement = "UPDATE rebuilds SET of_streams = $4, of_events = $5
                     WHERE projection = $1 AND region = $2 AND generation = $3";
    let query = at.projection.query(statement, at.region).bind(at.generation);
    query.bind(number(streams)).bind(number(events)).execute(pool).await.map(drop)
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Says that there is nothing to take up: the next rebuild begins anew.
pub(super) async fn end(
    database: impl PgExecutor<'_>,
    at: &Writing<'_>,
) -> Result<(), sqlx::Error> {
    let statement =
        "DELETE FROM rebuilds WHERE projection = $1 AND region = $2 AND generation = $3";
    let query = at.projection.query(statement, at.region).bind(at.generation);
    query.execute(database).await.map(drop)
}
