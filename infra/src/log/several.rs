//! Several trajectories of a region at once, each with what is sealed in it: for a page that names many clients.

use std::collections::HashMap;

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, EventId, TrajectoryId};
use loopbrug_domain::stream::Aggregate;
use loopbrug_domain::trajectory::Trajectory;
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::fold::Loaded;
use super::read::EventText;
use super::reader::LogReader;
use super::sealed::SealedTexts;
use crate::database::read;

/// A trajectory with what is sealed in it.
pub(crate) type WithTexts = (Loaded<Trajectory>, SealedTexts);

impl LogReader {
    /// Trajectories from their streams, by one statement; each by itself may be unreadable. One of which nothing is
    /// recorded is empty.
    pub(crate) async fn with_texts(
        &self,
        region: &Code,
        of: &[TrajectoryId],
    ) -> Result<Vec<(TrajectoryId, Result<WithTexts, PersistenceError>)>, sqlx::Error> {
        let ids: Vec<_> = of.iter().map(ToString::to_string).collect();
        let ask = || {
            sqlx::query(
                "SELECT event.*
                 FROM unnest($2::text[]) AS stream CROSS JOIN LATERAL (
                     SELECT aggregate_id, sequence, event_id, event_type, event_version,
                            payload::text AS payload, command_id
                     FROM events
                     WHERE aggregate_type = $1 AND aggregate_id = stream AND region = $3
                     ORDER BY sequence
                 ) AS event
                 ORDER BY event.aggregate_id, event.sequence",
            )
            .bind(Trajectory::TYPE)
            .bind(&ids)
            .bind(region.as_str())
            .fetch_all(&self.pool)
        };
        let rows = read(ask).await?;
        let mut streams: HashMap<&str, Vec<&PgRow>> = HashMap::new();
        for row in &rows {
            streams.entry(row.try_get("aggregate_id")?).or_default().push(row);
        }
        let each = of.iter().zip(&ids).map(|(trajectory, id)| {
            let rows = streams.remove(id.as_str()).unwrap_or_default();
            (*trajectory, folded(region, *trajectory, &rows))
        });
        Ok(each.collect())
    }
}

fn folded(
    region: &Code,
    trajectory: TrajectoryId,
    rows: &[&PgRow],
) -> Result<WithTexts, PersistenceError> {
    let unreadable = |error: sqlx::Error| PersistenceError::UnknownError(Box::new(error));
    let mut loaded = Loaded::empty(&trajectory.to_string());
    let mut texts = SealedTexts::none(region, trajectory);
    for row in rows {
        let text = EventText::of(row).map_err(unreadable)?;
        let id: Uuid = row.try_get("event_id").map_err(unreadable)?;
        let command: Option<Uuid> = row.try_get("command_id").map_err(unreadable)?;
        loaded.fold_next(text, EventId(id))?;
        texts.note(text.sequence, command.map(CommandId), text)?;
    }
    Ok((loaded, texts))
}
