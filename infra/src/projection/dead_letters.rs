//! Dead letters: quarantined streams, each before an event that cannot be projected.
//!
//! A letter belongs to a generation of rows. So a rebuild tries every stream again, and its letters
//! take the place of those before together with its rows.

use std::collections::HashSet;

use loopbrug_domain::ids::{Position, Version};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{PgConnection, Postgres, Row};

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

impl<'a> Writing<'a> {
    /// A statement about the letters, of which `$1` is the region, `$2` the generation, `$3` the projection.
    pub(super) fn letters<'q>(&self, sql: &'q str) -> Query<'q, Postgres, PgArguments>
    where
        'a: 'q,
    {
        self.query(sql).bind(self.projection.name())
    }
}

/// The ids of all quarantined streams.
pub(super) async fn quarantined(
    connection: &mut PgConnection,
    at: &Writing<'_>,
) -> Result<HashSet<String>, sqlx::Error> {
    let statement = "SELECT aggregate_id FROM dead_letters
                     WHERE region = $1 AND generation = $2 AND projection = $3";
    let ids = at.letters(statement).fetch_all(connection).await?;
    ids.iter().map(|row| row.try_get(0)).collect()
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
    let statement = "
        INSERT INTO dead_letters AS letter
            (region, generation, projection, aggregate_type, aggregate_id, sequence, position,
             event_type, error)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (region, projection, generation, aggregate_type, aggregate_id) DO UPDATE
        SET sequence = excluded.sequence, position = excluded.position,
            event_type = excluded.event_type, error = excluded.error,
            tries = letter.tries + 1, last_try_at = now()";
    let query = at.letters(statement).bind(&letter.aggregate_type).bind(stream);
    let query = query.bind(i64::from(letter.sequence)).bind(i64::from(position.0));
    query.bind(&letter.event_type).bind(error).execute(connection).await.map(drop)
}

/// Removes the letter of a stream that was projected.
pub(super) async fn remove(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    aggregate_type: &str,
    aggregate_id: &str,
) -> Result<(), sqlx::Error> {
    let statement = "DELETE FROM dead_letters
                     WHERE region = $1 AND generation = $2 AND projection = $3
                       AND aggregate_type = $4 AND aggregate_id = $5";
    let query = at.letters(statement).bind(aggregate_type).bind(aggregate_id);
    query.execute(connection).await.map(drop)
}

/// The next quarantined streams after this one: type, id, and the version that is written.
pub(super) async fn page(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<(String, String, Version)>, sqlx::Error> {
    let statement = "
        SELECT aggregate_type, aggregate_id, sequence - 1 FROM dead_letters
        WHERE region = $1 AND generation = $2 AND projection = $3
          AND (aggregate_type, aggregate_id) > ($4, $5)
        ORDER BY aggregate_type, aggregate_id LIMIT $6";
    let query = at.letters(statement).bind(after.0).bind(after.1).bind(limit);
    let letter = |row: &PgRow| {
        let written = Version::try_from(row.try_get::<i64, _>(2)?).unwrap_or(0);
        Ok((row.try_get(0)?, row.try_get(1)?, written))
    };
    query.fetch_all(connection).await?.iter().map(letter).collect()
}

/// Takes back all letters of a projection but those of a generation.
pub(super) async fn keep_only(
    connection: &mut PgConnection,
    at: &Writing<'_>,
) -> Result<(), sqlx::Error> {
    let statement = "DELETE FROM dead_letters
                     WHERE region = $1 AND generation <> $2 AND projection = $3";
    at.letters(statement).execute(connection).await.map(drop)
}
