//! Funnel, lasting, reach.

use super::*;
use ReportKind::{Funnel, Lasting, Reach};
use loopbrug_domain::ids::AppointmentId;
use loopbrug_domain::trajectory::appointments::AppointmentKept;
use loopbrug_domain::trajectory::story::{
    attempt, housing_found, housing_lost, intervention_planned, intervention_started, job_ended,
    job_started, opened, participant, story, voided,
};

#[test]
fn those_opened_in_the_period_are_followed_to_the_end() {
    let housed = participant().given(day(11), housing_found(day(8)));
    let helped = participant()
        .given(day(5), intervention_planned(1))
        .given(day(6), intervention_started(1))
        .given(day(21), job_started(1, day(21)));
    let given = given(vec![housed, helped, story().given(day(1), opened())]);
    let steps = ["opened", "intake", "intervention", "outcome"];
    let ask = given.ask(Funnel);
    assert_eq!(ask.figures("total", steps), [3, 2, 1, 2]);
    // Seven days, by the day from which the home was there, and twenty.
    assert_eq!(ask.figure("total", "days_to_outcome.median"), Some(13.5));
    assert_eq!(ask.figure("total", "days_to_outcome.p90"), Some(20.0));
    assert_eq!(ask.clone().over(1, 20).figures("total", steps), [3, 2, 1, 1]);
    assert_eq!(ask.clone().on_day(5).figures("total", steps), [3, 2, 0, 0], "the rest is to come");
    let later = ask.over(2, 366);
    assert_eq!(later.figures("total", steps), [0, 0, 0, 0]);
    assert_eq!(later.figure("total", "days_to_intake.median"), None, "a median of nothing");
}

#[test]
fn a_job_lasts_that_has_not_ended_on_its_91st_day() {
    let job = |ended_on: i64| {
        participant()
            .given(day(9), job_started(1, day(9)))
            .given(day(ended_on), job_ended(1, day(ended_on)))
    };
    // The 91st day after day 9 is day 100.
    let given = given(vec![job(100), job(101)]);
    let ask = given.ask(Lasting);
    let columns = ["due_91", "lasting_91", "share_91", "due_182", "lasting_182"];
    assert_eq!(ask.figures("kind=work", columns), [2, 1, 50, 2, 0]);
    assert_eq!(ask.figures("kind=work", ["lost"]), [2]);
    assert_eq!(ask.figures("kind=work/reason=end_of_contract", ["lost"]), [2]);
    assert_eq!(ask.figure("kind=work/reason=end_of_contract", "due_91"), None);
    assert_eq!(ask.clone().over(1, 99).figure("kind=work", "due_91"), Some(0.0));
    assert_eq!(ask.clone().over(1, 99).figure("kind=work", "share_91"), None, "of nobody");
    assert_eq!(ask.over(100, 100).figures("kind=work", ["due_91", "lost"]), [2, 1]);
}

#[test]
fn what_matures_after_the_day_asked_for_has_not_come_about() {
    let given = given(vec![participant().given(day(9), housing_found(day(9)))]);
    let ask = given.ask(Lasting);
    let columns = ["due_91", "lasting_91", "unknown_91"];
    let due = |on| ask.clone().on_day(on).figures("kind=housing", columns);
    assert_eq!([99, 100].map(due), [[0, 0, 0], [1, 0, 1]]);
}

#[test]
fn a_home_that_somebody_moved_from_was_not_lost() {
    let moved = participant()
        .given(day(9), housing_found(day(9)))
        .given(day(20), housing_found(day(20)))
        .given(day(90), attempt("phone", "reached"));
    let lost =
        participant().given(day(9), housing_found(day(9))).given(day(50), housing_lost(day(50)));
    let given = given(vec![moved, lost]);
    let columns = ["due_91", "lasting_91", "share_91", "lost"];
    assert_eq!(given.ask(Lasting).figures("kind=housing", columns), [2, 1, 50, 1]);
    assert_eq!(given.ask(Lasting).figures("kind=housing/reason=eviction", ["lost"]), [1]);
}

fn kept(outcome: &str) -> AppointmentKept {
    AppointmentKept { appointment: AppointmentId(Uuid::from_u128(1)), outcome: Code::new(outcome) }
}

#[test]
fn attempts_count_up_to_the_day_on_which_somebody_was_reached() {
    let met = |attempts: i64| {
        let sought = (0..attempts).fold(story().given(day(1), opened()), |story, n| {
            story.given(day(2 + n), attempt("phone", "not_reached"))
        });
        sought.given(day(2 + attempts), attempt("home_visit", "reached"))
    };
    let given = given(vec![met(0), met(1), met(2), met(5)]);
    let ask = given.ask(Reach);
    assert_eq!(ask.figures("total", ["attempts", "successful", "first_reached"]), [12, 4, 4]);
    // One, two, three and six attempts.
    assert_eq!(ask.figure("total", "attempts_until_reached.median"), Some(2.5));
    assert_eq!(ask.figure("total", "attempts_until_reached.p90"), Some(6.0));
    assert_eq!(ask.figures("mode=phone", ["attempts", "successful"]), [8, 0]);
    assert_eq!(ask.figure("mode=phone", "first_reached"), None, "modes have attempts only");
    assert_eq!(ask.figures("language=fr", ["attempts", "first_reached"]), [12, 4]);
    assert_eq!(ask.over(3, 366).figures("total", ["attempts", "first_reached"]), [8, 3]);
}

#[test]
fn appointments_count_when_they_are_told_as_kept_or_not() {
    let recorded = |outcome| participant().given(day(9), kept(outcome));
    let given = given(vec![
        recorded("attended"),
        recorded("late"),
        recorded("no_show"),
        recorded("excused"),
        recorded("no_show").given(day(10), voided(4)),
    ]);
    let columns = ["appointments", "no_shows", "no_show_share"];
    assert_eq!(given.ask(Reach).figures("total", columns), [3, 1, 33]);
    assert_eq!(given.ask(Reach).known_at(20).figures("total", columns), [4, 2, 50]);
}
