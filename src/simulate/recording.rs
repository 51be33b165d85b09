//! When a story is recorded: mostly the same day, sometimes late, sometimes wrong and then corrected.
//!
//! What an organisation records of a client on one day is one command, as by `recordTogether`; at the intake it begins
//! with the opening, as by `enrolClient`.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::employer::EmployerEvent;
use loopbrug_domain::ids::{CommandId, EmployerId, KboNumber, TrajectoryId, Version};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_domain::trajectory::together::{MOST_PARTS, Part, decide_together};
use loopbrug_domain::trajectory::{Intent, Payload, Trajectory, TrajectoryEvent};
use uuid::Uuid;

use super::{Dice, Step, worker};

/// An event that was decided, and when and by whom it was recorded.
#[derive(Debug, PartialEq)]
pub(crate) struct SimulatedEvent {
    pub(crate) recorded_on: NaiveDate,
    pub(crate) sequence: Version,
    pub(crate) actor: Actor,
    pub(crate) event: StreamEvent,
}

/// An event with its stream.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum StreamEvent {
    /// Of a client.
    Trajectory(TrajectoryId, TrajectoryEvent),
    /// Of an employer.
    Employer(EmployerId, EmployerEvent),
}

/// What became of a story.
#[derive(Debug, Default)]
pub(crate) struct RecordedStory {
    pub(crate) events: Vec<SimulatedEvent>,
    /// Steps that were not permitted when they came to be recorded, as happens to people who are late: how many by
    /// the code of the refusal.
    pub(crate) refused: BTreeMap<&'static str, u32>,
}

/// Records a story, in the order in which its steps come to be recorded, up to the last day; what was planned `ahead` on
/// its day. Up to an earlier day the same is recorded.
pub(crate) fn record(
    steps: Vec<Step>,
    ahead: Vec<Step>,
    to: NaiveDate,
    catalogues: &Catalogues,
    mut dice: Dice,
) -> RecordedStory {
    let mut story = RecordedStory::default();
    let opened = steps.iter().find_map(|step| Some((opened(&step.intent)?, step.intent.clone())));
    let Some((trajectory, opening)) = opened else { return story };
    let mut history = Trajectory::default();
    let mut waiting = in_order_of_recording(steps, &mut dice);
    for step in ahead {
        waiting.entry(step.occurred_on).or_default().push(step);
    }
    while let Some((recorded_on, steps)) = waiting.pop_first() {
        if recorded_on > to {
            break;
        }
        for written_down in steps.chunk_by(|one, next| one.organisation == next.organisation) {
            let actor = actor(written_down[0].organisation);
            let by = (&actor, start_of_day(recorded_on), catalogues);
            for event in story.decide(&history, written_down, &opening, by) {
                history.apply(event.clone());
                let sequence = history.version();
                if let Some((day, correction)) =
                    correction(sequence, &event, recorded_on, &mut dice.at(sequence))
                {
                    waiting.entry(day).or_default().push(correction);
                }
                let (actor, event) = (actor.clone(), StreamEvent::Trajectory(trajectory, event));
                story.events.push(SimulatedEvent { recorded_on, sequence, actor, event });
            }
        }
    }
    story
}

impl RecordedStory {
    /// What comes of steps that somebody records at a moment: together, or else each by itself, as who is told that
    /// one of them cannot be recorded does.
    fn decide(
        &mut self,
        history: &Trajectory,
        steps: &[Step],
        opening: &Intent,
        (actor, now, catalogues): (&Actor, DateTime<Utc>, &Catalogues),
    ) -> Vec<TrajectoryEvent> {
        let mut after = history.clone();
        let parts = parts(steps, opening);
        match decide_together(&mut after, &parts, actor, now, catalogues) {
            Ok(decided) => decided.into_iter().flat_map(|(_, events)| events).collect(),
            Err(refused) if parts.len() == 1 => {
                *self.refused.entry(refused.first().refusal.code()).or_default() += 1;
                vec![]
            }
            Err(_) => {
                let mut all = vec![];
                let mut after = history.clone();
                for step in steps.chunks(1) {
                    let events = self.decide(&after, step, opening, (actor, now, catalogues));
                    for event in &events {
                        after.apply(event.clone());
                    }
                    all.extend(events);
                }
                all
            }
        }
    }
}

