//! The runner: follows a region's log and writes what follows from it. Beside that it rebuilds what
//! older code wrote.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::Position;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::timeout;

use super::follow::{Follower, OnFault};
use super::rebuild::{self, Rebuilt};
use super::stream_fold::Writing;
use super::{BATCH, LONG_LOG, Projection, ProjectionError, checkpoint};
use crate::database::begin;
use crate::log::head;

/// A step begins this long after the one before at the earliest: while much is recorded, what comes
/// meanwhile is folded and written together, and commands are left the more of the database.
const PACE: Duration = Duration::from_millis(20);
/// A step takes no longer than this, unless the one before was cut off by it.
const STEP_WITHIN: Duration = Duration::from_secs(5);
/// A step that failed is tried again this long after it was begun at the earliest.
const AFTER_A_FAULT: Duration = Duration::from_secs(1);
/// How long to wait for another process that holds the checkpoint. It may hold it for a moment only,
/// to say that somebody is there.
const STANDBY: Duration = Duration::from_millis(250);
/// How often to look for something to rebuild: what another process left half-way waits so long.
const LOOK_FOR_REBUILD: Duration = Duration::from_secs(5);

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stepped {
    /// Projected the log up to here; there may be more.
    Worked(Position),
    /// There was nothing to project.
    Idle,
    /// Another process is at work on this region.
    Standby,
}

/// Follows the log of one region, for one projection.
#[derive(Debug)]
pub struct Runner {
    pool: PgPool,
    /// Where the connections of a rebuild come from.
    for_rebuilds: PgPool,
    region: Code,
    projection: Projection,
    follower: Follower,
    /// How long the next step may take.
    patience: Duration,
    catalogues: Arc<Catalogues>,
}

