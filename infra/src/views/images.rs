//! The images of all regions in this process: each is loaded for the first question about its
//! region, and follows its rows from then on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::procedure::ProcedureImage;
use sqlx::PgPool;
use tokio::sync::{OnceCell, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::ViewError;
use super::image::{Followed, LiveImage};
use crate::projection::Projection;
use crate::wake::Wake;

/// The images of all regions.
#[derive(Debug)]
pub(crate) struct Images {
    regions: HashMap<Code, ImagesOfRegion>,
    following: Following,
}

/// The images of a region. Each follows a projection of its own, so each may be at another
/// position.
#[derive(Debug)]
pub(crate) struct ImagesOfRegion {
    pub(crate) trajectories: LazyImage<Image>,
    pub(crate) procedure: LazyImage<ProcedureImage>,
}

/// What makes images follow their rows.
#[derive(Debug, Clone)]
struct Following {
    pool: PgPool,
    wake: Arc<Wake>,
    stop: watch::Receiver<bool>,
    tasks: Arc<Mutex<JoinSet<()>>>,
}

/// An image that is loaded when it is needed.
#[derive(Debug)]
pub(crate) struct LazyImage<I> {
    region: Code,
    following: Following,
    live: Arc<OnceCell<Arc<LiveImage<I>>>>,
}

impl Images {
    pub(crate) fn new<'a>(
        pool: &PgPool,
        regions: impl Iterator<Item = &'a Code>,
        wake: Arc<Wake>,
        stop: watch::Receiver<bool>,
    ) -> Self {
        let following = Following { pool: pool.clone(), wake, stop, tasks: Arc::default() };
        let regions = regions.map(|region| {
            let trajectories = LazyImage::new(region, &following);
            let procedure = LazyImage::new(region, &following);
            (region.clone(), ImagesOfRegion { trajectories, procedure })
        });
        Self { regions: regions.collect(), following }
    }

    pub(crate) fn get(&self, region: &Code) -> Option<&ImagesOfRegion> {
        self.regions.get(region)
    }

    /// How far the images are that were loaded.
    pub(crate) fn positions(&self) -> Vec<(Projection, Code, Position)> {
        let of = |of: &ImagesOfRegion| [of.trajectories.position(), of.procedure.position()];
        self.regions.values().flat_map(of).flatten().collect()
    }

    /// Waits until nothing follows any more, once `stop` said so.
    pub(crate) async fn stopped(&self) {
        let tasks = std::mem::take(
            &mut *self.following.tasks.lock().unwrap_or_else(PoisonError::into_inner),
        );
        tasks.join_all().await;
    }
}

impl<I: Followed> LazyImage<I> {
    fn new(region: &Code, following: &Following) -> Self {
        Self { region: region.clone(), following: following.clone(), live: Arc::default() }
    }

    /// How far it is, if it was loaded.
    fn position(&self) -> Option<(Projection, Code, Position)> {
        let position = self.live.get()?.read().position();
        Some((I::PROJECTION, self.region.clone(), position))
    }

    /// The image, if it was loaded.
    pub(crate) fn loaded(&self) -> Result<Arc<LiveImage<I>>, ViewError> {
        self.live.get().cloned().ok_or_else(|| ViewError::Loading(self.region.clone()))
    }

    /// The image, once it is loaded; that is waited for no longer than `patience`.
    ///
    /// The first caller starts the loading, and all wait for the same. It goes on when nobody waits any
    /// more, so that the next caller finds it further.
    pub(crate) async fn get(&self, patience: Duration) -> Result<Arc<LiveImage<I>>, ViewError> {
        if let Some(live) = self.live.get() {
            return Ok(Arc::clone(live));
        }
        let (live, region, following) =
            (Arc::clone(&self.live), self.region.clone(), self.following.clone());
        let loading = tokio::spawn(async move {
            live.get_or_try_init(|| following.load(region)).await.map(Arc::clone)
        });
        match timeout(patience, loading).await {
            Ok(Ok(loaded)) => Ok(loaded?),
            Ok(Err(died)) => Err(sqlx::Error::Io(std::io::Error::other(died)).into()),
            Err(_) => Err(ViewError::Loading(self.region.clone())),
        }
    }
}

impl Following {
    /// An image that holds what its rows say, and follows them.
    async fn load<I: Followed>(self, region: Code) -> Result<Arc<LiveImage<I>>, sqlx::Error> {
        let Self { pool, wake, stop, tasks } = self;
        // Before it is loaded, so that what moves meanwhile wakes it.
        let worked = wake.worked(I::PROJECTION, &region);
        let live = LiveImage::load(pool, region).await?;
        let follow = Arc::clone(&live).follow(worked, stop);
        tasks.lock().unwrap_or_else(PoisonError::into_inner).spawn(follow);
        Ok(live)
    }
}
