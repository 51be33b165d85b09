//! Tasks: what somebody is to do for a client, each from a day on. They follow from the
//! state alone, not from today, so that a stored list of them answers for any day.

use chrono::NaiveDate;

use super::{Phase, State};
use crate::catalogue::Catalogue;
use crate::time::days_after;

/// Something to be done, unless something happens first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// Since when it is so, in Brussels; for what is to be done about a day: that day.
    pub since: NaiveDate,
    /// The first day on which somebody should look at it.
    pub from: NaiveDate,
    /// The last day to do it; absent: the sooner, the better.
    pub until: Option<NaiveDate>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// Find the client a bridge figure (rule 3).
    AssignBridgeFigure,
    /// Get in contact with the client.
    MakeContact,
    /// Record the situation on leaving (rule 9).
    RecordExit,
    /// Follow up, so many months after leaving (rule 9).
    FollowUp(u32),
}

/// What is to be done for a client, now or later, if nothing happens.
#[must_use]
pub fn tasks(state: &State, catalogue: &Catalogue) -> Vec<Task> {
    let limits = catalogue.limits();
    let task = |kind, limit: u32| {
        move |since: NaiveDate| {
            let from = days_after(since, limit.saturating_add(1));
            Task { kind, since, from, until: None }
        }
    };
    let mut tasks = Vec::new();
    let bridge = task(TaskKind::AssignBridgeFigure, limits.no_bridge_figure_days);
    tasks.extend(without_bridge_figure_since(state).map(bridge));
    let contact = task(TaskKind::MakeContact, limits.no_contact_days);
    tasks.extend(state.waits_for_contact_since().map(contact));
    tasks.extend(exit_to_record(state, catalogue));
    tasks.extend(state.follow_ups(catalogue).map(|due| Task {
        kind: TaskKind::FollowUp(due.month),
        since: due.due_on,
        from: due.from,
        until: Some(due.until),
    }));
    tasks
}

fn reopened_on(state: &State) -> Option<NaiveDate> {
    state.course.closings.last().and_then(|closing| closing.reopened_on)
}

fn without_bridge_figure_since(state: &State) -> Option<NaiveDate> {
    let guided = matches!(state.phase(), Some(Phase::Active | Phase::OnHold));
    if !guided || state.bridge.current.is_some() {
        return None;
    }
    let intake_on = state.intake.as_ref().map(|intake| intake.on);
    [intake_on, state.bridge.ended_on, reopened_on(state)].into_iter().flatten().max()
}

fn exit_to_record(state: &State, catalogue: &Catalogue) -> Option<Task> {
    let closing = state.course.closed().filter(|closing| closing.exit.is_none())?;
    if state.phase() != Some(Phase::FollowUp) {
        return None;
    }
    let until = closing.exit_until(catalogue.limits());
    Some(Task { kind: TaskKind::RecordExit, since: until, from: closing.on, until: Some(until) })
}
