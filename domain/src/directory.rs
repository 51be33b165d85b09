//! The directory of a region: its organisations and workers, kept by the steward.
//!
//! It is no aggregate and has no events, because names of people must be erasable and nothing in the log is. The
//! log names an organisation by its KBO number and a worker by an id; the words for them are here.

mod change;
mod hand_over;
mod organisation;
mod worker;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use change::{Change, ChangeKind, Changed, DirectoryRefusal, Refusal};
pub use hand_over::HandOver;
pub use organisation::{Contact, Organisation, OrganisationGiven};
pub use worker::{Worker, WorkerGiven};

use crate::ids::{KboNumber, Version, WorkerId};

/// All organisations and workers of a region, as they were recorded last. Who is gone stays, with a last day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// By KBO number.
    pub organisations: BTreeMap<KboNumber, Entry<Organisation>>,
    /// By worker id.
    pub workers: BTreeMap<WorkerId, Entry<Worker>>,
}

/// What the directory says of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<T> {
    /// How often it was changed, 1 for when it was recorded first.
    pub version: Version,
    /// What was recorded last.
    pub what: T,
}

/// The days on which somebody is in the partnership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; absent: none is known.
    pub until: Option<NaiveDate>,
}

impl Days {
    /// Whether a day is one of them.
    #[must_use]
    pub fn include(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

impl Directory {
    /// Whether a trajectory may go to an organisation on a day. A region that has no organisation in its directory
    /// is one that does not keep it yet, so nothing is held against anybody.
    #[must_use]
    pub fn knows(&self, organisation: KboNumber, on: NaiveDate) -> bool {
        let found = self.organisations.get(&organisation);
        self.organisations.is_empty() || found.is_some_and(|entry| entry.what.days.include(on))
    }

    /// Whether clients may be handed over to a worker on a day, for an organisation. Where the directory has no worker
    /// of that organisation, nothing is held against anybody.
    #[must_use]
    pub fn works_for(&self, worker: WorkerId, organisation: KboNumber, on: NaiveDate) -> bool {
        let mut of_it =
            self.workers.iter().filter(|(_, one)| one.what.organisation == organisation).peekable();
        of_it.peek().is_none() || of_it.any(|(id, one)| *id == worker && one.what.days.include(on))
    }

    /// The name of an organisation.
    #[must_use]
    pub fn organisation_name(&self, organisation: KboNumber) -> Option<&str> {
        self.organisations.get(&organisation).map(|entry| entry.what.name.as_str())
    }

    /// The name of a worker, unless it was erased.
    #[must_use]
    pub fn worker_name(&self, worker: WorkerId) -> Option<&str> {
        self.workers.get(&worker)?.what.name.as_deref()
    }
}
