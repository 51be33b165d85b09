//! A list of trajectories, page by page (Relay).

use std::sync::Arc;

use async_graphql::connection::EmptyFields;
use async_graphql::{Error, ID, Object};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_infra::views::{Overview, Paged, TrajectoryPlace};

use super::page::{List, Listed, list_of, no_cursor};
use super::{Coded, TrajectoryPhase};
use crate::day::in_range;
use crate::id;

/// A trajectory in a list. Ask `trajectory` for all of it.
pub(crate) struct TrajectoryOverview {
    row: Overview,
    catalogue: Arc<Catalogue>,
}

impl Listed for TrajectoryOverview {
    const LIST: &'static str = "Trajectory";

    fn cursor(&self) -> String {
        format!("{}/{}", self.row.opened_on, self.row.trajectory)
    }
}

/// Reads the cursor of a trajectory.
pub(crate) fn trajectory_place(
    cursor: &str,
    argument: &'static str,
) -> Result<TrajectoryPlace, Error> {
    let (day, trajectory) = cursor.split_once('/').ok_or_else(|| no_cursor(cursor))?;
    let day = day.parse::<NaiveDate>().map_err(|_| no_cursor(cursor))?;
    Ok((in_range(day, argument)?, trajectory.parse().map_err(|_| no_cursor(cursor))?))
}

/// A page of trajectories.
pub(crate) fn list_of_trajectories(
    page: Paged<Overview>,
    catalogue: &Arc<Catalogue>,
) -> List<TrajectoryOverview> {
    let node = |row| TrajectoryOverview { row, catalogue: Arc::clone(catalogue) };
    list_of(page.map(node), EmptyFields)
}

/// A trajectory in a list. Ask `trajectory` for all of it.
#[Object]
impl TrajectoryOverview {
    /// Relay id of the trajectory.
    async fn id(&self) -> ID {
        id::of_trajectory(self.row.trajectory)
    }

    /// The client, by random id.
    async fn client_id(&self) -> ID {
        ID(self.row.client.to_string())
    }

    /// How many events were recorded, as far as this list knows.
    async fn version(&self) -> u32 {
        self.row.version
    }

    /// The position of the last of them.
    async fn position(&self) -> u32 {
        self.row.position.0
    }

    /// Where it is on its way.
    async fn phase(&self) -> TrajectoryPhase {
        self.row.phase.into()
    }

    /// Where the client stays.
    async fn municipality(&self) -> Coded {
        Coded::new(&self.catalogue, &self.row.municipality)
    }

    /// The organisation that owns it, by KBO number.
    async fn owner(&self) -> String {
        self.row.owner.to_string()
    }

    /// Linked personas.
    async fn personas(&self) -> Vec<Coded> {
        Coded::all(&self.catalogue, &self.row.personas)
    }

    /// Linked challenges.
    async fn challenges(&self) -> Vec<Coded> {
        Coded::all(&self.catalogue, &self.row.challenges)
    }

    /// The bridge figure, by worker id.
    async fn bridge_figure(&self) -> Option<ID> {
        self.row.bridge_figure.map(|worker| ID(worker.to_string()))
    }

    /// The day of the opening.
    async fn opened_on(&self) -> NaiveDate {
        self.row.opened_on
    }

    /// The day of entry.
    async fn entry_on(&self) -> Option<NaiveDate> {
        self.row.entry_on
    }

    /// The last day on which anything happened.
    async fn last_on(&self) -> NaiveDate {
        self.row.last_on
    }
}
