//! A list of trajectories, page by page (Relay).

use async_graphql::{Error, ID};
use chrono::NaiveDate;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::ids::WorkerId;
use loopbrug_infra::views::{Overview, TrajectoryPlace};

use super::names::Name;
use super::page::{Listed, no_cursor};
use super::shows::shows;
use super::{Coded, TrajectoryPhase};
use crate::day::in_range;

impl Listed for TrajectoryOverview {
    const LIST: &'static str = "Trajectory";

    type Row = Overview;

    fn cursor(row: &Overview) -> String {
        format!("{}/{}", row.opened_on, row.trajectory)
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

shows! {
    /// A trajectory in a list. Ask `trajectory` for all of it.
    TrajectoryOverview of Overview as row {
        /// Relay id of the trajectory.
        id: ID = row.trajectory,
        /// The client, by random id.
        client_id: ID = row.client,
        /// How many events were recorded, as far as this list knows.
        version: u32,
        /// The position of the last of them.
        position: u32 = row.position.0,
        /// Where it is on its way.
        phase: TrajectoryPhase,
        /// Where the client stays now. Null: outside the region.
        municipality: Option<Coded>,
        /// The organisation that owns it, by KBO number.
        owner: String,
        /// The name of that organisation.
        owner_name: Name<KboNumber> = row.owner,
        /// Linked personas.
        personas: Vec<Coded>,
        /// Linked challenges.
        challenges: Vec<Coded>,
        /// The bridge figure, by worker id.
        bridge_figure: Option<ID>,
        /// The name of the bridge figure.
        bridge_figure_name: Option<Name<WorkerId>> = row.bridge_figure,
        /// The day of the opening.
        opened_on: NaiveDate,
        /// The day of entry.
        entry_on: Option<NaiveDate>,
        /// The last day on which anything happened.
        last_on: NaiveDate,
    }
}
