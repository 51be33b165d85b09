//! What a client is good at and wants.

use loopbrug_domain::catalogue::list::{GoalDomain, JobTarget, Strength};
use loopbrug_domain::ids::GoalId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::direction::{
    GoalRated, GoalSet, JobTargetSet, StrengthIdentified,
};

use super::about::OnTrajectory;
use super::given::{Id, New};
use super::personal::Personal;
use crate::input::Code;

mutations! {
    DirectionMutations on OnTrajectory;

    /// Records what the client is good at.
    identify_strength:
    /// The client is good at something.
    IdentifyStrengthInput {
        /// At what.
        strength: Code<Strength>,
    } => Intent::IdentifyStrength(StrengthIdentified { strength });

    /// Records what the client wants, by its domain and in own words.
    set_goal:
    /// The client wants something.
    SetGoalInput {
        /// The goal, by a UUID of your own. Default: a new one.
        goal_id: New<GoalId>,
        /// The domain of life that it belongs to.
        domain: Code<GoalDomain>,
        /// The client's own words for it. They are sealed.
        own_words: Option<Personal>,
    } => Intent::SetGoal(GoalSet { goal: goal_id, domain, own_words });

    /// Records what the client gives a goal.
    rate_goal:
    /// The client says how far a goal is reached.
    RateGoalInput {
        /// The goal.
        goal_id: Id<GoalId>,
        /// By the client: 0 (not at all) to 10 (wholly).
        rating: u32,
    } => Intent::RateGoal(GoalRated { goal: goal_id, rating });

    /// Records the kind of work that the client aims at.
    set_job_target:
    /// The client aims at a kind of work.
    SetJobTargetInput {
        job_target: Code<JobTarget>,
    } => Intent::SetJobTarget(JobTargetSet { job_target });
}
