//! The way out: everything that can be read.

mod accesses;
mod accounts;
mod called;
mod clients;
mod corrections;
mod counted;
mod duplicates;
mod employers;
mod erasures;
mod error;
mod export;
mod gone;
mod history;
mod image;
mod images;
mod known;
mod left_behind;
mod lineage;
mod opened;
mod procedure;
mod procedure_image;
mod proposals;
mod proved;
mod publications;
mod publishing;
mod questions;
mod receipts;
mod records;
mod reports;
pub(crate) mod rows;
mod scans;
mod seal;
mod seen;
mod selection;
mod stand;
mod together;
mod trajectories;
mod trajectory_image;
mod work_list;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::ids::{Position, TrajectoryId, WorkerId};
use loopbrug_domain::policy::VisibleTrajectories;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::procedure::ProcedureImage;
use sqlx::PgPool;

pub use accounts::{AccessCount, Account, RecordCount};
pub use called::Called;
pub use clients::FoundClient;
use clients::Names;
pub use corrections::CorrectionRecord;
pub use counted::ListOf;
pub use duplicates::{Alike, Duplicates};
pub use employers::{EmployerFilter, EmployerOverview, EmployerPlace, SeenEmployer};
pub use erasures::{Decided, ErasureRecord, KeyGone};
pub use error::ViewError;
pub use export::Exported;
pub use history::{HistoryRequest, Payload, SeenStep, StateAfter, StepParts, Steps, StreamId};
use image::LiveImage;
pub(crate) use images::Images;
pub use known::KnownClient;
pub use lineage::{EventBehind, FactBehind, Lineage, MadeOf, Member};
pub use opened::Opened;
pub use procedure::{Detail, Ranking, SeenRound};
pub use proposals::{ProposalFilter, ProposalOverview, ProposalPlace};
pub use proved::ProvedStep;
pub use records::{EventRecord, OrganisationCount, RecordedWithin};
pub use reports::{AskedFor, Known, MOST_TABLES, ReportRequest, Reported};
pub(crate) use seen::note_denied;
pub use stand::{Moves, Stand};
pub use together::Wanted;
pub use trajectories::{Overview, TrajectoryFilter, TrajectoryPlace};
pub use work_list::{NoWorkPlace, WorkFilter, WorkItem, WorkPlace};

use crate::access_record::{AccessRecord, What};
use crate::clock::Clock;
use crate::commands::Recorded;
use crate::database::read;
use crate::log::{Loaded, LogReader};
pub use crate::page::{Page, Paged};
pub use crate::publications::{Edition, Quarter, is_published};
use crate::seal::key::SealKeyFile;
use crate::vault::Vault;
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
    vault: Vault,
    names: Names,
    access: AccessRecord,
    purpose: Option<Code<AccessPurpose>>,
    /// What signs receipts.
    key: Option<SealKeyFile>,
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
        access: AccessRecord,
    ) -> Self {
        let (scans, vault, names) = (Scans::default(), Vault::none(), Names::default());
        let (purpose, key) = (None, None);
        Self { pool, log, catalogues, images, clock, scans, vault, names, access, purpose, key }
    }

    /// The same, where what is sealed is opened by this vault.
    #[must_use]
    pub fn with_vault(self, vault: Vault) -> Self {
        Self { vault, names: Names::default(), ..self }
    }

    /// The same, which sign receipts by the key that signs the heads of the log.
    #[must_use]
    pub fn with_seal_key(self, key: SealKeyFile) -> Self {
        Self { key: Some(key), ..self }
    }

    /// The published catalogues.
    #[must_use]
    pub fn catalogues(&self) -> &Arc<Catalogues> {
        &self.catalogues
    }

    /// The moment that it is.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The last position of a region's log.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn head(&self, region: &Code) -> Result<Position, ViewError> {
        Ok(self.log.head(region).await?)
    }

    /// A trajectory from its own stream: as it is now, or as it was known. None where nothing was
    /// recorded by then, or where it is not for `actor` to see.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn trajectory(
        &self,
        actor: &Actor,
        id: TrajectoryId,
        known: Known,
    ) -> Result<Option<Loaded<Trajectory>>, ViewError> {
        let (log, stream, now) = (&self.log, id.to_string(), self.clock.now());
        if let Known::By(moment) = known
            && moment > now
        {
            return Err(ViewError::MomentNotYet(moment));
        }
        // Who may see it is decided on what holds now, whatever was known when.
        let Some(current) = self.found(actor, What::Trajectory, id).await? else { return Ok(None) };
        let state = current.aggregate.state();
        let Some(opening) = &state.opening else { return Ok(None) };
        if !self.shows(actor, What::Trajectory, id, state).await? {
            return Ok(None);
        }
        self.looked_at(actor, What::Trajectory, Some(&opening.region), id).await?;
        let loaded = match known {
            Known::Now => return Ok(Some(current)),
            Known::At(position) => {
                self.within_log(&opening.region, position).await?;
                log.load_as_known::<Trajectory>(&stream, position, now).await?
            }
            Known::By(moment) => log.load_as_known(&stream, Position::NEVER, moment).await?,
        };
        Ok((loaded.version() > 0).then_some(loaded))
    }

    /// A trajectory as a command left it, without another read; where that was a repeat, as it is now. None where the
    /// command ended the access of who sent it.
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
        let state = left.aggregate.state();
        if !self.shows(actor, What::Trajectory, recorded.id, state).await? {
            return Ok(None);
        }
        let region = state.opening.as_ref().map(|opening| &opening.region);
        self.looked_at(actor, What::Trajectory, region, recorded.id).await?;
        Ok(Some(left.clone()))
    }

    /// A page of a region's trajectories that `actor` may see, the one opened last first. It may be shorter than was
    /// asked for, where access ended a moment before.
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
        self.image(region, at_least).await?;
        let seen = self.seen_by(actor, region);
        let found = read(|| trajectories::page(&self.pool, region, filter, &seen, page)).await?;
        let found = match seen.visible {
            VisibleTrajectories::All => found,
            VisibleTrajectories::Of { .. } => self.still_seen(actor, region, found).await?,
        };
        let named = found.items.iter().map(|item| item.trajectory);
        self.looked_through(actor, What::Trajectories, region, named).await?;
        Ok(found)
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
