//! The access record: who looked at whom, page by page.

use async_graphql::{Enum, Error, ID};
use chrono::{DateTime, Utc};
use loopbrug_domain::ids::{KboNumber, Position, WorkerId};
use loopbrug_infra::access_record::{Noted, What};

use super::Coded;
use super::names::Name;
use super::page::{Listed, no_cursor};
use super::shows::shows;

/// What somebody looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "LookedAt", remote = "What")]
pub(super) enum LookedAt {
    /// One trajectory.
    Trajectory,
    /// The history of a trajectory.
    History,
    /// A page of the list of trajectories, or how many there are.
    Trajectories,
    /// A page of the work list.
    WorkList,
    /// Who is behind a figure.
    Lineage,
    /// What is kept sealed about a client.
    Sealed,
    /// Clients who were found by name.
    Clients,
    /// Whether somebody is known already.
    KnownClient,
    /// Everything about a client, to be handed over.
    Export,
    /// The access record itself.
    AccessRecord,
    /// The selection procedure: where it was refused.
    Procedure,
    /// The directory: where it was refused.
    Directory,
    /// Nothing: a command was refused.
    Command,
}

impl Listed for AccessView {
    const LIST: &'static str = "Access";

    type Row = Noted;

    fn cursor(row: &Noted) -> String {
        row.position.0.to_string()
    }
}

/// Reads the cursor of an access.
pub(crate) fn access_place(cursor: &str, _: &'static str) -> Result<Position, Error> {
    cursor.parse().map(Position).map_err(|_| no_cursor(cursor))
}

shows! {
    /// Somebody looked, or wanted to.
    #[graphql(name = "Access")]
    AccessView of Noted as row {
        /// Its place in the record of the region.
        position: u32 = row.position.0,
        /// When (UTC), by the clock of the database.
        recorded_at: DateTime<Utc>,
        /// Who, by worker id.
        worker: ID,
        /// The name of that worker.
        worker_name: Name<WorkerId> = row.worker,
        /// For which organisation, by KBO number. Null: for none, because nobody was signed in.
        organisation: Option<String> = Some(row.organisation).filter(|number| !number.is_nobody()),
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = row.organisation,
        /// The roles that were held then.
        roles: Vec<String>,
        /// At what.
        looked_at: LookedAt = row.what,
        /// What for. Null: somebody without a role, who said nothing.
        purpose: Option<Coded>,
        /// What was answered: `answered`, `nothing` where nothing is there, or the code of the refusal.
        outcome: String,
        /// Whose: Relay ids of the trajectories that were named.
        trajectories: Vec<ID>,
    }
}
