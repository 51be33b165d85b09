//! Whether the log of a region is whole, as far as this program can say it: how far it is sealed, what was compared with
//! the seal, and what was found.

use sqlx::Row;

use super::error::SealError;
use super::findings::{self, Finding, Rounds};
use super::reader::Seal;
use super::rows::{SealedTree, TreeHead, Which, counted, number};
use crate::database::read;

/// What somebody asks first who accounts for a log.
#[derive(Debug, Clone)]
pub struct Integrity {
    /// How many events the log has.
    pub events: u64,
    /// How many of them no head covers yet.
    pub unsealed: u64,
    /// How many seconds ago the first of those was recorded; none where all are covered, or nobody knows.
    pub unsealed_seconds: Option<f64>,
    /// The last head; none where nothing was sealed.
    pub last_head: Option<TreeHead>,
    /// The trees, the one that grows first.
    pub trees: Vec<SealedTree>,
    /// How far the program has compared the log with its last tree; none where it has not begun.
    pub rounds: Option<Rounds>,
    /// What was found not to be as it was sealed: the first of it.
    pub faults: Vec<Finding>,
    /// How much of that there is in all.
    pub fault_count: u64,
}

impl Seal {
    /// Whether the log is whole, as far as it can be said here.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn integrity(&self) -> Result<Integrity, SealError> {
        let trees = self.trees().await?;
        let last_head = self.find(Which::Last).await?;
        let size = last_head.as_ref().map_or(0, |head| head.size);
        let (events, unsealed_seconds) = self.tail(size).await?;
        let (faults, fault_count) = findings::faults(&self.pool, &self.region).await?;
        Ok(Integrity {
            events,
            unsealed: events.saturating_sub(size),
            unsealed_seconds,
            last_head,
            trees,
            rounds: findings::rounds(&self.pool, &self.region).await?,
            faults,
            fault_count,
        })
    }

    /// How many events the log has, and how long ago, in seconds, the first one after a size was recorded.
    pub(super) async fn tail(&self, size: u64) -> Result<(u64, Option<f64>), SealError> {
        let ask = || {
            sqlx::query(
                "SELECT log.position,
                        (SELECT extract(epoch FROM clock_timestamp() - recorded_at)::float8
                         FROM events WHERE region = $1 AND position = $2 AND isfinite(recorded_at)) AS seconds
                 FROM log_head AS log WHERE region = $1",
            )
            .bind(self.region.as_str())
            .bind(number(size) + 1)
            .fetch_optional(&self.pool)
        };
        let Some(row) = read(ask).await? else { return Ok((0, None)) };
        let seconds: Option<f64> = row.try_get("seconds")?;
        Ok((counted(row.try_get("position")?), seconds.map(|seconds| seconds.max(0.0))))
    }
}
