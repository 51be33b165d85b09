//! A list of proposals, page by page (Relay).

use async_graphql::{Enum, Error, ID};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::proposal::Stage;
use loopbrug_infra::views::{ProposalOverview as Overview, ProposalPlace};

use super::names::Name;
use super::page::{Listed, no_cursor};
use super::shows::shows;
use super::{Coded, ProposalOutcome};

/// Where a proposal is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Stage")]
pub(crate) enum ProposalStage {
    /// Being written.
    Draft,
    /// Taken back.
    Withdrawn,
    /// Handed in.
    Submitted,
    /// Not admitted.
    Inadmissible,
    /// Admitted, and being assessed.
    Admissible,
    /// All assessments are in.
    Assessed,
    /// Not invited to pitch.
    NotInvited,
    /// Invited to pitch.
    Invited,
    /// The organisation has pitched.
    Pitched,
    /// The jury has judged.
    Judged,
    /// In the ratified matching report.
    Ratified,
    /// The decision was communicated.
    Communicated,
    /// A rebuttal waits for its answer.
    Rebutted,
    /// All rebuttals in time were answered.
    Answered,
    /// It is over.
    Final,
}

impl Listed for ProposalOverview {
    const LIST: &'static str = "Proposal";

    type Row = Overview;

    fn cursor(row: &Overview) -> String {
        format!("{}/{}", row.round, row.organisation)
    }
}

/// Reads the cursor of a proposal.
pub(crate) fn proposal_place(cursor: &str, _: &'static str) -> Result<ProposalPlace, Error> {
    let (round, organisation) = cursor.split_once('/').ok_or_else(|| no_cursor(cursor))?;
    Ok((Code::new(round), organisation.parse().map_err(|_| no_cursor(cursor))?))
}

shows! {
    /// A proposal in a list, as you may see it. Ask `proposal` for all of it.
    ProposalOverview of Overview as row {
        /// Relay id of the proposal.
        id: ID = row.proposal,
        /// Whose it is, by KBO number.
        organisation: String,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = row.organisation,
        /// The code of its round.
        round: String,
        /// Where it is on its way.
        stage: ProposalStage,
        /// The challenges that it answers.
        challenges: Vec<Coded>,
        /// The services that it delivers.
        services: Vec<Coded>,
        /// Where it works.
        municipalities: Vec<Coded>,
        /// Places at a time, over all that it offers.
        capacity: u64,
        /// In whole euros, over all that it offers.
        budget: u64,
        /// When it was received, by the server's clock (UTC).
        submitted_at: Option<DateTime<Utc>> = row.received_at,
        /// The rank that was ratified. Null for the applicant.
        rank: Option<u32>,
        /// What was decided, once it was communicated.
        outcome: Option<ProposalOutcome>,
        /// The day of that decision, in Brussels.
        outcome_on: Option<NaiveDate>,
    }
}
