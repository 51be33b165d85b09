//! A history: what became of random commands, one after the other.

use chrono::Duration;
use uuid::Uuid;

use super::chance::{CATALOGUES, Step};
use crate::actor::Actor;
use crate::ids::{Version, WorkerId};
use crate::stream::Aggregate;
use crate::trajectory::story::day;
use crate::trajectory::{Payload, Refusal, Trajectory, TrajectoryCommand, TrajectoryEvent, decide};

/// A command, what it met, and what came of it.
#[derive(Debug)]
pub struct Told {
    /// How things stood.
    pub before: Trajectory,
    /// What was asked.
    pub command: TrajectoryCommand,
    /// What was answered.
    pub answer: Result<Vec<TrajectoryEvent>, Refusal>,
    /// How things stood then.
    pub after: Trajectory,
}

impl Told {
    /// The event that was asked for.
    pub fn name(&self) -> &'static str {
        Payload::from(self.command.intent.clone()).event_type().name
    }
}

/// Every command is put to the trajectory that those before it have left.
pub fn tell(steps: &[Step]) -> Vec<Told> {
    let mut trajectory = Trajectory::default();
    let (mut today, mut row) = (day(1), None);
    let mut told = Vec::with_capacity(steps.len());
    for step in steps {
        today += Duration::days(step.passed.cast_signed());
        let occurred_on = today - Duration::days(step.ago);
        let next = step.row(row);
        let standing: Vec<(Version, TrajectoryEvent)> = trajectory
            .entries()
            .iter()
            .map(|entry| (entry.sequence, entry.event.clone()))
            .collect();
        let (organisation, what) = step.tell(next, occurred_on, &standing);
        let actor = Actor { worker: WorkerId(Uuid::from_u128(1)), organisation, roles: vec![] };
        let command = TrajectoryCommand { occurred_on, today, actor, intent: what.into() };

        let before = trajectory.clone();
        let answer = decide(&trajectory, &command, &CATALOGUES);
        for event in answer.iter().flatten() {
            trajectory.apply(event.clone());
        }
        row = Some(next);
        told.push(Told { before, command, answer, after: trajectory.clone() });
    }
    told
}

/// What was recorded, in order of recording.
pub fn recorded(told: &[Told]) -> Vec<TrajectoryEvent> {
    told.iter().flat_map(|told| told.answer.iter().flatten().cloned()).collect()
}

/// A trajectory that learned these events, in this order.
pub fn learned(events: impl IntoIterator<Item = TrajectoryEvent>) -> Trajectory {
    let mut trajectory = Trajectory::default();
    events.into_iter().for_each(|event| trajectory.apply(event));
    trajectory
}
