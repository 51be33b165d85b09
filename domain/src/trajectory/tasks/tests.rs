//! Each task: from when on it is there, for which desk, and what ends it.

mod referrals;

use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{About, Desk, Task, TaskKind, tasks};
use crate::catalogue::{Catalogue, Catalogues, Code};
use crate::ids::{AppointmentId, InterventionId, KboNumber, ReferralId, TrajectoryId, WorkerId};
use crate::trajectory::Payload;
use crate::trajectory::appointments::{AppointmentKept, AppointmentPlanned};
use crate::trajectory::bridge::BridgeFigureAssigned;
use crate::trajectory::consent::{
    AccessExpired, AccessGranted, AccessOverridden, AccessRefused, AccessRequested,
    LegalBasisRecorded,
};
use crate::trajectory::corrections::CorrectionConfirmed;
use crate::trajectory::merge::MergedInto;
use crate::trajectory::referrals::ReferralSent;
use crate::trajectory::story::{
    Story, attempt, bridge_figure, closed, corrected, day, legal_basis, organisation, participant,
    story,
};
use crate::trajectory::transfer::{TransferAccepted, TransferDeclined, TransferRequested};

const REFERRAL: ReferralId = ReferralId(Uuid::from_u128(5));
const APPOINTMENT: AppointmentId = AppointmentId(Uuid::from_u128(6));

fn catalogue() -> Arc<Catalogue> {
    Arc::clone(Catalogues::embedded().latest("vlaamse-ardennen").unwrap())
}

/// The tasks of a kind on a day.
fn on(story: &Story, kind: TaskKind, day: NaiveDate) -> Vec<Task> {
    let all = tasks(&story.trajectory(), &catalogue()).into_iter();
    all.filter(|task| task.kind == kind && task.is_visible_on(day)).collect()
}

/// The desks that have such a task on each of some days.
#[track_caller]
fn desks<const N: usize>(story: &Story, kind: TaskKind, days: [i64; N], expected: [Vec<Desk>; N]) {
    for (n, expected) in days.into_iter().zip(expected) {
        let found = on(story, kind, day(n)).into_iter().map(|task| task.desk);
        assert_eq!(found.collect::<Vec<_>>(), expected, "day {n}");
    }
}

fn nobody() -> Vec<Desk> {
    vec![]
}

fn of(n: u32) -> Vec<Desk> {
    vec![Desk::Organisation(organisation(n))]
}

fn of_worker(n: u32, worker: u128) -> Vec<Desk> {
    vec![Desk::Worker(organisation(n), WorkerId(Uuid::from_u128(worker)))]
}

fn sent(to: u32) -> ReferralSent {
    ReferralSent {
        referral: REFERRAL,
        to: organisation(to),
        service: Code::new("debt_help"),
        urgency: Code::new("normal"),
        areas: vec![Code::new("administration_and_debt")],
    }
}

/// A client whom organisation 1 referred to organisation 2 on day 10.
fn referred() -> Story {
    participant().given(day(10), sent(2))
}

fn planned(with: KboNumber, on: NaiveDate) -> AppointmentPlanned {
    AppointmentPlanned {
        appointment: APPOINTMENT,
        at: on.and_hms_opt(14, 30, 0).unwrap(),
        organisation: with,
        purpose: Code::new("guidance"),
        accompanied: false,
    }
}

fn kept(outcome: &str) -> AppointmentKept {
    AppointmentKept { appointment: APPOINTMENT, outcome: Code::new(outcome) }
}

fn granted(n: u32) -> AccessGranted {
    AccessGranted { organisation: organisation(n) }
}

fn expired(n: u32) -> AccessExpired {
    AccessExpired { organisation: organisation(n) }
}

/// A bridge figure of organisation 2, which has access since day 4.
fn guided_by_another() -> Story {
    let figure = BridgeFigureAssigned { organisation: organisation(2), ..bridge_figure(7) };
    participant().given(day(4), granted(2)).given_by(organisation(2), day(5), figure)
}

#[test]
fn rule_11_a_transfer_waits_for_the_organisation_that_was_asked() {
    let kind = TaskKind::AnswerTransfer;
    let request = TransferRequested { organisation: organisation(2), region: None };
    let asked = || participant().given(day(10), request.clone());
    desks(&asked(), kind, [9, 10, 400], [nobody(), of(2), of(2)]);
    desks(&asked().given(day(12), expired(2)), kind, [13], [of(2)]);
    let accepted = TransferAccepted { trajectory: None };
    desks(&asked().given_by(organisation(2), day(11), accepted), kind, [11], [nobody()]);
    let declined = TransferDeclined { reason: Code::new("no_capacity") };
    desks(&asked().given_by(organisation(2), day(11), declined), kind, [11], [nobody()]);
}

