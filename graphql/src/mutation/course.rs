//! Closing and reopening.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::course::{Closed, Reopened};

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

#[derive(Default)]
pub(super) struct CourseMutations;

#[Object]
impl CourseMutations {
    /// Closes the trajectory.
    async fn close_trajectory(
        &self,
        ctx: &Context<'_>,
        input: CloseTrajectoryInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.recording, input.trajectory_id, |_, _| {
            Ok(Intent::CloseTrajectory(Closed { reason: Code::new(input.reason) }))
        })
        .await
    }

    /// Reopens the trajectory.
    async fn reopen_trajectory(
        &self,
        ctx: &Context<'_>,
        input: ReopenTrajectoryInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.recording, input.trajectory_id, |_, _| {
            Ok(Intent::ReopenTrajectory(Reopened { reason: Code::new(input.reason) }))
        })
        .await
    }
}
