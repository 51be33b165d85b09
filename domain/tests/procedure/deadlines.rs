//! One second before, at, and after each deadline, on any day around both changes of the clocks.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use loopbrug_domain::proposal::{Intent, Stage};
use loopbrug_domain::round::Outcome;
use loopbrug_domain::stream::Stream;
use proptest::prelude::*;

use crate::partnership::{
    PITCH, Partnership, SUBMIT, admit, assess, assign, communicate, invite, judge, offer, rebut,
    scope, utc,
};
use loopbrug_domain::proposal::submission::SubmissionRefusal;
use loopbrug_domain::round::amendment::AmendmentRefusal;
use loopbrug_domain::round::launch::LaunchRefusal;

/// Midnight in Brussels at the beginning of `day`, worked out by hand: summer time lasts from the
/// last Sunday of March to the last Sunday of October, and changes in the small hours.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let last_sunday = |month| {
        let mut days =
            (22..=31).rev().filter_map(|n| NaiveDate::from_ymd_opt(day.year(), month, n));
        days.find(|found| found.weekday() == Weekday::Sun).unwrap()
    };
    let summer = last_sunday(3) < day && day <= last_sunday(10);
    let hours = if summer { 2 } else { 1 };
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(hours)
}

/// A day within three weeks of a change of clocks, of the rounds of autumn and of spring.
fn around_a_change() -> impl Strategy<Value = NaiveDate> {
    let changes = ["2023-10-29", "2024-03-31", "2024-10-27", "2025-03-30"];
    let changes = changes.map(|day| day.parse::<NaiveDate>().unwrap());
    (prop::sample::select(changes.to_vec()), -21_i64..=21)
        .prop_map(|(change, days)| change + TimeDelta::days(days))
}

/// Seconds from a deadline: most often the ones beside it.
fn seconds() -> impl Strategy<Value = i64> {
    prop_oneof![Just(-60), Just(-1), Just(0), Just(1), Just(3600), -90_000_i64..90_000]
}

fn early() -> DateTime<Utc> {
    utc("2023-08-12T09:00:00")
}

fn offered() -> Partnership {
    let mut partnership = Partnership::launched();
    partnership.applies("2023-08-14T09:00:00", 2, Intent::DraftProposal(scope())).unwrap();
    partnership.applies("2023-08-14T09:00:00", 2, offer(1)).unwrap();
    partnership
}

fn assigned() -> Partnership {
    let mut partnership = offered();
    partnership.applies("2023-08-15T09:00:00", 2, SUBMIT).unwrap();
    partnership.works("2023-08-16T09:00:00", 1, 2, admit(true)).unwrap();
    partnership.works("2023-08-16T09:00:00", 1, 2, assign(11, false)).unwrap();
    partnership
}

