//! What the steward changes in the directory, and what the directory says then.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Days, Directory, Entry, Organisation, OrganisationGiven, Worker, WorkerGiven};
use crate::catalogue::{Catalogue, Code};
use crate::field::Fields;
use crate::ids::{KboNumber, Version, WorkerId};
use crate::refusal::{gathered, refusals};
use crate::word_enum::word_enum;

/// Every process keeps the whole directory of a region in memory, so it has room for this many entries.
const ROOM: usize = 20_000;

refusals! {
    /// Rules about the directory.
    DirectoryRefusal {
        NoSuchRegion { region: Code }, "REGION_NOT_FOUND" at "region",
            "there is no region '{region}' in this programme: ask for one of those in `regions`";
        OrganisationNotInDirectory { organisation: KboNumber }, "ORGANISATION_NOT_IN_DIRECTORY" at "organisation",
            "organisation {organisation} is not in the directory of the region on that day; look at the number, or \
             ask the steward to record it";
        WorkerNotInDirectory { worker: WorkerId }, "WORKER_NOT_IN_DIRECTORY" at "worker",
            "worker {worker} is not in the directory of the region; look at the id, or ask the steward to record it";
        AlreadyEnded { until: NaiveDate }, "DIRECTORY_ENTRY_ENDED",
            "its last day is {until} already; to change that, record it anew";
        /// An id whose name was erased names nobody again: else whoever looks at an older record would take
        /// one person for another.
        WorkerErased { worker: WorkerId }, "WORKER_ERASED" at "worker",
            "the name of worker {worker} was erased; record the person under a new id";
        HandedOverToTheSame, "HANDED_OVER_TO_THE_SAME" at "to",
            "the caseload is that worker's already; name another one";
        /// A wrong id would leave many clients with a bridge figure who is nobody.
        WorkerNotOfOrganisation { worker: WorkerId, organisation: KboNumber }, "WORKER_NOT_OF_ORGANISATION" at "to",
            "the directory has no worker {worker} of organisation {organisation} on that day; look at the id, or ask \
             the steward to record the person";
        DirectoryFull { most: usize }, "DIRECTORY_FULL",
            "the directory of a region has room for {most} organisations and workers, which are taken";
    }
}

gathered! {
    /// Why the directory is not changed.
    Refusal {
        Directory(DirectoryRefusal),
    }
}

/// What somebody asks to be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Change {
    /// An organisation is recorded, or recorded anew.
    RecordOrganisation(KboNumber, OrganisationGiven),
    /// It is a partner until this day, or today.
    EndOrganisation(KboNumber, Option<NaiveDate>),
    /// A worker is recorded, or recorded anew.
    RecordWorker(WorkerId, WorkerGiven),
    /// The person works there until this day, or today.
    EndWorker(WorkerId, Option<NaiveDate>),
    /// The name of the worker is erased, everywhere and for good.
    EraseWorker(WorkerId),
}

word_enum! {
    /// What was changed, as the history keeps it.
    pub enum ChangeKind {
        /// An organisation was recorded, or recorded anew.
        OrganisationRecorded,
        /// An organisation is no partner any more.
        OrganisationEnded,
        /// A worker was recorded, or recorded anew.
        WorkerRecorded,
        /// A worker works there no more.
        WorkerEnded,
        /// The name of a worker was erased.
        WorkerErased,
    }
}

/// What the directory says of what was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// Of an organisation.
    Organisation(KboNumber, Entry<Organisation>),
    /// Of a worker.
    Worker(WorkerId, Entry<Worker>),
}

impl Change {
    /// Which of them it is.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::RecordOrganisation(..) => ChangeKind::OrganisationRecorded,
            Self::EndOrganisation(..) => ChangeKind::OrganisationEnded,
            Self::RecordWorker(..) => ChangeKind::WorkerRecorded,
            Self::EndWorker(..) => ChangeKind::WorkerEnded,
            Self::EraseWorker(_) => ChangeKind::WorkerErased,
        }
    }

    /// What is wrong with the fields.
    fn check(&self, fields: &mut Fields<'_>) {
        match self {
            Self::RecordOrganisation(_, given) => given.check(fields),
            Self::RecordWorker(_, given) => given.check(fields),
            Self::EndOrganisation(..) | Self::EndWorker(..) | Self::EraseWorker(_) => {}
        }
    }
}

impl Changed {
    /// How often the entry was changed.
    #[must_use]
    pub fn version(&self) -> Version {
        match self {
            Self::Organisation(_, entry) => entry.version,
            Self::Worker(_, entry) => entry.version,
        }
    }
}

