//! The decision is communicated to the organisation, which replies and is answered.

use loopbrug_domain::catalogue::list::DecisionChannel;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::decision::{Decision, ProposalFinalised};
use loopbrug_domain::proposal::rebuttal::{Rebuttal, RebuttalAnswered};

use super::about::OnProposal;
use crate::input::Code;
use crate::types::ProposalOutcome;

mutations! {
    DecidingMutations on OnProposal;

    /// Communicates the decision, once the matching report is ratified.
    communicate_decision:
    /// The decision is communicated to the organisation.
    CommunicateDecisionInput {
        /// What was decided, as ratified.
        outcome: ProposalOutcome,
        /// Why, 4,000 characters at most. Nothing about any client.
        motivation: String,
        /// How it is communicated.
        channel: Code<DecisionChannel>,
    } => Intent::CommunicateDecision(Decision { outcome, motivation, channel });

    /// Receives a rebuttal. One that comes too late is kept, and marked.
    receive_rebuttal:
    /// Your organisation replies to the decision.
    ReceiveRebuttalInput {
        /// What it holds against the decision, 4,000 characters at most. Nothing about any client.
        text: String,
    } => Intent::ReceiveRebuttal(Rebuttal { text });

    /// Answers the rebuttals of a proposal.
    answer_rebuttal:
    /// What the organisation replied is answered.
    AnswerRebuttalInput {
        /// What is decided now; often what was decided before.
        outcome: ProposalOutcome,
        /// Why, 4,000 characters at most. Nothing about any client.
        motivation: String,
    } => Intent::AnswerRebuttal(RebuttalAnswered { outcome, motivation });

    /// Closes the proposal, when no rebuttal can come any more and all are answered.
    finalise_proposal:
    /// Nothing more can come of it.
    FinaliseProposalInput {} => Intent::FinaliseProposal(ProposalFinalised {});
}