impl Runner {
    /// A runner for a region, ready to step.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn init(
        pool: PgPool,
        region: Code,
        projection: Projection,
        catalogues: Arc<Catalogues>,
    ) -> Result<Self, ProjectionError> {
        checkpoint::ensure(&pool, projection, &region).await?;
        Ok(Self::new(pool.clone(), pool, region, projection, catalogues))
    }

    /// The same for a region that has its checkpoint already.
    pub(crate) fn new(
        pool: PgPool,
        for_rebuilds: PgPool,
        region: Code,
        projection: Projection,
        catalogues: Arc<Catalogues>,
    ) -> Self {
        let (follower, patience) = (Follower::default(), STEP_WITHIN);
        Self { pool, for_rebuilds, region, projection, follower, patience, catalogues }
    }

    /// Runs until `stop` says so: steps while there is work, then waits for `wake`, which says that there may
    /// be something to project; and rebuilds beside that, at first and when `due` says that there may be
    /// something to rebuild. Nobody but who watches over it wakes it: without that it does nothing at all.
    ///
    /// Faults are logged and tried again after a pause; the rows stay as they were until then. A
    /// rebuild is left where it is when it is time to stop: whoever comes next takes it up.
    pub async fn run(
        mut self,
        wake: watch::Receiver<()>,
        mut due: watch::Receiver<()>,
        stop: watch::Receiver<bool>,
    ) {
        let mut rebuilder = self.rebuilder();
        let mut stopped = stop.clone();
        let rebuilding = Box::pin(async {
            let when_due = async {
                loop {
                    let well = rebuilder.look_and_log().await;
                    tokio::time::sleep(LOOK_FOR_REBUILD).await;
                    if well && due.changed().await.is_err() {
                        // The watcher is gone, and this process with it.
                        break;
                    }
                }
            };
            tokio::select! {
                () = when_due => {}
                _ = stopped.wait_for(|stop| *stop) => {}
            }
        });
        tokio::join!(Box::pin(self.follow(wake, stop)), rebuilding);
    }

    fn rebuilder(&self) -> Rebuilder {
        Rebuilder {
            pool: self.for_rebuilds.clone(),
            region: self.region.clone(),
            projection: self.projection,
            catalogues: Arc::clone(&self.catalogues),
            cleared: None,
        }
    }

    async fn follow(&mut self, mut wake: watch::Receiver<()>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let began = Instant::now();
            let until = match self.step().await {
                Ok(Stepped::Worked(_)) => {
                    tokio::time::sleep_until((began + PACE).into()).await;
                    continue;
                }
                Ok(Stepped::Standby) => Some(STANDBY),
                Ok(Stepped::Idle) => None,
                Err(error) => {
                    let (region, projection) = (&self.region, self.projection.name());
                    tracing::error!(%error, %region, projection, "projection failed; trying again");
                    Some(AFTER_A_FAULT.saturating_sub(began.elapsed()))
                }
            };
            let looks_anyway = async {
                match until {
                    Some(until) => tokio::time::sleep(until).await,
                    None => pending().await,
                }
            };
            tokio::select! {
                _ = wake.changed() => {}
                _ = stop.changed() => {}
                () = looks_anyway => {}
            }
        }
    }

    /// Rebuilds the rows if they are of older code, or if a rebuild was left half-way, unless another
    /// process does.
    ///
    /// # Errors
    /// See [`ProjectionError`]; readers have the rows that they had then.
    pub async fn rebuild_if_due(&self) -> Result<Option<Rebuilt>, ProjectionError> {
        rebuild::if_due(&self.pool, &self.region, self.projection, &self.catalogues).await
    }

    /// Projects the next batch of the log.
    ///
    /// # Errors
    /// See [`ProjectionError`]; nothing was written then.
    pub async fn step(&mut self) -> Result<Stepped, ProjectionError> {
        match self.step_in_time().await {
            Err(error) if error.refused_row().is_some() => {
                self.step_with(OnFault::Quarantine).await
            }
            stepped => stepped,
        }
    }

    /// A step that takes too long has lost its connection without a word; if not, the next may take
    /// longer.
    async fn step_in_time(&mut self) -> Result<Stepped, ProjectionError> {
        let patience = self.patience;
        let stepped = timeout(patience, self.step_with(OnFault::Fail)).await;
        self.patience = if stepped.is_ok() { STEP_WITHIN } else { patience * 2 };
        stepped.unwrap_or_else(|elapsed| Err(sqlx::Error::Io(elapsed.into()).into()))
    }

    async fn step_with(&mut self, on_fault: OnFault) -> Result<Stepped, ProjectionError> {
        let (projection, region) = (self.projection, &self.region);
        let mut transaction = begin(&self.pool).await?;
        let Some(checkpoint) = checkpoint::take(&mut transaction, projection, region).await? else {
            return Ok(Stepped::Standby);
        };
        if checkpoint.newer {
            return Ok(Stepped::Standby);
        }
        if checkpoint.of_another_log {
            tracing::error!(%region, projection = projection.name(), "the rows are not of this log");
            checkpoint::disown(&mut transaction, projection, region).await?;
            transaction.commit().await?;
            return Ok(Stepped::Standby);
        }
        self.follower.resume(checkpoint.position, checkpoint.event);
        let after = checkpoint.position;
        // Nothing was projected yet of a log that is long: a rebuild folds it the quicker way.
        let left_to_rebuild =
            after == Position::START && head(&mut transaction, region).await?.0 > LONG_LOG;
        let generation = checkpoint.generation;
        let at = Writing { projection, region, generation, catalogues: &self.catalogues };
        let followed = if left_to_rebuild {
            None
        } else {
            let follow = self.follower.follow(&mut transaction, &at, after, BATCH, on_fault);
            match follow.await {
                Ok(followed) => Some(followed).filter(|followed| followed.reached > after),
                Err(error) => {
                    // Said now, and not when it is dropped: who tries again needs the checkpoint.
                    transaction.rollback().await?;
                    return Err(error);
                }
            }
        };
        let Some(followed) = followed else {
            if checkpoint.beat_due {
                checkpoint::beat(&mut transaction, projection, region).await?;
                transaction.commit().await?;
            } else {
                transaction.rollback().await?;
            }
            return Ok(Stepped::Idle);
        };
        let reached = followed.reached;
        let event = checkpoint::advance(&mut transaction, &at, reached).await?;
        transaction.commit().await?;
        self.follower.keep(&self.catalogues);
        self.follower.reached(reached, event);
        Ok(Stepped::Worked(reached))
    }
}

/// What a runner does beside following.
struct Rebuilder {
    pool: PgPool,
    region: Code,
    projection: Projection,
    catalogues: Arc<Catalogues>,
    /// The generation before which nothing is left.
    cleared: Option<i32>,
}

impl Rebuilder {
    /// Gives whether there is nothing left to do.
    async fn look_and_log(&mut self) -> bool {
        let looked = self.look().await;
        looked.unwrap_or_else(|error| {
            let (region, projection) = (&self.region, self.projection.name());
            tracing::error!(%error, %region, projection, "not rebuilt; trying again");
            false
        })
    }

    /// Rebuilds if that is due, and clears up after whoever did and was killed before the end.
    async fn look(&mut self) -> Result<bool, ProjectionError> {
        let Self { pool, region, projection, catalogues, cleared } = self;
        rebuild::if_due(pool, region, *projection, catalogues).await?;
        let generation = rebuild::generation(pool, region, *projection).await?;
        if *cleared != Some(generation) {
            if !rebuild::clear_up(pool, region, *projection).await? {
                return Ok(false);
            }
            *cleared = Some(generation);
        }
        Ok(true)
    }
}
