//! The directory of a region: organisations, workers, and how they were changed.

use async_graphql::{Enum, Error, ID};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::directory::{ChangeKind, Organisation, Worker};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_infra::directory::{DirectoryStep, OrganisationItem, WorkerItem};

use super::Coded;
use super::names::Name;
use super::page::{Listed, no_cursor};
use super::shows::shows;

impl Listed for DirectoryOrganisation {
    const LIST: &'static str = "DirectoryOrganisation";

    type Row = OrganisationItem;

    fn cursor((id, _): &OrganisationItem) -> String {
        id.to_string()
    }
}

impl Listed for DirectoryWorker {
    const LIST: &'static str = "DirectoryWorker";

    type Row = WorkerItem;

    fn cursor((id, _): &WorkerItem) -> String {
        id.to_string()
    }
}

/// Reads the cursor of an organisation.
pub(crate) fn organisation_place(cursor: &str, _: &'static str) -> Result<KboNumber, Error> {
    cursor.parse().map_err(|_| no_cursor(cursor))
}

/// Reads the cursor of a worker.
pub(crate) fn worker_place(cursor: &str, _: &'static str) -> Result<WorkerId, Error> {
    cursor.parse().map_err(|_| no_cursor(cursor))
}

/// What was changed in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ChangeKind")]
pub(super) enum DirectoryChangeKind {
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

shows! {
    /// An organisation of the directory.
    DirectoryOrganisation of OrganisationItem as item {
        /// Its KBO number.
        organisation: String = item.0,
        /// Its name.
        name: String = item.1.what.name,
        /// What it does in the partnership.
        roles: Vec<Coded> = item.1.what.roles,
        /// The services that it offers.
        services: Vec<Coded> = item.1.what.services,
        /// The general telephone number.
        phone: Option<String> = item.1.what.contact.phone,
        /// The general address for mail.
        mail: Option<String> = item.1.what.contact.mail,
        /// The website.
        website: Option<String> = item.1.what.contact.website,
        /// The first day as a partner.
        from: NaiveDate = item.1.what.days.from,
        /// The last day as a partner. Absent: none is known.
        until: Option<NaiveDate> = item.1.what.days.until,
        /// How often it was changed: give it as `expectedVersion`.
        version: u32 = item.1.version,
    }

    /// A worker of the directory.
    DirectoryWorker of WorkerItem as item {
        /// The worker id.
        worker: ID = item.0,
        /// The name to show. Null where it was erased.
        name: Option<String> = item.1.what.name,
        /// Where the person works, by KBO number.
        organisation: String = item.1.what.organisation,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = item.1.what.organisation,
        /// The first day there.
        from: NaiveDate = item.1.what.days.from,
        /// The last day there. Absent: none is known.
        until: Option<NaiveDate> = item.1.what.days.until,
        /// How often it was changed: give it as `expectedVersion`.
        version: u32 = item.1.version,
    }

    /// A change of an organisation of the directory.
    OrganisationChange of (KboNumber, DirectoryStep<Organisation>) as step {
        /// What the directory said after it.
        entry: DirectoryOrganisation = (step.0, step.1.entry.clone()),
        /// What was done.
        change: DirectoryChangeKind = step.1.change,
        /// The worker who changed it, by worker id.
        changed_by: ID = step.1.worker,
        /// The name of that worker.
        changed_by_name: Name<WorkerId> = step.1.worker,
        /// When (UTC).
        recorded_at: DateTime<Utc> = step.1.recorded_at,
    }

    /// A change of a worker of the directory.
    WorkerChange of (WorkerId, DirectoryStep<Worker>) as step {
        /// What the directory said after it. An erased name is in none of them.
        entry: DirectoryWorker = (step.0, step.1.entry.clone()),
        /// What was done.
        change: DirectoryChangeKind = step.1.change,
        /// The worker who changed it, by worker id.
        changed_by: ID = step.1.worker,
        /// The name of that worker.
        changed_by_name: Name<WorkerId> = step.1.worker,
        /// When (UTC).
        recorded_at: DateTime<Utc> = step.1.recorded_at,
    }
}
