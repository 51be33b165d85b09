//! The decision on a proposal, what the organisation replied, what it was answered.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::proposal::decision::DecisionCommunicated;
use loopbrug_domain::proposal::ratification::ProposalRatified;
use loopbrug_domain::proposal::rebuttal::{RebuttalAnswered, ReceivedRebuttal};

use super::{Coded, ProposalOutcome};

/// What the ratified report says of a proposal.
#[derive(SimpleObject)]
pub(super) struct ProposalRatification {
    /// The hash of the report.
    report: String,
    outcome: ProposalOutcome,
    /// The rank, where the proposal has one.
    rank: Option<u32>,
}

impl ProposalRatification {
    pub(super) fn new(ratified: &ProposalRatified) -> Self {
        let ProposalRatified { report, outcome, rank } = ratified;
        Self { report: report.to_string(), outcome: (*outcome).into(), rank: *rank }
    }
}

/// The decision, as it was communicated.
#[derive(SimpleObject)]
pub(super) struct Decision {
    outcome: ProposalOutcome,
    motivation: String,
    /// How it was communicated.
    channel: Coded,
    /// It was communicated after the end date.
    overdue: bool,
}

impl Decision {
    pub(super) fn new(decision: &DecisionCommunicated, catalogue: &Arc<Catalogue>) -> Self {
        Self {
            outcome: decision.outcome.into(),
            motivation: decision.motivation.clone(),
            channel: Coded::new(catalogue, &decision.channel),
            overdue: decision.overdue,
        }
    }
}

/// What an organisation replied.
#[derive(SimpleObject)]
#[graphql(name = "Rebuttal")]
pub(super) struct RebuttalView {
    /// By the server's clock (UTC).
    received_at: DateTime<Utc>,
    /// It came after the last minute. Nobody has to answer it.
    late: bool,
    text: String,
    answered: bool,
}

impl RebuttalView {
    pub(super) fn new(rebuttal: &ReceivedRebuttal) -> Self {
        let ReceivedRebuttal { fact, answered } = rebuttal;
        Self {
            received_at: fact.received_at,
            late: fact.late,
            text: fact.text.clone(),
            answered: *answered,
        }
    }
}

/// The answer to a rebuttal.
#[derive(SimpleObject)]
#[graphql(name = "RebuttalAnswer")]
pub(super) struct Answer {
    /// What is decided now.
    outcome: ProposalOutcome,
    motivation: String,
}

impl Answer {
    pub(super) fn new(answered: &RebuttalAnswered) -> Self {
        Self { outcome: answered.outcome.into(), motivation: answered.motivation.clone() }
    }
}
