//! The row of a trajectory in the overview: what it shows, and how far it is.

use chrono::NaiveDate;
use loopbrug_domain::stream::Stream;
use uuid::Uuid;

use super::fold::Folded;
use super::stream_fold::{Moved, RowError, RowSink, in_range};
use super::table_row::table_row;

table_row! {
    /// A row of `trajectory_overview`.
    #[derive(Clone, PartialEq)]
    pub(super) OverviewRow of OVERVIEW = "trajectory_overview" by "trajectory_id" {
        client_id: Uuid,
        trajectory_id: Uuid,
        version: i64,
        position: i64,
        last_on: NaiveDate,
        phase: &'static str,
        municipality: String,
        owner: String,
        organisations: Vec<String>,
        personas: Vec<String>,
        challenges: Vec<String>,
        bridge_figure: Option<Uuid>,
        opened_on: NaiveDate,
        entry_on: Option<NaiveDate>,
    }
}

/// Gives the row, or only how far it is where the rest of it is written: most events leave it as it is.
pub(super) fn of(folded: &Folded, to: &mut impl RowSink) -> Result<(), RowError> {
    let Some(row) = OverviewRow::of(folded) else { return Ok(()) };
    let OverviewRow { trajectory_id: id, version, position, last_on, .. } = row;
    in_range([last_on, row.opened_on].into_iter().chain(row.entry_on))?;
    let is_the_rest = |written: &OverviewRow| {
        OverviewRow { version, position, last_on, ..written.clone() } == row
    };
    if folded.written.as_ref().is_some_and(|written| is_the_rest(&written.overview)) {
        to.move_on(&OVERVIEW, Moved { id, version, position, last_on });
        return Ok(());
    }
    to.row(&row)
}

impl OverviewRow {
    /// None before the opening.
    pub(super) fn of(folded: &Folded) -> Option<Self> {
        let trajectory = folded.fold.trajectory();
        let state = trajectory.state();
        let opening = state.opening.as_ref()?;
        let owner = std::iter::once(&opening.owner);
        let organisations = owner.chain(state.consent.grants.keys());
        Some(Self {
            client_id: opening.client.0,
            trajectory_id: opening.trajectory().0,
            version: trajectory.version().into(),
            position: folded.position.0.into(),
            last_on: state.last_on.unwrap_or(opening.on),
            phase: state.phase()?.into(),
            // Nowhere in the region: no municipality has that code.
            municipality: state.municipality().map_or_else(String::new, ToString::to_string),
            owner: opening.owner.to_string(),
            organisations: organisations.map(ToString::to_string).collect(),
            personas: state.profile.personas.iter().map(ToString::to_string).collect(),
            challenges: state.profile.challenges.keys().map(ToString::to_string).collect(),
            bridge_figure: state.bridge.current.as_ref().map(|figure| figure.worker.0),
            opened_on: opening.on,
            entry_on: state.intake.as_ref().map(|intake| intake.entry.entry_on),
        })
    }
}
