//! What a client is good at and wants.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::direction;

use super::Coded;

/// What a client is good at and wants.
#[derive(SimpleObject)]
pub(crate) struct Direction {
    /// What the client is good at.
    strengths: Vec<Strength>,
    /// What the client wants, in order.
    goals: Vec<Goal>,
    /// The kind of work that the client aims at.
    job_target: Option<Coded>,
}

/// What a client is good at.
#[derive(SimpleObject)]
struct Strength {
    /// At what.
    strength: Coded,
    /// The day that it was identified.
    identified_on: NaiveDate,
}

/// A goal of a client.
#[derive(SimpleObject)]
struct Goal {
    /// Its id.
    #[graphql(name = "goalId")]
    id: ID,
    /// The domain of life that it belongs to.
    domain: Coded,
    /// The day that it was set.
    set_on: NaiveDate,
    /// What the client gave it, in order.
    ratings: Vec<GoalRating>,
}

/// What a client gave a goal on a day.
#[derive(SimpleObject)]
struct GoalRating {
    /// The day.
    on: NaiveDate,
    /// 0 (not at all) to 10 (wholly).
    rating: u32,
}

impl Direction {
    pub(super) fn new(direction: &direction::Direction, catalogue: &Arc<Catalogue>) -> Self {
        let strengths = direction.strengths.iter().map(|(strength, on)| Strength {
            strength: Coded::new(catalogue, strength),
            identified_on: *on,
        });
        let target = direction.job_target.as_ref();
        Self {
            strengths: strengths.collect(),
            goals: direction.goals.iter().map(|goal| Goal::new(goal, catalogue)).collect(),
            job_target: target.map(|target| Coded::new(catalogue, target)),
        }
    }
}

impl Goal {
    fn new(goal: &direction::Goal, catalogue: &Arc<Catalogue>) -> Self {
        let ratings = goal.ratings.iter();
        Self {
            id: ID(goal.goal.to_string()),
            domain: Coded::new(catalogue, &goal.domain),
            set_on: goal.set_on,
            ratings: ratings.map(|r| GoalRating { on: r.on, rating: r.rating }).collect(),
        }
    }
}
