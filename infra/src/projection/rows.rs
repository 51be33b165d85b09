//! The rows of a trajectory: its overview, its facts and its tasks.

use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Opening;
use loopbrug_reporting::facts::{Dimensions, FactsHistory, StoredFacts, StoredMeasures};
use serde::Serialize;
use uuid::Uuid;

use super::bytea::Bytea;
use super::fold::Folded;
use super::stream_fold::{RowError, RowSink, Table, in_range};
use super::{overview_rows, work_rows};

pub(super) const FACTS: Table = Table { name: "trajectory_facts", key: "trajectory_id" };
pub(super) const EVENT_FACTS: Table =
    Table { name: "trajectory_event_facts", key: "trajectory_id, chunk" };

/// Measures in a chunk: few enough to be written again for one more, enough to be read as one row.
const CHUNK: usize = 64;

/// Gives the rows of a trajectory. Facts that have not changed after position `after` are in their
/// rows already: most events add nothing to the figures. Nor do they change what the overview shows.
pub(super) fn of(
    folded: &Folded,
    stream: &str,
    after: Position,
    catalogues: &Catalogues,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let (trajectory, facts) = (folded.fold.trajectory(), folded.fold.facts());
    let opening = trajectory.state().opening.as_ref().ok_or(RowError::Nameless)?;
    if Uuid::parse_str(stream) != Ok(opening.trajectory().0) {
        return Err(RowError::Misplaced);
    }
    overview_rows::of(folded, opening, to)?;
    if facts.changed_at() > after
        && let Some(current) = facts.current()
    {
        facts_row(opening, current, facts, to)?;
    }
    event_facts_rows(opening, facts, after, to)?;
    work_rows::of(folded, opening, catalogues, to)
}

/// A row of `trajectory_facts`.
#[derive(Serialize)]
struct FactsRow<'a> {
    trajectory_id: Uuid,
    client_id: Uuid,
    position: Position,
    #[serde(flatten)]
    current: &'a Dimensions,
    dimensions: Bytea<'a>,
    #[serde(flatten)]
    measures: MeasureColumns<'a>,
}

/// A row of `trajectory_event_facts`.
#[derive(Serialize)]
struct EventFactsRow<'a> {
    trajectory_id: Uuid,
    chunk: i32,
    position: Position,
    #[serde(flatten)]
    measures: MeasureColumns<'a>,
}

/// The columns that both have.
#[derive(Serialize)]
struct MeasureColumns<'a> {
    measures: &'a str,
    codes: &'a str,
    records: Bytea<'a>,
}

impl<'a> MeasureColumns<'a> {
    fn of(stored: &'a StoredMeasures) -> Self {
        let StoredMeasures { measures, codes, records } = stored;
        Self { measures, codes, records: Bytea(records) }
    }
}

fn facts_row(
    opening: &Opening,
    current: &Dimensions,
    facts: &FactsHistory,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    in_range(facts.state_measures().map(|one| one.what.day))?;
    let StoredFacts { dimensions, measures } = StoredFacts::of(facts)?;
    let row = FactsRow {
        trajectory_id: opening.trajectory().0,
        client_id: opening.client.0,
        position: facts.changed_at(),
        current,
        dimensions: Bytea(&postcard::to_allocvec(&dimensions)?),
        measures: MeasureColumns::of(&measures),
    };
    to.row(&FACTS, &row)
}

/// Gives the chunks that changed after a position.
fn event_facts_rows(
    opening: &Opening,
    facts: &FactsHistory,
    after: Position,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    for (chunk, measures) in (1..).zip(facts.event_measures().chunks(CHUNK)) {
        let changed_at = measures.iter().map(|one| one.changed_at()).max();
        let Some(position) = changed_at.filter(|changed_at| *changed_at > after) else { continue };
        let stored = StoredMeasures::of(measures.iter().copied())?;
        let trajectory_id = opening.trajectory().0;
        let measures = MeasureColumns::of(&stored);
        to.row(&EVENT_FACTS, &EventFactsRow { trajectory_id, chunk, position, measures })?;
    }
    Ok(())
}
