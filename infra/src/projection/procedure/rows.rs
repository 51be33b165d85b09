//! The rows of the procedure's facts.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::stream::Stream;
use loopbrug_reporting::facts::Versions;
use loopbrug_reporting::facts::procedure::{ProposalFacts, RoundFacts};
use serde::Serialize;
use uuid::Uuid;

use super::{ProposalFold, RoundFold};
use crate::projection::stream_fold::{RowError, RowSink, Table, in_range};

pub(in crate::projection) const PROPOSALS: Table =
    Table { name: "proposal_facts", key: "proposal_id" };
pub(in crate::projection) const ROUNDS: Table = Table { name: "round_facts", key: "round_id" };

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
    history: &'a Versions<ProposalFacts>,
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
    history: &'a Versions<RoundFacts>,
}

impl<'a> ProposalRow<'a> {
    fn of(folded: &'a ProposalFold) -> Option<Self> {
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
    fn of(folded: &'a RoundFold) -> Option<Self> {
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

/// Gives the row of a round.
pub(super) fn of_round(
    folded: &RoundFold,
    stream: &str,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let row = RoundRow::of(folded).ok_or(RowError::Nameless)?;
    in_its_place(stream, row.round_id)?;
    in_range(
        [row.catalogue, row.launched_on].into_iter().chain(row.ratified_on).chain(row.end_date),
    )?;
    to.row(&ROUNDS, &row)
}

/// Gives the row of a proposal.
pub(super) fn of_proposal(
    folded: &ProposalFold,
    stream: &str,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let row = ProposalRow::of(folded).ok_or(RowError::Nameless)?;
    in_its_place(stream, row.proposal_id)?;
    in_range(row.outcome_on)?;
    to.row(&PROPOSALS, &row)
}

fn in_its_place(stream: &str, id: Uuid) -> Result<(), RowError> {
    if Uuid::parse_str(stream) == Ok(id) { Ok(()) } else { Err(RowError::Misplaced) }
}
