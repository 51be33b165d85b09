//! What somebody should look at: bridge figures, contact, follow-ups, the situation on leaving.

use chrono::NaiveDate;

use super::Telling;
use super::reach::reached;
use crate::facts::Measure;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::days_after;
use loopbrug_domain::trajectory::{Payload, State, Trajectory};

pub(super) fn tell(trajectory: &Trajectory, catalogue: &Catalogue, told: &mut Telling) {
    bridge_figures(trajectory, told);
    waiting_for_contact(trajectory, catalogue, told);
    still_to_be_told(trajectory.state(), catalogue, told);
}

fn bridge_figures(trajectory: &Trajectory, told: &mut Telling) {
    let mut current: Option<(Code, NaiveDate)> = None;
    for entry in trajectory.entries() {
        let on = entry.event.occurred_on;
        let next = match &entry.event.what {
            Payload::BridgeFigureAssigned(assigned) => {
                Some((Code::new(assigned.worker.to_string()), on))
            }
            Payload::BridgeFigureEnded(_) | Payload::Closed(_) => None,
            _ => continue,
        };
        if let Some((worker, since)) = std::mem::replace(&mut current, next) {
            told.stock(Measure::BridgeFigure, since, Some(on), Some(&worker));
        }
    }
    if let Some((worker, since)) = current {
        told.stock(Measure::BridgeFigure, since, None, Some(&worker));
    }
}

/// Who is on hold is left alone, and so is who has left.
fn waiting_for_contact(trajectory: &Trajectory, catalogue: &Catalogue, told: &mut Telling) {
    let limit = catalogue.limits().no_contact_days.saturating_add(1);
    // The last contact, while somebody should keep it up.
    let mut since: Option<NaiveDate> = None;
    for entry in trajectory.entries() {
        let on = entry.event.occurred_on;
        let next = match &entry.event.what {
            Payload::Paused(_) | Payload::Closed(_) => None,
            Payload::TrajectoryOpened(_) | Payload::Resumed(_) | Payload::Reopened(_) => Some(on),
            Payload::IntakeCompleted(_) if since.is_some() => Some(on),
            what if since.is_some() && reached(what) => Some(on),
            _ => continue,
        };
        if let Some(last) = std::mem::replace(&mut since, next) {
            told.stock(Measure::NoContact, days_after(last, limit), Some(on), None);
        }
    }
    if let Some(last) = since {
        told.stock(Measure::NoContact, days_after(last, limit), None, None);
    }
}

/// What is to be told of those who left: until it is, nothing more is followed, or they are back.
fn still_to_be_told(state: &State, catalogue: &Catalogue, told: &mut Telling) {
    if state.intake.is_none() {
        return;
    }
    let limits = catalogue.limits();
    let followed = state.course.closings.iter().filter(|one| one.leaves_something_to_follow());
    for closing in followed {
        let over_on = closing.follow_up_ended_on.into_iter().chain(closing.reopened_on).min();
        let until = |told_on: Option<NaiveDate>| told_on.into_iter().chain(over_on).min();
        for month in &limits.follow_up_months {
            let window = closing.follow_up_window(*month, limits);
            let of_month = closing.follow_ups.iter().find(|told| told.month == *month);
            let until = until(of_month.map(|told| told.on));
            let code = Code::new(month.to_string());
            told.stock(Measure::FollowUpDue, window.from, until, Some(&code));
            let overdue_from = days_after(window.until, 1);
            told.stock(Measure::FollowUpOverdue, overdue_from, until, Some(&code));
        }
        let until = until(closing.exit.as_ref().map(|exit| exit.on));
        let overdue_from = days_after(closing.exit_until(limits), 1);
        told.stock(Measure::ExitOverdue, overdue_from, until, None);
    }
}
