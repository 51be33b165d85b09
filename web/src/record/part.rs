//! What a form is to be recorded: one thing, or several that are recorded together or not at all.

use chrono::NaiveDate;
use loopbrug_domain::ids::{CommandId, DerivedIds, TrajectoryId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::together::Part;
use loopbrug_infra::commands::TrajectoryIntent;
use uuid::Uuid;

use crate::form::Reading;

/// What is to be recorded of a trajectory.
#[derive(Debug)]
pub(crate) struct Records {
    command: CommandId,
    trajectory: TrajectoryId,
    on: NaiveDate,
    parts: Vec<Part>,
}

impl Records {
    /// Nothing yet, on the day that was read.
    pub(crate) fn of(reading: &Reading<'_>, trajectory: TrajectoryId) -> Self {
        Self { command: reading.command, trajectory, on: reading.on, parts: vec![] }
    }

    /// One thing more.
    pub(crate) fn add(&mut self, intent: Intent) {
        self.add_below("", self.on, intent);
    }

    /// The same, whose fields are called below a path, on a day of its own.
    pub(crate) fn add_below(&mut self, path: &str, occurred_on: NaiveDate, intent: Intent) {
        let command = self.derived().part(self.parts.len());
        self.parts.push(Part { command, path: path.to_owned(), occurred_on, intent });
    }

    /// The id of something new, which follows from the command: sent again, it is the same. The API derives it so too.
    pub(crate) fn new_id(&self, what: &str) -> Uuid {
        self.derived().derive(what)
    }

    fn derived(&self) -> DerivedIds {
        self.command.within(self.trajectory)
    }

    /// What the command is.
    pub(crate) fn into_intent(mut self) -> TrajectoryIntent {
        match self.parts.len() {
            1 => TrajectoryIntent::Record(self.parts.remove(0).intent),
            _ => TrajectoryIntent::RecordTogether(self.parts),
        }
    }
}
