//! What access asks of somebody: an answer to who wants it, a look at who took it, and somebody for what is
//! left open when it ends.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::desk::Desks;
use super::{About, Task, TaskKind};
use crate::catalogue::Limits;
use crate::ids::{AppointmentId, InterventionId, ReferralId, WorkerId};
use crate::time::{days_after, is_in_range};
use crate::trajectory::State;
use crate::trajectory::open_work::{OpenWork, OpenWorkKind};

/// Adds what is to be done about access.
pub(super) fn add(tasks: &mut Vec<Task>, state: &State, desks: &Desks<'_>, limits: &Limits) {
    if state.merged_into.is_some() {
        return;
    }
    tasks.extend(state.consent.requests.iter().map(|(organisation, request)| {
        let about = About::Organisation(*organisation);
        desks.owners(&Task { about, ..Task::new(TaskKind::AnswerAccessRequest, request.on) })
    }));
    // Taken several times on a day, it is looked at once. No event says that somebody has looked, so the task
    // ends with its last day.
    let overrides = state.consent.overrides.iter();
    let taken: BTreeSet<_> = overrides.map(|taken| (taken.on, taken.organisation)).collect();
    tasks.extend(taken.into_iter().map(|(on, organisation)| {
        let until = Some(days_after(on, limits.override_review_days));
        let about = About::Organisation(organisation);
        Task { about, last: until, until, ..Task::new(TaskKind::ReviewEmergencyAccess, on) }
    }));
    // Looked at from the end of all days, so that what is left open when a grant runs out is there too.
    let left_open = state.open_work_without_access(NaiveDate::MAX, limits);
    tasks.extend(left_open.iter().filter(|work| is_in_range(work.since)).map(|work| {
        desks.owners(&Task { about: of(work), ..Task::new(TaskKind::TakeOverOpenWork, work.since) })
    }));
}

fn of(work: &OpenWork) -> About {
    match work.kind {
        OpenWorkKind::BridgeFigure => About::BridgeFigure(WorkerId(work.id)),
        OpenWorkKind::Intervention => About::Intervention(InterventionId(work.id)),
        OpenWorkKind::Appointment => About::Appointment(AppointmentId(work.id)),
        OpenWorkKind::Referral => About::Referral(ReferralId(work.id)),
    }
}
