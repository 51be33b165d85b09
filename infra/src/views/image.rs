//! An image of a region in this process: loaded from its facts table, kept up with it.
//!
//! It follows the table rather than the log: one process folds an event, all others read the
//! row that came of it. So an image cannot differ from what BI tools see at the same position.

use std::fmt::Debug;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

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

    /// The checkpoint `$1` of region `$2` as `reached` and `version`, beside each row that changed
    /// after position `$3`, or beside all of them where the version is not `$4`. No row at all
    /// where nothing changed. Being one statement, it tells of one moment.
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
}

/// An image that follows its table.
#[derive(Debug)]
pub(crate) struct LiveImage<I> {
    pool: PgPool,
    region: Code,
    image: RwLock<I>,
    /// The version of the code that wrote the rows in the image.
    written_by: AtomicI32,
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
            written_by: AtomicI32::new(I::PROJECTION.version()),
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

    /// Takes in the rows that changed: all of them when other code wrote them anew. Rows and
    /// checkpoint come from one statement, hence from one moment.
    async fn refresh(&self) -> Result<(), sqlx::Error> {
        let after = self.read().position();
        let written_by = self.written_by.load(Ordering::Relaxed);
        let rows = sqlx::query(I::CHANGED)
            .bind(I::PROJECTION.name())
            .bind(self.region.as_str())
            .bind(i64::from(after.0))
            .bind(written_by)
            .fetch_all(&self.pool)
            .await?;
        let Some(first) = rows.first() else { return Ok(()) };
        let reached = position(first.try_get("reached")?);
        let version = first.try_get("version")?;
        let changed = rows.iter().filter_map(|row| I::change(row).transpose());
        let changed = changed.collect::<Result<Vec<_>, _>>()?;
        {
            let mut image = self.image.write().unwrap_or_else(PoisonError::into_inner);
            if version != written_by {
                *image = image.emptied();
                self.written_by.store(version, Ordering::Relaxed);
            }
            for change in changed {
                image.take_in(change)?;
            }
            image.reached(reached);
        }
        self.reached.send_replace(reached);
        Ok(())
    }
}

pub(super) fn position(number: i64) -> Position {
    Position(u32::try_from(number).unwrap_or(u32::MAX))
}
