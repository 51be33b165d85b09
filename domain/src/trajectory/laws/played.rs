//! Random commands, carried out one after the other.

use chrono::Duration;
use uuid::Uuid;

use super::chance::{CATALOGUES, Step};
use crate::actor::{Actor, Role, Roles};
use crate::ids::{KboNumber, Version, WorkerId};
use crate::stream::Aggregate;
use crate::time::start_of_day;
use crate::trajectory::story::day;
use crate::trajectory::{Payload, Refusal, Trajectory, TrajectoryCommand, TrajectoryEvent, decide};

/// A command, the trajectory before and after it, and its answer.
#[derive(Debug)]
pub struct Played {
    /// The trajectory before.
    pub before: Trajectory,
    /// The command.
    pub command: TrajectoryCommand,
    /// Its answer.
    pub answer: Result<Vec<TrajectoryEvent>, Refusal>,
    /// The trajectory after.
    pub after: Trajectory,
}

impl Played {
    /// The stored name of the event that it asks for.
    pub fn name(&self) -> &'static str {
        Payload::from(self.command.intent.clone()).event_type().name
    }
}

/// Carries out every command on the trajectory that those before it have left.
pub fn play(steps: &[Step]) -> Vec<Played> {
    let mut trajectory = Trajectory::default();
    let (mut today, mut row) = (day(1), None);
    let mut played = Vec::with_capacity(steps.len());
    for step in steps {
        today += Duration::days(step.passed.cast_signed());
        let occurred_on = today - Duration::days(step.ago);
        let next = step.row(row);
        let current: Vec<(Version, TrajectoryEvent)> = trajectory
            .entries()
            .iter()
            .map(|entry| (entry.sequence, entry.event.clone()))
            .collect();
        let waiting: Vec<(Version, KboNumber)> = trajectory
            .corrections_to_answer()
            .map(|correction| (correction.event, correction.record_of))
            .collect();
        let (organisation, what) = step.event(next, occurred_on, &current, &waiting);
        let actor = Actor {
            worker: WorkerId(Uuid::from_u128(1)),
            organisation,
            roles: Roles::from(vec![Role::Steward]),
        };
        let command =
            TrajectoryCommand { occurred_on, now: start_of_day(today), actor, intent: what.into() };

        let before = trajectory.clone();
        let answer = decide(&trajectory, &command, &CATALOGUES);
        for event in answer.iter().flatten() {
            trajectory.apply(event.clone());
        }
        row = Some(next);
        played.push(Played { before, command, answer, after: trajectory.clone() });
    }
    played
}

/// What was recorded, in order of recording.
pub fn recorded(played: &[Played]) -> Vec<TrajectoryEvent> {
    played.iter().flat_map(|one| one.answer.iter().flatten().cloned()).collect()
}

/// The trajectory of these events, recorded in this order.
pub fn folded(events: impl IntoIterator<Item = TrajectoryEvent>) -> Trajectory {
    let mut trajectory = Trajectory::default();
    events.into_iter().for_each(|event| trajectory.apply(event));
    trajectory
}
