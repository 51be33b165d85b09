//! The row of a trajectory in the overview: what it shows, and how far it is.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Opening, State};
use serde::Serialize;
use uuid::Uuid;

use super::fold::Folded;
use super::stream_fold::{Moved, RowError, RowSink, Table, in_range};

pub(super) const OVERVIEW: Table = Table { name: "trajectory_overview", key: "trajectory_id" };

/// What the overview shows of a trajectory. Most events leave it as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct OverviewColumns {
    phase: &'static str,
    municipality: Code,
    owner: KboNumber,
    organisations: Vec<KboNumber>,
    personas: Vec<Code>,
    challenges: Vec<Code>,
    bridge_figure: Option<Uuid>,
    opened_on: NaiveDate,
    entry_on: Option<NaiveDate>,
}

/// A row of `trajectory_overview`.
#[derive(Serialize)]
struct OverviewRow<'a> {
    client_id: Uuid,
    trajectory_id: Uuid,
    version: u32,
    position: u32,
    last_on: NaiveDate,
    #[serde(flatten)]
    overview: &'a OverviewColumns,
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
    let overview = OverviewColumns::of(opening, trajectory.state());
    let days = [moved.last_on, overview.opened_on];
    in_range(days.into_iter().chain(overview.entry_on))?;
    if folded.written.as_ref().is_some_and(|written| written.overview == overview) {
        to.move_on(&OVERVIEW, moved);
        return Ok(());
    }
    let Moved { id, version, position, last_on } = moved;
    let row = OverviewRow {
        client_id: opening.client.0,
        trajectory_id: id,
        version,
        position: position.0,
        last_on,
        overview: &overview,
    };
    to.row(&OVERVIEW, &row)
}

impl OverviewColumns {
    pub(super) fn of(opening: &Opening, state: &State) -> Self {
        let owner = std::iter::once(opening.owner);
        Self {
            phase: state.phase().into(),
            municipality: opening.municipality.clone(),
            owner: opening.owner,
            organisations: owner.chain(state.consent.grants.keys().copied()).collect(),
            personas: state.profile.personas.iter().cloned().collect(),
            challenges: state.profile.challenges.keys().cloned().collect(),
            bridge_figure: state.bridge.current.as_ref().map(|figure| figure.worker.0),
            opened_on: opening.on,
            entry_on: state.intake.as_ref().map(|intake| intake.entry.entry_on),
        }
    }
}
