//! The rows of a trajectory: its overview, its facts, its employers, who has access to it, and its tasks.

use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Opening, State};
use loopbrug_reporting::facts::{AtEntry, Dimensions, FactsHistory, StoredFacts, StoredMeasures};
use sqlx::types::Json;
use uuid::Uuid;

use super::bytea::Bytea;
use super::fold::Folded;
use super::stream_fold::{ImageFacts, RowError, RowSink, in_its_place, in_range};
use super::table_row::table_row;
use super::{access_rows, employer_rows, overview_rows, task_rows};

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
    let state = trajectory.state();
    let opening = state.opening.as_ref().ok_or(RowError::Nameless)?;
    in_its_place(stream, opening.trajectory().0)?;
    overview_rows::of(folded, to)?;
    if facts.changed_at() > after
        && let Some(current) = facts.current()
    {
        facts_row(state, opening, current, facts, to)?;
    }
    event_facts_rows(opening, facts, after, to)?;
    employer_rows::of(folded, opening, to)?;
    let written = folded.written.as_ref().map(|written| &written.access);
    access_rows::of(written, (state, opening), catalogues, to)?;
    task_rows::of(folded, opening, catalogues, to)
}

table_row! {
    /// A row of `trajectory_facts`.
    FactsRow<'a> of FACTS = "trajectory_facts" by "trajectory_id" {
        trajectory_id: Uuid,
        client_id: Uuid,
        position: i64,
        municipality: &'a str,
        language: &'a str,
        organisation: String,
        gender: Option<&'a str>,
        age_group: Option<&'static str>,
        personas: Vec<&'a str>,
        challenges: Vec<&'a str>,
        at_entry: Json<AtEntry>,
        dimensions: Bytea<'a>,
        measures: &'a str,
        codes: &'a str,
        records: Bytea<'a>,
    }
}

table_row! {
    /// A row of `trajectory_event_facts`.
    EventFactsRow<'a> of EVENT_FACTS = "trajectory_event_facts" by "trajectory_id, chunk" {
        trajectory_id: Uuid,
        chunk: i32,
        position: i64,
        measures: &'a str,
        codes: &'a str,
        records: Bytea<'a>,
    }
}

fn facts_row(
    state: &State,
    opening: &Opening,
    current: &Dimensions,
    facts: &FactsHistory,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    in_range(facts.state_measures().map(|one| one.what.day))?;
    let stored = StoredFacts::of(facts)?;
    to.facts(|| ImageFacts::Trajectory(opening.trajectory(), stored.clone()));
    let StoredFacts { dimensions, measures } = stored;
    to.row(&FactsRow {
        trajectory_id: opening.trajectory().0,
        client_id: opening.client.0,
        position: facts.changed_at().0.into(),
        // Where the client stays now, and what is spoken now; the image reads what was since the opening.
        municipality: state.municipality().map_or("", Code::as_str),
        language: state.contact_language().map_or("", |(language, _)| language.as_str()),
        organisation: current.organisation.to_string(),
        gender: current.gender.as_ref().map(Code::as_str),
        age_group: current.age_group.map(Into::into),
        personas: current.personas.iter().map(Code::as_str).collect(),
        challenges: current.challenges.iter().map(Code::as_str).collect(),
        at_entry: Json(current.at_entry),
        dimensions: Bytea(&postcard::to_allocvec(&dimensions)?),
        measures: &measures.measures,
        codes: &measures.codes,
        records: Bytea(&measures.records),
    })
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
        to.facts(|| ImageFacts::Events(opening.trajectory(), stored.clone()));
        to.row(&EventFactsRow {
            trajectory_id: opening.trajectory().0,
            chunk,
            position: position.0.into(),
            measures: &stored.measures,
            codes: &stored.codes,
            records: Bytea(&stored.records),
        })?;
    }
    Ok(())
}
