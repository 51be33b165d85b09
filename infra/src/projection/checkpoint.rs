//! How far a projection is: the checkpoint, held by whoever works.

use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{EventId, Position};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgPool, Row};
use uuid::Uuid;

use super::Projection;
use super::stream_fold::Writing;
use crate::log::position;

/// The channel on which finished work is announced; the payload is the projection, a slash, the region.
pub const WORKED: &str = "loopbrug_projected";
/// A checkpoint is written anew so often when nothing else moves it: a fraction of the time after which
/// its projection counts as stalled.
pub(crate) const BEAT_EVERY: Duration = Duration::from_secs(5);

/// A checkpoint, held until the transaction ends.
#[derive(Debug)]
pub(super) struct Checkpoint {
    pub(super) position: Position,
    /// The event at that position, by which whoever follows knows that it is still the same log.
    pub(super) event: Option<EventId>,
    /// The log has another event at that position, or none: rows and checkpoint are of another log.
    pub(super) of_another_log: bool,
    /// The generation of rows that is read.
    pub(super) generation: i32,
    /// The rows were written by newer code, which is at work or will be: this one leaves them to it.
    pub(super) newer: bool,
    /// It has not been written for a while.
    pub(super) beat_due: bool,
}

/// Takes the checkpoint of a region. None when another process holds it: that one works.
///
/// The transaction will not wait for the disk when it commits: rows and checkpoint come back to where
/// they were together if the server crashes, and what they lack then is in the log. A process that
/// stops in the middle without its connection ending is cut off, so that another can take over.
pub(super) async fn take(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<Option<Checkpoint>, sqlx::Error> {
    let statement = "
        SELECT position, generation, version, event_id,
               event_id IS DISTINCT FROM (
                   SELECT e.event_id FROM events AS e
                   WHERE e.region = p.region AND e.position = p.position) AS of_another_log,
               heartbeat < now() - make_interval(secs => $3) AS beat_due,
               set_config('synchronous_commit', 'off', true),
               set_config('idle_in_transaction_session_timeout', '5s', true)
        FROM projections AS p
        WHERE projection = $1 AND region = $2 FOR UPDATE SKIP LOCKED";
    let query = projection.query(statement, region).bind(BEAT_EVERY.as_secs_f64());
    let row = query.fetch_optional(connection).await?;
    row.map(|row| Checkpoint::of(&row, projection)).transpose()
}

impl Checkpoint {
    fn of(row: &PgRow, projection: Projection) -> Result<Self, sqlx::Error> {
        Ok(Self {
            position: position(row.try_get("position")?),
            event: row.try_get::<Option<Uuid>, _>("event_id")?.map(EventId),
            of_another_log: row.try_get("of_another_log")?,
            generation: row.try_get("generation")?,
            newer: row.try_get::<i32, _>("version")? > projection.version(),
            beat_due: row.try_get("beat_due")?,
        })
    }
}

/// Takes the checkpoint of a region, waiting for whoever holds it: no longer than the server lets that
/// one stop in the middle.
pub(super) async fn wait_for(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<Checkpoint, sqlx::Error> {
    let statement = "
        SELECT position, generation, version, event_id,
               false AS of_another_log, false AS beat_due,
               set_config('idle_in_transaction_session_timeout', '10s', true)
        FROM projections
        WHERE projection = $1 AND region = $2 FOR UPDATE";
    let row = projection.query(statement, region).fetch_one(connection).await?;
    Checkpoint::of(&row, projection)
}

/// Makes sure that a region has a checkpoint to take.
pub(super) async fn ensure(
    pool: &PgPool,
    projection: Projection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    let statement = "INSERT INTO projections (projection, region, version) VALUES ($1, $2, $3)
                     ON CONFLICT DO NOTHING";
    let query = projection.query(statement, region).bind(projection.version());
    query.execute(pool).await.map(drop)
}

/// Moves the checkpoint, and notifies those who read the views once this is committed. Gives the event at
/// the position.
pub(super) async fn advance(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    position: Position,
) -> Result<Option<EventId>, sqlx::Error> {
    move_to(connection, at, position, None).await
}

/// Moves readers to another generation of rows, that this code wrote, true for a position.
pub(super) async fn swap(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    position: Position,
) -> Result<(), sqlx::Error> {
    move_to(connection, at, position, Some(at.projection.version())).await.map(drop)
}

/// Writes that readers read this generation, and how far it is; and which code wrote it, where that changes.
async fn move_to(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    position: Position,
    version: Option<i32>,
) -> Result<Option<EventId>, sqlx::Error> {
    let statement = "
        WITH moved AS (
            UPDATE projections
            SET generation = $3, version = coalesce($4, version), position = $5, heartbeat = now(),
                event_id = (SELECT event_id FROM events WHERE region = $2 AND position = $5)
            WHERE projection = $1 AND region = $2
            RETURNING event_id
        )
        SELECT event_id, pg_notify($6, concat_ws('/', $1, $2))::text FROM moved";
    let query = at.projection.query(statement, at.region).bind(at.generation).bind(version);
    let query = query.bind(i64::from(position.0)).bind(WORKED);
    let event: Option<Uuid> = query.fetch_one(connection).await?.try_get("event_id")?;
    Ok(event.map(EventId))
}

/// Says that the rows are not of this log, so that they are rebuilt as rows of older code are.
pub(super) async fn disown(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    let statement = "UPDATE projections SET version = 0 WHERE projection = $1 AND region = $2";
    projection.query(statement, region).execute(connection).await.map(drop)
}

/// Says that somebody is there, though there is nothing to do.
pub(super) async fn beat(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    let statement =
        "UPDATE projections SET heartbeat = now() WHERE projection = $1 AND region = $2";
    projection.query(statement, region).execute(connection).await.map(drop)
}

/// Says that rows changed below the checkpoint, so that images load them anew.
pub(super) async fn heal(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    let statement = "
        WITH healed AS (
            UPDATE projections SET healings = healings + 1, heartbeat = now()
            WHERE projection = $1 AND region = $2
        )
        SELECT pg_notify($3, concat_ws('/', $1, $2))";
    let query = projection.query(statement, region).bind(WORKED);
    query.execute(connection).await.map(drop)
}
