//! Loading an aggregate, and snapshots: what a long stream folded to is kept, so that the next who
//! reads it reads only what came after.
//!
//! A snapshot is written beside the way of commands, by whoever had to read much, and is read
//! only by the fold that wrote it. Losing one costs time and nothing else.

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::ids::{EventId, Version};
use loopbrug_domain::stream::Stream;
use serde_json::value::to_raw_value;
use sqlx::types::Json;
use sqlx::{PgPool, Row};

use super::{EventText, Loaded, Log};
use crate::database::read;

/// Whoever reads so many events of a stream leaves a snapshot for the next.
const LONG: Version = 500;

/// The snapshot of this fold, if there is one that the log still goes through, and the events after it.
/// In one statement, because most streams are short and have none.
const LOAD: &str = "
    WITH snapshot AS (
        SELECT snapshot.region, snapshot.version, snapshot.event_id, snapshot.state
        FROM snapshots AS snapshot
        JOIN events AS last ON last.aggregate_type = snapshot.aggregate_type
             AND last.aggregate_id = snapshot.aggregate_id
             AND last.sequence = snapshot.version AND last.region = snapshot.region
             AND last.event_id = snapshot.event_id
        WHERE snapshot.aggregate_type = $1 AND snapshot.aggregate_id = $2 AND snapshot.fold = $3
        LIMIT 1
    )
    SELECT region, version AS sequence, event_id, NULL AS event_type, NULL AS event_version,
           state::text AS payload
    FROM snapshot
    UNION ALL
    SELECT region, sequence, event_id, event_type, event_version, payload::text
    FROM events
    WHERE aggregate_type = $1 AND aggregate_id = $2
          AND sequence > coalesce((SELECT version FROM snapshot), 0)
    ORDER BY sequence";

/// Two may write at once, also of two versions of the program: the longer one stays, or the one of
/// the other fold, which will need it next. One that the log does not go through any more, after the
/// database came back older, makes room for any.
const KEEP: &str = "
    INSERT INTO snapshots AS snapshot
        (region, aggregate_type, aggregate_id, version, event_id, fold, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (aggregate_type, aggregate_id, region) DO UPDATE
    SET version = excluded.version, event_id = excluded.event_id, fold = excluded.fold,
        state = excluded.state
    WHERE snapshot.version < excluded.version OR snapshot.fold <> excluded.fold
          OR NOT EXISTS (
              SELECT FROM events AS last
              WHERE last.aggregate_type = snapshot.aggregate_type
                    AND last.aggregate_id = snapshot.aggregate_id
                    AND last.sequence = snapshot.version AND last.region = snapshot.region
                    AND last.event_id = snapshot.event_id)";

impl Log {
    /// An aggregate from its stream; an empty one where there is none.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn load<A: Stream>(&self, aggregate_id: &str) -> Result<Loaded<A>, PersistenceError> {
        let rows = self.rows::<A>(aggregate_id, Some(A::FOLD)).await?;
        let read: Read<A> = match folded(aggregate_id, &rows) {
            Ok(read) => read,
            // A snapshot that cannot be read is none.
            Err(_) => folded(aggregate_id, &self.rows::<A>(aggregate_id, None).await?)?,
        };
        if read.events >= LONG
            && let Some(region) = read.region
        {
            tokio::spawn(keep(self.pool.clone(), region, read.loaded.clone()));
        }
        Ok(read.loaded)
    }

    async fn rows<A: Stream>(
        &self,
        aggregate_id: &str,
        fold: Option<i32>,
    ) -> Result<Vec<sqlx::postgres::PgRow>, PersistenceError> {
        let rows = || {
            let rows = sqlx::query(LOAD).bind(A::TYPE).bind(aggregate_id).bind(fold);
            rows.fetch_all(&self.pool)
        };
        read(rows).await.map_err(unreadable)
    }
}

/// What was read of a stream.
struct Read<A> {
    loaded: Loaded<A>,
    /// The stream's region; none where there is no stream.
    region: Option<String>,
    /// How many events were read, those in the snapshot not counted.
    events: Version,
}

fn folded<A: Stream>(
    aggregate_id: &str,
    rows: &[sqlx::postgres::PgRow],
) -> Result<Read<A>, PersistenceError> {
    let mut read: Read<A> = Read { loaded: Loaded::empty(aggregate_id), region: None, events: 0 };
    for row in rows {
        let id = EventId(row.try_get("event_id").map_err(unreadable)?);
        if row.try_get::<Option<&str>, _>("event_type").map_err(unreadable)?.is_some() {
            read.loaded.fold_next(EventText::of(row).map_err(unreadable)?, id)?;
            read.events += 1;
        } else {
            let state = serde_json::from_str(row.try_get("payload").map_err(unreadable)?)?;
            let version = row.try_get("sequence").map_err(unreadable)?;
            read.loaded.begin_with(state, version, id)?;
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

async fn keep<A: Stream>(pool: PgPool, region: String, loaded: Loaded<A>) {
    let Ok(state) = to_raw_value(&*loaded.aggregate) else { return };
    let kept = sqlx::query(KEEP)
        .bind(region)
        .bind(A::TYPE)
        .bind(&loaded.aggregate_id)
        .bind(i64::from(loaded.version()))
        .bind(loaded.tip.event.map(|event| event.0))
        .bind(A::FOLD)
        .bind(Json(state))
        .execute(&pool)
        .await;
    if let Err(error) = kept {
        tracing::warn!(%error, "a snapshot was not kept");
    }
}
