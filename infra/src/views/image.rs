//! The image of a region in this process: loaded from the facts table, kept up with it.
//!
//! It follows the table rather than the log: one process folds an event, all others read the
//! row that came of it. So an image cannot differ from what BI tools see at the same position.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::facts::image::Image;
use loopbrug_domain::facts::{Believed, Dated, Dimensions, FactsHistory};
use loopbrug_domain::ids::{Position, TrajectoryId};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgPool, Row};
use tokio::sync::watch;
use uuid::Uuid;

use crate::projection::{TRAJECTORIES, VERSION};

/// How long to wait for a wake-up before looking anyway.
const POLL: Duration = Duration::from_secs(1);

/// An image that follows its table.
#[derive(Debug)]
pub struct LiveImage {
    pool: PgPool,
    region: Code,
    image: RwLock<Image>,
    /// The version of the code that wrote the rows in the image.
    written_by: AtomicI32,
    reached: watch::Sender<Position>,
}

impl LiveImage {
    /// An image with what the table holds.
    pub(crate) async fn load(pool: PgPool, region: Code) -> Result<Arc<Self>, sqlx::Error> {
        let live = Self {
            pool,
            region,
            image: RwLock::default(),
            written_by: AtomicI32::new(VERSION),
            reached: watch::Sender::new(Position::START),
        };
        live.refresh().await?;
        Ok(Arc::new(live))
    }

    /// The image as it is now, held still while it is read.
    pub fn read(&self) -> RwLockReadGuard<'_, Image> {
        self.image.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the image has taken in a position.
    pub(crate) async fn reached(&self, position: Position) {
        // The sender lives as long as this does, so waiting cannot fail.
        let _ = self.reached.subscribe().wait_for(|reached| *reached >= position).await;
    }

    /// Follows the table until `stop` says so.
    pub(crate) async fn follow(
        self: Arc<Self>,
        mut wake: watch::Receiver<()>,
        mut stop: watch::Receiver<bool>,
    ) {
        while !*stop.borrow() {
            if let Err(error) = self.refresh().await {
                tracing::error!(%error, region = %self.region, "image not refreshed; trying again");
                tokio::time::sleep(POLL).await;
            }
            tokio::select! {
                _ = wake.changed() => {}
                _ = stop.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Takes in the rows that changed: all of them when other code wrote them anew. Rows and
    /// checkpoint come from one statement, hence from one moment.
    async fn refresh(&self) -> Result<(), sqlx::Error> {
        let after = self.read().position();
        let written_by = self.written_by.load(Ordering::Relaxed);
        let rows = sqlx::query(
            "SELECT p.position AS reached, p.version, f.trajectory_id, f.dimensions_history,
                    f.measures, f.days, f.signs, f.codes, f.since, f.until,
                    f.lengths
             FROM projections AS p
             LEFT JOIN trajectory_facts AS f ON f.region = p.region
                  AND f.position > CASE WHEN p.version = $4 THEN $3 ELSE 0 END
             WHERE p.projection = $1 AND p.region = $2 AND (p.position > $3 OR p.version <> $4)",
        )
        .bind(TRAJECTORIES)
        .bind(self.region.as_str())
        .bind(i64::from(after.0))
        .bind(written_by)
        .fetch_all(&self.pool)
        .await?;
        let Some(first) = rows.first() else { return Ok(()) };
        let reached = position(first.try_get("reached")?);
        let version = first.try_get("version")?;
        let changed = rows.iter().filter_map(|row| history(row).transpose());
        let changed = changed.collect::<Result<Vec<_>, _>>()?;
        {
            let mut image = self.image.write().unwrap_or_else(PoisonError::into_inner);
            if version != written_by {
                *image = Image::default();
                self.written_by.store(version, Ordering::Relaxed);
            }
            for (trajectory, history) in &changed {
                if let Err(error) = image.put(*trajectory, history) {
                    return Err(sqlx::Error::Decode(Box::new(error)));
                }
            }
            image.reached(reached);
        }
        self.reached.send_replace(reached);
        Ok(())
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

fn position(number: i64) -> Position {
    Position(u32::try_from(number).unwrap_or(u32::MAX))
}
