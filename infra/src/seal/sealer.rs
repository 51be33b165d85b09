//! The sealer: one task of a process that seals the logs of all regions.
//!
//! Every two seconds it asks by one statement which logs have grown since their last head, and takes a step for each of
//! those. It is not woken by appends: the events of two seconds share one head, so that sealing costs them nothing, and
//! what was recorded is covered within seconds. Every process has one; for each region one of them works. When there is
//! nothing to seal, it compares a stretch of a log with its seal from time to time ([`findings`]).

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::check::{Checked, Fault};
use super::error::SealError;
use super::findings;
use super::key::SealKeyFile;
use super::known::Known;
use super::reader::Seal;
use super::rows::TreeHead;
use super::step::{Grown, Sealed, step};
use crate::database::read;
use crate::log::LogReader;

/// How often to look.
const LOOK: Duration = Duration::from_secs(2);
/// How long to wait after a fault before trying again.
const AFTER_A_FAULT: Duration = Duration::from_secs(5);
/// How often a stretch of a log is compared with its seal.
const COMPARE: Duration = Duration::from_secs(15);
/// A step that takes longer has lost its connection without a word.
const STEP_WITHIN: Duration = Duration::from_secs(20);

/// A head that is needed now is asked for again after this.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// Somebody who seals has signed another head by then.
const SIGNED_WITHIN: Duration = Duration::from_secs(15);

/// Seals the logs of regions.
#[derive(Debug)]
pub struct Sealer {
    pool: PgPool,
    regions: Vec<String>,
    key: SealKeyFile,
    known: Known,
    grown: HashMap<Code, Grown>,
    /// When a stretch was compared last.
    compared: Instant,
}

