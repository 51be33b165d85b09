//! An image of a region in this process: loaded from its facts table, kept up with it.
//!
//! It follows the table rather than the log: one process folds an event, all others read the
//! row that came of it. So an image cannot differ from what BI tools see at the same position.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use futures::TryStreamExt;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};
use tokio::sync::watch;

use crate::projection::Projection;

/// How long to wait for a wake-up before looking anyway.
const POLL: Duration = Duration::from_secs(1);

/// What an image is of.
pub(crate) trait Followed: Debug + Send + Sync + 'static {
    /// The projection that writes the rows.
    const PROJECTION: Projection;

    /// The checkpoint `$1` of region `$2` as `reached`, `generation` and `healings`, beside each row
    /// of its generation that changed after position `$3`, or beside all of them where generation
    /// and healings are not `$4` and `$5`. No row at all where nothing changed, or where the
    /// checkpoint is before `$3`. Being one statement, it tells of one moment.
    const CHANGED: &'static str;

    /// What a row tells.
    type Change: Send;

    /// Reads a row. None in the row of a checkpoint that moved without any other.
    fn change(row: &PgRow) -> Result<Option<Self::Change>, sqlx::Error>;

    /// Takes in what a row told, in place of what it held before.
    fn take_in(&mut self, change: Self::Change) -> Result<(), sqlx::Error>;

    /// One that holds nothing yet.
    fn emptied(&self) -> Self;

    /// The position of the log that it has taken in.
    fn position(&self) -> Position;

    /// Says that everything up to `position` was taken in.
    fn reached(&mut self, position: Position);

    /// Gives back the room that loading all rows took and that is not needed.
    fn settle(&mut self) {}
}

/// Rows that an image can be of. The next image begins with all of its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Of {
    generation: i32,
    healings: i64,
}

/// An image that follows its table.
#[derive(Debug)]
pub(crate) struct LiveImage<I> {
    pool: PgPool,
    region: Code,
    image: RwLock<I>,
    /// Of which rows the image is; only whoever refreshes it looks.
    of: Mutex<Of>,
    reached: watch::Sender<Position>,
}

impl<I: Followed> LiveImage<I> {
    /// This image, with what the table holds.
    pub(crate) async fn load(
        pool: PgPool,
        region: Code,
        image: I,
    ) -> Result<Arc<Self>, sqlx::Error> {
        let live = Self {
            pool,
            region,
            image: RwLock::new(image),
            of: Mutex::default(),
            reached: watch::Sender::new(Position::START),
        };
        live.refresh().await?;
        Ok(Arc::new(live))
    }

    /// The image as it is now, held still while it is read.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, I> {
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

    /// Takes in the rows that changed. Where readers were moved to other rows, or rows changed below
    /// the checkpoint, another image is made beside this one and takes its place: nobody ever reads
    /// half of it, or goes back. Rows and checkpoint come from one statement, hence from one moment.
    async fn refresh(&self) -> Result<(), sqlx::Error> {
        let after = self.read().position();
        let of = *self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rows = sqlx::query(I::CHANGED)
            .bind(I::PROJECTION.name())
            .bind(self.region.as_str())
            .bind(i64::from(after.0))
            .bind(of.generation)
            .bind(of.healings)
            .fetch(&self.pool);
        let Some(first) = rows.try_next().await? else { return Ok(()) };
        let reached = position(first.try_get("reached")?);
        let now =
            Of { generation: first.try_get("generation")?, healings: first.try_get("healings")? };
        // All rows of a region are many: another image takes them in as they come.
        let mut other = (now != of).then(|| self.read().emptied());
        let mut changed = Vec::new();
        let mut row = Some(first);
        while let Some(next) = row {
            match (I::change(&next)?, &mut other) {
                (Some(change), Some(other)) => other.take_in(change)?,
                (Some(change), None) => changed.push(change),
                (None, _) => {}
            }
            row = rows.try_next().await?;
        }
        match other {
            None => take_in(&mut *self.write(), changed, reached)?,
            Some(mut other) => {
                other.reached(reached);
                other.settle();
                *self.write() = other;
                *self.of.lock().unwrap_or_else(PoisonError::into_inner) = now;
            }
        }
        self.reached.send_replace(reached);
        Ok(())
    }

    fn write(&self) -> RwLockWriteGuard<'_, I> {
        self.image.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take_in<I: Followed>(
    image: &mut I,
    changed: Vec<I::Change>,
    reached: Position,
) -> Result<(), sqlx::Error> {
    for change in changed {
        image.take_in(change)?;
    }
    image.reached(reached);
    Ok(())
}

pub(super) fn position(number: i64) -> Position {
    Position(u32::try_from(number).unwrap_or(u32::MAX))
}