/// Steps as the parts of a command. With an intake it is that of an enrolment, which opens where need be.
fn parts(steps: &[Step], opening: &Intent) -> Vec<Part> {
    let enrols = steps.len() > 1
        && steps.len() < MOST_PARTS
        && steps.iter().any(|step| matches!(step.intent, Intent::CompleteIntake(_)))
        && steps.iter().all(|step| opened(&step.intent).is_none());
    let opens = enrols.then(|| (steps[0].occurred_on, opening));
    let steps = steps.iter().map(|step| (step.occurred_on, &step.intent));
    let parts = opens.into_iter().chain(steps).zip(0..);
    parts
        .map(|((occurred_on, intent), place)| Part {
            command: CommandId(Uuid::nil()).within("simulation").part(place),
            path: format!("record.{place}"),
            occurred_on,
            intent: intent.clone(),
        })
        .collect()
}

fn opened(intent: &Intent) -> Option<TrajectoryId> {
    match intent {
        Intent::OpenTrajectory(opened) => Some(TrajectoryId::of(&opened.region, opened.client)),
        _ => None,
    }
}

/// Somebody of an organisation who records about clients.
pub(super) fn actor(organisation: KboNumber) -> Actor {
    Actor { worker: worker(organisation, 1), organisation, roles: vec![Role::Caseworker].into() }
}

/// Steps by the day on which they are recorded. What an organisation did on one day it records on one day. Only a step
/// that no other depends on comes late: otherwise the others would be refused.
fn in_order_of_recording(steps: Vec<Step>, dice: &mut Dice) -> BTreeMap<NaiveDate, Vec<Step>> {
    let mut by_day: BTreeMap<NaiveDate, Vec<Step>> = BTreeMap::new();
    let (mut last, mut before) = (NaiveDate::MIN, None);
    for step in steps {
        let delay = if dice.percent(80) { 0 } else { dice.between(1, 4) };
        let visit = (step.organisation, step.occurred_on);
        let prompt = match before {
            Some(same) if same == visit => last,
            _ => (step.occurred_on + Days::new(u64::from(delay))).max(last),
        };
        let day = if is_independent(&step.intent) && dice.percent(12) {
            prompt + Days::new(u64::from(dice.between(5, 70)))
        } else {
            (last, before) = (prompt, Some(visit));
            prompt
        };
        by_day.entry(day).or_default().push(step);
    }
    by_day
}

fn is_independent(intent: &Intent) -> bool {
    matches!(intent, Intent::RecordContactAttempt(_) | Intent::VerifyEmployment(_))
}

/// Sometimes what was recorded was wrong, and is corrected some days later.
fn correction(
    target: Version,
    event: &TrajectoryEvent,
    recorded_on: NaiveDate,
    dice: &mut Dice,
) -> Option<(NaiveDate, Step)> {
    let replacement = match &event.what {
        Payload::ContactAttempted(attempt) => {
            let mut attempt = attempt.clone();
            attempt.minutes += 10;
            Payload::ContactAttempted(attempt)
        }
        Payload::HousingFound(found) => {
            let mut found = found.clone();
            found.affordable = found.affordable.map(|affordable| !affordable);
            Payload::HousingFound(found)
        }
        _ => return None,
    };
    if !dice.percent(4) {
        return None;
    }
    let day = recorded_on + Days::new(u64::from(dice.between(1, 20)));
    let reason = Code::new("typing_error");
    let correction = EventCorrected::new(target, reason, event.occurred_on, replacement);
    let organisation = event.organisation;
    Some((day, Step { organisation, occurred_on: day, intent: Intent::CorrectEvent(correction) }))
}
