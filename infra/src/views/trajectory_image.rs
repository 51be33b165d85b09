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

/// What a row tells: all of a trajectory but what is told by event, or some of that.
pub(crate) enum Change {
    Whole(TrajectoryId, Box<FactsHistory>),
    Told(TrajectoryId, Vec<Believed<Dated>>),
}

impl Followed for Image {
    const PROJECTION: Projection = Projection::Trajectories;
    const CHANGED: &'static str = "
        SELECT p.position AS reached, p.generation, p.healings, f.trajectory_id,
               f.dimensions_history, f.measures, f.days, f.signs, f.codes, f.since, f.until,
               f.lengths
        FROM projections AS p
        LEFT JOIN (
            SELECT generation, position, trajectory_id, dimensions_history, measures, days, signs,
                   codes, since, until, lengths
            FROM trajectory_facts WHERE region = $2
            UNION ALL
            SELECT generation, position, trajectory_id, NULL, measures, days, NULL, codes, since,
                   until, lengths
            FROM trajectory_told WHERE region = $2
        ) AS f ON f.generation = p.generation
             AND f.position > CASE WHEN (p.generation, p.healings) = ($4, $5) THEN $3 ELSE 0 END
        WHERE p.projection = $1 AND p.region = $2 AND p.position >= $3
              AND (p.position > $3 OR (p.generation, p.healings) <> ($4, $5))";
    type Change = Change;

    fn change(row: &PgRow) -> Result<Option<Change>, sqlx::Error> {
        let Some(trajectory) = row.try_get::<Option<Uuid>, _>("trajectory_id")? else {
            return Ok(None);
        };
        let trajectory = TrajectoryId(trajectory);
        let dimensions: Option<Json<Vec<Believed<Dimensions>>>> =
            row.try_get("dimensions_history")?;
        let measures = measures(row)?;
        Ok(Some(match dimensions {
            Some(Json(dimensions)) => {
                Change::Whole(trajectory, Box::new(FactsHistory::new(dimensions, measures)))
            }
            None => Change::Told(trajectory, measures),
        }))
    }

    fn take_in(&mut self, change: Change) -> Result<(), sqlx::Error> {
        match change {
            Change::Whole(trajectory, history) => self.put(trajectory, &history),
            Change::Told(trajectory, told) => {
                told.iter().try_for_each(|believed| self.tell(trajectory, believed))
            }
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

/// The measures of a row, one element of each array a measure.
fn measures(row: &PgRow) -> Result<Vec<Believed<Dated>>, sqlx::Error> {
    let measures: Vec<String> = row.try_get("measures")?;
    let days: Vec<NaiveDate> = row.try_get("days")?;
    let signs: Option<Vec<i16>> = row.try_get("signs")?;
    let codes: Vec<Option<String>> = row.try_get("codes")?;
    let since: Vec<i64> = row.try_get("since")?;
    let until: Vec<Option<i64>> = row.try_get("until")?;
    let lengths: Vec<Option<i32>> = row.try_get("lengths")?;
    // What is told by event comes, and does not go.
    let signs = signs.into_iter().flatten().chain(std::iter::repeat(1));
    // Rows of older code, which are about to be written anew, have none.
    let lengths = lengths.into_iter().chain(std::iter::repeat(None));

    measures
        .into_iter()
        .zip(days)
        .zip(signs)
        .zip(codes)
        .zip(since)
        .zip(until)
        .zip(lengths)
        .map(|((((((measure, day), sign), code), since), until), length)| {
            let measure = measure.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
            let sign = i8::try_from(sign).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
            let code = code.map(Code::new);
            let length = length.map(|length| u16::try_from(length).unwrap_or(u16::MAX));
            let what = Dated { measure, day, sign, code, length };
            let until = until.map_or(Position::NEVER, position);
            Ok(Believed { since: position(since), until, what })
        })
        .collect()
}
