//! The rows of the overview and the facts, written by one statement each.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::facts::{Believed, Dated, Dimensions};
use loopbrug_domain::ids::Position;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Opening;
use serde::Serialize;
use sqlx::PgConnection;
use sqlx::types::{Json, JsonValue};
use uuid::Uuid;

use super::ProjectionError;
use super::fold::Folded;
use super::told_rows::ToldRows;
use super::work_rows::WorkRows;

/// Writes the rows of these trajectories, in place of those that there were. Facts that have not
/// changed after position `after` are in their row already: most events add nothing to the figures.
pub(super) async fn write(
    connection: &mut PgConnection,
    region: &Code,
    after: Position,
    changed: impl Iterator<Item = &Folded>,
    catalogues: &Catalogues,
) -> Result<(), ProjectionError> {
    let (mut overview, mut facts) = (Vec::new(), Vec::new());
    let (mut told, mut work) = (ToldRows::default(), WorkRows::default());
    for folded in changed {
        let state = folded.account.trajectory().state();
        let Some(opening) = &state.opening else { continue };
        overview.push(OverviewRow::of(folded, opening));
        if folded.account.facts().changed_at() > after {
            facts.extend(FactsRow::of(folded, opening));
        }
        told.add(opening, folded.account.facts(), after);
        work.add(opening, state, catalogues);
    }
    work.write(connection, region).await?;
    told.write(connection, region).await?;
    for (statement, rows) in [
        (WRITE_OVERVIEW, serde_json::to_value(overview)?),
        (WRITE_FACTS, serde_json::to_value(facts)?),
    ] {
        if rows.as_array().is_some_and(Vec::is_empty) {
            continue;
        }
        sqlx::query(statement)
            .bind(region.as_str())
            .bind(Json::<JsonValue>(rows))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Deletes all rows of a region.
pub(super) async fn clear(connection: &mut PgConnection, region: &Code) -> Result<(), sqlx::Error> {
    for statement in [
        "DELETE FROM trajectory_overview WHERE region = $1",
        "DELETE FROM trajectory_facts WHERE region = $1",
        "DELETE FROM trajectory_told WHERE region = $1",
        "DELETE FROM work_list WHERE region = $1",
    ] {
        sqlx::query(statement).bind(region.as_str()).execute(&mut *connection).await?;
    }
    Ok(())
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

const WRITE_OVERVIEW: &str = "
    INSERT INTO trajectory_overview
    SELECT $1, row.trajectory_id, row.client_id, row.version, row.position, row.phase,
           row.municipality, row.owner, row.organisations, row.personas, row.challenges,
           row.bridge_figure, row.opened_on, row.entry_on, row.last_on
    FROM jsonb_populate_recordset(NULL::trajectory_overview, $2) AS row
    ON CONFLICT (region, trajectory_id) DO UPDATE SET
        client_id = excluded.client_id, version = excluded.version,
        position = excluded.position, phase = excluded.phase,
        municipality = excluded.municipality, owner = excluded.owner,
        organisations = excluded.organisations, personas = excluded.personas,
        challenges = excluded.challenges, bridge_figure = excluded.bridge_figure,
        opened_on = excluded.opened_on, entry_on = excluded.entry_on, last_on = excluded.last_on";

const WRITE_FACTS: &str = "
    INSERT INTO trajectory_facts
    SELECT $1, row.trajectory_id, row.client_id, row.position, row.municipality,
           row.organisation, row.gender, row.age_group, row.personas, row.challenges,
           row.dimensions_history, row.measures, row.days, row.signs, row.codes, row.since,
           row.until, row.lengths
    FROM jsonb_populate_recordset(NULL::trajectory_facts, $2) AS row
    ON CONFLICT (region, trajectory_id) DO UPDATE SET
        client_id = excluded.client_id, position = excluded.position,
        municipality = excluded.municipality, organisation = excluded.organisation,
        gender = excluded.gender, age_group = excluded.age_group, personas = excluded.personas,
        challenges = excluded.challenges, dimensions_history = excluded.dimensions_history,
        measures = excluded.measures, days = excluded.days, signs = excluded.signs,
        codes = excluded.codes, since = excluded.since, until = excluded.until,
        lengths = excluded.lengths";
