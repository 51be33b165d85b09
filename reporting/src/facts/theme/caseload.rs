//! What somebody should look at: bridge figures, contact, follow-ups, the situation on leaving.

use chrono::NaiveDate;

use super::MeasureList;
use crate::facts::Measure;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::days_after;
use loopbrug_domain::trajectory::outreach::waits_since;
use loopbrug_domain::trajectory::{Payload, State, Trajectory};

pub(super) fn collect(trajectory: &Trajectory, catalogue: &Catalogue, list: &mut MeasureList) {
    bridge_figures(trajectory, list);
    waiting_for_contact(trajectory, catalogue, list);
    follow_ups_due(trajectory.state(), catalogue, list);
}

fn bridge_figures(trajectory: &Trajectory, list: &mut MeasureList) {
    let mut current: Option<(String, NaiveDate)> = None;
    for entry in trajectory.entries() {
        let on = entry.event.occurred_on;
        let next = match &entry.event.what {
            Payload::BridgeFigureAssigned(assigned) => Some((assigned.worker.to_string(), on)),
            Payload::BridgeFigureEnded(_) | Payload::Closed(_) => None,
            _ => continue,
        };
        if let Some((worker, since)) = std::mem::replace(&mut current, next) {
            list.stock(Measure::BridgeFigure, since, Some(on), Some(&worker));
        }
    }
    if let Some((worker, since)) = current {
        list.stock(Measure::BridgeFigure, since, None, Some(&worker));
    }
}

fn waiting_for_contact(trajectory: &Trajectory, catalogue: &Catalogue, list: &mut MeasureList) {
    let limit = catalogue.limits().no_contact_days.saturating_add(1);
    let mut since: Option<NaiveDate> = None;
    for entry in trajectory.entries() {
        let on = entry.event.occurred_on;
        let next = waits_since(since, &entry.event.what, on);
        if next == since {
            continue;
        }
        if let Some(last) = std::mem::replace(&mut since, next) {
            list.stock(Measure::NoContact, days_after(last, limit), Some(on), None);
        }
    }
    if let Some(last) = since {
        list.stock(Measure::NoContact, days_after(last, limit), None, None);
    }
}

/// What is to be recorded of those who left: until it is, nothing more is followed, or they are back.
fn follow_ups_due(state: &State, catalogue: &Catalogue, list: &mut MeasureList) {
    if state.intake.is_none() {
        return;
    }
    let limits = catalogue.limits();
    let followed = state.course.closings.iter().filter(|one| one.leaves_something_to_follow());
    for closing in followed {
        let over_on = closing.follow_up_ended_on.into_iter().chain(closing.reopened_on).min();
        let until = |recorded_on: Option<NaiveDate>| recorded_on.into_iter().chain(over_on).min();
        for month in &limits.follow_up_months {
            let window = closing.follow_up_window(*month, limits);
            let until = until(closing.followed_up_on(*month, limits));
            let code = month.to_string();
            list.stock(Measure::FollowUpDue, window.from, until, Some(&code));
            let overdue_from = days_after(window.until, 1);
            list.stock(Measure::FollowUpOverdue, overdue_from, until, Some(&code));
        }
        let until = until(closing.exit.as_ref().map(|exit| exit.on));
        let overdue_from = days_after(closing.exit_until(limits), 1);
        list.stock(Measure::ExitOverdue, overdue_from, until, None);
    }
}
