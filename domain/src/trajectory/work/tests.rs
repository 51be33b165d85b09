use super::*;
use crate::trajectory::Intent;
use crate::trajectory::intake::IntakeRefusal;
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::story::{
    Story, closed, corrected, day, employment, job_cancelled, job_ended, job_started, opened,
    participant, story, unknown,
};

#[test]
fn a_participant_starts_work_and_somebody_confirms_it() {
    let started = job_started(1, day(9));
    participant().when(day(9), Intent::StartEmployment(started.clone())).then(vec![started.into()]);
    let verified = EmploymentVerified { employment: employment(1), source: Code::new("payslip") };
    participant()
        .given(day(9), job_started(1, day(9)))
        .when(day(40), Intent::VerifyEmployment(verified.clone()))
        .then(vec![verified.into()]);
}

#[test]
fn rule_1_work_starts_after_the_intake() {
    story()
        .given(day(1), opened())
        .when(day(9), Intent::StartEmployment(job_started(1, day(9))))
        .then_refused(&IntakeRefusal::IntakeNotCompleted);
}

#[test]
fn rule_7_jobs_may_overlap_but_each_starts_once() {
    let second = job_started(2, day(10));
    participant()
        .given(day(9), job_started(1, day(9)))
        .when(day(10), Intent::StartEmployment(second.clone()))
        .then(vec![second.into()]);
    participant()
        .given(day(9), job_started(1, day(9)))
        .when(day(10), Intent::StartEmployment(job_started(1, day(10))))
        .then_refused(&WorkRefusal::EmploymentAlreadyStarted { employment: employment(1) });
}

#[test]
fn rule_7_a_job_ends_only_after_it_started_and_once() {
    participant()
        .when(day(9), Intent::EndEmployment(job_ended(1, day(9))))
        .then_refused(&WorkRefusal::EmploymentNotStarted { employment: employment(1) });
    participant()
        .given(day(9), job_started(1, day(9)))
        .given(day(20), job_ended(1, day(20)))
        .when(day(21), Intent::EndEmployment(job_ended(1, day(21))))
        .then_refused(&WorkRefusal::EmploymentAlreadyEnded { employment: employment(1) });
}

#[test]
fn rule_7_a_job_lost_after_closing_is_recorded() {
    participant()
        .given(day(9), job_started(1, day(9)))
        .given(day(20), closed("work"))
        .when(day(30), Intent::EndEmployment(job_ended(1, day(30))))
        .then(vec![job_ended(1, day(30)).into()]);
}

#[test]
fn a_job_ends_between_its_first_day_and_the_day_of_the_event() {
    for (on, limit) in [(8, 9), (31, 30)] {
        participant()
            .given(day(9), job_started(1, day(9)))
            .when(day(30), Intent::EndEmployment(job_ended(1, day(on))))
            .then_refused(&FieldFault::DayOutOfOrder {
                path: "on",
                day: day(on),
                limit: day(limit),
            });
    }
}

#[test]
fn a_job_takes_between_1_and_100_percent_of_a_week() {
    for value in [0, 101] {
        let odd = EmploymentStarted { fte_percent: value, ..job_started(1, day(9)) };
        participant()
            .when(day(9), Intent::StartEmployment(odd))
            .then_refused(&FieldFault::OutOfRange { path: "ftePercent", value, min: 1, max: 100 });
    }
}

/// A contract that was signed on day 9, for work from day 20 on.
fn signed() -> Story {
    participant().given(day(9), job_started(1, day(20)))
}

#[test]
fn rule_4_a_job_is_planned_as_far_ahead_as_the_catalogue_says() {
    let planned = job_started(1, day(9 + 92));
    participant().when(day(9), Intent::StartEmployment(planned.clone())).then(vec![planned.into()]);
    let limit = day(9 + 92);
    participant()
        .when(day(9), Intent::StartEmployment(job_started(1, day(9 + 93))))
        .then_refused(&FieldFault::DayTooFarAhead { path: "from", day: day(9 + 93), limit });
}

#[test]
fn rule_7_a_planned_job_is_cancelled_before_it_begins() {
    signed()
        .when(day(19), Intent::CancelEmployment(job_cancelled(1)))
        .then(vec![job_cancelled(1).into()]);
    let work = signed().given(day(19), job_cancelled(1)).state().work;
    assert_eq!(work.jobs, vec![]);
    assert_eq!(work.cancelled[0].on, day(19));
}

