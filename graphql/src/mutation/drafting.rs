//! An organisation works on its proposal, hands it in, takes it back.

use std::collections::BTreeSet;

use loopbrug_domain::catalogue::list::{Challenge, Municipality, ServiceType};
use loopbrug_domain::ids::OfferId;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::drafting::{ProposalRevised, Scope};
use loopbrug_domain::proposal::offers::{InterventionDropped, InterventionProposed, Offer};
use loopbrug_domain::proposal::submission::{ProposalWithdrawn, Submission};

use super::about::{OnOwnProposal, OnProposal};
use super::given::{Id, New};
use crate::input::Code;

mutations! {
    StartingMutations on OnOwnProposal;

    /// Starts the one proposal that your organisation can have for a round.
    draft_proposal:
    /// Your organisation starts on its proposal.
    DraftProposalInput {
        /// What it aims at.
        scope: ScopeInput,
    } => Intent::DraftProposal(scope);
}

mutations! {
    DraftingMutations on OnProposal;

    /// Changes what the proposal aims at, as long as it is not submitted.
    revise_proposal:
    /// It aims at something else.
    ReviseProposalInput {
        /// What it aims at from now on: all of it.
        scope: ScopeInput,
    } => Intent::ReviseProposal(ProposalRevised { scope });

    /// Adds an intervention to the proposal.
    propose_intervention:
    /// It offers an intervention.
    ProposeInterventionInput {
        #[graphql(skip)]
        id: New<OfferId>,
        /// The challenge that it answers.
        challenge: Code<Challenge>,
        /// The service that it delivers.
        service: Code<ServiceType>,
        /// How, in your words, 4,000 characters at most. Nothing about any client.
        approach: String,
        /// How many clients it can take (1 to 10,000).
        capacity: u32,
        /// What it costs, in whole euros (0 to 100,000,000).
        budget: u32,
    } => Intent::ProposeIntervention(InterventionProposed {
        id,
        offer: Offer { challenge, service, approach, capacity, budget },
    });

    /// Drops an intervention from the proposal.
    drop_intervention:
    /// It takes one back.
    DropInterventionInput {
        /// The intervention, by its id in the proposal.
        intervention_id: Id<OfferId>,
    } => Intent::DropIntervention(InterventionDropped { id: intervention_id });

    /// Submits the proposal, until the deadline by the server's clock. From then on it is frozen.
    submit_proposal:
    /// It hands the proposal in.
    SubmitProposalInput {} => Intent::SubmitProposal(Submission {});

    /// Withdraws the proposal. Before the deadline it may be submitted again.
    withdraw_proposal:
    /// It takes the proposal back.
    WithdrawProposalInput {} => Intent::WithdrawProposal(ProposalWithdrawn {});
}

inputs! {
    /// What a proposal aims at.
    ScopeInput -> Scope {
        /// The challenges that it answers; one at least.
        challenges: BTreeSet<Code<Challenge>>,
        /// The services that it delivers; one at least.
        services: BTreeSet<Code<ServiceType>>,
        /// Where; one at least.
        municipalities: BTreeSet<Code<Municipality>>,
    } => Scope { challenges, services, municipalities };
}
