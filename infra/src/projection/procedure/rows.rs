//! The rows of the facts of the procedure and of employers.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{EmployerId, ProposalId, RoundId};
use loopbrug_domain::stream::Stream;
use loopbrug_reporting::facts::Versions;
use loopbrug_reporting::facts::procedure::{EmployerFact, ProposalFacts, RoundFacts};
use sqlx::types::Json;
use uuid::Uuid;

use super::fold::{EmployerFold, ProposalFold, RoundFold};
use crate::projection::stream_fold::{ImageFacts, RowError, RowSink, in_its_place, in_range};
use crate::projection::table_row::table_row;

table_row! {
    /// A row of `proposal_facts`.
    ProposalRow<'a> of PROPOSALS = "proposal_facts" by "proposal_id" {
        proposal_id: Uuid,
        organisation: String,
        round: &'a str,
        stage: &'static str,
        stage_as_told: &'static str,
        challenges: Vec<&'a str>,
        services: Vec<&'a str>,
        municipalities: Vec<&'a str>,
        capacity: i64,
        budget: i64,
        received_at: Option<DateTime<Utc>>,
        rank: Option<i32>,
        outcome: Option<&'static str>,
        outcome_on: Option<NaiveDate>,
        version: i64,
        position: i64,
        history: Json<&'a Versions<ProposalFacts>>,
    }
}

table_row! {
    /// A row of `round_facts`.
    RoundRow<'a> of ROUNDS = "round_facts" by "round_id" {
        round_id: Uuid,
        round: &'a str,
        catalogue: NaiveDate,
        launched_on: NaiveDate,
        ratified_on: Option<NaiveDate>,
        end_date: Option<NaiveDate>,
        version: i64,
        position: i64,
        history: Json<&'a Versions<RoundFacts>>,
    }
}

table_row! {
    /// A row of `employer_facts`.
    EmployerRow<'a> of EMPLOYERS = "employer_facts" by "employer_id" {
        employer_id: Uuid,
        employer: String,
        name: String,
        municipality: Option<&'a str>,
        sector: Option<&'a str>,
        registered_on: NaiveDate,
        coached: i64,
        minutes: i64,
        version: i64,
        position: i64,
        coaching: Json<&'a [EmployerFact]>,
    }
}

impl<'a> ProposalRow<'a> {
    fn of(folded: &'a ProposalFold) -> Option<Self> {
        let facts = folded.history.current()?;
        let offers = || facts.offers.iter();
        Some(Self {
            proposal_id: folded.aggregate.id()?.0,
            organisation: facts.organisation.to_string(),
            round: facts.round.as_str(),
            stage: facts.stage.into(),
            stage_as_told: facts.stage_for_applicant.into(),
            challenges: facts.challenges.iter().map(Code::as_str).collect(),
            services: facts.services.iter().map(Code::as_str).collect(),
            municipalities: facts.municipalities.iter().map(Code::as_str).collect(),
            capacity: offers().map(|offer| i64::from(offer.capacity)).sum(),
            budget: offers().map(|offer| i64::from(offer.budget)).sum(),
            received_at: facts.received_at,
            rank: facts.rank.map(|rank| i32::try_from(rank).unwrap_or(i32::MAX)),
            outcome: facts.outcome.map(Into::into),
            outcome_on: facts.outcome_on,
            version: folded.aggregate.version().into(),
            position: folded.position.0.into(),
            history: Json(&folded.history),
        })
    }
}

impl<'a> RoundRow<'a> {
    fn of(folded: &'a RoundFold) -> Option<Self> {
        let facts = folded.history.current()?;
        Some(Self {
            round_id: folded.aggregate.id()?.0,
            round: facts.round().as_str(),
            catalogue: facts.launch.catalogue,
            launched_on: facts.launched_on(),
            ratified_on: facts.ratified.as_ref().map(|ratified| ratified.on),
            end_date: facts.end_date.as_ref().map(|set| set.end_date),
            version: folded.aggregate.version().into(),
            position: folded.position.0.into(),
            history: Json(&folded.history),
        })
    }
}

impl<'a> EmployerRow<'a> {
    fn of(folded: &'a EmployerFold) -> Option<Self> {
        let state = folded.aggregate.state();
        let registered = state.registered.as_ref()?;
        Some(Self {
            employer_id: folded.aggregate.id()?.0,
            employer: registered.employer.to_string(),
            name: registered.name(),
            municipality: registered.municipality.as_ref().map(Code::as_str),
            sector: registered.sector.as_ref().map(Code::as_str),
            registered_on: state.registered_on?,
            coached: state.current_coaching().map(|_| 1).sum(),
            minutes: state.current_coaching().map(|one| i64::from(one.what.minutes)).sum(),
            version: folded.aggregate.version().into(),
            position: folded.position.0.into(),
            coaching: Json(&folded.history),
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
    to.facts(|| ImageFacts::Round(RoundId(row.round_id), folded.history.clone()));
    to.row(&row)
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
    to.facts(|| ImageFacts::Proposal(ProposalId(row.proposal_id), folded.history.clone()));
    to.row(&row)
}

/// Gives the row of an employer.
pub(super) fn of_employer(
    folded: &EmployerFold,
    stream: &str,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let row = EmployerRow::of(folded).ok_or(RowError::Nameless)?;
    in_its_place(stream, row.employer_id)?;
    let coached = folded.aggregate.state().coaching.iter().map(|one| one.on);
    in_range(coached.chain([row.registered_on]))?;
    to.facts(|| ImageFacts::Employer(EmployerId(row.employer_id), folded.history.clone()));
    to.row(&row)
}
