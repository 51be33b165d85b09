//! What a client is good at and wants.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::GoalId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::direction::{
    GoalRated, GoalSet, JobTargetSet, StrengthIdentified,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The client is good at something.
#[derive(Debug, InputObject)]
struct IdentifyStrengthInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// At what (list `strength`).
    strength: String,
}

/// The client wants something.
#[derive(Debug, InputObject)]
struct SetGoalInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The goal, by a UUID of your own. Default: a new one.
    goal_id: Option<ID>,
    /// The domain of life that it belongs to (list `goal_domain`).
    domain: String,
}

/// The client tells how far a goal is reached.
#[derive(Debug, InputObject)]
struct RateGoalInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The goal.
    goal_id: ID,
    /// By the client: 0 (not at all) to 10 (wholly).
    rating: u32,
}

/// The client aims at a kind of work.
#[derive(Debug, InputObject)]
struct SetJobTargetInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// List `job_target`.
    job_target: String,
}

#[derive(Default)]
pub(super) struct DirectionMutations;

#[Object]
impl DirectionMutations {
    /// Records what the client is good at.
    async fn identify_strength(
        &self,
        ctx: &Context<'_>,
        input: IdentifyStrengthInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let strength = Code::new(input.strength);
            Intent::IdentifyStrength(StrengthIdentified { strength })
        })
        .await
    }

    /// Records what the client wants, by its domain.
    async fn set_goal(&self, ctx: &Context<'_>, input: SetGoalInput) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let goal = read.id_or_new(input.goal_id.as_ref(), "goalId", "goal", GoalId);
            Intent::SetGoal(GoalSet { goal, domain: Code::new(input.domain) })
        })
        .await
    }

    /// Records what the client gives a goal.
    async fn rate_goal(
        &self,
        ctx: &Context<'_>,
        input: RateGoalInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let goal = read.id(&input.goal_id, "goalId");
            Intent::RateGoal(GoalRated { goal, rating: input.rating })
        })
        .await
    }

    /// Records the kind of work that the client aims at.
    async fn set_job_target(
        &self,
        ctx: &Context<'_>,
        input: SetJobTargetInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let job_target = Code::new(input.job_target);
            Intent::SetJobTarget(JobTargetSet { job_target })
        })
        .await
    }
}
