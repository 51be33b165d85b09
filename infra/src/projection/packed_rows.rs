//! The rows that images are loaded from: one with what is kept of a trajectory as a whole, and beside
//! it what is told by event, in chunks of so many in the order in which it was learned, so that what is
//! written for an event does not grow with the history.

use loopbrug_domain::ids::Position;
use loopbrug_domain::trajectory::Opening;
use loopbrug_reporting::facts::{Believed, Dated, FactsHistory, Theme};
use serde::Serialize;
use uuid::Uuid;

use super::stream_fold::{RowError, RowSink, Table};
use crate::packed_facts::{PackedFacts, WHOLE};

pub(super) const PACKED: Table = Table { name: "trajectory_packed", key: "trajectory_id, chunk" };

/// Facts in a chunk: few enough to be written again for one more, enough to be read as one row.
const CHUNK: usize = 64;

/// A row of `trajectory_packed`.
#[derive(Debug, Serialize)]
struct PackedRow {
    trajectory_id: Uuid,
    chunk: i32,
    position: Position,
    packed: PackedFacts,
}

/// Gives what changed after a position.
pub(super) fn of(
    opening: &Opening,
    facts: &FactsHistory,
    after: Position,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let trajectory_id = opening.trajectory().0;
    let mut row = |chunk, position, packed| {
        to.row(&PACKED, &PackedRow { trajectory_id, chunk, position, packed })
    };
    let position = facts.changed_at();
    if position > after {
        let whole = facts.measures().filter(|one| !one.what.measure.theme().by_event());
        row(WHOLE, position, PackedFacts::of(facts.dimensions(), whole)?)?;
    }
    for (chunk, told) in (WHOLE + 1..).zip(in_order(facts).chunks(CHUNK)) {
        let changed_at = told.iter().map(|one| one.changed_at()).max();
        if let Some(position) = changed_at.filter(|changed_at| *changed_at > after) {
            row(chunk, position, PackedFacts::of(&[], told.iter().copied())?)?;
        }
    }
    Ok(())
}

/// All that is told by event, in the order in which it was learned: what is learned next comes after.
fn in_order(facts: &FactsHistory) -> Vec<&Believed<Dated>> {
    let themes = Theme::ALL.iter().filter(|theme| theme.by_event());
    let mut told: Vec<_> = themes.flat_map(|theme| facts.of_theme(*theme)).collect();
    told.sort_by_key(|one| one.since);
    told
}
