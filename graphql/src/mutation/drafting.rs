//! An organisation works on its proposal, hands it in, takes it back.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::OfferId;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::drafting::{ProposalRevised, Scope};
use loopbrug_domain::proposal::offers::{InterventionDropped, InterventionProposed, Offer};
use loopbrug_domain::proposal::submission::{ProposalWithdrawn, Submission};
use loopbrug_infra::commands::AboutProposal;

use super::input::{OnProposal, ProcedureRecording, execute, record_on_proposal};
use super::payload::ProposalPayload;

/// Your organisation starts on its proposal.
#[derive(Debug, InputObject)]
struct DraftProposalInput {
    #[graphql(flatten)]
    recording: ProcedureRecording,
    /// The round.
    round_id: ID,
    /// What it aims at.
    scope: ScopeInput,
}

/// It aims at something else.
#[derive(Debug, InputObject)]
struct ReviseProposalInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// What it aims at from now on: all of it.
    scope: ScopeInput,
}

/// It offers an intervention.
#[derive(Debug, InputObject)]
struct ProposeInterventionInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// The challenge that it answers (list `challenge`).
    challenge: String,
    /// The service that it delivers (list `service_type`).
    service: String,
    /// How, in your words, 4,000 characters at most. Nothing about any client.
    approach: String,
    /// How many clients it can take (1 to 10,000).
    capacity: u32,
    /// What it costs, in whole euros (0 to 100,000,000).
    budget: u32,
}

/// It takes one back.
#[derive(Debug, InputObject)]
struct DropInterventionInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// The intervention, by its id in the proposal.
    intervention_id: ID,
}

/// It hands the proposal in.
#[derive(Debug, InputObject)]
struct SubmitProposalInput {
    #[graphql(flatten)]
    about: OnProposal,
}

/// It takes the proposal back.
#[derive(Debug, InputObject)]
struct WithdrawProposalInput {
    #[graphql(flatten)]
    about: OnProposal,
}

/// What a proposal aims at.
#[derive(Debug, InputObject)]
struct ScopeInput {
    /// The challenges that it answers (list `challenge`), one at least.
    challenges: Vec<String>,
    /// The services that it delivers (list `service_type`), one at least.
    services: Vec<String>,
    /// Where (list `municipality`), one at least.
    municipalities: Vec<String>,
}

impl ScopeInput {
    fn read(self) -> Scope {
        Scope {
            challenges: self.challenges.into_iter().map(Code::new).collect(),
            services: self.services.into_iter().map(Code::new).collect(),
            municipalities: self.municipalities.into_iter().map(Code::new).collect(),
        }
    }
}

#[derive(Default)]
pub(super) struct DraftingMutations;

#[Object]
impl DraftingMutations {
    /// Starts the one proposal that your organisation can have for a round.
    async fn draft_proposal(
        &self,
        ctx: &Context<'_>,
        input: DraftProposalInput,
    ) -> Result<ProposalPayload> {
        execute(ctx, input.recording, |read| {
            let own = AboutProposal::OwnFor(read.round(&input.round_id));
            (own, Intent::DraftProposal(input.scope.read()))
        })
        .await
    }

    /// Changes what the proposal aims at, as long as it is not submitted.
    async fn revise_proposal(
        &self,
        ctx: &Context<'_>,
        input: ReviseProposalInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| {
            Intent::ReviseProposal(ProposalRevised { scope: input.scope.read() })
        })
        .await
    }

    /// Adds an intervention to the proposal.
    async fn propose_intervention(
        &self,
        ctx: &Context<'_>,
        input: ProposeInterventionInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |read| {
            let offer = Offer {
                challenge: Code::new(input.challenge),
                service: Code::new(input.service),
                approach: input.approach,
                capacity: input.capacity,
                budget: input.budget,
            };
            let id = OfferId(read.new_id("intervention"));
            Intent::ProposeIntervention(InterventionProposed { id, offer })
        })
        .await
    }

    /// Drops an intervention from the proposal.
    async fn drop_intervention(
        &self,
        ctx: &Context<'_>,
        input: DropInterventionInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |read| {
            let id = read.id(&input.intervention_id, "interventionId");
            Intent::DropIntervention(InterventionDropped { id })
        })
        .await
    }

    /// Submits the proposal, until the deadline by the server's clock. From then on it is frozen.
    async fn submit_proposal(
        &self,
        ctx: &Context<'_>,
        input: SubmitProposalInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| Intent::SubmitProposal(Submission {})).await
    }

    /// Withdraws the proposal. Before the deadline it may be submitted again.
    async fn withdraw_proposal(
        &self,
        ctx: &Context<'_>,
        input: WithdrawProposalInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| Intent::WithdrawProposal(ProposalWithdrawn {}))
            .await
    }
}
