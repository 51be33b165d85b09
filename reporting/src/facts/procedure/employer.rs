//! What an employer of a region contributes: how it was coached for no client in particular.

use chrono::NaiveDate;
use loopbrug_domain::employer::coaching::Coaching;
use loopbrug_domain::ids::Position;
use serde::{Deserialize, Serialize};

/// An employer was coached. It happened on a day and stays, so it is kept once, and not once for every position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmployerCoaching {
    /// The day, in Brussels.
    pub on: NaiveDate,
    /// How long it took.
    pub minutes: u32,
    /// The position since which it is known.
    pub since: Position,
}

impl EmployerCoaching {
    /// What is known of it since a position.
    #[must_use]
    pub fn of(coaching: &Coaching, since: Position) -> Self {
        Self { on: coaching.on, minutes: coaching.what.minutes, since }
    }
}
