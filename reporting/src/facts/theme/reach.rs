//! Attempts to reach a client, and appointments.

use super::MeasureList;
use crate::facts::{Dated, Measure};
use loopbrug_domain::trajectory::{Payload, Trajectory, TrajectoryEvent};

pub(super) fn collect(trajectory: &Trajectory, list: &mut MeasureList) {
    for entry in trajectory.entries() {
        list.0.extend(of(&entry.event));
    }
}

/// The measure of an event, whatever the other events are.
pub(super) fn of(event: &TrajectoryEvent) -> Option<Dated> {
    let (measure, code, length) = match &event.what {
        Payload::ContactAttempted(attempt) => {
            (Measure::Attempt, Some(attempt.mode.clone().into()), attempt.reached())
        }
        Payload::AppointmentKept(kept) if kept.missed() || kept.attended() => {
            (Measure::Appointment, None, kept.missed())
        }
        _ => return None,
    };
    Some(Dated { measure, day: event.occurred_on, sign: 1, code, length: Some(u16::from(length)) })
}
