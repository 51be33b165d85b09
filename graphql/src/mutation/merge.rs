//! Duplicates.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::merge::{MergedInto, Unmerged};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The trajectory is a duplicate of another in its region.
#[derive(Debug, InputObject)]
struct MergeTrajectoryInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The trajectory that goes on.
    into: ID,
}

/// It turned out to be no duplicate.
#[derive(Debug, InputObject)]
struct UnmergeTrajectoryInput {
    #[graphql(flatten)]
    about: OnTrajectory,
}

#[derive(Default)]
pub(super) struct MergeMutations;

#[Object]
impl MergeMutations {
    /// Makes a duplicate step aside: it counts no longer.
    async fn merge_trajectory(
        &self,
        ctx: &Context<'_>,
        input: MergeTrajectoryInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let other = read.trajectory(&input.into, "into");
            Intent::MergeTrajectory(MergedInto { other })
        })
        .await
    }

    /// Takes a merge back.
    async fn unmerge_trajectory(
        &self,
        ctx: &Context<'_>,
        input: UnmergeTrajectoryInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| Intent::UnmergeTrajectory(Unmerged {})).await
    }
}
