//! The decision on a proposal, what the organisation replied, what it was answered.

use chrono::{DateTime, Utc};
use loopbrug_domain::proposal::decision::DecisionCommunicated;
use loopbrug_domain::proposal::ratification::ProposalRatified;
use loopbrug_domain::proposal::rebuttal::{RebuttalAnswered, ReceivedRebuttal};

use super::shows::shows;
use super::{Coded, ProposalOutcome};

shows! {
    /// What the ratified report says of a proposal.
    ProposalRatification of ProposalRatified as ratified {
        /// The hash of the report.
        report: String,
        /// What it says is decided.
        outcome: ProposalOutcome,
        /// The rank, where the proposal has one.
        rank: Option<u32>,
    }

    /// The decision, as it was communicated.
    Decision of DecisionCommunicated as decision {
        /// What was decided.
        outcome: ProposalOutcome,
        /// Why so.
        motivation: String,
        /// How it was communicated.
        channel: Coded,
        /// It was communicated after the end date.
        overdue: bool,
    }

    /// What an organisation replied.
    #[graphql(name = "Rebuttal")]
    RebuttalView of ReceivedRebuttal as rebuttal {
        /// By the server's clock (UTC).
        received_at: DateTime<Utc> = rebuttal.fact.received_at,
        /// It came after the last minute. Nobody has to answer it.
        late: bool = rebuttal.fact.late,
        /// What the organisation wrote.
        text: String = rebuttal.fact.text,
        /// Whether it was answered.
        answered: bool,
    }

    /// The answer to a rebuttal.
    #[graphql(name = "RebuttalAnswer")]
    Answer of RebuttalAnswered as answered {
        /// What is decided now.
        outcome: ProposalOutcome,
        /// Why so.
        motivation: String,
    }
}
