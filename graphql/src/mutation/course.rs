//! Pausing, closing and reopening.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::course::{Closed, ExitRecorded, Paused, Reopened, Resumed};

use super::{Recording, TrajectoryPayload, record};

/// The guidance stops.
#[derive(Debug, InputObject)]
struct CloseTrajectoryInput {
    #[graphql(flatten)]
    recording: Recording,
    /// The trajectory.
    trajectory_id: ID,
    /// Why (list `closure_reason`).
    reason: String,
}

/// The guidance starts again.
#[derive(Debug, InputObject)]
struct ReopenTrajectoryInput {
    #[graphql(flatten)]
    recording: Recording,
    /// The trajectory.
    trajectory_id: ID,
    /// Why (list `reopen_reason`).
    reason: String,
}

/// The guidance is put on hold.
#[derive(Debug, InputObject)]
struct PauseTrajectoryInput {
    #[graphql(flatten)]
    recording: Recording,
    /// The trajectory.
    trajectory_id: ID,
    /// Why (list `pause_reason`).
    reason: String,
}

/// The guidance goes on.
#[derive(Debug, InputObject)]
struct ResumeTrajectoryInput {
    #[graphql(flatten)]
    recording: Recording,
    /// The trajectory.
    trajectory_id: ID,
}

/// How the client stands after the closing; what is absent is unknown.
#[derive(Debug, InputObject)]
struct RecordExitInput {
    #[graphql(flatten)]
    recording: Recording,
    /// The trajectory.
    trajectory_id: ID,
    /// Looks for a job.
    job_seeking: Option<bool>,
    /// In education or training.
    in_training: Option<bool>,
    /// Gained a qualification.
    qualification: Option<bool>,
    /// In work, self-employment included.
    employed: Option<bool>,
    /// ETHOS Light (list `ethos`).
    housing: Option<String>,
    /// The day that this was so. Default: the day it happened.
    as_of: Option<NaiveDate>,
}

#[derive(Default)]
pub(super) struct CourseMutations;

#[Object]
impl CourseMutations {
    /// Puts the guidance on hold.
    async fn pause_trajectory(
        &self,
        ctx: &Context<'_>,
        input: PauseTrajectoryInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.recording, input.trajectory_id, |_| {
            Intent::PauseTrajectory(Paused { reason: Code::new(input.reason) })
        })
        .await
    }

    /// Lets the guidance go on.
    async fn resume_trajectory(
        &self,
        ctx: &Context<'_>,
        input: ResumeTrajectoryInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.recording, input.trajectory_id, |_| Intent::ResumeTrajectory(Resumed {}))
            .await
    }

    /// Records how the client stands after the closing.
    async fn record_exit(
        &self,
        ctx: &Context<'_>,
        input: RecordExitInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.recording, input.trajectory_id, |read| {
            Intent::RecordExit(ExitRecorded {
                job_seeking: input.job_seeking,
                in_training: input.in_training,
                qualification: input.qualification,
                employed: input.employed,
                housing: input.housing.map(Code::new),
                as_of: input.as_of.unwrap_or(read.on),
            })
        })
        .await
    }

    /// Closes the trajectory.
    async fn close_trajectory(
        &self,
        ctx: &Context<'_>,
        input: CloseTrajectoryInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.recording, input.trajectory_id, |_| {
            Intent::CloseTrajectory(Closed { reason: Code::new(input.reason) })
        })
        .await
    }

    /// Reopens the trajectory.
    async fn reopen_trajectory(
        &self,
        ctx: &Context<'_>,
        input: ReopenTrajectoryInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.recording, input.trajectory_id, |_| {
            Intent::ReopenTrajectory(Reopened { reason: Code::new(input.reason) })
        })
        .await
    }
}
