//! Events that chance puts right.

use chrono::{Days, NaiveDate};

use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::corrections::{CorrectionConfirmed, CorrectionDisputed};
use loopbrug_domain::trajectory::record_keeping::{EventCorrected, EventVoided};
use loopbrug_domain::trajectory::{Entry, Intent, Payload, Trajectory};

use super::chance::{Tale, intake};
use super::{Dice, later};

/// An event of the past turns out to have been on another day, of another content, or never; or the organisation
/// whose record was put right answers.
pub(super) fn put_right(dice: &mut Dice, trajectory: &Trajectory) -> Vec<Tale> {
    if let Some(correction) = trajectory.corrections_to_answer().last()
        && dice.percent(40)
    {
        let target = correction.event;
        let answer = if dice.percent(50) {
            Intent::ConfirmCorrection(CorrectionConfirmed { target })
        } else {
            Intent::DisputeCorrection(CorrectionDisputed { target, reason: dice.code() })
        };
        return vec![(Some(correction.record_of), answer)];
    }
    let Some(entry) = dice.one_of(trajectory.entries()) else { return vec![] };
    let reason = dice.code();
    if dice.percent(35) {
        return vec![(None, Intent::VoidEvent(EventVoided::new(entry.sequence, reason)))];
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
) -> Payload {
    let mut what = entry.event.what.clone();
    match &mut what {
        Payload::TrajectoryOpened(opened) => {
            opened.municipality = dice.code();
            opened.contact_language = dice.code();
        }
        Payload::ResidenceChanged(moved) => moved.from = dice.before(day, 40),
        Payload::ContactLanguageChanged(changed) => changed.language = dice.code(),
        Payload::FindingLinked(link) => link.finding = dice.code(),
        Payload::ContactAttempted(attempt) => {
            attempt.mode = dice.code();
            attempt.outcome = dice.code();
        }
        Payload::AppointmentKept(kept) => kept.outcome = dice.code(),
        Payload::IntakeCompleted(told) => *told = intake(dice, day),
        Payload::PersonaLinked(link) => link.persona = dice.code(),
        Payload::BarrierIdentified(barrier) => barrier.severity = dice.between(1, 5),
        Payload::BarrierReassessed(barrier) => barrier.severity = dice.between(1, 5),
        Payload::BarrierRecurred(barrier) => barrier.severity = dice.between(1, 5),
        Payload::GoalRated(rated) => rated.rating = dice.between(0, 10),
        Payload::GoalSet(set) => set.domain = dice.code(),
        Payload::InterventionPlanned(plan) => plan.service = dice.code(),
        Payload::ReferralSent(sent) => sent.service = dice.code(),
        Payload::ReferralDeclined(declined) => {
            declined.reason = dice.code();
        }
        Payload::HousingObserved(seen) => seen.ethos = dice.code(),
        Payload::HousingFound(found) => found.from = dice.first_day(day),
        Payload::HousingLost(lost) => {
            lost.on = dice.before(day, 20);
            lost.reason = dice.code();
        }
        Payload::EmploymentStarted(started) => started.from = dice.first_day(day),
        Payload::EmploymentEnded(ended) => {
            ended.on = dice.before(day, 20);
            ended.reason = dice.code();
        }
        Payload::Closed(closed) => *closed = later::closed(dice),
        Payload::ExitRecorded(told) => {
            if let Intent::RecordExit(other) = later::exit(dice, trajectory.state()) {
                *told = other;
            }
        }
        Payload::FollowedUp(told) => {
            if let Intent::RecordFollowUp(other) = later::follow_up(dice) {
                *told = other;
            }
        }
        _ => {}
    }
    what
}
