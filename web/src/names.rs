//! Names beside numbers: of organisations and workers, as the directory of a region has them and as far as somebody may
//! see them.

use std::collections::HashMap;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_infra::directory::Directory;
use loopbrug_infra::views::{Page, ViewError};

use crate::visit::Visit;

/// So many organisations are offered in a list to choose from.
const MOST_ORGANISATIONS: u32 = 500;
/// So many workers.
const MOST_WORKERS: u32 = 1_000;

/// Names of a region, looked up as they are asked for.
pub(crate) struct Names<'a> {
    directory: &'a Directory,
    actor: &'a Actor,
    region: &'a Code,
    workers: HashMap<WorkerId, Option<String>>,
}

impl<'a> Names<'a> {
    pub(crate) fn of(visit: &'a Visit, actor: &'a Actor, region: &'a Code) -> Self {
        Self {
            directory: visit.pages.0.commands.directory(),
            actor,
            region,
            workers: HashMap::new(),
        }
    }

    /// The name of an organisation, or its number.
    pub(crate) async fn organisation(&self, organisation: KboNumber) -> Result<String, ViewError> {
        let name = self.directory.organisation_name(self.region, organisation).await?;
        Ok(name.unwrap_or_else(|| organisation.to_string()))
    }

    /// The name of a worker, where somebody may see it.
    pub(crate) async fn worker(&mut self, worker: WorkerId) -> Result<Option<String>, ViewError> {
        if let Some(known) = self.workers.get(&worker) {
            return Ok(known.clone());
        }
        let name = self.directory.worker_name(self.actor, self.region, worker).await?;
        self.workers.insert(worker, name.clone());
        Ok(name)
    }

    /// The workers of the region by name, to choose from.
    pub(crate) async fn workers(&self) -> Result<Vec<(WorkerId, String)>, ViewError> {
        let page = Page::first(MOST_WORKERS, None);
        let found = self.directory.workers(self.actor, self.region, (None, ""), &page).await?;
        let named =
            found.0.items.into_iter().filter_map(|(id, entry)| Some((id, entry.what.name?)));
        Ok(named.collect())
    }

    /// The organisations of the region by name, to choose from.
    pub(crate) async fn organisations(&self) -> Result<Vec<(KboNumber, String)>, ViewError> {
        let page = Page::first(MOST_ORGANISATIONS, None);
        let (found, _) = self.directory.organisations(self.actor, self.region, "", &page).await?;
        let named = found.items.into_iter().map(|(number, entry)| (number, entry.what.name));
        Ok(named.collect())
    }
}
