//! The live part of a process: what follows the log as long as the process serves.

use std::collections::HashMap;
use std::sync::Arc;

use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::facts::image::Image;
use loopbrug_domain::facts::procedure::ProcedureImage;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::edge::Clock;
use crate::log::Log;
use crate::projection::{Projection, ProjectionError, Runner};
use crate::secrets;
use crate::views::{Images, LiveImage, Views};
use crate::wake::Wake;

/// Runners and images of all regions, at work until they are stopped.
#[derive(Debug)]
pub struct Live {
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Live {
    /// Starts the runners and images for every region of the catalogues. When this returns, the
    /// images hold what the tables held.
    ///
    /// # Errors
    /// When the database does not answer or the tables cannot be read.
    pub async fn start(
        pool: PgPool,
        catalogues: Arc<Catalogues>,
        clock: Clock,
    ) -> Result<(Self, Views), ProjectionError> {
        let stop = watch::Sender::new(false);
        let mut tasks = JoinSet::new();
        let regions: Vec<Code> = catalogues.regions().cloned().collect();
        let wake = Wake::for_regions(regions.iter());
        let mut images = HashMap::with_capacity(regions.len());
        for region in regions {
            for projection in Projection::ALL {
                let runner = Runner::init(pool.clone(), region.clone(), projection).await?;
                tasks.spawn(runner.run(wake.appended(&region), stop.subscribe()));
            }
            let image = Image::new(secrets::of(&pool, &region).await?);
            let trajectories = LiveImage::load(pool.clone(), region.clone(), image).await?;
            let worked = wake.worked(Projection::Trajectories, &region);
            tasks.spawn(Arc::clone(&trajectories).follow(worked, stop.subscribe()));
            let image = ProcedureImage::default();
            let procedure = LiveImage::load(pool.clone(), region.clone(), image).await?;
            let worked = wake.worked(Projection::Procedure, &region);
            tasks.spawn(Arc::clone(&procedure).follow(worked, stop.subscribe()));
            images.insert(region, Images { trajectories, procedure });
        }
        tasks.spawn(wake.run(pool.clone(), stop.subscribe()));
        tasks.spawn(follow_clock(clock.clone(), pool.clone(), stop.subscribe()));
        let views = Views::new(pool.clone(), Log::new(pool), catalogues, images, clock);
        Ok((Self { tasks, stop }, views))
    }

    /// Stops everything, after the batch that is at work.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

async fn follow_clock(clock: Clock, pool: PgPool, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        () = clock.follow(&pool) => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}
