//! When a story is recorded: mostly the same day, sometimes late, sometimes wrong and then corrected.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{KboNumber, TrajectoryId, Version};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_domain::trajectory::{
    Intent, Payload, Trajectory, TrajectoryCommand, TrajectoryEvent, decide,
};

use super::{Dice, Step, worker};

/// An event that was decided, and when and by whom it was recorded.
#[derive(Debug)]
pub(crate) struct SimulatedEvent {
    pub(crate) recorded_on: NaiveDate,
    pub(crate) trajectory: TrajectoryId,
    pub(crate) sequence: Version,
    pub(crate) actor: Actor,
    pub(crate) event: TrajectoryEvent,
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
    let Some(trajectory) = steps.iter().find_map(opened) else { return story };
    let mut history = Trajectory::default();
    let mut waiting = in_order_of_recording(steps, &mut dice);
    for step in ahead {
        waiting.entry(step.occurred_on).or_default().push(step);
    }
    while let Some((recorded_on, steps)) = waiting.pop_first() {
        if recorded_on > to {
            break;
        }
        for step in steps {
            let actor = actor(step.organisation);
            let command = TrajectoryCommand {
                occurred_on: step.occurred_on,
                now: start_of_day(recorded_on),
                actor: actor.clone(),
                intent: step.intent,
            };
            let events = match decide(&history, &command, catalogues) {
                Ok(events) => events,
                Err(refusal) => {
                    *story.refused.entry(refusal.code()).or_default() += 1;
                    continue;
                }
            };
            for event in events {
                history.apply(event.clone());
                let sequence = history.version();
                if let Some((day, correction)) =
                    correction(sequence, &event, recorded_on, &mut dice.at(sequence))
                {
                    waiting.entry(day).or_default().push(correction);
                }
                let actor = actor.clone();
                story.events.push(SimulatedEvent {
                    recorded_on,
                    trajectory,
                    sequence,
                    actor,
                    event,
                });
            }
        }
    }
    story
}

fn opened(step: &Step) -> Option<TrajectoryId> {
    match &step.intent {
        Intent::OpenTrajectory(opened) => Some(TrajectoryId::of(&opened.region, opened.client)),
        _ => None,
    }
}

fn actor(organisation: KboNumber) -> Actor {
    Actor { worker: worker(organisation, 1), organisation, roles: vec![Role::Caseworker].into() }
}

/// Steps by the day on which they are recorded. Only a step that no other depends on comes late:
/// otherwise the others would be refused.
fn in_order_of_recording(steps: Vec<Step>, dice: &mut Dice) -> BTreeMap<NaiveDate, Vec<Step>> {
    let mut by_day: BTreeMap<NaiveDate, Vec<Step>> = BTreeMap::new();
    let mut last = NaiveDate::MIN;
    for step in steps {
        let delay = if dice.percent(80) { 0 } else { dice.between(1, 4) };
        let prompt = (step.occurred_on + Days::new(u64::from(delay))).max(last);
        let day = if is_independent(&step.intent) && dice.percent(12) {
            prompt + Days::new(u64::from(dice.between(5, 70)))
        } else {
            last = prompt;
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
