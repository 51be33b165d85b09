//! What the mutations on a proposal share.

use async_graphql::{Context, Error, ID};
use loopbrug_domain::proposal::Intent;
use loopbrug_infra::commands::AboutProposal;

use super::input::execute;
use super::reading::Reading;

pub(super) use super::input::ProcedureRecording;
pub(super) use super::payload::ProposalPayload;

/// Records `intent` on the proposal with this Relay id.
pub(super) async fn record_on_proposal(
    ctx: &Context<'_>,
    recording: ProcedureRecording,
    proposal: ID,
    intent: impl FnOnce(&mut Reading) -> Intent,
) -> Result<ProposalPayload, Error> {
    let read = |read: &mut Reading| {
        let proposal = read.proposal(&proposal, "proposalId");
        read.within(proposal);
        (AboutProposal::Id(proposal), intent(read))
    };
    execute(ctx, recording, read).await
}
