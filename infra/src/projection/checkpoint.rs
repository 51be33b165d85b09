//! How far a projection is.

use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use sqlx::{PgConnection, PgPool};

use super::Projection;

/// How far a projection of a region is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The projection.
    pub projection: String,
    /// The region.
    pub region: String,
    /// Everything up to here is in the rows.
    pub position: i64,
    /// The last event of the log.
    pub head: i64,
    /// When the projection last looked.
    pub heartbeat: DateTime<Utc>,
}

/// All projections of all regions that have events.
///
/// # Errors
/// When the database does not answer.
pub async fn status(pool: &PgPool) -> Result<Vec<Status>, sqlx::Error> {
    let rows: Vec<(String, String, i64, i64, DateTime<Utc>)> = sqlx::query_as(
        "SELECT p.projection, p.region, p.position, coalesce(head.position, 0), p.heartbeat
         FROM projections AS p LEFT JOIN log_head AS head USING (region)
         ORDER BY p.projection, p.region",
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(projection, region, position, head, heartbeat)| Status {
            projection,
            region,
            position,
            head,
            heartbeat,
        })
        .collect())
}

/// A checkpoint, held until the transaction ends.
pub(super) struct Checkpoint {
    pub(super) position: Position,
    /// The rows were written by older code.
    pub(super) outdated: bool,
    /// The rows were written by newer code, which is at work or will be: this one stands by.
    pub(super) newer: bool,
}

/// Takes the checkpoint of a region. None when another process holds it: that one works.
///
/// The transaction will not wait for the disk when it commits: rows and checkpoint come back to where
/// they were together if the server crashes, and what they lack then is in the log.
pub(super) async fn take(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<Option<Checkpoint>, sqlx::Error> {
    let row: Option<(i64, i32, String)> = sqlx::query_as(
        "SELECT position, version, set_config('synchronous_commit', 'off', true) FROM projections
         WHERE projection = $1 AND region = $2 FOR UPDATE SKIP LOCKED",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(position, version, _)| Checkpoint {
        position: Position(u32::try_from(position).unwrap_or(u32::MAX)),
        outdated: version < projection.version(),
        newer: version > projection.version(),
    }))
}

/// Takes the checkpoint of a region, waiting for whoever holds it.
pub(super) async fn wait_for(
    connection: &mut PgConnection,
    projection: Projection,
    region: &Code,
) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT FROM projections WHERE projection = $1 AND region = $2 FOR UPDATE")
        .bind(projection.name())
        .bind(region.as_str())
        .execute(connection)
        .await?;
    Ok(())
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
             UPDATE projections SET position = $3, version = $4, heartbeat = now()
             WHERE projection = $1 AND region = $2
         )
         SELECT pg_notify($5, $2)",
    )
    .bind(projection.name())
    .bind(region.as_str())
    .bind(i64::from(position.0))
    .bind(projection.version())
    .bind(super::WORKED)
    .execute(connection)
    .await?;
    Ok(())
}
