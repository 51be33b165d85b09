//! The rows of what is told by event: a chunk a trajectory, of what the step has learned.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::facts::{Believed, Dated, FactsHistory};
use loopbrug_domain::ids::Position;
use loopbrug_domain::trajectory::Opening;
use serde::Serialize;
use sqlx::PgConnection;
use sqlx::types::{Json, JsonValue};
use uuid::Uuid;

use super::ProjectionError;

/// Chunks to be written.
#[derive(Debug, Default)]
pub(super) struct ToldRows {
    /// Trajectories whose chunks are replaced by one.
    replaced: Vec<Uuid>,
    chunks: Vec<JsonValue>,
}

/// A row of `trajectory_told`.
#[derive(Debug, Serialize)]
struct Chunk<'a> {
    trajectory_id: Uuid,
    first: u32,
    position: u32,
    measures: Vec<&'static str>,
    days: Vec<chrono::NaiveDate>,
    codes: Vec<Option<&'a Code>>,
    lengths: Vec<Option<u16>>,
    since: Vec<u32>,
    until: Vec<Option<u32>>,
}

impl ToldRows {
    /// Adds what changed after a position: all there is, where something is believed no longer.
    pub(super) fn add(&mut self, opening: &Opening, facts: &FactsHistory, after: Position) {
        let trajectory = opening.trajectory().0;
        let by_event = || facts.measures().filter(|one| one.what.measure.theme().by_event());
        let changed: Vec<_> = by_event().filter(|one| one.changed_at() > after).collect();
        let ended = changed.iter().any(|one| one.since <= after);
        let told = if ended { by_event().collect() } else { changed };
        if ended {
            self.replaced.push(trajectory);
        }
        let chunk = Chunk::of(trajectory, &told).map(serde_json::to_value);
        // Names and numbers have a JSON form.
        self.chunks.extend(chunk.and_then(Result::ok));
    }

    pub(super) async fn write(
        self,
        connection: &mut PgConnection,
        region: &Code,
    ) -> Result<(), ProjectionError> {
        if !self.replaced.is_empty() {
            sqlx::query(
                "DELETE FROM trajectory_told WHERE region = $1 AND trajectory_id = ANY($2)",
            )
            .bind(region.as_str())
            .bind(self.replaced)
            .execute(&mut *connection)
            .await?;
        }
        if !self.chunks.is_empty() {
            sqlx::query(
                "INSERT INTO trajectory_told
                 SELECT $1, row.trajectory_id, row.first, row.position, row.measures, row.days,
                        row.codes, row.lengths, row.since, row.until
                 FROM jsonb_populate_recordset(NULL::trajectory_told, $2) AS row",
            )
            .bind(region.as_str())
            .bind(Json(self.chunks))
            .execute(connection)
            .await?;
        }
        Ok(())
    }
}

impl<'a> Chunk<'a> {
    /// Nothing is told by an event that tells nothing.
    fn of(trajectory_id: Uuid, told: &[&'a Believed<Dated>]) -> Option<Self> {
        let first = told.iter().map(|one| one.since).min()?;
        let position = told.iter().map(|one| one.changed_at()).max()?;
        let until = |one: &&Believed<Dated>| (!one.holds()).then_some(one.until.0);
        Some(Self {
            trajectory_id,
            first: first.0,
            position: position.0,
            measures: told.iter().map(|one| one.what.measure.into()).collect(),
            days: told.iter().map(|one| one.what.day).collect(),
            codes: told.iter().map(|one| one.what.code.as_ref()).collect(),
            lengths: told.iter().map(|one| one.what.length).collect(),
            since: told.iter().map(|one| one.since.0).collect(),
            until: told.iter().map(until).collect(),
        })
    }
}