/// Ratified on 17 October 2023.
fn ratified() -> Partnership {
    let mut partnership = assigned();
    partnership.works("2023-09-28T09:00:00", 11, 2, assess(70)).unwrap();
    partnership.works("2023-10-09T09:00:00", 1, 2, invite("2023-10-11T14:00:00")).unwrap();
    partnership.works("2023-10-11T14:30:00", 1, 2, PITCH).unwrap();
    partnership.works("2023-10-11T15:00:00", 1, 2, judge(70, Outcome::Approved)).unwrap();
    partnership.draw_up("2023-10-13T18:00:00", &[]).unwrap();
    partnership.ratify("2023-10-17T20:00:00").unwrap();
    partnership
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_proposal_is_submitted_until_the_end_of_the_last_minute(
        day in around_a_change(),
        after in seconds(),
    ) {
        let mut partnership = offered();
        partnership.amend(early(), "submission_deadline", day).unwrap();
        let closed_at = midnight(day + Days::new(1));
        let found = partnership.ask(closed_at + TimeDelta::seconds(after), (2, 2), 2, SUBMIT);
        if after < 0 {
            prop_assert_eq!(found, Ok(Stage::Submitted));
        } else {
            prop_assert_eq!(found, Err(SubmissionRefusal::SubmissionDeadlinePassed { closed_at }.into()));
            prop_assert_eq!(partnership.stage(2), Stage::Draft);
        }
    }

    #[test]
    fn an_assessment_is_within_its_window_to_the_end_of_its_last_day(
        day in around_a_change(),
        after in seconds(),
    ) {
        let mut partnership = assigned();
        partnership.amend(early(), "assessment", day).unwrap();
        let now = midnight(day + Days::new(1)) + TimeDelta::seconds(after);
        partnership.ask(now, (11, 1), 2, assess(70)).unwrap();
        let opens = midnight("2023-09-25".parse().unwrap());
        let state = partnership.proposals[&2].state();
        let assessments: Vec<_> = state.assessors.iter().filter_map(|found| found.assessment.as_ref()).collect();
        prop_assert_eq!(assessments[0].outside_window, after >= 0 || now < opens);
    }

    #[test]
    fn a_decision_is_overdue_after_the_end_date(day in around_a_change(), after in seconds()) {
        let mut partnership = ratified();
        partnership.amend(utc("2023-10-17T21:00:00"), "end_date", day).ok();
        let catalogue = partnership.round.catalogue(crate::partnership::catalogues()).unwrap();
        let end = partnership.round.timeline(catalogue).day("end_date").unwrap();
        let now = midnight(end + Days::new(1)) + TimeDelta::seconds(after);
        prop_assume!(now >= utc("2023-10-17T20:00:00"));
        partnership.ask(now, (1, 1), 2, communicate(Outcome::Approved)).unwrap();
        let decision = partnership.proposals[&2].state().decision.clone().unwrap();
        prop_assert_eq!(decision.overdue, after >= 0);
    }

    #[test]
    fn a_rebuttal_is_in_time_for_fourteen_calendar_days_and_kept_after_them(
        end_date in around_a_change(),
        after in seconds(),
    ) {
        prop_assume!(end_date >= "2023-10-18".parse().unwrap());
        let mut partnership = ratified();
        partnership.amend(utc("2023-10-17T21:00:00"), "end_date", end_date).ok();
        partnership.works("2023-10-17T22:00:00", 1, 2, communicate(Outcome::Approved)).unwrap();
        let now = midnight(end_date + Days::new(15)) + TimeDelta::seconds(after);
        let stage = partnership.ask(now, (2, 2), 2, rebut()).unwrap();
        let rebuttal = partnership.proposals[&2].state().rebuttals[0].clone();
        prop_assert_eq!(rebuttal.fact.late, after >= 0);
        prop_assert_eq!(rebuttal.fact.received_at, now);
        prop_assert_eq!(stage, if after < 0 { Stage::Rebutted } else { Stage::Communicated });
    }

    #[test]
    fn a_deadline_is_never_shortened_into_the_past(
        day in around_a_change(),
        shorter in 1_u64..40,
        after in seconds(),
    ) {
        let mut partnership = Partnership::launched();
        partnership.amend(early(), "submission_deadline", day).unwrap();
        let new = day - Days::new(shorter);
        let closes_at = midnight(new + Days::new(1));
        let item = "submission_deadline".into();
        let found = partnership.amend(closes_at + TimeDelta::seconds(after), "submission_deadline", new);
        if after < 0 {
            prop_assert_eq!(found, Ok(()));
        } else {
            prop_assert_eq!(found, Err(AmendmentRefusal::PassedDeadlineShortened { item, closes_at }.into()));
        }
    }
}

#[test]
fn a_round_is_launched_from_the_first_second_of_its_day() {
    let mut partnership = Partnership::default();
    let early = partnership.launch("2023-08-10T23:59:59");
    assert_eq!(
        early,
        Err(LaunchRefusal::LaunchTooEarly { opens_at: utc("2023-08-11T00:00:00") }.into())
    );
    assert_eq!(partnership.launch("2023-08-11T00:00:00"), Ok(()));
}
