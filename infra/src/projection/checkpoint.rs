//! How far a projection is: the checkpoint, held by whoever works.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use sqlx::{PgConnection, PgPool};

use super::Projection;

/// A checkpoint is written anew so often, in seconds, when nothing else moves it: a fraction of the
/// time after which its projection is taken for stalled.
const BEAT_EVERY: f64 = 5.0;

/// A checkpoint, held until the transaction ends.
#[derive(Debug)]
pub(super) struct Checkpoint {
    pub(super) position: Position,
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
    let row: Option<(i64, i32, i32, bool)> = sqlx::query_as(
        "SELECT position, generation, version, heartbeat < now() - make_interval(secs => $3),
                set_config('synchronous_commit', 'off', true),
                set_config('idle_in_transaction_session_timeout', '30s', true)
         FROM projections
         WHERE projection = $1 AND region = $2 FOR UPDATE SKIP LOCKED",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .bind(BEAT_EVERY)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(number, generation, version, beat_due)| Checkpoint {
        position: position(number),
        generation,
        newer: version > projection.version(),
        beat_due,
    }))
}

/// Takes the checkpoint of a region, waiting for whoever holds it.
pub(super) async fn wait_for(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<Checkpoint, sqlx::Error> {
    let (number, generation, version): (i64, i32, i32) = sqlx::query_as(
        "SELECT position, generation, version FROM projections
         WHERE projection = $1 AND region = $2 FOR UPDATE",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .fetch_one(connection)
    .await?;
    let newer = version > projection.version();
    Ok(Checkpoint { position: position(number), generation, newer, beat_due: false })
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

/// Moves the checkpoint, and tells those who read the views once this is committed.
pub(super) async fn advance(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
    position: Position,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "WITH advanced AS (
             UPDATE projections SET position = $3, heartbeat = now()
             WHERE projection = $1 AND region = $2
         )
         SELECT pg_notify($4, concat_ws('/', $1, $2))",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .bind(i64::from(position.0))
    .bind(super::WORKED)
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
             SET generation = $3, version = $4, position = $5, heartbeat = now()
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

/// A position as the database counts it.
pub(super) fn position(number: i64) -> Position {
    Position(u32::try_from(number).unwrap_or(u32::MAX))
}
