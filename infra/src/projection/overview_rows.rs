//! The row of a trajectory in the overview: what it shows, and how far it is.

use chrono::NaiveDate;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Opening, State};
use uuid::Uuid;

use super::fold::Folded;
use super::stream_fold::{Moved, RowError, RowSink, in_range};
use super::table_row::{Table, table_row};

pub(super) const OVERVIEW: Table = Table { name: "trajectory_overview", key: "trajectory_id" };

/// What the overview shows of a trajectory. Most events leave it as it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OverviewColumns {
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

table_row! {
    /// A row of `trajectory_overview`.
    OverviewRow<'a> of OVERVIEW {
        client_id: Uuid,
        trajectory_id: Uuid,
        version: i64,
        position: i64,
        last_on: NaiveDate,
        phase: &'static str,
        municipality: &'a str,
        owner: &'a str,
        organisations: &'a [String],
        personas: &'a [String],
        challenges: &'a [String],
        bridge_figure: Option<Uuid>,
        opened_on: NaiveDate,
        entry_on: Option<NaiveDate>,
    }
}

/// Gives the row, or only how far it is where the rest of it is written.
pub(super) fn of(
    folded: &Folded,
    opening: &Opening,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let trajectory = folded.fold.trajectory();
    let moved = Moved {
        id: opening.trajectory().0,
        version: trajectory.version(),
        position: folded.position,
        last_on: trajectory.state().last_on.unwrap_or(opening.on),
    };
    let Some(overview) = OverviewColumns::of(trajectory.state()) else { return Ok(()) };
    let days = [moved.last_on, overview.opened_on];
    in_range(days.into_iter().chain(overview.entry_on))?;
    if folded.written.as_ref().is_some_and(|written| written.overview == overview) {
        to.move_on(&OVERVIEW, moved);
        return Ok(());
    }
    to.row(&OverviewRow {
        client_id: opening.client.0,
        trajectory_id: moved.id,
        version: moved.version.into(),
        position: moved.position.0.into(),
        last_on: moved.last_on,
        phase: overview.phase,
        municipality: &overview.municipality,
        owner: &overview.owner,
        organisations: &overview.organisations,
        personas: &overview.personas,
        challenges: &overview.challenges,
        bridge_figure: overview.bridge_figure,
        opened_on: overview.opened_on,
        entry_on: overview.entry_on,
    })
}

impl OverviewColumns {
    pub(super) fn of(state: &State) -> Option<Self> {
        let opening = state.opening.as_ref()?;
        let owner = std::iter::once(&opening.owner);
        let organisations = owner.chain(state.consent.grants.keys());
        Some(Self {
            phase: state.phase()?.into(),
            municipality: opening.municipality.to_string(),
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
