//! How a story comes to be recorded: mostly the same day, now and then late, now and then wrong
//! and put right.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{KboNumber, TrajectoryId, Version, WorkerId};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_domain::trajectory::{
    Intent, Payload, Trajectory, TrajectoryCommand, TrajectoryEvent, decide,
};
use uuid::Uuid;

use super::{Dice, Step};

/// An event that was decided, and when and by whom it was recorded.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) recorded_on: NaiveDate,
    pub(crate) trajectory: TrajectoryId,
    pub(crate) sequence: Version,
    pub(crate) actor: Actor,
    pub(crate) event: TrajectoryEvent,
}

/// What became of a story.
#[derive(Debug, Default)]
pub(crate) struct Telling {
    pub(crate) told: Vec<Told>,
    /// What was told so late that it no longer fitted, as happens to people.
    pub(crate) refused: u32,
}

/// Tells a story in the order in which it comes to be recorded, up to the last day.
pub(crate) fn tell(
    steps: Vec<Step>,
    to: NaiveDate,
    catalogues: &Catalogues,
    mut dice: Dice,
) -> Telling {
    let mut telling = Telling::default();
    let Some(trajectory) = steps.iter().find_map(opened) else { return telling };
    let mut history = Trajectory::default();
    let mut waiting = in_order_of_recording(steps, &mut dice);
    while let Some((recorded_on, steps)) = waiting.pop_first() {
        if recorded_on > to {
            break;
        }
        for step in steps {
            let actor = actor(step.organisation);
            let command = TrajectoryCommand {
                occurred_on: step.occurred_on,
                today: recorded_on,
                actor: actor.clone(),
                intent: step.intent,
            };
            let Ok(events) = decide(&history, &command, catalogues) else {
                telling.refused += 1;
                continue;
            };
            for event in events {
                history.apply(event.clone());
                let sequence = history.version();
                if let Some((day, correction)) = put_right(sequence, &event, recorded_on, &mut dice)
                {
                    waiting.entry(day).or_default().push(correction);
                }
                let actor = actor.clone();
                telling.told.push(Told { recorded_on, trajectory, sequence, actor, event });
            }
        }
    }
    telling
}

fn opened(step: &Step) -> Option<TrajectoryId> {
    match &step.intent {
        Intent::OpenTrajectory(opened) => Some(TrajectoryId::of(&opened.region, opened.client)),
        _ => None,
    }
}

fn actor(organisation: KboNumber) -> Actor {
    let name = format!("{organisation}/1");
    Actor {
        worker: WorkerId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())),
        organisation,
        roles: vec![Role::Caseworker],
    }
}

/// Steps by the day on which they are recorded. What others rest on is never recorded before
/// what it rests on: only what stands alone comes late.
fn in_order_of_recording(steps: Vec<Step>, dice: &mut Dice) -> BTreeMap<NaiveDate, Vec<Step>> {
    let mut by_day: BTreeMap<NaiveDate, Vec<Step>> = BTreeMap::new();
    let mut last = NaiveDate::MIN;
    for step in steps {
        let delay = if dice.percent(80) { 0 } else { dice.between(1, 4) };
        let prompt = (step.occurred_on + Days::new(u64::from(delay))).max(last);
        let day = if stands_alone(&step.intent) && dice.percent(12) {
            prompt + Days::new(u64::from(dice.between(5, 70)))
        } else {
            last = prompt;
            prompt
        };
        by_day.entry(day).or_default().push(step);
    }
    by_day
}

fn stands_alone(intent: &Intent) -> bool {
    matches!(intent, Intent::RecordContactAttempt(_) | Intent::VerifyEmployment(_))
}

/// Now and then what was told was wrong, and is put right some days later.
fn put_right(
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
