//! From the input of a mutation to a command, and to what is answered.
//!
//! Every mutation goes the same way: its input is read to the end, the command is carried out, and what came
//! of it is a payload. A payload type says which kind of aggregate it is about, so a mutation names no more
//! than its input and what is to be recorded.

use std::collections::BTreeMap;

use async_graphql::{Context, Error, ID, InputObject};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId};
use loopbrug_domain::proposal;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_infra::commands::{AboutProposal, CommandError, Commands, Kind, Recorded, Request};

use super::payload::{Payload, ProposalPayload, TrajectoryPayload};
use super::reading::Reading;
use crate::error::{TraceId, refusals};

/// What every mutation says about itself.
#[derive(Debug, Clone, InputObject)]
pub(super) struct Recording {
    /// A UUID of your own, new for every change that you intend. Sent again, it records nothing
    /// and gives the first answer.
    command_id: ID,
    /// The day it happened, in Brussels. Default: today.
    pub(super) occurred_on: Option<NaiveDate>,
    /// The version of the trajectory that you have seen; if it has moved on, nothing is
    /// recorded. Default: any.
    expected_version: Option<u32>,
    /// This is how an event that was recorded wrongly should have been told. Name the ids that
    /// the event named.
    pub(super) corrects: Option<Correction>,
}

/// An event that is put right.
#[derive(Debug, Clone, InputObject)]
pub(super) struct Correction {
    /// The event's place in the trajectory, 1 for the first.
    event: u32,
    /// Why (list `correction_reason`).
    reason: String,
}

impl Correction {
    fn of(self, occurred_on: NaiveDate, intent: Intent) -> Intent {
        let reason = Code::new(self.reason);
        Intent::CorrectEvent(EventCorrected::new(self.event, reason, occurred_on, intent.into()))
    }
}

/// What every mutation of the selection procedure says about itself.
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

/// What every mutation on a trajectory that there is says.
#[derive(Debug, InputObject)]
pub(super) struct OnTrajectory {
    #[graphql(flatten)]
    pub(super) recording: Recording,
    /// The trajectory.
    pub(super) trajectory_id: ID,
}

/// What every mutation on a proposal that there is says.
#[derive(Debug, InputObject)]
pub(super) struct OnProposal {
    #[graphql(flatten)]
    recording: ProcedureRecording,
    /// The proposal.
    proposal_id: ID,
}

/// What all commands have in common.
#[derive(Debug)]
pub(super) struct Head {
    command_id: ID,
    occurred_on: Option<NaiveDate>,
    expected_version: Option<u32>,
}

impl From<Recording> for Head {
    fn from(recording: Recording) -> Self {
        let Recording { command_id, occurred_on, expected_version, .. } = recording;
        Self { command_id, occurred_on, expected_version }
    }
}

impl From<ProcedureRecording> for Head {
    fn from(recording: ProcedureRecording) -> Self {
        let ProcedureRecording { command_id, occurred_on, expected_version } = recording;
        Self { command_id, occurred_on, expected_version }
    }
}

/// What a command is about, and what is asked of it.
type Asked<P> = (<<P as Payload>::Of as Kind>::About, <<P as Payload>::Of as Kind>::Intent);

/// Records what `intent` makes of the ids that follow from the command, on the trajectory with
/// this Relay id.
pub(super) async fn record(
    ctx: &Context<'_>,
    OnTrajectory { recording, trajectory_id }: OnTrajectory,
    intent: impl FnOnce(&mut Reading) -> Intent,
) -> Result<TrajectoryPayload, Error> {
    let read = |read: &mut Reading| {
        let trajectory = read.trajectory(&trajectory_id, "trajectoryId");
        read.within(trajectory);
        (trajectory, intent(read))
    };
    record_on(ctx, recording, read).await
}

