//! The rows of what is told by event: in chunks of so many, in the order in which it was learned, so
//! that what is written does not grow with the history.

use loopbrug_domain::facts::{Believed, Dated, FactsHistory, Theme};
use loopbrug_domain::ids::Position;
use loopbrug_domain::trajectory::Opening;
use serde::Serialize;
use uuid::Uuid;

use super::stream_fold::{RowError, RowSink, Table};
use crate::packed_facts::PackedFacts;

pub(super) const TOLD: Table = Table { name: "trajectory_told", key: "trajectory_id, chunk" };

/// Facts in a chunk: few enough to be written again for one more, enough to be read as one row.
const CHUNK: usize = 64;

/// A row of `trajectory_told`.
#[derive(Debug, Serialize)]
struct ToldRow {
    trajectory_id: Uuid,
    chunk: usize,
    position: Position,
    packed: PackedFacts,
}

/// Gives the chunks that changed after a position.
pub(super) fn of(
    opening: &Opening,
    facts: &FactsHistory,
    after: Position,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    for (chunk, told) in in_order(facts).chunks(CHUNK).enumerate() {
        let changed_at = told.iter().map(|one| one.changed_at()).max();
        if let Some(position) = changed_at.filter(|changed_at| *changed_at > after) {
            let trajectory_id = opening.trajectory().0;
            let packed = PackedFacts::of(told.iter().copied())?;
            to.row(&TOLD, &ToldRow { trajectory_id, chunk, position, packed })?;
        }
    }
    Ok(())
}

/// All of it, in the order in which it was learned: what is learned next comes after.
fn in_order(facts: &FactsHistory) -> Vec<&Believed<Dated>> {
    let themes = Theme::ALL.iter().filter(|theme| theme.by_event());
    let mut told: Vec<_> = themes.flat_map(|theme| facts.of_theme(*theme)).collect();
    told.sort_by_key(|one| one.since);
    told
}
