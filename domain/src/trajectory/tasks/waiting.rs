//! What waits for somebody: requests for an answer, appointments, and a legal basis that ends.

use chrono::NaiveDate;

use super::desk::Desks;
use super::{About, Desk, Task, TaskKind};
use crate::catalogue::Limits;
use crate::time::{days_after, days_before, is_in_range};
use crate::trajectory::State;
use crate::trajectory::appointments::AppointmentPlanned;
use crate::trajectory::referrals::{Referral, ReferralStep};

/// Adds what waits, each for the desk that must act.
pub(super) fn add(tasks: &mut Vec<Task>, state: &State, desks: &Desks<'_>, limits: &Limits) {
    if state.merged_into.is_some() {
        return;
    }
    tasks.extend(transfer(state));
    for referral in state.referrals.iter().filter(|one| one.step().is_open()) {
        let Some(sent_on) = referral.days.get(&ReferralStep::Sent) else { continue };
        tasks.extend(answered(referral, *sent_on, desks, limits));
        tasks.extend(desks.of(referral.by, &pursued(referral, *sent_on, limits)));
    }
    if state.open().is_err() {
        return;
    }
    let planned = state.appointments.all.iter().filter(|one| one.outcome.is_none());
    let planned = planned.map(|one| &one.plan).filter(|plan| is_in_range(plan.at.date()));
    for AppointmentPlanned { appointment, at, organisation, .. } in planned {
        let task = Task {
            about: About::Appointment(*appointment),
            until: Some(at.date()),
            at: Some(*at),
            ..Task::new(TaskKind::KeepAppointment, at.date())
        };
        tasks.extend(desks.of(*organisation, &task));
    }
    tasks.extend(
        ending_basis(state, limits).into_iter().flat_map(|task| desks.of(desks.guiding(), &task)),
    );
}

/// Whoever is asked has to see the request, with access or without.
fn transfer(state: &State) -> Option<Task> {
    let pending = state.transfer.pending.as_ref()?;
    let asked = pending.organisation;
    let elsewhere = |region| Desk::Elsewhere(region, asked);
    let desk = pending.region.clone().map_or(Desk::Organisation(asked), elsewhere);
    Some(Task { desk, ..Task::new(TaskKind::AnswerTransfer, pending.on) })
}

/// A referral is answered with access alone; without it, the owner sees to what was left open. On a waiting
/// list it waits for the day on which a place is expected.
fn answered(
    referral: &Referral,
    sent_on: NaiveDate,
    desks: &Desks<'_>,
    limits: &Limits,
) -> Option<Task> {
    let expected_on = match referral.step() {
        ReferralStep::Waitlisted => referral.expected_on,
        step if step.waits() => None,
        _ => return None,
    };
    let until = expected_on.unwrap_or(days_after(sent_on, limits.referral_open_days));
    let (about, to) = (of(referral), referral.sent.to);
    let task = Task { about, until: Some(until), ..Task::new(TaskKind::AnswerReferral, sent_on) };
    desks.own(to, &task).map(|own| Task { desk: Desk::Organisation(to), ..own })
}

/// Whoever sent a referral finds out what becomes of it.
fn pursued(referral: &Referral, sent_on: NaiveDate, limits: &Limits) -> Task {
    let from = days_after(sent_on, limits.referral_open_days.saturating_add(1));
    Task { about: of(referral), from, ..Task::new(TaskKind::PursueReferral, sent_on) }
}

fn of(referral: &Referral) -> About {
    About::Referral(referral.sent.referral)
}

/// After a closing nothing more is recorded that needs it.
fn ending_basis(state: &State, limits: &Limits) -> Option<Task> {
    let until = state.consent.basis.as_ref()?.until.filter(|until| is_in_range(*until))?;
    let from = days_before(until, limits.basis_ending_days);
    Some(Task { from, until: Some(until), ..Task::new(TaskKind::RenewLegalBasis, until) })
}
