//! Dead letters: quarantined streams, each before an event that cannot be projected.
//!
//! A letter belongs to a generation of rows. So a rebuild tries every stream again, and its letters
//! take the place of those before together with its rows.

use std::collections::HashSet;

use loopbrug_domain::ids::{Position, Version};
use sqlx::PgConnection;

use super::stream_fold::Writing;

/// The event that a stream is quarantined before.
#[derive(Debug, Clone)]
pub(super) struct DeadLetter {
    pub(super) aggregate_type: String,
    pub(super) aggregate_id: String,
    pub(super) sequence: Version,
    pub(super) position: Position,
    pub(super) event_type: String,
    pub(super) error: String,
}

/// The ids of all quarantined streams.
pub(super) async fn quarantined(
    connection: &mut PgConnection,
    at: &Writing<'_>,
) -> Result<HashSet<String>, sqlx::Error> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT aggregate_id FROM dead_letters
         WHERE region = $1 AND projection = $2 AND generation = $3",
    )
    .bind(at.region.as_str())
    .bind(at.projection.name())
    .bind(at.generation)
    .fetch_all(connection)
    .await?;
    Ok(ids.into_iter().collect())
}

/// Writes a letter, or that one was tried again in vain.
pub(super) async fn put(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    letter: &DeadLetter,
) -> Result<(), sqlx::Error> {
    let (projection, region) = (at.projection.name(), at.region);
    let DeadLetter { aggregate_id: stream, position, error, .. } = letter;
    tracing::error!(%region, projection, %stream, %position, %error, "a stream is quarantined");
    sqlx::query(
        "INSERT INTO dead_letters AS letter
             (region, projection, generation, aggregate_type, aggregate_id, sequence, position,
              event_type, error)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (region, projection, generation, aggregate_type, aggregate_id) DO UPDATE
         SET sequence = excluded.sequence, position = excluded.position,
             event_type = excluded.event_type, error = excluded.error,
             tries = letter.tries + 1, last_try_at = now()",
    )
    .bind(at.region.as_str())
    .bind(at.projection.name())
    .bind(at.generation)
    .bind(&letter.aggregate_type)
    .bind(&letter.aggregate_id)
    .bind(i64::from(letter.sequence))
    .bind(i64::from(letter.position.0))
    .bind(&letter.event_type)
    .bind(&letter.error)
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes the letter of a stream that was projected.
pub(super) async fn remove(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    aggregate_type: &str,
    aggregate_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM dead_letters
         WHERE region = $1 AND projection = $2 AND generation = $3 AND aggregate_type = $4
           AND aggregate_id = $5",
    )
    .bind(at.region.as_str())
    .bind(at.projection.name())
    .bind(at.generation)
    .bind(aggregate_type)
    .bind(aggregate_id)
    .execute(connection)
    .await?;
    Ok(())
}

/// The next quarantined streams after this one: type, id, and the version that is written.
pub(super) async fn page(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<(String, String, Version)>, sqlx::Error> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT aggregate_type, aggregate_id, sequence FROM dead_letters
         WHERE region = $1 AND projection = $2 AND generation = $3
           AND (aggregate_type, aggregate_id) > ($4, $5)
         ORDER BY aggregate_type, aggregate_id LIMIT $6",
    )
    .bind(at.region.as_str())
    .bind(at.projection.name())
    .bind(at.generation)
    .bind(after.0)
    .bind(after.1)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    let written = |sequence: i64| Version::try_from(sequence - 1).unwrap_or(0);
    Ok(rows.into_iter().map(|(kind, id, sequence)| (kind, id, written(sequence))).collect())
}

/// Takes back all letters of a projection but those of a generation.
pub(super) async fn keep_only(
    connection: &mut PgConnection,
    at: &Writing<'_>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM dead_letters WHERE region = $1 AND projection = $2 AND generation <> $3",
    )
    .bind(at.region.as_str())
    .bind(at.projection.name())
    .bind(at.generation)
    .execute(connection)
    .await?;
    Ok(())
}
