//! The runner: follows a region's log and writes what follows from it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::Position;
use loopbrug_domain::trajectory::Trajectory;
use sqlx::{PgConnection, PgPool};
use tokio::sync::watch;

use super::fold::{Fold, Folded};
use super::{Projection, ProjectionError, checkpoint, procedure, rebuild, rows};
use crate::catalogues;
use crate::database::begin;
use crate::log::{events_after, head};

/// The channel on which finished work is told of; the payload is the region.
pub const WORKED: &str = "loopbrug_projected";

/// How many positions are taken in at once.
const BATCH: u32 = 5_000;
/// A step begins this long after the one before at the earliest: while much is recorded, what comes
/// meanwhile is folded and written together, and commands are left the more of the database.
const PACE: Duration = Duration::from_millis(20);
/// How long to wait for a wake-up before looking anyway.
const POLL: Duration = Duration::from_secs(1);

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stepped {
    /// Took in the log up to here; there may be more.
    Worked(Position),
    /// There was nothing to take in.
    Idle,
    /// Another process is at work on this region.
    Standby,
}

/// Follows the log of one region, for one projection.
#[derive(Debug)]
pub struct Runner {
    pool: PgPool,
    region: Code,
    projection: Projection,
    fold: Fold,
    catalogues: Catalogues,
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
    ) -> Result<Self, ProjectionError> {
        checkpoint::ensure(&pool, projection, &region).await?;
        let catalogues = catalogues::load(&pool).await?;
        Ok(Self { pool, region, projection, fold: Fold::default(), catalogues })
    }

    /// Runs until `stop` says so: steps while there is work, then waits for `wake`.
    ///
    /// Faults are told and tried again after a pause; the rows stay as they were until then.
    pub async fn run(mut self, mut wake: watch::Receiver<()>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let began = Instant::now();
            match self.step().await {
                Ok(Stepped::Worked(_)) => {
                    tokio::time::sleep_until((began + PACE).into()).await;
                    continue;
                }
                Ok(Stepped::Idle | Stepped::Standby) => {}
                Err(error) => {
                    let (region, projection) = (&self.region, self.projection.name());
                    tracing::error!(%error, %region, projection, "projection failed; trying again");
                    tokio::time::sleep(POLL).await;
                }
            }
            tokio::select! {
                _ = wake.changed() => {}
                _ = stop.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Whether nothing was taken in yet of a log that is long: then it is quicker to fold it
    /// stream by stream.
    async fn far_behind(
        &self,
        connection: &mut PgConnection,
        position: Position,
    ) -> Result<bool, sqlx::Error> {
        if position > Position::START {
            return Ok(false);
        }
        Ok(head(connection, &self.region).await?.0 > 4 * BATCH)
    }

    /// Takes in the next batch of the log.
    ///
    /// # Errors
    /// See [`ProjectionError`]; nothing was written then.
    pub async fn step(&mut self) -> Result<Stepped, ProjectionError> {
        let mut transaction = begin(&self.pool).await?;
        let Some(checkpoint) =
            checkpoint::take(&mut transaction, self.projection, &self.region).await?
        else {
            return Ok(Stepped::Standby);
        };
        if checkpoint.newer {
            return Ok(Stepped::Standby);
        }
        if checkpoint.outdated || self.far_behind(&mut transaction, checkpoint.position).await? {
            let rebuilt = rebuild::within(&mut transaction, self.projection, &self.region).await?;
            transaction.commit().await?;
            return Ok(Stepped::Worked(rebuilt.position));
        }
        let after = checkpoint.position;
        let (changed, reached) = match self.projection {
            Projection::Trajectories => self.trajectories(&mut transaction, after).await?,
            Projection::Procedure => {
                let reached = procedure::step(&mut transaction, &self.region, after, BATCH).await?;
                (BTreeMap::new(), reached)
            }
        };
        if reached == after {
            return Ok(Stepped::Idle);
        }
        checkpoint::advance(&mut transaction, self.projection, &self.region, reached).await?;
        transaction.commit().await?;
        self.fold.keep(changed);
        Ok(Stepped::Worked(reached))
    }

    /// Writes the rows of the trajectories that moved; they are to be kept at hand when that is
    /// committed.
    async fn trajectories(
        &mut self,
        connection: &mut PgConnection,
        after: Position,
    ) -> Result<(BTreeMap<String, Folded>, Position), ProjectionError> {
        let (events, reached) =
            events_after(connection, &self.region, Trajectory::TYPE, after, BATCH).await?;
        let changed =
            self.fold.take_in(connection, &self.region, &events, &self.catalogues).await?;
        rows::write(connection, &self.region, after, changed.values(), &self.catalogues).await?;
        Ok((changed, reached))
    }
}
