//! What the mutations of the selection procedure share.

use async_graphql::{Context, Error, ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{CommandId, DerivedIds, ProposalId, RoundId};
use loopbrug_domain::proposal;
use loopbrug_infra::commands::{
    CommandError, Commands, ProcedureRequest, ProposalIntent, Recorded, RoundIntent,
};

use super::asked;
use crate::error::{TraceId, UserError, refusal};
use crate::id;
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
    read: impl FnOnce() -> Result<(RoundId, RoundIntent), UserError>,
) -> Result<RoundPayload, Error> {
    let request = read().and_then(|(id, intent)| Ok((id, recording.command()?, intent)));
    let (id, command, intent) = match request {
        Ok(read) => read,
        Err(error) => return Ok(RoundPayload { errors: vec![error], ..RoundPayload::default() }),
    };
    let request = recording.request(ctx, command, intent)?;
    Ok(match told(ctx, ctx.data::<Commands>()?.on_round(id, request).await)? {
        Ok(Recorded { id, version, position }) => RoundPayload {
            recorded: Some(id),
            version: Some(version),
            position: Some(position.0),
            errors: vec![],
        },
        Err(error) => RoundPayload { errors: vec![error], ..RoundPayload::default() },
    })
}

/// Records what `read` makes of the command's id, on a proposal.
pub(super) async fn on_proposal(
    ctx: &Context<'_>,
    recording: ProcedureRecording,
    read: impl FnOnce(CommandId) -> Result<ProposalIntent, UserError>,
) -> Result<ProposalPayload, Error> {
    let request = recording.command().and_then(|command| Ok((command, read(command)?)));
    let (command, intent) = match request {
        Ok(read) => read,
        Err(error) => {
            return Ok(ProposalPayload { errors: vec![error], ..ProposalPayload::default() });
        }
    };
    let request = recording.request(ctx, command, intent)?;
    Ok(match told(ctx, ctx.data::<Commands>()?.on_proposal(request).await)? {
        Ok(Recorded { id, version, position }) => ProposalPayload {
            recorded: Some(id),
            version: Some(version),
            position: Some(position.0),
            errors: vec![],
        },
        Err(error) => ProposalPayload { errors: vec![error], ..ProposalPayload::default() },
    })
}

/// Records `intent` on the proposal with this Relay id.
pub(super) async fn record_on_proposal(
    ctx: &Context<'_>,
    recording: ProcedureRecording,
    proposal: ID,
    intent: impl FnOnce(DerivedIds) -> Result<proposal::Intent, UserError>,
) -> Result<ProposalPayload, Error> {
    on_proposal(ctx, recording, |command| {
        let id =
            id::proposal(&proposal).map_err(|error| UserError::malformed(&error, "proposalId"))?;
        Ok(ProposalIntent::Record(id, intent(command.within(id))?))
    })
    .await
}

/// Reads the Relay id of a round.
pub(super) fn round_id(id: &ID) -> Result<RoundId, UserError> {
    id::round(id).map_err(|error| UserError::malformed(&error, "roundId"))
}

impl ProcedureRecording {
    fn command(&self) -> Result<CommandId, UserError> {
        id::parse(&self.command_id, "commandId")
    }

    fn request<Intent>(
        &self,
        ctx: &Context<'_>,
        command: CommandId,
        intent: Intent,
    ) -> Result<ProcedureRequest<Intent>, Error> {
        let today = || ctx.data::<Commands>().map(Commands::today);
        Ok(ProcedureRequest {
            command,
            expected_version: self.expected_version,
            actor: ctx.data::<Actor>()?.clone(),
            occurred_on: self.occurred_on.map_or_else(today, Ok)?,
            intent,
            asked: asked(ctx)?,
        })
    }
}

/// A refusal as data; only a fault is an error.
fn told<Id>(
    ctx: &Context<'_>,
    result: Result<Recorded<Id>, CommandError>,
) -> Result<Result<Recorded<Id>, UserError>, Error> {
    match result {
        Ok(recorded) => Ok(Ok(recorded)),
        Err(error) => Ok(Err(refusal(&error, *ctx.data::<TraceId>()?)?)),
    }
}
