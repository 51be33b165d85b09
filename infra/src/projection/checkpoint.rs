//! How far a projection is: the checkpoint, held by whoever works.

use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{EventId, Position};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Projection;
use crate::log::position;

/// A checkpoint is written anew so often when nothing else moves it: a fraction of the time after which
/// its projection is taken for stalled.
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
    /// The rows were written by newer code, which is at work or will be: this one stands by.
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
    let row: Option<(i64, i32, i32, Option<Uuid>, bool, bool)> = sqlx::query_as(
        "SELECT position, generation, version, event_id,
                event_id IS DISTINCT FROM (
                    SELECT e.event_id FROM events AS e
                    WHERE e.region = p.region AND e.position = p.position),
                heartbeat < now() - make_interval(secs => $3),
                set_config('synchronous_commit', 'off', true),
                set_config('idle_in_transaction_session_timeout', '5s', true)
         FROM projections AS p
         WHERE projection = $1 AND region = $2 FOR UPDATE SKIP LOCKED",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .bind(BEAT_EVERY.as_secs_f64())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(number, generation, version, event, of_another_log, beat_due)| Checkpoint {
        position: position(number),
        event: event.map(EventId),
        of_another_log,
        generation,
        newer: version > projection.version(),
        beat_due,
    }))
}

/// Takes the checkpoint of a region, waiting for whoever holds it: no longer than the server lets that
/// one stop in the middle.
pub(super) async fn wait_for(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<Checkpoint, sqlx::Error> {
    let (number, generation, version, event): (i64, i32, i32, Option<Uuid>) = sqlx::query_as(
        "SELECT position, generation, version, event_id,
                set_config('idle_in_transaction_session_timeout', '10s', true)
         FROM projections
         WHERE projection = $1 AND region = $2 FOR UPDATE",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .fetch_one(connection)
    .await?;
    let newer = version > projection.version();
    Ok(Checkpoint {
        position: position(number),
        event: event.map(EventId),
        of_another_log: false,
        generation,
        newer,
        beat_due: false,
    })
}

/// Makes sure that a region has a checkpoint to take.
pub(super) async fn ensure(
    pool: &PgPool,
    projection: Projection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO projections (projection, region, version) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .bind(projection.version())
    .execute(pool)
    .await?;
    Ok(())
}

/// Moves the checkpoint, and notifies those who read the views once this is committed. Gives the event at
/// the position.
pub(super) async fn advance(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
    position: Position,
) -> Result<Option<EventId>, sqlx::Error> {
    let (event, _): (Option<Uuid>, String) = sqlx::query_as(
        "WITH advanced AS (
             UPDATE projections
             SET position = $3, heartbeat = now(),
                 event_id = (SELECT event_id FROM events WHERE region = $2 AND position = $3)
             WHERE projection = $1 AND region = $2
             RETURNING event_id
         )
         SELECT event_id, pg_notify($4, concat_ws('/', $1, $2))::text FROM advanced",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .bind(i64::from(position.0))
    .bind(super::WORKED)
    .fetch_one(connection)
    .await?;
    Ok(event.map(EventId))
}

/// Says that the rows are not of this log, so that they are rebuilt as rows of older code are.
pub(super) async fn disown(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE projections SET version = 0 WHERE projection = $1 AND region = $2")
        .bind(projection.name())
        .bind(region.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Says that somebody is there, though there is nothing to do.
pub(super) async fn beat(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE projections SET heartbeat = now() WHERE projection = $1 AND region = $2")
        .bind(projection.name())
        .bind(region.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Says that rows changed below the checkpoint, so that images load them anew.
pub(super) async fn heal(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "WITH healed AS (
             UPDATE projections SET healings = healings + 1, heartbeat = now()
             WHERE projection = $1 AND region = $2
         )
         SELECT pg_notify($3, concat_ws('/', $1, $2))",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .bind(super::WORKED)
    .execute(connection)
    .await?;
    Ok(())
}

/// Moves readers to another generation of rows, that this code wrote, true for a position.
pub(super) async fn swap(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
    generation: i32,
    position: Position,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "WITH swapped AS (
             UPDATE projections
             SET generation = $3, version = $4, position = $5, heartbeat = now(),
                 event_id = (SELECT event_id FROM events WHERE region = $2 AND position = $5)
             WHERE projection = $1 AND region = $2
         )
         SELECT pg_notify($6, concat_ws('/', $1, $2))",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .bind(generation)
    .bind(projection.version())
    .bind(i64::from(position.0))
    .bind(super::WORKED)
    .execute(connection)
    .await?;
    Ok(())
}