#[test]
fn rule_11_a_transfer_to_another_region_waits_for_a_partner_of_that_region() {
    let region = Code::new("meetjesland");
    let request = TransferRequested { organisation: organisation(2), region: Some(region.clone()) };
    let asked = participant().given(day(10), request);
    let elsewhere = Desk::Elsewhere(region, organisation(2));
    desks(&asked, TaskKind::AnswerTransfer, [10], [vec![elsewhere]]);
}

#[test]
fn an_appointment_is_kept_on_its_day_and_its_outcome_is_asked_for_after_it() {
    let kind = TaskKind::KeepAppointment;
    let planned = participant().given(day(4), planned(organisation(1), day(20)));
    desks(&planned, kind, [19, 20, 21], [nobody(), of(1), of(1)]);
    let task = on(&planned, kind, day(20)).remove(0);
    assert_eq!(task.about, About::Appointment(APPOINTMENT));
    assert_eq!(task.at, day(20).and_hms_opt(14, 30, 0));
    assert_eq!([20, 21].map(|n| task.is_overdue_on(day(n))), [false, true]);
    desks(&planned.given(day(21), kept("attended")), kind, [21], [nobody()]);
}

#[test]
fn an_appointment_that_was_called_off_or_of_a_closed_trajectory_is_no_task() {
    let kind = TaskKind::KeepAppointment;
    let planned = || participant().given(day(4), planned(organisation(1), day(20)));
    desks(&planned().given(day(10), kept("excused")), kind, [20], [nobody()]);
    desks(&planned().given(day(10), closed("moved")), kind, [20], [nobody()]);
}

#[test]
fn an_appointment_is_for_the_organisation_that_it_is_with_and_for_its_bridge_figure() {
    let kind = TaskKind::KeepAppointment;
    let with = |n| planned(organisation(n), day(20));
    desks(&guided_by_another().given(day(6), with(2)), kind, [20], [of_worker(2, 7)]);
    desks(&guided_by_another().given(day(6), with(1)), kind, [20], [of(1)]);
}

#[test]
fn nobody_keeps_tasks_for_whom_he_may_not_open() {
    let kind = TaskKind::KeepAppointment;
    let with_another = participant().given(day(6), planned(organisation(2), day(20)));
    desks(&with_another, kind, [20], [of(1)]);
    let guided = guided_by_another().given(day(6), planned(organisation(2), day(20)));
    desks(&guided.given(day(8), expired(2)), kind, [20], [of(1)]);
}

#[test]
fn rule_11_when_a_grant_ends_by_itself_the_task_goes_to_the_owner_on_the_day_after() {
    // Six months after day 5, 5 January, is 5 July: day 187.
    let kind = TaskKind::MakeContact;
    let expected = [of_worker(2, 7), of_worker(2, 7), of(1)];
    desks(&guided_by_another(), kind, [18, 187, 188], expected);
    let awaited = guided_by_another().given(day(6), sent(2));
    desks(&awaited, kind, [188], [of_worker(2, 7)]);
}

#[test]
fn the_bridge_figure_makes_contact_and_where_there_is_none_the_owner() {
    let kind = TaskKind::MakeContact;
    desks(&participant(), kind, [17, 18], [nobody(), of(1)]);
    desks(&participant().given(day(4), bridge_figure(7)), kind, [18], [of_worker(1, 7)]);
    let reached = guided_by_another().given(day(18), attempt("phone", "reached"));
    desks(&reached, kind, [18, 33], [nobody(), of_worker(2, 7)]);
}

#[test]
fn rule_3_the_owner_finds_a_bridge_figure() {
    desks(&participant(), TaskKind::AssignBridgeFigure, [17, 18], [nobody(), of(1)]);
}

#[test]
fn rule_9_exit_and_follow_up_are_for_the_owner() {
    let left = guided_by_another().given_by(organisation(2), day(100), closed("work"));
    desks(&left, TaskKind::RecordExit, [99, 100], [nobody(), of(1)]);
    // Three months after day 100, 9 April, is 9 July: day 191.
    desks(&left, TaskKind::FollowUp, [176, 177, 206], [nobody(), of(1), of(1)]);
    let task = on(&left, TaskKind::FollowUp, day(180)).remove(0);
    assert_eq!((task.about, task.until), (About::Month(3), Some(day(205))));
}

#[test]
fn rule_2_a_legal_basis_is_to_be_renewed_before_it_ends_by_who_guides_the_client() {
    let kind = TaskKind::RenewLegalBasis;
    let until = |n| LegalBasisRecorded { until: Some(day(n)), ..legal_basis() };
    let ending = || participant().given(day(4), until(100));
    desks(&ending(), kind, [69, 70, 101], [nobody(), of(1), of(1)]);
    let task = on(&ending(), kind, day(70)).remove(0);
    assert_eq!((task.since, task.until), (day(100), Some(day(100))));
    assert_eq!([100, 101].map(|n| task.is_overdue_on(day(n))), [false, true]);
    desks(&ending().given(day(80), bridge_figure(7)), kind, [80], [of_worker(1, 7)]);
    desks(&ending().given(day(80), until(400)), kind, [101], [nobody()]);
    desks(&ending().given(day(80), closed("work")), kind, [80], [nobody()]);
    desks(&participant(), kind, [10_000], [nobody()]);
}

