//! Where the sealed texts of a stream are bound to.

use std::collections::HashMap;

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId};
use loopbrug_domain::stream::Aggregate;
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::read::EventText;
use super::reader::LogReader;
use crate::database::read;
use crate::vault::{Bound, event};

/// The event and the field that a text was sealed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SealedAt {
    event: CommandId,
    field: &'static str,
}

impl SealedAt {
    /// What it is bound to in its trajectory.
    pub(crate) fn bound<'a>(&self, region: &'a Code, trajectory: TrajectoryId) -> Bound<'a> {
        Bound { region, trajectory, event: self.event, field: self.field }
    }
}

/// Texts by their sealed bytes, of which no two are the same: so a text is found wherever it got to by
/// corrections.
pub(crate) type SealedTexts = HashMap<Box<[u8]>, SealedAt>;

impl LogReader {
    /// All texts that were sealed in a trajectory, current or not.
    pub(crate) async fn sealed_texts(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
    ) -> Result<SealedTexts, PersistenceError> {
        let id = trajectory.to_string();
        let rows = read(|| rows(&self.pool, region, &id)).await;
        let unreadable = |error: sqlx::Error| PersistenceError::ConnectionError(Box::new(error));
        let mut texts = SealedTexts::new();
        for row in rows.map_err(unreadable)? {
            let text = EventText::of(&row).map_err(unreadable)?;
            let mut found =
                TrajectoryEvent::read(text.event_type, text.event_version, text.payload)?;
            let command: Option<Uuid> = row.try_get("command_id").map_err(unreadable)?;
            // A plain writer of postgres-es seals nothing.
            let Some(command) = command.map(CommandId) else { continue };
            let event = event(command, found.origin.as_deref());
            for (field, text) in found.what.sealed_fields() {
                if let Some(sealed) = text.as_sealed() {
                    texts.insert(sealed.into(), SealedAt { event, field });
                }
            }
        }
        Ok(texts)
    }
}

async fn rows(
    pool: &PgPool,
    region: &Code,
    trajectory: &str,
) -> Result<Vec<sqlx::postgres::PgRow>, sqlx::Error> {
    sqlx::query(
        "SELECT sequence, event_type, event_version, payload::text AS payload, command_id FROM events
         WHERE aggregate_type = $1 AND aggregate_id = $2 AND region = $3",
    )
    .bind(Trajectory::TYPE)
    .bind(trajectory)
    .bind(region.as_str())
    .fetch_all(pool)
    .await
}
