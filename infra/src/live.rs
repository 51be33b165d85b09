//! The live part of a process: what follows the log as long as the process serves.

mod publisher;
mod watcher;

use std::sync::Arc;

use loopbrug_domain::catalogue::Catalogues;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::access_record::AccessRecord;
use crate::clock::Clock;
use crate::connections::Pools;
use crate::log::LogReader;
use crate::projection::ProjectionError;
use crate::seal::Sealer;
use crate::views::{Images, Views};
use crate::wake::Wake;
use publisher::Publisher;
use watcher::Watcher;

/// What follows the logs of all regions, at work until it is stopped.
#[derive(Debug)]
pub struct Live {
    tasks: JoinSet<()>,
    images: Arc<Images>,
    access: AccessRecord,
    stop: watch::Sender<bool>,
}

impl Live {
    /// Starts to follow the logs of all regions of the catalogues. It takes a few statements, however many
    /// regions there are: runners are started where there is something to do, and images are loaded
    /// when somebody asks.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn start(
        pools: impl Into<Pools>,
        catalogues: Arc<Catalogues>,
        clock: Clock,
    ) -> Result<(Self, Views), ProjectionError> {
        let pools = pools.into();
        let stop = watch::Sender::new(false);
        let wake = Arc::new(Wake::for_regions(catalogues.regions()));
        let mut tasks = JoinSet::new();
        let watcher = Watcher::init(
            pools.clone(),
            Arc::clone(&catalogues),
            Arc::clone(&wake),
            stop.subscribe(),
        );
        tasks.spawn(watcher.await?.run());
        let regions = catalogues.regions();
        let images = Images::new(&pools.reads, regions, Arc::clone(&wake), stop.subscribe());
        let images = Arc::new(images);
        if pools.listens {
            tasks.spawn(wake.run(pools.projections, stop.subscribe()));
        }
        let access = AccessRecord::new(pools.commands.clone(), Arc::clone(&catalogues));
        tasks.spawn(follow_clock(clock.clone(), pools.commands, stop.subscribe()));
        let log = LogReader::new(pools.reads.clone());
        let recorded = access.clone();
        let views = Views::new(pools.reads, log, catalogues, Arc::clone(&images), clock, recorded);
        tasks.spawn(Publisher(views.clone()).run(stop.subscribe()));
        Ok((Self { tasks, images, access, stop }, views))
    }

    /// Has the logs be sealed too.
    pub fn seal(&mut self, sealer: Sealer) {
        self.tasks.spawn(sealer.run(self.stop.subscribe()));
    }

    /// Stops everything, after the batch that is at work.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
        self.images.stopped().await;
        self.access.close().await;
    }
}

async fn follow_clock(clock: Clock, pool: PgPool, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        () = clock.follow(&pool) => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}
