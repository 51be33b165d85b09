//! Organisations and workers page by page, by name.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::directory::{Entry, Organisation, Worker};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_domain::policy::{Action, Subject, may};

use super::Directory;
use crate::page::{Page, Paged};
use crate::views::ViewError;

/// An organisation of a directory.
pub type OrganisationItem = (KboNumber, Entry<Organisation>);
/// A worker of a directory.
pub type WorkerItem = (WorkerId, Entry<Worker>);

impl Directory {
    /// A page of the organisations of a region, by name: those whose name or number holds `search`; and how many
    /// those are in all.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn organisations(
        &self,
        actor: &Actor,
        region: &Code,
        search: &str,
        page: &Page<KboNumber>,
    ) -> Result<(Paged<OrganisationItem>, u32), ViewError> {
        may(actor, region, Action::Read, Subject::Organisations)?;
        self.catalogue(region)?;
        let (entries, search) = (self.entries(region).await?, folded(search));
        let is_number = search.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ');
        let digits: String = search.chars().filter(|c| is_number && c.is_ascii_digit()).collect();
        let all =
            entries.organisations.iter().map(|(id, entry)| (folded(&entry.what.name), *id, entry));
        let found = |name: &str, id: &KboNumber| {
            name.contains(&search) || (digits.len() >= 4 && id.to_string().contains(&digits))
        };
        Ok(paged(all.collect(), page, |name, id, _| found(name, id)))
    }

    /// A page of the workers of a region, by name, those without one last: of this organisation, and those
    /// whose name holds `search`; and how many those are in all.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn workers(
        &self,
        actor: &Actor,
        region: &Code,
        (organisation, search): (Option<KboNumber>, &str),
        page: &Page<WorkerId>,
    ) -> Result<(Paged<WorkerItem>, u32), ViewError> {
        self.may_see_workers(actor, region).await?;
        self.catalogue(region)?;
        let (entries, search) = (self.entries(region).await?, folded(search));
        let all = entries.workers.iter().map(|(id, entry)| {
            let name = entry.what.name.as_deref().map_or_else(|| LAST.to_string(), folded);
            (name, *id, entry)
        });
        let found = |name: &str, worker: &Worker| {
            organisation.is_none_or(|of| worker.organisation == of)
                && (search.is_empty() || (worker.name.is_some() && name.contains(&search)))
        };
        Ok(paged(all.collect(), page, |name, _, worker| found(name, worker)))
    }

    /// An organisation of a region, if its directory has it.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn organisation(
        &self,
        actor: &Actor,
        region: &Code,
        id: KboNumber,
    ) -> Result<Option<OrganisationItem>, ViewError> {
        may(actor, region, Action::Read, Subject::Organisations)?;
        self.catalogue(region)?;
        let entries = self.entries(region).await?;
        Ok(entries.organisations.get(&id).map(|entry| (id, entry.clone())))
    }

    /// A worker of a region, if its directory has one of this id.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn worker(
        &self,
        actor: &Actor,
        region: &Code,
        id: WorkerId,
    ) -> Result<Option<WorkerItem>, ViewError> {
        self.may_see_workers(actor, region).await?;
        self.catalogue(region)?;
        let entries = self.entries(region).await?;
        Ok(entries.workers.get(&id).map(|entry| (id, entry.clone())))
    }
}

/// What comes after every letter.
const LAST: char = char::MAX;

/// A name as names are compared: capitals are small letters.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A page of what is found, by name, and how many are found. A place in the list is the id of an item, which stays
/// though it may be renamed.
fn paged<Id: Ord + Copy, T: Clone>(
    mut all: Vec<(String, Id, &Entry<T>)>,
    page: &Page<Id>,
    found: impl Fn(&str, &Id, &T) -> bool,
) -> (Paged<(Id, Entry<T>)>, u32) {
    all.sort_unstable_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    let place = |id: &Option<Id>| id.and_then(|id| all.iter().position(|(_, one, _)| *one == id));
    let (after, before) = (place(&page.after), place(&page.before));
    let items = all.iter().enumerate();
    let all: Vec<_> = items.filter(|(_, (name, id, entry))| found(name, id, &entry.what)).collect();
    let within = all
        .iter()
        .filter(|(at, _)| after.is_none_or(|after| *at > after))
        .filter(|(at, _)| before.is_none_or(|before| *at < before))
        .map(|(_, (_, id, entry))| (*id, *entry));
    let rows = page.size as usize + 1;
    let items: Vec<_> =
        if page.from_end { within.rev().take(rows).collect() } else { within.take(rows).collect() };
    let total = u32::try_from(all.len()).unwrap_or(u32::MAX);
    (Paged::of(items, page).map(|(id, entry)| (id, entry.clone())), total)
}
