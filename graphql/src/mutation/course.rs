//! Pausing, closing and reopening.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::course::{Closed, ExitRecorded, Paused, Reopened, Resumed};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The guidance stops.
#[derive(Debug, InputObject)]
struct CloseTrajectoryInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Why (list `closure_reason`).
    reason: String,
}

/// The guidance starts again.
#[derive(Debug, InputObject)]
struct ReopenTrajectoryInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Why (list `reopen_reason`).
    reason: String,
}

/// The guidance is put on hold.
#[derive(Debug, InputObject)]
struct PauseTrajectoryInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Why (list `pause_reason`).
    reason: String,
}

/// The guidance goes on.
#[derive(Debug, InputObject)]
struct ResumeTrajectoryInput {
    #[graphql(flatten)]
    about: OnTrajectory,
}

/// How the client stands after the closing; what is absent is unknown.
#[derive(Debug, InputObject)]
struct RecordExitInput {
    #[graphql(flatten)]
    about: OnTrajectory,
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
        record(ctx, input.about, |_| {
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
        record(ctx, input.about, |_| Intent::ResumeTrajectory(Resumed {})).await
    }

    /// Records how the client stands after the closing.
    async fn record_exit(
        &self,
        ctx: &Context<'_>,
        input: RecordExitInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
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
        record(ctx, input.about, |_| {
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
        record(ctx, input.about, |_| {
            Intent::ReopenTrajectory(Reopened { reason: Code::new(input.reason) })
        })
        .await
    }
}
