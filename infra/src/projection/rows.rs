//! The rows of a trajectory: its overview, its facts and its tasks.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Opening;
use loopbrug_reporting::facts::{Believed, Dated, Dimensions};
use serde::Serialize;
use uuid::Uuid;

use super::fold::Folded;
use super::stream_fold::{RowError, RowSink, Table, in_range};
use super::{overview_rows, packed_rows, work_rows};

pub(super) const FACTS: Table = Table { name: "trajectory_facts", key: "trajectory_id" };

/// Gives the rows of a trajectory. Facts that have not changed after position `after` are in their
/// row already: most events add nothing to the figures. Nor do they change what the overview shows.
pub(super) fn of(
    folded: &Folded,
    stream: &str,
    after: Position,
    catalogues: &Catalogues,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let state = folded.account.trajectory().state();
    let opening = state.opening.as_ref().ok_or(RowError::Nameless)?;
    if Uuid::parse_str(stream) != Ok(opening.trajectory().0) {
        return Err(RowError::Misplaced);
    }
    overview_rows::of(folded, opening, to)?;
    if folded.account.facts().changed_at() > after
        && let Some(facts) = FactsRow::of(folded, opening)
    {
        in_range(facts.days.iter().copied())?;
        to.row(&FACTS, &facts)?;
    }
    packed_rows::of(opening, folded.account.facts(), after, to)?;
    work_rows::of(folded, opening, catalogues, to)
}

/// A row of `trajectory_facts`.
#[derive(Serialize)]
struct FactsRow<'a> {
    trajectory_id: Uuid,
    client_id: Uuid,
    position: u32,
    #[serde(flatten)]
    dimensions: &'a Dimensions,
    dimensions_history: &'a [Believed<Dimensions>],
    measures: Vec<&'static str>,
    days: Vec<NaiveDate>,
    signs: Vec<i8>,
    codes: Vec<Option<&'a Code>>,
    since: Vec<u32>,
    until: Vec<Option<u32>>,
    lengths: Vec<Option<u16>>,
}

impl<'a> FactsRow<'a> {
    fn of(folded: &'a Folded, opening: &Opening) -> Option<Self> {
        fn column<'a, T>(
            measures: &[&'a Believed<Dated>],
            of: impl Fn(&'a Believed<Dated>) -> T,
        ) -> Vec<T> {
            measures.iter().copied().map(of).collect()
        }
        let facts = folded.account.facts();
        let whole = facts.measures().filter(|one| !one.what.measure.theme().by_event());
        let measures: &[&Believed<Dated>] = &whole.collect::<Vec<_>>();
        Some(Self {
            trajectory_id: opening.trajectory().0,
            client_id: opening.client.0,
            position: facts.changed_at().0,
            dimensions: facts.current()?,
            dimensions_history: facts.dimensions(),
            measures: column(measures, |m| m.what.measure.into()),
            days: column(measures, |m| m.what.day),
            signs: column(measures, |m| m.what.sign),
            codes: column(measures, |m| m.what.code.as_ref()),
            since: column(measures, |m| m.since.0),
            until: column(measures, |m| (!m.holds()).then_some(m.until.0)),
            lengths: column(measures, |m| m.what.length),
        })
    }
}