#[test]
fn rule_7_a_job_that_began_ends_and_is_not_cancelled() {
    let (employment, from) = (employment(1), day(20));
    signed()
        .when(day(21), Intent::CancelEmployment(job_cancelled(1)))
        .then_refused(&WorkRefusal::EmploymentBegan { employment, from });
    signed()
        .when(day(19), Intent::EndEmployment(job_ended(1, day(19))))
        .then_refused(&WorkRefusal::EmploymentStillPlanned { employment, from });
    signed()
        .when(day(20), Intent::EndEmployment(job_ended(1, day(20))))
        .then(vec![job_ended(1, day(20)).into()]);
}

#[test]
fn rule_7_a_job_that_was_planned_falls_through_on_its_first_day_and_leaves_no_trace() {
    let cancel = || Intent::CancelEmployment(job_cancelled(1));
    signed().when(day(20), cancel()).then(vec![job_cancelled(1).into()]);
    let work = signed().given(day(20), job_cancelled(1)).state().work;
    assert_eq!((work.jobs, work.cancelled[0].on), (vec![], day(20)));
    let (employment, from) = (employment(1), day(20));
    participant()
        .given(day(20), job_started(1, day(20)))
        .when(day(20), cancel())
        .then_refused(&WorkRefusal::EmploymentBegan { employment, from });
    signed()
        .given(day(20), job_ended(1, day(20)))
        .when(day(20), cancel())
        .then_refused(&WorkRefusal::EmploymentAlreadyEnded { employment });
}

#[test]
fn rule_7_nothing_more_is_recorded_of_a_job_that_was_cancelled() {
    let verified = EmploymentVerified { employment: employment(1), source: Code::new("payslip") };
    for intent in [
        Intent::CancelEmployment(job_cancelled(1)),
        Intent::EndEmployment(job_ended(1, day(21))),
        Intent::VerifyEmployment(verified),
        Intent::StartEmployment(job_started(1, day(21))),
    ] {
        let employment = employment(1);
        signed()
            .given(day(12), job_cancelled(1))
            .when(day(21), intent)
            .then_refused(&WorkRefusal::EmploymentWasCancelled { employment });
    }
    participant()
        .when(day(21), Intent::CancelEmployment(job_cancelled(1)))
        .then_refused(&WorkRefusal::EmploymentNotStarted { employment: employment(1) });
}

#[test]
fn a_cancelling_stays_possible_when_the_first_day_is_put_right() {
    let earlier = |from| Intent::CorrectEvent(corrected(4, day(9), job_started(1, day(from))));
    let fell_through = || signed().given(day(15), job_cancelled(1));
    fell_through().when(day(30), earlier(15)).recorded();
    let why = WorkRefusal::EmploymentBegan { employment: employment(1), from: day(14) };
    fell_through().when(day(30), earlier(14)).then_refused(
        &RecordKeepingRefusal::LaterEventContradicted {
            sequence: 5,
            why: Box::new(why.into()),
            more: vec![],
        },
    );
}

#[test]
fn a_client_who_was_guided_until_the_contract_was_signed_starts_or_does_not() {
    let left = || signed().given(day(10), closed("work"));
    left()
        .when(day(15), Intent::CancelEmployment(job_cancelled(1)))
        .then(vec![job_cancelled(1).into()]);
    left()
        .when(day(30), Intent::EndEmployment(job_ended(1, day(30))))
        .then(vec![job_ended(1, day(30)).into()]);
}

#[test]
fn a_job_names_its_employer_what_was_adapted_and_what_supports_it() {
    let job = EmploymentStarted {
        adapted: true,
        employer: Some(Employer::Named("Bakkerij De Molen".to_owned())),
        adaptations: vec![Code::new("mentor"), Code::new("pace")],
        support: vec![Code::new("target_group_reduction"), Code::new("dutch_at_work")],
        ..job_started(1, day(9))
    };
    participant().when(day(9), Intent::StartEmployment(job.clone())).then(vec![job.clone().into()]);
    let odd =
        EmploymentStarted { employer: Some(Employer::Named("jan@example.com".to_owned())), ..job };
    participant()
        .when(day(9), Intent::StartEmployment(odd))
        .then_refused(&FieldFault::NoCompanyName { path: "employer" });
}

#[test]
fn rule_13_work_is_recorded_in_codes() {
    let odd = EmploymentStarted { contract: Code::new("gig"), ..job_started(1, day(9)) };
    participant().when(day(9), Intent::StartEmployment(odd)).then_refused(&unknown(
        "contract_type",
        "gig",
        "contract",
    ));
}

#[test]
fn a_job_of_before_the_opening_is_no_outcome() {
    let before = || Intent::StartEmployment(job_started(1, day(0)));
    let opened_on = day(1);
    participant()
        .when(day(9), before())
        .then_refused(&WorkRefusal::EmploymentBeforeOpening { from: day(0), opened_on });
    participant().when(day(9), Intent::StartEmployment(job_started(1, opened_on))).recorded();
}
