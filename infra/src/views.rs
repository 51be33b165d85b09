//! The way out: everything that can be read.

mod counted;
mod employers;
mod error;
mod history;
mod image;
mod images;
mod lineage;
mod procedure;
mod procedure_image;
mod proposals;
mod publications;
mod publishing;
mod questions;
mod reports;
pub(crate) mod rows;
mod scans;
mod selection;
mod trajectories;
mod trajectory_image;
mod work_list;

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::ids::{Position, TrajectoryId, WorkerId};
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::procedure::ProcedureImage;
use sqlx::PgPool;

pub use counted::ListOf;
pub use employers::{EmployerFilter, EmployerOverview, EmployerPlace, SeenEmployer};
pub use error::ViewError;
pub use history::{Payload, SeenStep, StateAfter, StreamId};
use image::LiveImage;
pub(crate) use images::Images;
pub use lineage::{EventBehind, FactBehind, Lineage, Member};
pub use procedure::{Detail, Ranking, SeenRound};
pub use proposals::{ProposalFilter, ProposalOverview, ProposalPlace};
pub use reports::{Known, MOST_TABLES, ReportRequest, Reported};
pub use trajectories::{Overview, TrajectoryFilter, TrajectoryPlace};
pub use work_list::{WorkFilter, WorkItem, WorkPlace};

use crate::clock::Clock;
use crate::commands::Recorded;
use crate::database::read;
use crate::log::{Loaded, LogReader};
pub use crate::page::{Page, Paged};
pub use crate::publications::{Edition, Quarter};
use image::Followed;
use images::{ImagesOfRegion, LazyImage};
use scans::Scans;

/// How long a reader waits for a position to become visible.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait before looking again whether an image was made anew.
const STEP: Duration = Duration::from_millis(20);

/// Answers questions of an actor, as far as the policy lets them see.
#[derive(Debug, Clone)]
pub struct Views {
    pool: PgPool,
    log: LogReader,
    catalogues: Arc<Catalogues>,
    images: Arc<Images>,
    clock: Clock,
    scans: Scans,
}

/// A report with what it is true for.
#[derive(Debug)]
pub struct Answered<T> {
    /// The figures.
    pub report: T,
    /// The catalogue whose rows they have.
    pub catalogue: Arc<Catalogue>,
    /// The position of the log that they are true for.
    pub position: Position,
}

impl Views {
    pub(crate) fn new(
        pool: PgPool,
        log: LogReader,
        catalogues: Arc<Catalogues>,
        images: Arc<Images>,
        clock: Clock,
    ) -> Self {
        Self { pool, log, catalogues, images, clock, scans: Scans::default() }
    }

    /// The published catalogues.
    #[must_use]
    pub fn catalogues(&self) -> &Arc<Catalogues> {
        &self.catalogues
    }

