//! The decision is communicated to the organisation, which replies and is answered.

use async_graphql::{Context, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::decision::{Decision, ProposalFinalised};
use loopbrug_domain::proposal::rebuttal::{Rebuttal, RebuttalAnswered};

use super::input::{OnProposal, record_on_proposal};
use super::payload::ProposalPayload;
use crate::types::ProposalOutcome;

/// The organisation is told.
#[derive(Debug, InputObject)]
struct CommunicateDecisionInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// What was decided, as ratified.
    outcome: ProposalOutcome,
    /// Why, 4,000 characters at most. Nothing about any client.
    motivation: String,
    /// How it is told (list `decision_channel`).
    channel: String,
}

/// Your organisation replies to the decision.
#[derive(Debug, InputObject)]
struct ReceiveRebuttalInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// What it holds against the decision, 4,000 characters at most. Nothing about any client.
    text: String,
}

/// What the organisation replied is answered.
#[derive(Debug, InputObject)]
struct AnswerRebuttalInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// What is decided now; often what was decided before.
    outcome: ProposalOutcome,
    /// Why, 4,000 characters at most. Nothing about any client.
    motivation: String,
}

/// Nothing more can come of it.
#[derive(Debug, InputObject)]
struct FinaliseProposalInput {
    #[graphql(flatten)]
    about: OnProposal,
}

#[derive(Default)]
pub(super) struct DecidingMutations;

#[Object]
impl DecidingMutations {
    /// Communicates the decision, once the matching report is ratified.
    async fn communicate_decision(
        &self,
        ctx: &Context<'_>,
        input: CommunicateDecisionInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| {
            Intent::CommunicateDecision(Decision {
                outcome: input.outcome.into(),
                motivation: input.motivation,
                channel: Code::new(input.channel),
            })
        })
        .await
    }

    /// Receives a rebuttal. One that comes too late is kept, and marked.
    async fn receive_rebuttal(
        &self,
        ctx: &Context<'_>,
        input: ReceiveRebuttalInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| {
            Intent::ReceiveRebuttal(Rebuttal { text: input.text })
        })
        .await
    }

    /// Answers the rebuttals of a proposal.
    async fn answer_rebuttal(
        &self,
        ctx: &Context<'_>,
        input: AnswerRebuttalInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| {
            let (outcome, motivation) = (input.outcome.into(), input.motivation);
            Intent::AnswerRebuttal(RebuttalAnswered { outcome, motivation })
        })
        .await
    }

    /// Closes the proposal, when no rebuttal can come any more and all are answered.
    async fn finalise_proposal(
        &self,
        ctx: &Context<'_>,
        input: FinaliseProposalInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| Intent::FinaliseProposal(ProposalFinalised {}))
            .await
    }
}
