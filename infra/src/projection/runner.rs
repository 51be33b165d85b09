//! The runner: follows a region's log and writes what follows from it.

use std::time::Duration;

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::Position;
use loopbrug_domain::trajectory::Trajectory;
use sqlx::{PgConnection, PgPool};
use tokio::sync::watch;

use super::fold::Fold;
use super::{ProjectionError, checkpoint, rebuild, rows};
use crate::catalogues;
use crate::database::begin;
use crate::log::{events_after, head};

/// The channel on which finished work is told of; the payload is the region.
pub const WORKED: &str = "loopbrug_projected";

/// How many positions are taken in at once.
const BATCH: u32 = 5_000;
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

/// Follows the log of one region.
#[derive(Debug)]
pub struct Runner {
    pool: PgPool,
    region: Code,
    fold: Fold,
    catalogues: Catalogues,
}

impl Runner {
    /// A runner for a region, ready to step.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn init(pool: PgPool, region: Code) -> Result<Self, ProjectionError> {
        checkpoint::ensure(&pool, &region).await?;
        let catalogues = catalogues::load(&pool).await?;
        Ok(Self { pool, region, fold: Fold::default(), catalogues })
    }

    /// Runs until `stop` says so: steps while there is work, then waits for `wake`.
    ///
    /// Faults are told and tried again after a pause; the rows stay as they were until then.
    pub async fn run(mut self, mut wake: watch::Receiver<()>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.step().await {
                Ok(Stepped::Worked(_)) => continue,
                Ok(Stepped::Idle | Stepped::Standby) => {}
                Err(error) => {
                    tracing::error!(%error, region = %self.region, "projection failed; trying again");
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
        let Some(checkpoint) = checkpoint::take(&mut transaction, &self.region).await? else {
            return Ok(Stepped::Standby);
        };
        if checkpoint.newer {
            return Ok(Stepped::Standby);
        }
        if checkpoint.outdated || self.far_behind(&mut transaction, checkpoint.position).await? {
            let rebuilt = rebuild::within(&mut transaction, &self.region).await?;
            transaction.commit().await?;
            return Ok(Stepped::Worked(rebuilt.position));
        }
        let after = checkpoint.position;
        let (events, reached) =
            events_after(&mut transaction, &self.region, Trajectory::TYPE, after, BATCH).await?;
        if reached == after {
            return Ok(Stepped::Idle);
        }
        let changed = self.fold.take_in(&mut transaction, &self.region, &events).await?;
        rows::write(&mut transaction, &self.region, changed.values(), &self.catalogues).await?;
        checkpoint::advance(&mut transaction, &self.region, reached).await?;
        transaction.commit().await?;
        self.fold.keep(changed);
        Ok(Stepped::Worked(reached))
    }
}
