//! Snapshots: what a long stream folded to is kept, so that the next who reads it reads only what came
//! after.
//!
//! A snapshot is written beside the way of commands, by whoever had to read much, and is read
//! only by the fold that wrote it. Losing one costs time and nothing else.

use cqrs_es::persist::SerializedEvent;
use loopbrug_domain::stream::Stream;
use serde_json::value::to_raw_value;
use sqlx::PgPool;
use sqlx::types::Json;

use super::fold::Loaded;
use super::streams::REGION;

/// Whoever reads so many events of a stream leaves a snapshot for the next.
const LONG: usize = 500;

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

/// Keeps a snapshot of what these events were folded to, if they are many.
pub(super) fn keep_if_long<A: Stream>(
    pool: &PgPool,
    loaded: &Loaded<A>,
    events: &[SerializedEvent],
) {
    let region = events.last().and_then(|last| last.metadata[REGION].as_str());
    if let Some(region) = region.filter(|_| events.len() >= LONG) {
        tokio::spawn(keep(pool.clone(), region.to_owned(), loaded.clone()));
    }
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
