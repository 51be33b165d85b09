//! Positions, the moments at which they were recorded, and the ids of their events.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cqrs_es::persist::PersistenceError;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{EventId, Position};
use loopbrug_domain::stream::Stream;
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::append::position;
use super::{EventText, Loaded, Log};
use crate::database::read;

impl Log {
    /// The last position of a region that was recorded by a moment.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn position_at(
        &self,
        region: &Code,
        moment: DateTime<Utc>,
    ) -> Result<Position, sqlx::Error> {
        let ask = || {
            sqlx::query_scalar("SELECT position_at($1, $2)")
                .bind(region.as_str())
                .bind(moment)
                .fetch_one(&self.pool)
        };
        let found: i64 = read(ask).await?;
        Ok(position(found))
    }

    /// An aggregate as it was known at a position and a moment.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn load_as_known<A: Stream>(
        &self,
        aggregate_id: &str,
        at: Position,
        by: DateTime<Utc>,
    ) -> Result<Loaded<A>, PersistenceError> {
        let ask = || {
            sqlx::query(
                "SELECT sequence, event_id, event_type, event_version, payload::text AS payload
             FROM events
             WHERE aggregate_type = $1 AND aggregate_id = $2 AND position <= $3 AND recorded_at <= $4
             ORDER BY sequence",
            )
            .bind(A::TYPE)
            .bind(aggregate_id)
            .bind(i64::from(at.0))
            .bind(by)
            .fetch_all(&self.pool)
        };
        let unreadable = |error| PersistenceError::ConnectionError(Box::new(error));
        let rows = read(ask).await.map_err(unreadable)?;
        let mut loaded = Loaded::<A>::empty(aggregate_id);
        for row in &rows {
            let id = EventId(row.try_get("event_id").map_err(unreadable)?);
            loaded.fold_next(EventText::of(row).map_err(unreadable)?, id)?;
        }
        Ok(loaded)
    }
}

/// When a position was recorded; none where there is no such position.
pub(crate) async fn recorded_at(
    pool: &PgPool,
    region: &Code,
    position: Position,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar("SELECT recorded_at FROM events WHERE region = $1 AND position = $2")
        .bind(region.as_str())
        .bind(i64::from(position.0))
        .fetch_optional(pool)
        .await
}

/// The ids of the events at these positions.
pub(crate) async fn event_ids(
    pool: &PgPool,
    region: &Code,
    positions: Vec<Position>,
) -> Result<HashMap<Position, EventId>, sqlx::Error> {
    let mut positions: Vec<i64> = positions.into_iter().map(|at| i64::from(at.0)).collect();
    positions.sort_unstable();
    positions.dedup();
    let rows: Vec<(i64, Uuid)> = sqlx::query_as(
        "SELECT position, event_id FROM events WHERE region = $1 AND position = ANY($2)",
    )
    .bind(region.as_str())
    .bind(positions)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|(at, id)| (position(at), EventId(id))).collect())
}
