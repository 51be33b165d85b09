//! The image of the trajectories, from the rows of `trajectory_facts`.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::facts::image::Image;
use loopbrug_domain::facts::{Believed, Dated, Dimensions, FactsHistory};
use loopbrug_domain::ids::{Position, TrajectoryId};
use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::image::{Followed, position};
use crate::projection::Projection;

impl Followed for Image {
    const PROJECTION: Projection = Projection::Trajectories;
    const CHANGED: &'static str = "
        SELECT p.position AS reached, p.generation, p.healings,
               f.trajectory_id, f.dimensions_history,
               f.measures, f.days, f.signs, f.codes, f.since, f.until, f.lengths
        FROM projections AS p
        LEFT JOIN trajectory_facts AS f ON f.region = p.region AND f.generation = p.generation
             AND f.position > CASE WHEN (p.generation, p.healings) = ($4, $5) THEN $3 ELSE 0 END
        WHERE p.projection = $1 AND p.region = $2 AND p.position >= $3
              AND (p.position > $3 OR (p.generation, p.healings) <> ($4, $5))";
    type Change = (TrajectoryId, FactsHistory);

    fn change(row: &PgRow) -> Result<Option<Self::Change>, sqlx::Error> {
        history(row)
    }

    fn take_in(&mut self, (trajectory, history): Self::Change) -> Result<(), sqlx::Error> {
        self.put(trajectory, &history).map_err(|error| sqlx::Error::Decode(Box::new(error)))
    }

    fn position(&self) -> Position {
        self.position()
    }

    fn reached(&mut self, position: Position) {
        self.reached(position);
    }
}

/// The trajectory of a row, and its facts. None in the row of a checkpoint that moved without
/// any trajectory.
fn history(row: &PgRow) -> Result<Option<(TrajectoryId, FactsHistory)>, sqlx::Error> {
    let Some(trajectory) = row.try_get::<Option<Uuid>, _>("trajectory_id")? else {
        return Ok(None);
    };
    let dimensions: Json<Vec<Believed<Dimensions>>> = row.try_get("dimensions_history")?;
    let measures: Vec<String> = row.try_get("measures")?;
    let days: Vec<NaiveDate> = row.try_get("days")?;
    let signs: Vec<i16> = row.try_get("signs")?;
    let codes: Vec<Option<String>> = row.try_get("codes")?;
    let since: Vec<i64> = row.try_get("since")?;
    let until: Vec<Option<i64>> = row.try_get("until")?;
    // Rows of older code, which are about to be written anew, have none.
    let lengths: Vec<Option<i32>> = row.try_get("lengths")?;
    let lengths = lengths.into_iter().chain(std::iter::repeat(None));

    let measures = measures
        .iter()
        .zip(days)
        .zip(signs)
        .zip(codes)
        .zip(since)
        .zip(until)
        .zip(lengths)
        .map(|((((((measure, day), sign), code), since), until), length)| {
            let measure = measure.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
            let (sign, code) = (sign.signum() as i8, code.map(Code::new));
            let length = length.map(|days| u16::try_from(days).unwrap_or(u16::MAX));
            let what = Dated { measure, day, sign, code, length };
            let until = until.map_or(Position::NEVER, position);
            Ok(Believed { since: position(since), until, what })
        })
        .collect::<Result<_, sqlx::Error>>()?;
    Ok(Some((TrajectoryId(trajectory), FactsHistory { dimensions: dimensions.0, measures })))
}