impl Directory {
    /// The version of the entry that a change is about; 0 where there is none.
    #[must_use]
    pub fn version_of(&self, change: &Change) -> Version {
        match change {
            Change::RecordOrganisation(id, _) | Change::EndOrganisation(id, _) => {
                self.organisations.get(id).map_or(0, |entry| entry.version)
            }
            Change::RecordWorker(id, _) | Change::EndWorker(id, _) | Change::EraseWorker(id) => {
                self.workers.get(id).map_or(0, |entry| entry.version)
            }
        }
    }

    /// What the directory says after a change that is made on a day.
    ///
    /// # Errors
    /// The fields that are at fault, or the rule that the change would break.
    pub fn decide(
        &self,
        change: &Change,
        today: NaiveDate,
        catalogue: &Catalogue,
    ) -> Result<Changed, Refusal> {
        let mut fields = Fields::new(today, Some(catalogue));
        change.check(&mut fields);
        let version = self.version_of(change) + 1;
        let full = version == 1 && self.organisations.len() + self.workers.len() >= ROOM;
        let room = || Refusal::when(full, || DirectoryRefusal::DirectoryFull { most: ROOM });
        match change {
            Change::RecordOrganisation(id, given) => {
                let before = self.organisations.get(id).map(|entry| entry.what.days);
                let days = days(&mut fields, before, (given.from, given.until), today);
                fields.finish().map_err(Refusal::Fields)?;
                room()?;
                let OrganisationGiven { name, roles, services, contact, .. } = given.clone();
                let what = Organisation { name: trimmed(&name), roles, services, contact, days };
                Ok(Changed::Organisation(*id, Entry { version, what }))
            }
            Change::EndOrganisation(id, until) => {
                let found = self.organisations.get(id).map(|entry| entry.what.clone());
                let mut what = found
                    .ok_or(DirectoryRefusal::OrganisationNotInDirectory { organisation: *id })?;
                what.days = ended(fields, what.days, until.unwrap_or(today))?;
                Ok(Changed::Organisation(*id, Entry { version, what }))
            }
            Change::RecordWorker(id, given) => {
                let before = self.workers.get(id).map(|entry| &entry.what);
                let days = days(
                    &mut fields,
                    before.map(|worker| worker.days),
                    (given.from, given.until),
                    today,
                );
                fields.finish().map_err(Refusal::Fields)?;
                room()?;
                let erased = before.is_some_and(|worker| worker.name.is_none());
                Refusal::when(erased, || DirectoryRefusal::WorkerErased { worker: *id })?;
                let organisation = given.organisation;
                let known = self.organisations.contains_key(&organisation);
                Refusal::unless(known, || DirectoryRefusal::OrganisationNotInDirectory {
                    organisation,
                })?;
                let what = Worker { name: Some(trimmed(&given.name)), organisation, days };
                Ok(Changed::Worker(*id, Entry { version, what }))
            }
            Change::EndWorker(id, until) => {
                let mut what = self.worker(*id)?;
                what.days = ended(fields, what.days, until.unwrap_or(today))?;
                Ok(Changed::Worker(*id, Entry { version, what }))
            }
            Change::EraseWorker(id) => {
                let what = self.worker(*id)?;
                let erased = what.name.is_none();
                Refusal::when(erased, || DirectoryRefusal::WorkerErased { worker: *id })?;
                Ok(Changed::Worker(*id, Entry { version, what: Worker { name: None, ..what } }))
            }
        }
    }

    /// Has a change in it.
    pub fn apply(&mut self, changed: Changed) {
        match changed {
            Changed::Organisation(id, entry) => {
                self.organisations.insert(id, entry);
            }
            Changed::Worker(id, entry) => {
                self.workers.insert(id, entry);
            }
        }
    }

    fn worker(&self, worker: WorkerId) -> Result<Worker, Refusal> {
        let found = self.workers.get(&worker).map(|entry| entry.what.clone());
        found.ok_or_else(|| DirectoryRefusal::WorkerNotInDirectory { worker }.into())
    }
}

/// A name without the spaces around it.
fn trimmed(name: &str) -> String {
    name.trim().to_owned()
}

/// The days that are given, where the first one may be left out.
fn days(
    fields: &mut Fields<'_>,
    before: Option<Days>,
    (from, until): (Option<NaiveDate>, Option<NaiveDate>),
    today: NaiveDate,
) -> Days {
    let from = from.or(before.map(|days| days.from)).unwrap_or(today);
    fields.day("from", from);
    if let Some(until) = until {
        fields.day_from("until", until, from);
    }
    Days { from, until }
}

/// The days of what ends.
fn ended(mut fields: Fields<'_>, days: Days, until: NaiveDate) -> Result<Days, Refusal> {
    fields.day_from("until", until, days.from);
    fields.finish().map_err(Refusal::Fields)?;
    match days.until {
        Some(until) => Err(DirectoryRefusal::AlreadyEnded { until }.into()),
        None => Ok(Days { until: Some(until), ..days }),
    }
}
