//! Opened, reached, entered, closed.

use super::MeasureList;
use crate::facts::Measure;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Payload, Trajectory};

pub(super) fn collect(trajectory: &Trajectory, list: &mut MeasureList) {
    let state = trajectory.state();
    let entry_on = state.intake.as_ref().map(|intake| intake.entry.entry_on);
    if let Some(opening) = &state.opening {
        list.flow(Measure::Opened, opening.on, None, None);
    }
    if let Some(day) = state.outreach.first_reached.into_iter().chain(entry_on).min() {
        let attempts = trajectory
            .entries()
            .iter()
            .filter(|entry| entry.event.occurred_on <= day)
            .filter(|entry| matches!(entry.event.what, Payload::ContactAttempted(_)))
            .count();
        let attempts = u16::try_from(attempts).unwrap_or(u16::MAX);
        list.flow(Measure::Reached, day, None, Some(attempts));
    }
    if let Some(day) = state.bridge.first_on {
        list.flow(Measure::BridgeAssigned, day, None, None);
    }
    if let Some(closing) = state.course.closed() {
        list.flow(Measure::Closed, closing.on, Some(closing.reason.as_str()), None);
    }
    let Some(entry_on) = entry_on else { return };
    list.flow(Measure::Participant, entry_on, None, None);
    let mut since = Some(entry_on);
    for closing in &state.course.closings {
        if let Some(from) = since {
            list.stock(Measure::Guided, from, Some(closing.on), None);
        }
        since = closing.reopened_on.map(|on| on.max(entry_on));
    }
    if let Some(from) = since {
        list.stock(Measure::Guided, from, None, None);
    }
}
