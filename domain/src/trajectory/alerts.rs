//! Alerts: what somebody should look at. They follow from how things stand and what day it is;
//! none is kept, and none stands in the way of anything.

use chrono::{Days, NaiveDate};
use strum::{Display, IntoStaticStr};

use super::{Phase, State};
use crate::catalogue::Catalogue;

/// Something to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// What it is.
    pub kind: AlertKind,
    /// Since when it is so, in Brussels; for what is to be done by a day: that day.
    pub since: NaiveDate,
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum AlertKind {
    /// A participant is without a bridge figure, since that day (rule 3).
    NoBridgeFigure,
    /// Nobody has been in contact with the client since that day.
    NoContact,
    /// A follow-up is due on that day, give or take the tolerance (rule 9).
    FollowUpDue,
    /// A follow-up was due on that day, and its window has passed (rule 9).
    FollowUpOverdue,
    /// The situation on leaving is not known; it is to be as of that day at the latest (rule 9).
    ExitDataMissing,
    /// The situation on leaving is not known, and that day has passed (rule 9).
    ExitDataOverdue,
    /// Something that happened on that day, or more since, was recorded late (rule 4).
    LateRecords,
}

/// What somebody should look at on this day.
#[must_use]
pub fn alerts(state: &State, today: NaiveDate, catalogue: &Catalogue) -> Vec<Alert> {
    let alert = |kind| move |since| Alert { kind, since };
    let mut alerts = Vec::new();
    alerts.extend(no_bridge_figure(state, today, catalogue).map(alert(AlertKind::NoBridgeFigure)));
    alerts.extend(no_contact(state, today, catalogue).map(alert(AlertKind::NoContact)));
    alerts.extend(exit_data(state, today, catalogue));
    alerts.extend(state.follow_ups_due(today, catalogue).into_iter().map(|due| Alert {
        kind: if due.overdue { AlertKind::FollowUpOverdue } else { AlertKind::FollowUpDue },
        since: due.due_on,
    }));
    if !matches!(state.phase(), Phase::Ended | Phase::Merged) {
        alerts.extend(state.late_since.map(alert(AlertKind::LateRecords)));
    }
    alerts
}

/// The last of the days, where it lies more than so many days back.
fn longer_ago(
    days: impl IntoIterator<Item = Option<NaiveDate>>,
    limit: u32,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let last = days.into_iter().flatten().max()?;
    (today > last + Days::new(u64::from(limit))).then_some(last)
}

fn reopened_on(state: &State) -> Option<NaiveDate> {
    state.course.closings.last().and_then(|closing| closing.reopened_on)
}

fn no_bridge_figure(state: &State, today: NaiveDate, catalogue: &Catalogue) -> Option<NaiveDate> {
    let guided = matches!(state.phase(), Phase::Active | Phase::OnHold);
    if !guided || state.bridge.current.is_some() {
        return None;
    }
    let intake_on = state.intake.as_ref().map(|intake| intake.on);
    let days = [intake_on, state.bridge.ended_on, reopened_on(state)];
    longer_ago(days, catalogue.limits().no_bridge_figure_days, today)
}

/// Who is on hold is left alone, and so is who has left.
fn no_contact(state: &State, today: NaiveDate, catalogue: &Catalogue) -> Option<NaiveDate> {
    if !matches!(state.phase(), Phase::Outreach | Phase::Intake | Phase::Active) {
        return None;
    }
    let opened_on = state.opening.as_ref().map(|opening| opening.on);
    let intake_on = state.intake.as_ref().map(|intake| intake.on);
    let resumed_on = state.course.pauses.last().and_then(|pause| pause.ended_on);
    let reached_on = state.outreach.last_reached;
    let days = [opened_on, intake_on, reached_on, resumed_on, reopened_on(state)];
    longer_ago(days, catalogue.limits().no_contact_days, today)
}

fn exit_data(state: &State, today: NaiveDate, catalogue: &Catalogue) -> Option<Alert> {
    let closing = state.course.closed().filter(|closing| closing.exit.is_none())?;
    if state.phase() != Phase::FollowUp {
        return None;
    }
    let until = closing.exit_until(catalogue.limits());
    let kind = if today > until { AlertKind::ExitDataOverdue } else { AlertKind::ExitDataMissing };
    Some(Alert { kind, since: until })
}

#[cfg(test)]
mod tests;
