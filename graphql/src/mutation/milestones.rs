//! Steps forward and back.

use async_graphql::{Context, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::milestones::{MilestoneReached, RelapseRecorded};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The client takes a step forward.
#[derive(Debug, InputObject)]
struct RecordMilestoneReachedInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Which (list `milestone`).
    milestone: String,
    /// What it rests on (list `evidence`): of a kind that the catalogue names for the milestone.
    evidence: String,
}

/// The client falls back.
#[derive(Debug, InputObject)]
struct RecordRelapseInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// In which problem area (list `problem_area`).
    area: String,
}

#[derive(Default)]
pub(super) struct MilestoneMutations;

#[Object]
impl MilestoneMutations {
    /// Records a step forward.
    async fn record_milestone_reached(
        &self,
        ctx: &Context<'_>,
        input: RecordMilestoneReachedInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let (milestone, evidence) = (Code::new(input.milestone), Code::new(input.evidence));
            Intent::RecordMilestoneReached(MilestoneReached { milestone, evidence })
        })
        .await
    }

    /// Records a step back.
    async fn record_relapse(
        &self,
        ctx: &Context<'_>,
        input: RecordRelapseInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::RecordRelapse(RelapseRecorded { area: Code::new(input.area) })
        })
        .await
    }
}