impl Sealer {
    /// One that signs by the key in a file, which is made where there is none.
    pub fn new<'a>(
        pool: PgPool,
        regions: impl Iterator<Item = &'a Code>,
        key_file: PathBuf,
    ) -> Self {
        let known = Known::kept_in(key_file.with_extension("heads"));
        let (regions, grown) = (regions.map(ToString::to_string).collect(), HashMap::new());
        let (key, compared) = (SealKeyFile::at(key_file), Instant::now());
        Self { pool, regions, key, known, grown, compared }
    }

    /// Seals until it is stopped. What is under way then is given up.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        tokio::select! {
            () = self.seal() => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }

    async fn seal(&mut self) {
        loop {
            let pause = match self.look().await {
                Ok(true) => continue,
                Ok(false) => {
                    self.compare_in_time().await;
                    LOOK
                }
                Err(error) => {
                    tracing::error!(%error, "not seeing what there is to seal; trying again");
                    AFTER_A_FAULT
                }
            };
            sleep(pause).await;
        }
    }

    /// Takes a step for each log that has grown; gives whether one has more than a step takes.
    async fn look(&mut self) -> Result<bool, sqlx::Error> {
        let mut more = false;
        for region in grown_since(&self.pool, &self.regions).await? {
            match self.step(&region).await {
                Ok(Sealed::Signed { more: here, .. }) => more |= here,
                Ok(Sealed::Nothing | Sealed::Standby) => {}
                Err(error) => {
                    tracing::error!(%error, %region, "the log is not sealed; trying again");
                    if let Some(fault) = Fault::behind(&error) {
                        let noted = findings::note(&self.pool, &region, &[fault]).await;
                        noted.unwrap_or_else(
                            |error| tracing::error!(%error, "and that is not kept"),
                        );
                    }
                    sleep(AFTER_A_FAULT).await;
                }
            }
        }
        Ok(more)
    }

    /// Has the log of a region covered as far as it is now, and gives the head that does it: whoever seals it is waited
    /// for, and where that is nobody this one seals it. `report` is called with how many events are covered, and of how
    /// many.
    ///
    /// # Errors
    /// Where nothing is recorded yet, or no head is signed for a quarter of a minute. See [`SealError`].
    pub async fn cover(
        &mut self,
        region: &Code,
        report: impl Fn(u64, u64),
    ) -> Result<TreeHead, SealError> {
        let seal = Seal::new(self.pool.clone(), region.clone());
        let recorded = LogReader::new(self.pool.clone()).head(region).await?;
        if recorded.0 == 0 {
            return Err(SealError::NothingRecorded(region.to_string()));
        }
        let recorded = u64::from(recorded.0);
        let (mut covered, mut signed_at) = (0, Instant::now());
        loop {
            let status = seal.status().await?;
            let begun = status.is_some();
            if let Some(status) = status {
                if status.head.size >= recorded {
                    return Ok(status.head);
                }
                if status.head.size > covered {
                    (covered, signed_at) = (status.head.size, Instant::now());
                }
            }
            report(covered, recorded);
            // Without its key nothing is signed here, and no other key is made for it.
            let stepped = if begun && !self.key.is_there() {
                Err(SealError::OtherKey)
            } else {
                self.step(region).await
            };
            match stepped {
                Ok(Sealed::Signed { .. }) => continue,
                Err(error) if signed_at.elapsed() > SIGNED_WITHIN => return Err(error),
                Ok(_) if signed_at.elapsed() > SIGNED_WITHIN => {
                    return Err(SealError::Hole(covered + 1));
                }
                Ok(Sealed::Nothing | Sealed::Standby) | Err(_) => {}
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Compares a stretch of a log with its seal, where it is time to.
    async fn compare_in_time(&mut self) {
        if self.compared.elapsed() < COMPARE {
            return;
        }
        self.compared = Instant::now();
        if let Err(error) = self.compare(COMPARE).await {
            tracing::error!(%error, "no log was compared with its seal; trying again later");
        }
    }

    /// Compares the next stretch of the log that was compared longest ago, unless each was within so long, by whatever
    /// process. Gives the log, and what was found of it.
    ///
    /// # Errors
    /// See [`SealError`].
    pub async fn compare(&self, pause: Duration) -> Result<Option<(Code, Checked)>, SealError> {
        let compared = findings::compare_next(&self.pool, &self.regions, pause);
        let compared = timeout(STEP_WITHIN, compared).await;
        compared.unwrap_or_else(|elapsed| Err(sqlx::Error::Io(elapsed.into()).into()))
    }

    /// Seals the next events of a region.
    ///
    /// # Errors
    /// See [`SealError`]; nothing was written then.
    pub async fn step(&mut self, region: &Code) -> Result<Sealed, SealError> {
        let mut grown = self.grown.remove(region);
        let stepped = step(&self.pool, region, &self.key, &self.known, &mut grown);
        let stepped = timeout(STEP_WITHIN, stepped).await;
        if let Some(grown) = grown {
            self.grown.insert(region.clone(), grown);
        }
        stepped.unwrap_or_else(|elapsed| Err(sqlx::Error::Io(elapsed.into()).into()))
    }
}

/// The regions whose last head is not at the end of their log.
async fn grown_since(pool: &PgPool, regions: &[String]) -> Result<Vec<Code>, sqlx::Error> {
    let ask = || {
        sqlx::query_scalar(
            "SELECT log.region
             FROM log_head AS log
             LEFT JOIN LATERAL (
                 SELECT size, event_id FROM seal_heads AS head
                 WHERE head.region = log.region
                 ORDER BY tree DESC, number DESC LIMIT 1
             ) AS head ON true
             WHERE log.region = ANY($1) AND log.position > 0
                   AND (log.position IS DISTINCT FROM head.size
                        OR head.event_id IS DISTINCT FROM (
                            SELECT event_id FROM events
                            WHERE events.region = log.region AND events.position = head.size))",
        )
        .bind(regions)
        .fetch_all(pool)
    };
    let found: Vec<String> = read(ask).await?;
    Ok(found.into_iter().map(Code::new).collect())
}