/// Records `intent` on the proposal with this Relay id.
pub(super) async fn record_on_proposal(
    ctx: &Context<'_>,
    OnProposal { recording, proposal_id }: OnProposal,
    intent: impl FnOnce(&mut Reading) -> proposal::Intent,
) -> Result<ProposalPayload, Error> {
    let read = |read: &mut Reading| {
        let proposal = read.proposal(&proposal_id, "proposalId");
        read.within(proposal);
        (AboutProposal::Id(proposal), intent(read))
    };
    execute(ctx, recording, read).await
}

/// Records what `read` makes of an input about a trajectory, or corrects an event to it.
pub(super) async fn record_on(
    ctx: &Context<'_>,
    recording: Recording,
    read: impl FnOnce(&mut Reading) -> (TrajectoryId, Intent),
) -> Result<TrajectoryPayload, Error> {
    let today = ctx.data::<Commands>()?.today();
    let corrects = recording.corrects.clone();
    let read = |reading: &mut Reading| {
        let (trajectory, intent) = read(reading);
        let intent = match corrects {
            // A correction is made today.
            Some(correction) => correction.of(std::mem::replace(&mut reading.on, today), intent),
            None => intent,
        };
        (trajectory, intent)
    };
    execute(ctx, recording, read).await
}

/// Carries out what `read` makes of an input, or names all that is wrong with it.
pub(super) async fn execute<P: Payload>(
    ctx: &Context<'_>,
    head: impl Into<Head>,
    read: impl FnOnce(&mut Reading) -> Asked<P>,
) -> Result<P, Error> {
    match request(ctx, head.into(), read).await? {
        Ok(request) => answer(ctx, ctx.data::<Commands>()?.execute(request).await),
        Err(faults) => Ok(faults),
    }
}

/// The request that an input is. Where it cannot be read, all that is wrong with it is answered: what was
/// met in reading it, and what the domain finds.
pub(super) async fn request<P: Payload>(
    ctx: &Context<'_>,
    head: Head,
    read: impl FnOnce(&mut Reading) -> Asked<P>,
) -> Result<Result<Request<P::Of>, P>, Error> {
    let commands = ctx.data::<Commands>()?;
    let on = head.occurred_on.unwrap_or_else(|| commands.today());
    let mut reading = Reading::new(&head.command_id, on);
    let (about, intent) = read(&mut reading);
    let request = Request {
        command: reading.command,
        about,
        expected_version: head.expected_version,
        actor: ctx.data::<Actor>()?.clone(),
        occurred_on: reading.on,
        intent,
        asked: Some(asked(ctx)?),
    };
    let mut faults = reading.into_faults();
    if faults.is_empty() {
        return Ok(Ok(request));
    }
    if let Err(others) = commands.check_fields(&request).await {
        faults.extend(refusals(&others, *ctx.data::<TraceId>()?)?);
    }
    Ok(Err(faults.into()))
}

/// What came of a command, for who sent it: a refusal is data, only a fault is an error.
pub(super) fn answer<P: Payload>(
    ctx: &Context<'_>,
    result: Result<Recorded<P::Of>, CommandError>,
) -> Result<P, Error> {
    match result {
        Ok(recorded) => Ok(recorded.into()),
        Err(error) => Ok(refusals(&error, *ctx.data::<TraceId>()?)?.into()),
    }
}

/// The mutation and its arguments as they were sent, but for what makes no difference: what is left
/// out, and how the command's id is written.
fn asked(ctx: &Context<'_>) -> Result<serde_json::Value, Error> {
    let field = ctx.field();
    let arguments: BTreeMap<_, _> = field.arguments()?.into_iter().collect();
    let mut asked = serde_json::to_value((field.name(), arguments))?;
    without_nulls(&mut asked);
    if let Some(id) = asked.pointer_mut("/1/input/commandId")
        && let Some(command) = id.as_str().and_then(|id| id.parse::<CommandId>().ok())
    {
        *id = command.to_string().into();
    }
    Ok(asked)
}

fn without_nulls(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}
