//! Loading an aggregate, and snapshots: what a long stream folded to is kept, so that the next who
//! reads it reads only what came after.
//!
//! A snapshot is written beside the way of commands, by whoever had to read much, and is read
//! only by the fold that wrote it. Losing one costs time and nothing else.

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::ids::Version;
use loopbrug_domain::stream::{Stream, StreamEvent};
use serde_json::value::to_raw_value;
use sqlx::types::Json;
use sqlx::{PgPool, Row};

use super::Log;
use super::store::Loaded;

/// Whoever reads so many events of a stream leaves a snapshot for the next.
const LONG: Version = 500;

/// The snapshot of this fold, if there is one, and the events after it. In one statement, because
/// most streams are short and have none.
const LOAD: &str = "
    WITH snapshot AS (
        SELECT region, version, state FROM snapshots
        WHERE aggregate_type = $1 AND aggregate_id = $2 AND fold = $3
        LIMIT 1
    )
    SELECT region, version AS sequence, NULL AS event_type, NULL AS event_version,
           state::text AS payload
    FROM snapshot
    UNION ALL
    SELECT region, sequence, event_type, event_version, payload::text
    FROM events
    WHERE aggregate_type = $1 AND aggregate_id = $2
          AND sequence > coalesce((SELECT version FROM snapshot), 0)
    ORDER BY sequence";

/// Two may write at once, also of two versions of the program: the longer one stays, or the one of
/// the other fold, which will need it next.
const KEEP: &str = "
    INSERT INTO snapshots AS snapshot (region, aggregate_type, aggregate_id, version, fold, state)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (aggregate_type, aggregate_id, region) DO UPDATE
    SET version = excluded.version, fold = excluded.fold, state = excluded.state
    WHERE snapshot.version < excluded.version OR snapshot.fold <> excluded.fold";

impl Log {
    /// An aggregate from its stream; an empty one where there is none.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn load<A: Stream>(&self, aggregate_id: &str) -> Result<Loaded<A>, PersistenceError> {
        let rows = self.rows::<A>(aggregate_id, Some(A::FOLD)).await?;
        let read: Read<A> = match folded(&rows) {
            Ok(read) => read,
            // A snapshot that cannot be read is none.
            Err(_) => folded(&self.rows::<A>(aggregate_id, None).await?)?,
        };
        if read.events >= LONG
            && let Some(region) = read.region
        {
            let (pool, id) = (self.pool.clone(), aggregate_id.to_owned());
            tokio::spawn(keep(pool, region, id, read.aggregate.clone()));
        }
        Ok(Loaded { aggregate_id: aggregate_id.to_owned(), aggregate: read.aggregate })
    }

    async fn rows<A: Stream>(
        &self,
        aggregate_id: &str,
        fold: Option<i32>,
    ) -> Result<Vec<sqlx::postgres::PgRow>, PersistenceError> {
        let rows = sqlx::query(LOAD).bind(A::TYPE).bind(aggregate_id).bind(fold);
        rows.fetch_all(&self.pool).await.map_err(unreadable)
    }
}

/// What was read of a stream.
struct Read<A> {
    aggregate: A,
    /// The stream's region; none where there is no stream.
    region: Option<String>,
    /// How many events were read, those in the snapshot not counted.
    events: Version,
}

fn folded<A: Stream>(rows: &[sqlx::postgres::PgRow]) -> Result<Read<A>, PersistenceError> {
    let mut read = Read { aggregate: A::default(), region: None, events: 0 };
    for row in rows {
        let payload = row.try_get("payload").map_err(unreadable)?;
        let event_type: Option<&str> = row.try_get("event_type").map_err(unreadable)?;
        if let Some(event_type) = event_type {
            let event_version = row.try_get("event_version").map_err(unreadable)?;
            read.aggregate.learn(A::Event::read(event_type, event_version, payload)?);
            read.events += 1;
        } else {
            read.aggregate = serde_json::from_str(payload)?;
        }
        if read.region.is_none() {
            read.region = Some(row.try_get("region").map_err(unreadable)?);
        }
    }
    Ok(read)
}

fn unreadable(error: sqlx::Error) -> PersistenceError {
    PersistenceError::ConnectionError(Box::new(error))
}

async fn keep<A: Stream>(pool: PgPool, region: String, aggregate_id: String, aggregate: A) {
    let Ok(state) = to_raw_value(&aggregate) else { return };
    let kept = sqlx::query(KEEP)
        .bind(region)
        .bind(A::TYPE)
        .bind(aggregate_id)
        .bind(i64::from(aggregate.version()))
        .bind(A::FOLD)
        .bind(Json(state))
        .execute(&pool)
        .await;
    if let Err(error) = kept {
        tracing::warn!(%error, "a snapshot was not kept");
    }
}
