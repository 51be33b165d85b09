//! What a client is good at and wants.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Code, list};
use loopbrug_domain::trajectory::direction;

use super::Coded;
use super::shows::shows;

shows! {
    /// What a client is good at and wants.
    Direction of direction::Direction as direction {
        /// What the client is good at.
        strengths: Vec<Strength>,
        /// What the client wants, in order.
        goals: Vec<Goal>,
        /// The kind of work that the client aims at.
        job_target: Option<Coded>,
    }

    /// What a client is good at.
    Strength of (&Code<list::Strength>, &NaiveDate) as seen {
        /// At what.
        strength: Coded = seen.0,
        /// The day that it was identified.
        identified_on: NaiveDate = seen.1,
    }

    /// A goal of a client.
    Goal of direction::Goal as goal {
        /// Its id.
        #[graphql(name = "goalId")]
        id: ID = goal.goal,
        /// The domain of life that it belongs to.
        domain: Coded,
        /// The day that it was set.
        set_on: NaiveDate,
        /// What the client gave it, in order.
        ratings: Vec<GoalRating>,
    }

    /// What a client gave a goal on a day.
    GoalRating of direction::Rating as rating {
        /// The day.
        on: NaiveDate,
        /// 0 (not at all) to 10 (wholly).
        rating: u32,
    }
}
