//! Mutations: one for each thing that a partner organisation may want to record.

mod appointments;
mod assessing;
mod barriers;
mod bridge;
mod consent;
mod course;
mod deciding;
mod direction;
mod drafting;
mod follow_up;
mod housing;
mod intake;
mod interventions;
mod learning;
mod merge;
mod milestones;
mod opening;
mod outreach;
mod practice;
mod procedure;
mod profile;
mod reading;
mod record_keeping;
mod referral_answers;
mod referrals;
mod round;
mod transfer;
mod work;

use std::collections::BTreeMap;

use async_graphql::{Context, Error, ID, InputObject, MergedObject, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_infra::commands::{CommandError, Commands, Recorded, Request};
use loopbrug_infra::views::Views;

use self::reading::Reading;
use crate::error::{TraceId, UserError, refusals, unanswered};
use crate::types::Trajectory;

/// Everything that can be recorded. In two levels: a merged object asks its parts one after the
/// other, each within the one before, and the compiler follows them only so deep.
#[derive(Default, MergedObject)]
pub struct Mutation(
    MeetingMutations,
    GuidanceMutations,
    GrowthMutations,
    KeepingMutations,
    ProcedureMutations,
);

/// How a trajectory begins.
#[derive(Default, MergedObject)]
struct MeetingMutations(
    opening::OpeningMutations,
    outreach::OutreachMutations,
    appointments::AppointmentMutations,
    consent::ConsentMutations,
    intake::IntakeMutations,
    profile::ProfileMutations,
);

/// How a client is guided.
#[derive(Default, MergedObject)]
struct GuidanceMutations(
    bridge::BridgeMutations,
    direction::DirectionMutations,
    barriers::BarrierMutations,
    interventions::InterventionMutations,
    referrals::ReferralMutations,
    referral_answers::ReferralAnswerMutations,
);

/// What comes of it.
#[derive(Default, MergedObject)]
struct GrowthMutations(
    housing::HousingMutations,
    work::WorkMutations,
    practice::PracticeMutations,
    learning::LearningMutations,
    milestones::MilestoneMutations,
);

/// How it goes on and ends, and how it is kept.
#[derive(Default, MergedObject)]
struct KeepingMutations(
    course::CourseMutations,
    follow_up::FollowUpMutations,
    transfer::TransferMutations,
    merge::MergeMutations,
    record_keeping::RecordKeepingMutations,
);

/// What can be recorded in the selection procedure.
#[derive(Default, MergedObject)]
struct ProcedureMutations(
    round::RoundMutations,
    drafting::DraftingMutations,
    assessing::AssessingMutations,
    deciding::DecidingMutations,
);

/// What every mutation is told about itself.
#[derive(Debug, Clone, InputObject)]
struct Recording {
    /// A UUID of your own, new for every change that you intend. Sent again, it records nothing
    /// and gives the first answer.
    command_id: ID,
    /// The day it happened, in Brussels. Default: today.
    occurred_on: Option<NaiveDate>,
    /// The version of the trajectory that you have seen; if it has moved on, nothing is
    /// recorded. Default: any.
    expected_version: Option<u32>,
    /// This is how an event that was recorded wrongly should have been told. Name the ids that
    /// the event named.
    corrects: Option<Correction>,
}

/// An event that is put right.
#[derive(Debug, Clone, InputObject)]
struct Correction {
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

/// What came of a mutation: the trajectory and the position, or errors and nothing recorded.
#[derive(Debug, Default, SimpleObject)]
#[graphql(complex)]
pub(crate) struct TrajectoryPayload {
    #[graphql(skip)]
    recorded: Option<Recorded>,
    /// The version of the trajectory after this change.
    version: Option<u32>,
    /// The position of the change in the region's log: ask with `atLeast` to see it.
    position: Option<u32>,
    /// Why nothing was recorded; empty when it was.
    errors: Vec<UserError>,
}

#[async_graphql::ComplexObject]
impl TrajectoryPayload {
    /// The trajectory as this change left it; where the change was made before, as it is now.
    async fn trajectory(&self, ctx: &Context<'_>) -> Result<Option<Trajectory>, Error> {
        let Some(recorded) = &self.recorded else { return Ok(None) };
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let left = views.trajectory_left(actor, recorded).await.map_err(unanswered(ctx))?;
        Ok(left.and_then(|left| Trajectory::of(&left, views.catalogues())))
    }
}

impl From<Recorded> for TrajectoryPayload {
    fn from(recorded: Recorded) -> Self {
        Self {
            version: Some(recorded.version),
            position: Some(recorded.position.0),
            recorded: Some(recorded),
            errors: vec![],
        }
    }
}

/// Records what `intent` makes of the ids that follow from the command, on the trajectory with
/// this Relay id.
async fn record(
    ctx: &Context<'_>,
    recording: Recording,
    trajectory: ID,
    intent: impl FnOnce(&mut Reading) -> Intent,
) -> Result<TrajectoryPayload, Error> {
    let read = |read: &mut Reading| {
        let trajectory = read.trajectory(&trajectory, "trajectoryId");
        read.within(trajectory);
        (trajectory, intent(read))
    };
    record_on(ctx, recording, read).await
}

/// Records what `read` makes of an input, or names all that is wrong with it.
async fn record_on(
    ctx: &Context<'_>,
    recording: Recording,
    read: impl FnOnce(&mut Reading) -> (TrajectoryId, Intent),
) -> Result<TrajectoryPayload, Error> {
    let commands = ctx.data::<Commands>()?;
    let occurred_on = recording.occurred_on.unwrap_or_else(|| commands.today());
    let mut reading = Reading::new(&recording.command_id, occurred_on);
    let (trajectory, intent) = read(&mut reading);
    let (occurred_on, intent) = match recording.corrects {
        Some(correction) => (commands.today(), correction.of(occurred_on, intent)),
        None => (occurred_on, intent),
    };
    let request = Request {
        command: reading.command,
        trajectory,
        expected_version: recording.expected_version,
        actor: ctx.data::<Actor>()?.clone(),
        occurred_on,
        intent,
        asked: Some(asked(ctx)?),
    };
    let faults = reading.into_faults();
    if !faults.is_empty() {
        let others = commands.look_at_fields(&request).await;
        return Ok(all_faults(ctx, faults, others)?.into());
    }
    told(ctx, commands.execute(request).await)
}

/// The faults of an input: those that were met in reading it, and those that the domain finds.
fn all_faults(
    ctx: &Context<'_>,
    mut faults: Vec<UserError>,
    others: Result<(), CommandError>,
) -> Result<Vec<UserError>, Error> {
    if let Err(others) = others {
        faults.extend(refusals(&others, *ctx.data::<TraceId>()?)?);
    }
    Ok(faults)
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

/// What came of a command, for who sent it.
fn told(
    ctx: &Context<'_>,
    result: Result<Recorded, CommandError>,
) -> Result<TrajectoryPayload, Error> {
    match result {
        Ok(recorded) => Ok(recorded.into()),
        Err(error) => Ok(refusals(&error, *ctx.data::<TraceId>()?)?.into()),
    }
}

impl From<Vec<UserError>> for TrajectoryPayload {
    fn from(errors: Vec<UserError>) -> Self {
        Self { errors, ..Self::default() }
    }
}
