//! The image of the trajectories, from the rows of `trajectory_facts` and `trajectory_event_facts`.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{Position, TrajectoryId};
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::{StoredFacts, StoredMeasures};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::image::Followed;
use crate::projection::Projection;
use crate::secrets;

/// What a row has.
pub(crate) enum Change {
    /// All of a trajectory but the measures of single events.
    Facts(TrajectoryId, StoredFacts),
    /// Some of those.
    EventFacts(TrajectoryId, StoredMeasures),
}

impl Followed for Image {
    const PROJECTION: Projection = Projection::Trajectories;
    const ROWS: &'static str = "
        SELECT generation AS of_generation, position AS changed_at,
               trajectory_id, dimensions, measures, codes, records
        FROM trajectory_facts WHERE region = $2
        UNION ALL
        SELECT generation, position, trajectory_id, NULL, measures, codes, records
        FROM trajectory_event_facts WHERE region = $2";
    type Change = Change;

    fn change(row: &PgRow) -> Result<Option<Change>, sqlx::Error> {
        let Some(trajectory) = row.try_get::<Option<Uuid>, _>("trajectory_id")? else {
            return Ok(None);
        };
        let trajectory = TrajectoryId(trajectory);
        let measures = StoredMeasures {
            measures: row.try_get("measures")?,
            codes: row.try_get("codes")?,
            records: row.try_get("records")?,
        };
        let Some(dimensions) = row.try_get::<Option<&[u8]>, _>("dimensions")? else {
            return Ok(Some(Change::EventFacts(trajectory, measures)));
        };
        let dimensions = postcard::from_bytes(dimensions).map_err(undecodable)?;
        Ok(Some(Change::Facts(trajectory, StoredFacts { dimensions, measures })))
    }

    fn apply(&mut self, change: Change) -> Result<(), sqlx::Error> {
        let applied = match change {
            Change::Facts(trajectory, facts) => self.put(trajectory, &facts),
            Change::EventFacts(trajectory, measures) => self.add(trajectory, &measures),
        };
        applied.map_err(undecodable)
    }

    async fn empty(pool: &PgPool, region: &Code) -> Result<Self, sqlx::Error> {
        Ok(Self::new(secrets::of(pool, region).await?))
    }

    fn position(&self) -> Position {
        self.position()
    }

    fn reached(&mut self, position: Position) {
        self.reached(position);
    }

    fn compact(&mut self) {
        self.compact();
    }
}

fn undecodable(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}