    /// The last position of a region's log.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn head(&self, region: &Code) -> Result<Position, ViewError> {
        Ok(self.log.head(region).await?)
    }

    /// A trajectory from its own stream: as it is now, or as it was known. None where nothing was
    /// recorded by then.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn trajectory(
        &self,
        actor: &Actor,
        id: TrajectoryId,
        known: Known,
    ) -> Result<Option<Loaded<Trajectory>>, ViewError> {
        may(actor, Action::Read, Subject::Trajectory)?;
        let (log, id, now) = (&self.log, id.to_string(), self.clock.now());
        let loaded = match known {
            Known::Now => log.load::<Trajectory>(&id).await?,
            Known::At(position) => {
                let loaded = log.load_as_known::<Trajectory>(&id, position, now).await?;
                if let Some(opening) = &loaded.aggregate.state().opening {
                    self.within_log(&opening.region, position).await?;
                }
                loaded
            }
            Known::By(moment) if moment > now => return Err(ViewError::MomentNotYet(moment)),
            Known::By(moment) => log.load_as_known(&id, Position::NEVER, moment).await?,
        };
        Ok((loaded.version() > 0).then_some(loaded))
    }

    /// A trajectory as a command left it, without another read; where that was a repeat, as it is now.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn trajectory_left(
        &self,
        actor: &Actor,
        recorded: &Recorded,
    ) -> Result<Option<Loaded<Trajectory>>, ViewError> {
        let Some(left) = &recorded.state else {
            return self.trajectory(actor, recorded.id, Known::Now).await;
        };
        may(actor, Action::Read, Subject::Trajectory)?;
        Ok(Some(left.clone()))
    }

    /// A page of a region's trajectories, the one opened last first.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn trajectories(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &TrajectoryFilter,
        page: &Page<TrajectoryPlace>,
        at_least: Option<Position>,
    ) -> Result<Paged<Overview>, ViewError> {
        may(actor, Action::Read, Subject::Trajectory)?;
        self.image(region, at_least).await?;
        Ok(read(|| trajectories::page(&self.pool, region, filter, page)).await?)
    }

    /// The trajectories of which somebody is the bridge figure, as of all that is recorded now.
    pub(crate) async fn guided_by(
        &self,
        region: &Code,
        worker: WorkerId,
        most: i64,
    ) -> Result<Vec<TrajectoryId>, ViewError> {
        let head = self.log.head(region).await?;
        self.image(region, Some(head)).await?;
        Ok(read(|| trajectories::guided_by(&self.pool, region, worker, most)).await?)
    }

    /// A page of what is to be done in a region on a day, the most urgent first.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn work_list(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &WorkFilter,
        today: NaiveDate,
        page: &Page<WorkPlace>,
        at_least: Option<Position>,
    ) -> Result<Paged<WorkItem>, ViewError> {
        may(actor, Action::Read, Subject::Trajectory)?;
        self.image(region, at_least).await?;
        Ok(read(|| work_list::page(&self.pool, region, filter, today, page)).await?)
    }

    /// How many bytes the image of a region takes, for trajectories.
    ///
    /// # Errors
    /// Where there is no such region, or its image cannot be loaded.
    pub async fn image_bytes(&self, region: &Code) -> Result<usize, ViewError> {
        Ok(self.image(region, None).await?.read().bytes())
    }

    /// The images of this process.
    pub(crate) fn all_images(&self) -> &Arc<Images> {
        &self.images
    }

    /// The image of a region's trajectories, once it is at `at_least`.
    async fn image(
        &self,
        region: &Code,
        at_least: Option<Position>,
    ) -> Result<Arc<LiveImage<Image>>, ViewError> {
        self.caught_up(&self.images(region)?.trajectories, region, at_least).await
    }

    /// The image of a region's procedure, once it is at `at_least`.
    async fn procedure_image(
        &self,
        region: &Code,
        at_least: Option<Position>,
    ) -> Result<Arc<LiveImage<ProcedureImage>>, ViewError> {
        self.caught_up(&self.images(region)?.procedure, region, at_least).await
    }

    fn images(&self, region: &Code) -> Result<&ImagesOfRegion, ViewError> {
        self.images.get(region).ok_or_else(|| ViewError::RegionNotFound(region.clone()))
    }

    fn catalogue(&self, region: &Code) -> Result<&Arc<Catalogue>, ViewError> {
        let catalogue = self.catalogues.latest(region.as_str());
        catalogue.ok_or_else(|| ViewError::RegionNotFound(region.clone()))
    }

    /// The log of a region has come that far.
    async fn within_log(&self, region: &Code, asked: Position) -> Result<(), ViewError> {
        let head = self.log.head(region).await?;
        if asked > head { Err(ViewError::BeyondHead { asked, head }) } else { Ok(()) }
    }

    /// An image, once it is at `at_least`.
    async fn caught_up<I: Followed>(
        &self,
        image: &LazyImage<I>,
        region: &Code,
        at_least: Option<Position>,
    ) -> Result<Arc<LiveImage<I>>, ViewError> {
        let live = image.get(PATIENCE).await?;
        let wanted = at_least.unwrap_or(Position::START);
        if wanted > live.read().position() {
            self.within_log(region, wanted).await?;
        }
        let reached = async {
            loop {
                live.reached(wanted).await;
                // Whoever names a position means one of the log that there is. An image at a position
                // of another, which came before, is about to be made anew.
                if at_least.is_none() || live.is_of_the_log().await? {
                    return Ok::<_, sqlx::Error>(());
                }
                tokio::time::sleep(STEP).await;
            }
        };
        match tokio::time::timeout(PATIENCE, reached).await {
            Ok(reached) => Ok(reached.map(|()| Arc::clone(&live))?),
            Err(_) => Err(ViewError::NotYetVisible { wanted, visible: live.read().position() }),
        }
    }
}
