//! The rows of what is told by event: in chunks of so many, in the order in which it was learned, so
//! that what is written does not grow with the history.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::facts::{Believed, Dated, FactsHistory, Theme};
use loopbrug_domain::ids::Position;
use loopbrug_domain::trajectory::Opening;
use serde::Serialize;
use uuid::Uuid;

use super::stream_fold::{RowError, RowSink, Table};

pub(super) const TOLD: Table =
    Table { name: "trajectory_told", key: "trajectory_id, theme, chunk" };

/// Facts in a chunk: few enough to be written again for one more, enough to be read as one row.
const CHUNK: usize = 32;

/// A row of `trajectory_told`.
#[derive(Debug, Serialize)]
struct ToldRow<'a> {
    trajectory_id: Uuid,
    theme: &'static str,
    chunk: usize,
    position: u32,
    measures: Vec<&'static str>,
    days: Vec<NaiveDate>,
    codes: Vec<Option<&'a Code>>,
    lengths: Vec<Option<u16>>,
    since: Vec<u32>,
    until: Vec<Option<u32>>,
}

/// Gives the chunks that changed after a position.
pub(super) fn of(
    opening: &Opening,
    facts: &FactsHistory,
    after: Position,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let trajectory = opening.trajectory().0;
    for theme in Theme::ALL.iter().filter(|theme| theme.by_event()) {
        for (chunk, told) in facts.of_theme(*theme).chunks(CHUNK).enumerate() {
            let changed_at = told.iter().map(Believed::changed_at).max();
            if let Some(position) = changed_at.filter(|changed_at| *changed_at > after) {
                to.row(&TOLD, &ToldRow::of(trajectory, *theme, chunk, position, told))?;
            }
        }
    }
    Ok(())
}

impl<'a> ToldRow<'a> {
    fn of(
        trajectory_id: Uuid,
        theme: Theme,
        chunk: usize,
        position: Position,
        told: &'a [Believed<Dated>],
    ) -> Self {
        let until = |one: &Believed<Dated>| (!one.holds()).then_some(one.until.0);
        Self {
            trajectory_id,
            theme: theme.into(),
            chunk,
            position: position.0,
            measures: told.iter().map(|one| one.what.measure.into()).collect(),
            days: told.iter().map(|one| one.what.day).collect(),
            codes: told.iter().map(|one| one.what.code.as_ref()).collect(),
            lengths: told.iter().map(|one| one.what.length).collect(),
            since: told.iter().map(|one| one.since.0).collect(),
            until: told.iter().map(until).collect(),
        }
    }
}
