//! The image of the trajectories, from the rows of `trajectory_packed`.

use loopbrug_domain::ids::{Position, TrajectoryId};
use loopbrug_reporting::facts::ListedFacts;
use loopbrug_reporting::facts::image::Image;
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::image::Followed;
use crate::packed_facts::{PackedFacts, WHOLE};
use crate::projection::Projection;

/// What a row tells: all of a trajectory but what is told by event ([`WHOLE`]), or some of that.
pub(crate) struct Change {
    trajectory: TrajectoryId,
    chunk: i32,
    facts: ListedFacts,
}

impl Followed for Image {
    const PROJECTION: Projection = Projection::Trajectories;
    const ROWS: &'static str = "
        SELECT generation AS of_generation, position AS changed_at, trajectory_id, chunk, packed
        FROM trajectory_packed WHERE region = $2";
    type Change = Change;

    fn change(row: &PgRow) -> Result<Option<Change>, sqlx::Error> {
        let Some(trajectory) = row.try_get::<Option<Uuid>, _>("trajectory_id")? else {
            return Ok(None);
        };
        let facts = PackedFacts::unpack(row.try_get("packed")?)
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        let trajectory = TrajectoryId(trajectory);
        Ok(Some(Change { trajectory, chunk: row.try_get("chunk")?, facts }))
    }

    fn take_in(&mut self, change: Change) -> Result<(), sqlx::Error> {
        let Change { trajectory, chunk, facts } = change;
        let taken_in = match chunk {
            WHOLE => self.put(trajectory, &facts),
            _ => self.tell(trajectory, &facts),
        };
        taken_in.map_err(|error| sqlx::Error::Decode(Box::new(error)))
    }

    fn emptied(&self) -> Self {
        self.emptied()
    }

    fn position(&self) -> Position {
        self.position()
    }

    fn reached(&mut self, position: Position) {
        self.reached(position);
    }

    fn settle(&mut self) {
        self.settle();
    }
}
