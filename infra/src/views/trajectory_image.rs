//! The image of the trajectories, from the rows of `trajectory_packed`.

use loopbrug_domain::facts::image::Image;
use loopbrug_domain::facts::{Believed, Dated, FactsHistory};
use loopbrug_domain::ids::{Position, TrajectoryId};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::image::Followed;
use crate::packed_facts::{Facts, PackedFacts, WHOLE};
use crate::projection::Projection;

/// What a row tells: all of a trajectory but what is told by event, or some of that.
pub(crate) enum Change {
    Whole(TrajectoryId, Box<FactsHistory>),
    Told(TrajectoryId, Vec<Believed<Dated>>),
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
        let trajectory = TrajectoryId(trajectory);
        let Facts { dimensions, measures } = PackedFacts::unpack(row.try_get("packed")?)
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(Some(match row.try_get("chunk")? {
            WHOLE => Change::Whole(trajectory, Box::new(FactsHistory::new(dimensions, measures))),
            _ => Change::Told(trajectory, measures),
        }))
    }

    fn take_in(&mut self, change: Change) -> Result<(), sqlx::Error> {
        match change {
            Change::Whole(trajectory, history) => self.put(trajectory, &history),
            Change::Told(trajectory, told) => self.tell(trajectory, &told),
        }
        .map_err(|error| sqlx::Error::Decode(Box::new(error)))
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
