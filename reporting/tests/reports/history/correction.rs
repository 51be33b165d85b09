//! Events that chance puts right.

use chrono::{Days, NaiveDate};

use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::record_keeping::{EventCorrected, EventVoided};
use loopbrug_domain::trajectory::{Entry, Happening, Intent, Trajectory};

use super::chance::{Tale, intake};
use super::{Dice, later};

/// An event of the past turns out to have been on another day, of another content, or never.
pub(super) fn put_right(dice: &mut Dice, trajectory: &Trajectory) -> Vec<Tale> {
    let Some(entry) = dice.one_of(trajectory.entries()) else { return vec![] };
    let reason = dice.code();
    if dice.percent(35) {
        let voided = EventVoided { target: entry.sequence, reason };
        return vec![(None, Intent::VoidEvent(voided))];
    }
    let day = other_day(dice, entry.event.occurred_on);
    let what = other_content(dice, trajectory, entry, day);
    let corrected = EventCorrected::new(entry.sequence, reason, day, what);
    vec![(None, Intent::CorrectEvent(corrected))]
}

fn other_day(dice: &mut Dice, day: NaiveDate) -> NaiveDate {
    let days = Days::new(u64::from(dice.between(0, 25)));
    match dice.between(0, 3) {
        0 => day + days,
        1 | 2 => day - days,
        _ => day,
    }
}

fn other_content(
    dice: &mut Dice,
    trajectory: &Trajectory,
    entry: &Entry,
    day: NaiveDate,
) -> Happening {
    let mut what = entry.event.what.clone();
    match &mut what {
        Happening::TrajectoryOpened(opened) => {
            opened.municipality = dice.code();
            opened.contact_language = dice.code();
        }
        Happening::ContactAttempted(attempt) => {
            attempt.mode = dice.code();
            attempt.outcome = dice.code();
        }
        Happening::AppointmentKept(kept) => kept.outcome = dice.code(),
        Happening::IntakeCompleted(told) => *told = intake(dice, day),
        Happening::PersonaLinked(link) => link.persona = dice.code(),
        Happening::BarrierIdentified(barrier) => barrier.severity = dice.between(1, 5),
        Happening::BarrierReassessed(barrier) => barrier.severity = dice.between(1, 5),
        Happening::BarrierRecurred(barrier) => barrier.severity = dice.between(1, 5),
        Happening::GoalRated(rated) => rated.rating = dice.between(0, 10),
        Happening::GoalSet(set) => set.domain = dice.code(),
        Happening::InterventionPlanned(plan) => plan.service = dice.code(),
        Happening::ReferralSent(sent) => sent.service = dice.code(),
        Happening::ReferralDeclined(declined) => {
            declined.reason = dice.code();
        }
        Happening::HousingObserved(seen) => seen.ethos = dice.code(),
        Happening::HousingFound(found) => found.from = dice.before(day, 90),
        Happening::HousingLost(lost) => {
            lost.on = dice.before(day, 20);
            lost.reason = dice.code();
        }
        Happening::EmploymentStarted(started) => started.from = dice.before(day, 90),
        Happening::EmploymentEnded(ended) => {
            ended.on = dice.before(day, 20);
            ended.reason = dice.code();
        }
        Happening::Closed(closed) => *closed = later::closed(dice),
        Happening::ExitRecorded(told) => {
            if let Intent::RecordExit(other) = later::exit(dice, trajectory.state()) {
                *told = other;
            }
        }
        Happening::FollowedUp(told) => {
            if let Intent::RecordFollowUp(other) = later::follow_up(dice) {
                *told = other;
            }
        }
        _ => {}
    }
    what
}
