//! The rows of a trajectory: its overview, its facts and its tasks.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::facts::{Believed, Dated, Dimensions};
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Opening;
use serde::Serialize;
use uuid::Uuid;

use super::fold::Folded;
use super::stream_fold::{RowError, RowSink, Table};
use super::{packed_rows, work_rows};

pub(super) const OVERVIEW: Table = Table { name: "trajectory_overview", key: "trajectory_id" };
pub(super) const FACTS: Table = Table { name: "trajectory_facts", key: "trajectory_id" };

/// Gives the rows of a trajectory. Facts that have not changed after position `after` are in their
/// row already: most events add nothing to the figures.
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
    to.row(&OVERVIEW, &OverviewRow::of(folded, opening))?;
    if folded.account.facts().changed_at() > after
        && let Some(facts) = FactsRow::of(folded, opening)
    {
        to.row(&FACTS, &facts)?;
    }
    packed_rows::of(opening, folded.account.facts(), after, to)?;
    work_rows::of(folded, opening, catalogues, to)
}

/// A row of `trajectory_overview`.
#[derive(Serialize)]
struct OverviewRow<'a> {
    trajectory_id: Uuid,
    client_id: Uuid,
    version: u32,
    position: u32,
    phase: &'static str,
    municipality: &'a Code,
    owner: String,
    organisations: Vec<String>,
    personas: Vec<&'a Code>,
    challenges: Vec<&'a Code>,
    bridge_figure: Option<Uuid>,
    opened_on: NaiveDate,
    entry_on: Option<NaiveDate>,
    last_on: NaiveDate,
}

impl<'a> OverviewRow<'a> {
    fn of(folded: &'a Folded, opening: &'a Opening) -> Self {
        let state = folded.account.trajectory().state();
        let owner = std::iter::once(opening.owner);
        Self {
            trajectory_id: opening.trajectory().0,
            client_id: opening.client.0,
            version: folded.account.trajectory().version(),
            position: folded.position.0,
            phase: state.phase().into(),
            municipality: &opening.municipality,
            owner: opening.owner.to_string(),
            organisations: owner
                .chain(state.consent.grants.keys().copied())
                .map(|organisation| organisation.to_string())
                .collect(),
            personas: state.profile.personas.iter().collect(),
            challenges: state.profile.challenges.keys().collect(),
            bridge_figure: state.bridge.current.as_ref().map(|figure| figure.worker.0),
            opened_on: opening.on,
            entry_on: state.intake.as_ref().map(|intake| intake.entry.entry_on),
            last_on: state.last_on.unwrap_or(opening.on),
        }
    }
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
