//! The watcher: one task that watches over the projections of all regions.
//!
//! Once a second it asks the database by one statement which of them are behind or have something to
//! rebuild, starts a runner for each of those or wakes the one that there is, and says for all others
//! that somebody is there. So a region that nobody records anything in has no runner, and one whose
//! runner has nothing to do has one that sleeps.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use loopbrug_domain::catalogue::{Catalogues, Code};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::connections::Pools;
use crate::projection::attention::{self, Attention};
use crate::projection::{BEAT_EVERY, Projection, Runner};
use crate::wake::Wake;

/// How often to look. Whoever was at work and died is replaced within it.
const LOOK: Duration = Duration::from_secs(1);

/// Watches over all regions, and keeps their runners.
#[derive(Debug)]
pub(super) struct Watcher {
    pools: Pools,
    catalogues: Arc<Catalogues>,
    regions: Vec<String>,
    wake: Arc<Wake>,
    /// By which each runner that was started learns that there is something to rebuild.
    due: HashMap<(&'static str, Code), watch::Sender<()>>,
    runners: JoinSet<()>,
    beat: Option<Instant>,
    stop: watch::Receiver<bool>,
}

impl Watcher {
    /// A watcher that has looked once.
    pub(super) async fn init(
        pools: Pools,
        catalogues: Arc<Catalogues>,
        wake: Arc<Wake>,
        stop: watch::Receiver<bool>,
    ) -> Result<Self, sqlx::Error> {
        let regions: Vec<String> = catalogues.regions().map(ToString::to_string).collect();
        attention::ensure_all(&pools.projections, &regions).await?;
        let left = attention::left_over(&pools.projections, &regions).await?;
        let (due, runners, beat) = (HashMap::new(), JoinSet::new(), None);
        let mut watcher = Self { pools, catalogues, regions, wake, due, runners, beat, stop };
        for found in left {
            watcher.attend_to(found);
        }
        watcher.look().await?;
        Ok(watcher)
    }

    /// Watches until it is stopped, and then waits for its runners.
    pub(super) async fn run(mut self) {
        let wake = Arc::clone(&self.wake);
        while !*self.stop.borrow() {
            if let Err(error) = self.look().await {
                tracing::error!(%error, "not watching over the projections; trying again");
            }
            tokio::select! {
                () = wake.unattended() => {}
                _ = self.stop.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
                // One ends before it is stopped only by a panic; the next look starts another.
                Some(Err(error)) = self.runners.join_next() => {
                    tracing::error!(%error, "a runner died");
                    self.due.retain(|_, due| due.receiver_count() > 0);
                }
            }
        }
        while self.runners.join_next().await.is_some() {}
    }

    async fn look(&mut self) -> Result<(), sqlx::Error> {
        for found in attention::needed(&self.pools.projections, &self.regions).await? {
            self.attend_to(found);
        }
        if self.beat.is_none_or(|beat| beat.elapsed() >= BEAT_EVERY) {
            attention::beat_for_quiet(&self.pools.projections, &self.regions).await?;
            self.beat = Some(Instant::now());
        }
        Ok(())
    }

    /// Starts the runner of a projection, or wakes it.
    fn attend_to(&mut self, found: Attention) {
        let Attention { projection, region, rebuild } = found;
        if let Some(due) = self.due.get(&(projection.name(), region.clone())) {
            self.wake.wake(&region);
            if rebuild {
                due.send_replace(());
            }
            return;
        }
        self.start(projection, region);
    }

    fn start(&mut self, projection: Projection, region: Code) {
        let due = watch::Sender::new(());
        let Pools { projections, reads, .. } = self.pools.clone();
        let catalogues = Arc::clone(&self.catalogues);
        let runner = Runner::new(projections, reads, region.clone(), projection, catalogues);
        let woken = self.wake.appended(&region);
        self.runners.spawn(runner.run(woken, due.subscribe(), self.stop.clone()));
        self.due.insert((projection.name(), region), due);
    }
}
