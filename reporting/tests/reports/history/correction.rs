//! Events that chance puts right.

use chrono::{Days, NaiveDate};
use loopbrug_domain::catalogue::CodeKind;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::record_keeping::{EventCorrected, EventVoided};
use loopbrug_domain::trajectory::{Entry, Intent, Payload, Trajectory};

use super::chance::{Tale, intake};
use super::{Dice, later};

/// An event of the past turns out to have been on another day, of another content, or never.
pub(super) fn put_right(dice: &mut Dice, trajectory: &Trajectory) -> Vec<Tale> {
    let Some(entry) = dice.one_of(trajectory.entries()) else { return vec![] };
    let reason = dice.code(CodeKind::CorrectionReason);
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
) -> Payload {
    let mut what = entry.event.what.clone();
    match &mut what {
        Payload::TrajectoryOpened(opened) => {
            opened.municipality = dice.code(CodeKind::Municipality);
            opened.contact_language = dice.code(CodeKind::Language);
        }
        Payload::ContactAttempted(attempt) => {
            attempt.mode = dice.code(CodeKind::ContactMode);
            attempt.outcome = dice.code(CodeKind::ContactOutcome);
        }
        Payload::AppointmentKept(kept) => kept.outcome = dice.code(CodeKind::AppointmentOutcome),
        Payload::IntakeCompleted(told) => *told = intake(dice, day),
        Payload::PersonaLinked(link) => link.persona = dice.code(CodeKind::Persona),
        Payload::BarrierIdentified(barrier) => barrier.severity = dice.between(1, 5),
        Payload::BarrierReassessed(barrier) => barrier.severity = dice.between(1, 5),
        Payload::BarrierRecurred(barrier) => barrier.severity = dice.between(1, 5),
        Payload::GoalRated(rated) => rated.rating = dice.between(0, 10),
        Payload::GoalSet(set) => set.domain = dice.code(CodeKind::GoalDomain),
        Payload::InterventionPlanned(plan) => plan.service = dice.code(CodeKind::ServiceType),
        Payload::ReferralSent(sent) => sent.service = dice.code(CodeKind::ServiceType),
        Payload::ReferralDeclined(declined) => {
            declined.reason = dice.code(CodeKind::ReferralDeclineReason);
        }
        Payload::HousingObserved(seen) => seen.ethos = dice.code(CodeKind::Ethos),
        Payload::HousingFound(found) => found.from = dice.before(day, 90),
        Payload::HousingLost(lost) => {
            lost.on = dice.before(day, 20);
            lost.reason = dice.code(CodeKind::HousingLossReason);
        }
        Payload::EmploymentStarted(started) => started.from = dice.before(day, 90),
        Payload::EmploymentEnded(ended) => {
            ended.on = dice.before(day, 20);
            ended.reason = dice.code(CodeKind::JobEndReason);
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