#[test]
fn rule_6_a_correction_waits_for_the_organisation_whose_record_it_was_while_it_has_access() {
    let kind = TaskKind::AnswerCorrection;
    // Event 4 grants, event 5 is the record, event 6 corrects it.
    let right = corrected(5, day(6), attempt("phone", "reached"));
    let corrected = || {
        participant()
            .given(day(4), granted(2))
            .given_by(organisation(2), day(5), attempt("visit", "reached"))
            .given(day(9), right.clone())
    };
    desks(&corrected(), kind, [8, 9, 188, 189], [nobody(), of(2), of(2), nobody()]);
    assert_eq!(on(&corrected(), kind, day(9))[0].about, About::Event(6));
    let confirmed = CorrectionConfirmed { target: 6 };
    let confirmed = corrected().given_by(organisation(2), day(10), confirmed);
    desks(&confirmed, kind, [10], [nobody()]);
    desks(&corrected().given(day(12), expired(2)), kind, [12], [nobody()]);
}

#[test]
fn rule_6_who_asks_for_access_waits_for_the_owner() {
    let kind = TaskKind::AnswerAccessRequest;
    let requested = AccessRequested { purpose: Code::new("guidance") };
    let asked = || participant().given_by(organisation(2), day(10), requested.clone());
    desks(&asked(), kind, [9, 10, 400], [nobody(), of(1), of(1)]);
    assert_eq!(on(&asked(), kind, day(10))[0].about, About::Organisation(organisation(2)));
    let refused =
        AccessRefused { organisation: organisation(2), reason: Code::new("client_objects") };
    desks(&asked().given(day(11), refused), kind, [11], [nobody()]);
    desks(&asked().given(day(11), granted(2)), kind, [11], [nobody()]);
}

#[test]
fn rule_6_access_that_was_taken_is_looked_at_by_the_region_within_the_catalogues_days() {
    let kind = TaskKind::ReviewEmergencyAccess;
    let until = day(11).and_hms_opt(12, 0, 0).unwrap().and_utc();
    let overridden = AccessOverridden { reason: Code::new("crisis"), until };
    let taken = participant().given_by(organisation(2), day(10), overridden.clone()).given_by(
        organisation(2),
        day(10),
        overridden,
    );
    let region = || vec![Desk::Region];
    desks(&taken, kind, [9, 10, 40, 41], [nobody(), region(), region(), nobody()]);
    assert_eq!(on(&taken, kind, day(10))[0].about, About::Organisation(organisation(2)));
}

#[test]
fn rule_6_what_an_organisation_left_open_whose_access_ended_is_for_the_owner() {
    let kind = TaskKind::TakeOverOpenWork;
    let guided = || guided_by_another().given(day(6), planned(organisation(2), day(250)));
    let left = guided().given(day(8), expired(2));
    let about = |story: &Story, n| -> Vec<_> {
        on(story, kind, day(n)).into_iter().map(|task| (task.desk, task.about)).collect()
    };
    let owner = || Desk::Organisation(organisation(1));
    let both = [
        (owner(), About::BridgeFigure(WorkerId(Uuid::from_u128(7)))),
        (owner(), About::Appointment(APPOINTMENT)),
    ];
    assert_eq!(about(&left, 7), []);
    assert_eq!(about(&left, 8), both);
    // Six months after day 5, 5 January, is 5 July, day 187: there the grant ends by itself.
    assert_eq!(about(&guided(), 187), []);
    assert_eq!(about(&guided(), 188), both);
    let back = left.given(day(9), granted(2)).given(day(9), bridge_figure(8));
    assert_eq!(about(&back, 9), []);
}

#[test]
fn rule_14_of_a_duplicate_nothing_is_to_be_done() {
    let other = TrajectoryId(Uuid::from_u128(2));
    let merged = referred()
        .given(day(11), planned(organisation(1), day(20)))
        .given(day(12), MergedInto { other, take_over: false });
    assert_eq!(tasks(&merged.trajectory(), &catalogue()), []);
}

#[test]
fn before_the_opening_there_is_nothing_to_do() {
    assert_eq!(tasks(&story().trajectory(), &catalogue()), []);
}

#[test]
fn what_a_task_is_about_is_read_from_its_text() {
    for about in [
        About::Trajectory,
        About::Month(6),
        About::Referral(REFERRAL),
        About::Appointment(APPOINTMENT),
        About::Intervention(InterventionId(Uuid::from_u128(7))),
        About::BridgeFigure(WorkerId(Uuid::from_u128(7))),
        About::Organisation(organisation(2)),
        About::Event(12),
    ] {
        assert_eq!(about.to_string().parse(), Ok(about));
    }
    for text in ["", "month", "month:", "month:06", "month:-1", "trajectory:", "referral:x", "6"] {
        assert!(text.parse::<About>().is_err(), "{text}");
    }
}
