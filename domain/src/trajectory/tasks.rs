//! Tasks: what somebody is to do for a client, each from a day on and for the desk that must act. They
//! follow from what was recorded alone, not from today, so that a stored list of them answers for any day.

mod about;
mod access;
mod desk;
#[cfg(test)]
mod tests;
mod waiting;

pub use about::{About, NotAbout};
pub use desk::Desk;

use chrono::{NaiveDate, NaiveDateTime};

use self::desk::Desks;
use super::{Phase, State, Trajectory};
use crate::catalogue::{Catalogue, Limits};
use crate::stream::Stream;
use crate::time::{days_after, is_in_range};
use crate::word_enum::word_enum;

/// Something to be done, unless something happens first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// About what of the trajectory.
    pub about: About,
    /// Who has to do it.
    pub desk: Desk,
    /// Since when it is so, in Brussels; for what is to be done about a day: that day.
    pub since: NaiveDate,
    /// The first day on which somebody should look at it.
    pub from: NaiveDate,
    /// The last day on which it is for this desk; absent: until it is done. Another desk may follow.
    pub last: Option<NaiveDate>,
    /// The last day to do it; absent: the sooner, the better.
    pub until: Option<NaiveDate>,
    /// The moment, by the clocks of Brussels, where it has one.
    pub at: Option<NaiveDateTime>,
}

word_enum! {
    /// What is to be done.
    pub enum TaskKind {
        /// Find the client a bridge figure (rule 3).
        AssignBridgeFigure,
        /// Get in contact with the client.
        MakeContact,
        /// Record the situation on leaving (rule 9).
        RecordExit,
        /// Follow up, so many months after leaving (rule 9).
        FollowUp,
        /// Answer a referral (rule 5). Its last day is the one on which a place is expected, or that of the limit.
        AnswerReferral,
        /// Find out what becomes of a referral that is open for longer than the catalogue's limit.
        PursueReferral,
        /// Answer a request to take over (rule 11).
        AnswerTransfer,
        /// Confirm or dispute that somebody else corrected or voided a record (rule 6).
        AnswerCorrection,
        /// Grant or refuse the access that an organisation asks for (rule 6).
        AnswerAccessRequest,
        /// Look whether an organisation had reason to take access without a grant (rule 6).
        ReviewEmergencyAccess,
        /// See to what an organisation left open whose access ended: take it over or end it (rule 6).
        TakeOverOpenWork,
        /// Be there; once the day is over, record what came of it.
        KeepAppointment,
        /// Record a legal basis anew, before the one that there is ends (rule 2).
        RenewLegalBasis,
        /// Decide on a request for erasure.
        DecideErasure,
        /// Erase what has been kept for as long as the catalogue says.
        EraseAfterRetention,
    }
}

impl Task {
    /// Of that day: from it on, without a last one.
    fn new(kind: TaskKind, since: NaiveDate) -> Self {
        let about = About::Trajectory;
        let desk = Desk::Region;
        Self { kind, about, desk, since, from: since, last: None, until: None, at: None }
    }

    /// Whether somebody should look at it on a day.
    #[must_use]
    pub fn is_visible_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.last.is_none_or(|last| day <= last)
    }

    /// Whether its last day has passed.
    #[must_use]
    pub fn is_overdue_on(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < day)
    }
}

/// What is to be done for a client, now or later, if nothing happens.
#[must_use]
pub fn tasks(trajectory: &Trajectory, catalogue: &Catalogue) -> Vec<Task> {
    let state = trajectory.state();
    if state.rights.erased_on().is_some() {
        // Rule 12: nothing could be recorded of it any more.
        return Vec::new();
    }
    let mut tasks = of_state(state, catalogue);
    if let Some(opening) = state.opening.as_ref().filter(|_| state.merged_into.is_none()) {
        let desks = Desks::new(state, opening.owner, catalogue.limits());
        // To answer, an organisation needs access, and nobody answers for it.
        tasks.extend(trajectory.corrections_to_answer().filter_map(|correction| {
            let about = About::Event(correction.event);
            let task = Task { about, ..Task::new(TaskKind::AnswerCorrection, correction.on) };
            desks.own(correction.record_of, &task)
        }));
    }
    tasks
}

/// The same, but for what depends on the single events.
pub(super) fn of_state(state: &State, catalogue: &Catalogue) -> Vec<Task> {
    let Some(opening) = &state.opening else { return Vec::new() };
    let limits = catalogue.limits();
    let desks = Desks::new(state, opening.owner, limits);
    let missing = |kind, limit: u32| {
        move |since| {
            let from = days_after(since, limit.saturating_add(1));
            Task { from, ..Task::new(kind, since) }
        }
    };
    let bridge = missing(TaskKind::AssignBridgeFigure, limits.no_bridge_figure_days);
    let contact = missing(TaskKind::MakeContact, limits.no_contact_days);
    let missing = [
        without_bridge_figure_since(state).map(bridge),
        state.waits_for_contact_since().map(contact),
    ];
    let missing = missing.into_iter().flatten();
    let mut tasks: Vec<_> = missing.flat_map(|task| desks.of(desks.guiding(), &task)).collect();
    tasks.extend(after_leaving(state, catalogue).flat_map(|task| desks.of(opening.owner, &task)));
    waiting::add(&mut tasks, state, &desks, limits);
    access::add(&mut tasks, state, &desks, limits);
    tasks.extend(erasure_to_decide(state, limits));
    tasks
}

/// What the steward decides: on a request for erasure, or because the data have been kept for long enough. Of
/// a duplicate that is decided with the trajectory that goes on.
fn erasure_to_decide(state: &State, limits: &Limits) -> Option<Task> {
    if let Some(request) = &state.rights.erasure_requested {
        let until = Some(days_after(request.on, limits.erasure_answer_days));
        return Some(Task { until, ..Task::new(TaskKind::DecideErasure, request.on) });
    }
    let kept_until = state.retained_until(limits).filter(|_| state.merged_into.is_none())?;
    let after = Some(days_after(kept_until, 1)).filter(|after| is_in_range(*after))?;
    Some(Task::new(TaskKind::EraseAfterRetention, after))
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

/// What is asked about a client who has left.
fn after_leaving(state: &State, catalogue: &Catalogue) -> impl Iterator<Item = Task> {
    let follow_ups = state.follow_ups(catalogue).map(|due| Task {
        about: About::Month(due.month),
        from: due.from,
        until: Some(due.until),
        ..Task::new(TaskKind::FollowUp, due.due_on)
    });
    exit_to_record(state, catalogue).into_iter().chain(follow_ups)
}

fn exit_to_record(state: &State, catalogue: &Catalogue) -> Option<Task> {
    let closing = state.course.closed().filter(|closing| closing.exit.is_none())?;
    if state.phase() != Some(Phase::FollowUp) {
        return None;
    }
    let until = closing.exit_until(catalogue.limits());
    Some(Task { from: closing.on, until: Some(until), ..Task::new(TaskKind::RecordExit, until) })
}
