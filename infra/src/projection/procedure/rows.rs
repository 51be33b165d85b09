//! The rows of the procedure's facts, written by one statement each.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::facts::Beliefs;
use loopbrug_domain::facts::procedure::{ProposalFacts, RoundFacts};
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::Stream;
use serde::Serialize;
use sqlx::PgConnection;
use sqlx::types::{Json, JsonValue};
use uuid::Uuid;

use super::Folded;
use crate::projection::ProjectionError;

/// A row of `proposal_facts`.
#[derive(Serialize)]
struct ProposalRow<'a> {
    proposal_id: Uuid,
    organisation: String,
    round: &'a Code,
    stage: &'static str,
    stage_as_told: &'static str,
    challenges: &'a BTreeSet<Code>,
    services: &'a BTreeSet<Code>,
    municipalities: &'a BTreeSet<Code>,
    capacity: u64,
    budget: u64,
    received_at: Option<DateTime<Utc>>,
    rank: Option<u32>,
    outcome: Option<&'static str>,
    outcome_on: Option<NaiveDate>,
    version: u32,
    position: u32,
    history: &'a Beliefs<ProposalFacts>,
}

/// A row of `round_facts`.
#[derive(Serialize)]
struct RoundRow<'a> {
    round_id: Uuid,
    round: &'a Code,
    catalogue: NaiveDate,
    launched_on: NaiveDate,
    ratified_on: Option<NaiveDate>,
    end_date: Option<NaiveDate>,
    version: u32,
    position: u32,
    history: &'a Beliefs<RoundFacts>,
}

impl<'a> ProposalRow<'a> {
    fn of(folded: &'a Folded<PartnershipProposal, ProposalFacts>) -> Option<Self> {
        let facts = folded.history.current()?;
        let offers = || facts.offers.iter();
        Some(Self {
            proposal_id: folded.aggregate.id()?.0,
            organisation: facts.organisation.to_string(),
            round: &facts.round,
            stage: facts.stage.into(),
            stage_as_told: facts.stage_as_told.into(),
            challenges: &facts.challenges,
            services: &facts.services,
            municipalities: &facts.municipalities,
            capacity: offers().map(|offer| u64::from(offer.capacity)).sum(),
            budget: offers().map(|offer| u64::from(offer.budget)).sum(),
            received_at: facts.received_at,
            rank: facts.rank,
            outcome: facts.outcome.map(Into::into),
            outcome_on: facts.outcome_on,
            version: folded.aggregate.version(),
            position: folded.position.0,
            history: &folded.history,
        })
    }
}

impl<'a> RoundRow<'a> {
    fn of(folded: &'a Folded<SelectionRound, RoundFacts>) -> Option<Self> {
        let facts = folded.history.current()?;
        Some(Self {
            round_id: folded.aggregate.id()?.0,
            round: facts.round(),
            catalogue: facts.launch.catalogue,
            launched_on: facts.launched_on(),
            ratified_on: facts.ratified.as_ref().map(|ratified| ratified.on),
            end_date: facts.end_date.as_ref().map(|set| set.end_date),
            version: folded.aggregate.version(),
            position: folded.position.0,
            history: &folded.history,
        })
    }
}

pub(super) async fn write_proposals(
    connection: &mut PgConnection,
    region: &Code,
    folded: &[Folded<PartnershipProposal, ProposalFacts>],
) -> Result<(), ProjectionError> {
    let rows: Vec<_> = folded.iter().filter_map(ProposalRow::of).collect();
    write(connection, region, WRITE_PROPOSALS, serde_json::to_value(rows)?).await
}

pub(super) async fn write_rounds(
    connection: &mut PgConnection,
    region: &Code,
    folded: &[Folded<SelectionRound, RoundFacts>],
) -> Result<(), ProjectionError> {
    let rows: Vec<_> = folded.iter().filter_map(RoundRow::of).collect();
    write(connection, region, WRITE_ROUNDS, serde_json::to_value(rows)?).await
}

async fn write(
    connection: &mut PgConnection,
    region: &Code,
    statement: &'static str,
    rows: JsonValue,
) -> Result<(), ProjectionError> {
    sqlx::query(statement).bind(region.as_str()).bind(Json(rows)).execute(connection).await?;
    Ok(())
}

/// Deletes all rows of a region.
pub(super) async fn clear(connection: &mut PgConnection, region: &Code) -> Result<(), sqlx::Error> {
    for statement in [
        "DELETE FROM proposal_facts WHERE region = $1",
        "DELETE FROM round_facts WHERE region = $1",
    ] {
        sqlx::query(statement).bind(region.as_str()).execute(&mut *connection).await?;
    }
    Ok(())
}

const WRITE_PROPOSALS: &str = "
    INSERT INTO proposal_facts
    SELECT $1, row.proposal_id, row.organisation, row.round, row.stage,
           row.stage_as_told, row.challenges,
           row.services, row.municipalities, row.capacity, row.budget, row.received_at, row.rank,
           row.outcome, row.outcome_on, row.version, row.position, row.history
    FROM jsonb_populate_recordset(NULL::proposal_facts, $2) AS row
    ON CONFLICT (region, proposal_id) DO UPDATE SET
        organisation = excluded.organisation, round = excluded.round, stage = excluded.stage,
        stage_as_told = excluded.stage_as_told,
        challenges = excluded.challenges, services = excluded.services,
        municipalities = excluded.municipalities, capacity = excluded.capacity,
        budget = excluded.budget, received_at = excluded.received_at, rank = excluded.rank,
        outcome = excluded.outcome, outcome_on = excluded.outcome_on,
        version = excluded.version, position = excluded.position, history = excluded.history";

const WRITE_ROUNDS: &str = "
    INSERT INTO round_facts
    SELECT $1, row.round_id, row.round, row.catalogue, row.launched_on, row.ratified_on,
           row.end_date, row.version, row.position, row.history
    FROM jsonb_populate_recordset(NULL::round_facts, $2) AS row
    ON CONFLICT (region, round_id) DO UPDATE SET
        round = excluded.round, catalogue = excluded.catalogue,
        launched_on = excluded.launched_on, ratified_on = excluded.ratified_on,
        end_date = excluded.end_date, version = excluded.version,
        position = excluded.position, history = excluded.history";
