//! What the mutations of the selection procedure share.

use async_graphql::{Context, Error, ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{ProposalId, RoundId};
use loopbrug_domain::proposal;
use loopbrug_domain::stream::Stream;
use loopbrug_infra::commands::{
    CommandError, Commands, ProcedureRequest, ProposalIntent, Recorded, RoundIntent,
};

use super::reading::Reading;
use super::{all_faults, asked};
use crate::error::{TraceId, UserError, refusals};
use crate::types::{Proposal, Round, load_proposal, load_round};

/// What every mutation of the selection procedure is told about itself.
#[derive(Debug, Clone, InputObject)]
pub(super) struct ProcedureRecording {
    /// A UUID of your own, new for every change that you intend. Sent again, it records nothing
    /// and gives the first answer.
    command_id: ID,
    /// The day it happened, in Brussels. Default: today. Deadlines look at the server's clock
    /// alone.
    occurred_on: Option<NaiveDate>,
    /// The version of the round or proposal that you have seen; if it has moved on, nothing is
    /// recorded. Default: any.
    expected_version: Option<u32>,
}

/// What came of a mutation on a round.
#[derive(Debug, Default, SimpleObject)]
#[graphql(complex)]
pub(super) struct RoundPayload {
    #[graphql(skip)]
    recorded: Option<RoundId>,
    /// The version of the round after this change.
    version: Option<u32>,
    /// The position of the change in the region's log: ask with `atLeast` to see it.
    position: Option<u32>,
    /// Why nothing was recorded; empty when it was.
    errors: Vec<UserError>,
}

#[async_graphql::ComplexObject]
impl RoundPayload {
    /// The round with this change.
    async fn round(&self, ctx: &Context<'_>) -> Result<Option<Round>, Error> {
        match self.recorded {
            Some(id) => load_round(ctx, id).await,
            None => Ok(None),
        }
    }
}

/// What came of a mutation on a proposal.
#[derive(Debug, Default, SimpleObject)]
#[graphql(complex)]
pub(super) struct ProposalPayload {
    #[graphql(skip)]
    recorded: Option<ProposalId>,
    /// The version of the proposal after this change.
    version: Option<u32>,
    /// The position of the change in the region's log: ask with `atLeast` to see it.
    position: Option<u32>,
    /// Why nothing was recorded; empty when it was.
    errors: Vec<UserError>,
}

#[async_graphql::ComplexObject]
impl ProposalPayload {
    /// The proposal with this change.
    async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Proposal>, Error> {
        match self.recorded {
            Some(id) => load_proposal(ctx, id).await,
            None => Ok(None),
        }
    }
}

/// Records what `intent` says, on a round.
pub(super) async fn on_round(
    ctx: &Context<'_>,
    recording: ProcedureRecording,
    read: impl FnOnce(&mut Reading) -> (RoundId, RoundIntent),
) -> Result<RoundPayload, Error> {
    let commands = ctx.data::<Commands>()?;
    let mut reading = recording.reading(commands);
    let (id, intent) = read(&mut reading);
    let request = recording.request(ctx, &reading, intent)?;
    let faults = reading.into_faults();
    if !faults.is_empty() {
        let others = commands.look_at_fields_on_round(id, &request).await;
        let errors = all_faults(ctx, faults, others)?;
        return Ok(RoundPayload { errors, ..RoundPayload::default() });
    }
    Ok(match told(ctx, commands.on_round(id, request).await)? {
        Ok(Recorded { id, version, position, .. }) => RoundPayload {
            recorded: Some(id),
            version: Some(version),
            position: Some(position.0),
            errors: vec![],
        },
        Err(errors) => RoundPayload { errors, ..RoundPayload::default() },
    })
}

/// Records what `read` makes of the command's id, on a proposal.
pub(super) async fn on_proposal(
    ctx: &Context<'_>,
    recording: ProcedureRecording,
    read: impl FnOnce(&mut Reading) -> ProposalIntent,
) -> Result<ProposalPayload, Error> {
    let commands = ctx.data::<Commands>()?;
    let mut reading = recording.reading(commands);
    let intent = read(&mut reading);
    let request = recording.request(ctx, &reading, intent)?;
    let faults = reading.into_faults();
    if !faults.is_empty() {
        let others = commands.look_at_fields_on_proposal(&request).await;
        let errors = all_faults(ctx, faults, others)?;
        return Ok(ProposalPayload { errors, ..ProposalPayload::default() });
    }
    Ok(match told(ctx, commands.on_proposal(request).await)? {
        Ok(Recorded { id, version, position, .. }) => ProposalPayload {
            recorded: Some(id),
            version: Some(version),
            position: Some(position.0),
            errors: vec![],
        },
        Err(errors) => ProposalPayload { errors, ..ProposalPayload::default() },
    })
}

/// Records `intent` on the proposal with this Relay id.
pub(super) async fn record_on_proposal(
    ctx: &Context<'_>,
    recording: ProcedureRecording,
    proposal: ID,
    intent: impl FnOnce(&mut Reading) -> proposal::Intent,
) -> Result<ProposalPayload, Error> {
    on_proposal(ctx, recording, |read| {
        let proposal = read.proposal(&proposal, "proposalId");
        read.within(proposal);
        ProposalIntent::Record(proposal, intent(read))
    })
    .await
}

impl ProcedureRecording {
    fn reading(&self, commands: &Commands) -> Reading {
        let on = self.occurred_on.unwrap_or_else(|| commands.today());
        Reading::new(&self.command_id, on)
    }

    fn request<Intent>(
        &self,
        ctx: &Context<'_>,
        reading: &Reading,
        intent: Intent,
    ) -> Result<ProcedureRequest<Intent>, Error> {
        Ok(ProcedureRequest {
            command: reading.command,
            expected_version: self.expected_version,
            actor: ctx.data::<Actor>()?.clone(),
            occurred_on: reading.on,
            intent,
            asked: asked(ctx)?,
        })
    }
}

/// A refusal as data; only a fault is an error.
fn told<A: Stream>(
    ctx: &Context<'_>,
    result: Result<Recorded<A>, CommandError>,
) -> Result<Result<Recorded<A>, Vec<UserError>>, Error> {
    match result {
        Ok(recorded) => Ok(Ok(recorded)),
        Err(error) => Ok(Err(refusals(&error, *ctx.data::<TraceId>()?)?)),
    }
}
