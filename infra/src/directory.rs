//! The directory of a region: who its organisations and workers are.
//!
//! It is kept in tables of its own and not in the log, because names of people must be erasable. A process keeps
//! the directory of each region in memory, so that names in answers cost no reading; it is bounded by the room that
//! the domain gives a directory.

mod history;
mod list;
mod rows;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::directory::{Directory as Entries, DirectoryRefusal, Refusal};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_domain::policy::{Action, Subject, may};
use sqlx::{Error, PgPool};
use tokio::sync::Mutex;

pub use history::DirectoryStep;
pub use list::{OrganisationItem, WorkerItem};
pub use write::{DirectoryChanged, DirectoryRequest};

use crate::access_record::{Access, AccessRecord, What};
use crate::clock::Clock;
use crate::commands::CommandError;
use crate::database::read;
use crate::views::ViewError;

/// After so long it is asked whether another process changed the directory.
const FRESH: Duration = Duration::from_secs(1);

/// The directories of all regions.
#[derive(Debug, Clone)]
pub struct Directory {
    pool: PgPool,
    catalogues: Arc<Catalogues>,
    clock: Clock,
    access: AccessRecord,
    /// By region. A lock is held while a directory is read, so that all who ask wait for one reading.
    kept: Arc<BTreeMap<Code, Mutex<Kept>>>,
}

/// A directory in memory.
#[derive(Debug, Default)]
struct Kept {
    entries: Arc<Entries>,
    revision: i64,
    looked: Option<Instant>,
}

/// What the directory of a region says now, for whoever has the database itself.
///
/// # Errors
/// When it cannot be read.
pub async fn read_beside(pool: &PgPool, region: &Code) -> Result<Entries, Error> {
    rows::all(&mut *pool.acquire().await?, region).await
}

impl Directory {
    /// The directories in a database.
    #[must_use]
    pub fn new(
        pool: PgPool,
        catalogues: Arc<Catalogues>,
        clock: Clock,
        access: AccessRecord,
    ) -> Self {
        let regions = catalogues.regions().map(|region| (region.clone(), Mutex::default()));
        let kept = Arc::new(regions.collect());
        Self { pool, catalogues, clock, access, kept }
    }

    /// The catalogues whose codes it is held to.
    #[must_use]
    pub fn catalogues(&self) -> &Arc<Catalogues> {
        &self.catalogues
    }

    /// Refuses, and records it, where somebody may not see the workers of a region.
    async fn may_see_workers(&self, actor: &Actor, region: &Code) -> Result<(), ViewError> {
        let access = Access { region: Some(region), ..Access::by(actor, What::Directory) };
        self.access.decided(access, may(actor, region, Action::Read, Subject::Workers)).await
    }

    /// The name of an organisation, where the directory of the region has it.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub async fn organisation_name(
        &self,
        region: &Code,
        organisation: KboNumber,
    ) -> Result<Option<String>, ViewError> {
        Ok(self.entries(region).await?.organisation_name(organisation).map(str::to_owned))
    }

    /// The name of a worker, where the directory of the region has it and the actor may see it.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub async fn worker_name(
        &self,
        actor: &Actor,
        region: &Code,
        worker: WorkerId,
    ) -> Result<Option<String>, ViewError> {
        if may(actor, region, Action::Read, Subject::Workers).is_err() {
            return Ok(None);
        }
        Ok(self.entries(region).await?.worker_name(worker).map(str::to_owned))
    }

    /// Rule 11: a trajectory goes to an organisation that exists, on the day of the request or by now.
    pub(crate) async fn is_known(
        &self,
        region: &Code,
        organisation: KboNumber,
        days: [NaiveDate; 2],
    ) -> Result<(), CommandError> {
        let entries = self.entries(region).await.map_err(CommandError::unread)?;
        if days.iter().any(|day| entries.knows(organisation, *day)) {
            return Ok(());
        }
        Err(Refusal::from(DirectoryRefusal::OrganisationNotInDirectory { organisation }).into())
    }

    /// All that the directory of a region says; nothing where there is no such region.
    pub(crate) async fn entries(&self, region: &Code) -> Result<Arc<Entries>, Error> {
        let Some(kept) = self.kept.get(region) else { return Ok(Arc::default()) };
        let mut kept = kept.lock().await;
        if kept.looked.is_none_or(|looked| looked.elapsed() > FRESH) {
            let looked = Instant::now();
            let revision = read(|| rows::revision(&self.pool, region)).await?;
            if revision != kept.revision {
                let all = async || rows::all(&mut *self.pool.acquire().await?, region).await;
                kept.entries = Arc::new(read(all).await?);
                kept.revision = revision;
            }
            kept.looked = Some(looked);
        }
        Ok(Arc::clone(&kept.entries))
    }

    fn catalogue(&self, region: &Code) -> Result<&Arc<Catalogue>, ViewError> {
        let catalogue = self.catalogues.latest(region.as_str());
        catalogue.ok_or_else(|| ViewError::RegionNotFound(region.clone()))
    }
}
