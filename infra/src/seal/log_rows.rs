//! Rows of the log with everything that they say: for whoever seals, compares or exports it.

use loopbrug_domain::catalogue::Code;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{PgExecutor, Postgres, Row};

use super::error::SealError;
use super::leaf::LogRow;
use super::rows::number;

/// All that a row says. Times and days are given as text, whatever somebody wrote into them.
macro_rules! rows_where {
    ($condition:literal) => {
        sqlx::query(concat!(
            r#"SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                      payload::text AS payload, metadata::text AS metadata, event_id, command_id,
                      actor::text AS actor, to_jsonb(occurred_on) #>> '{}' AS occurred_on,
                      (to_jsonb("timestamp" AT TIME ZONE 'UTC') #>> '{}') || 'Z' AS "timestamp",
                      (to_jsonb(recorded_at AT TIME ZONE 'UTC') #>> '{}') || 'Z' AS recorded_at
               FROM events WHERE region = $1 AND "#,
            $condition
        ))
    };
}

/// The rows of the log after a position, in order.
pub(crate) async fn log_rows(
    database: impl PgExecutor<'_>,
    region: &Code,
    after: u64,
    up_to: u64,
) -> Result<Vec<LogRow>, SealError> {
    let query = rows_where!("position > $2 AND position <= $3 ORDER BY position")
        .bind(region.as_str())
        .bind(number(after))
        .bind(number(up_to));
    read(database, region, query).await
}

/// The same of one stream, after the event of a sequence. `positions` are those within which they lie.
pub(crate) async fn stream_rows(
    database: impl PgExecutor<'_>,
    region: &Code,
    (aggregate_type, aggregate_id): (&str, &str),
    (after, up_to): (u64, u64),
    positions: (u64, u64),
) -> Result<Vec<LogRow>, SealError> {
    let query = rows_where!(
        "aggregate_type = $2 AND aggregate_id = $3 AND sequence > $4 AND sequence <= $5
         AND position > $6 AND position <= $7 ORDER BY sequence"
    )
    .bind(region.as_str())
    .bind(aggregate_type)
    .bind(aggregate_id)
    .bind(number(after))
    .bind(number(up_to))
    .bind(number(positions.0))
    .bind(number(positions.1));
    read(database, region, query).await
}

async fn read(
    database: impl PgExecutor<'_>,
    region: &Code,
    query: Query<'_, Postgres, PgArguments>,
) -> Result<Vec<LogRow>, SealError> {
    let row = |row: &PgRow| {
        Ok(LogRow {
            region: region.to_string(),
            position: row.try_get("position")?,
            aggregate_type: row.try_get("aggregate_type")?,
            aggregate_id: row.try_get("aggregate_id")?,
            sequence: row.try_get("sequence")?,
            event_type: row.try_get("event_type")?,
            event_version: row.try_get("event_version")?,
            payload: row.try_get("payload")?,
            metadata: row.try_get("metadata")?,
            timestamp: row.try_get("timestamp")?,
            event_id: row.try_get("event_id")?,
            occurred_on: row.try_get("occurred_on")?,
            recorded_at: row.try_get("recorded_at")?,
            command_id: row.try_get("command_id")?,
            actor: row.try_get("actor")?,
        })
    };
    query.fetch_all(database).await?.iter().map(row).collect()
}
