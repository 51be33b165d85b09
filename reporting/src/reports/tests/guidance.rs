//! Guidance: steps forward, practice floors, time that was given.

use super::*;
use crate::disclosure::{Thresholds, Treatment};
use crate::facts::procedure::{EmployerFact, EmployerKnown};
use ReportKind::Guidance;
use chrono::NaiveDate;
use loopbrug_domain::ids::{AppointmentId, EmployerId, EmploymentId, PracticeFloorId};
use loopbrug_domain::trajectory::appointments::{AppointmentKept, AppointmentPlanned};
use loopbrug_domain::trajectory::direction::StrengthIdentified;
use loopbrug_domain::trajectory::interventions::{InterventionPlanned, SessionRecorded};
use loopbrug_domain::trajectory::learning::LanguageLevelReached;
use loopbrug_domain::trajectory::milestones::MilestoneReached;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::practice::{
    EmployerCoached, PracticeFloorEnded, PracticeFloorStarted,
};
use loopbrug_domain::trajectory::story::{
    attempt, closed, intake, intervention, intervention_planned, intervention_started, legal_basis,
    opened, organisation, participant, reopened, story,
};
use loopbrug_domain::trajectory::work::{EmploymentCancelled, EmploymentStarted};

fn session(minutes: u32, attended: bool) -> SessionRecorded {
    SessionRecorded { intervention: intervention(1), minutes, attended }
}

/// Housing guidance by organisation 3 runs from day 5.
fn guided() -> Story {
    let plan = InterventionPlanned { provider: organisation(3), ..intervention_planned(1) };
    participant().given(day(4), plan).given(day(5), intervention_started(1))
}

#[test]
fn steps_forward_count_people_by_code_whenever_and_in_whatever_language() {
    let speaks =
        |language| LanguageLevelReached { language: Code::new(language), level: Code::new("A2") };
    let cycling = || MilestoneReached {
        milestone: Code::new("cycling"),
        evidence: Code::new("worker_observation"),
    };
    let caring = StrengthIdentified { strength: Code::new("caring") };
    let given = given(vec![
        participant()
            .given(day(9), speaks("nl"))
            .given(day(10), speaks("fr"))
            .given(day(11), cycling())
            .given(day(12), caring),
        participant().given(day(30), cycling()),
    ]);
    let ask = given.ask(Guidance);
    let columns = ["milestones", "strengths", "language_levels"];
    assert_eq!(ask.figures("total", columns), [2, 1, 1]);
    assert_eq!(ask.figures("milestone=cycling", ["milestones"]), [2]);
    assert_eq!(ask.figures("milestone=driving_theory", ["milestones"]), [0]);
    assert_eq!(ask.figures("strength=caring", ["strengths"]), [1]);
    assert_eq!(ask.figures("level=A2", ["language_levels"]), [1]);
    assert_eq!(ask.figure("level=A2", "milestones"), None);
    assert_eq!(ask.members("milestone=cycling", "milestones"), [client(0), client(1)].into());
    assert_eq!(ask.over(12, 29).figures("total", columns), [0, 1, 0]);
}

#[test]
fn minutes_are_those_of_sessions_that_the_client_attended_by_service_and_who_provides_it() {
    let given = given(vec![
        guided()
            .given(day(10), session(60, true))
            .given(day(11), session(45, false))
            .given(day(20), session(30, true)),
        guided().given(day(10), session(0, true)),
    ]);
    let ask = given.ask(Guidance);
    let columns = ["sessions", "session_minutes"];
    let provider = format!("organisation={}", organisation(3));
    for row in ["total", "service=housing_guidance", &provider] {
        assert_eq!(ask.figures(row, columns), [3, 90], "{row}");
        assert_eq!(ask.clone().over(11, 20).figures(row, columns), [1, 30], "{row}");
    }
    assert_eq!(ask.figures("service=debt_help", columns), [0, 0]);
    assert_eq!(ask.figure(&provider, "accompanied"), None);
}

#[test]
fn coaching_counts_for_who_recorded_it() {
    let coached = EmployerCoached {
        employer: organisation(4).into(),
        topic: Code::new("dutch_at_work"),
        minutes: 45,
    };
    let given = given(vec![
        participant()
            .given_by(organisation(2), day(9), coached.clone())
            .given(day(10), EmployerCoached { minutes: 15, ..coached }),
    ]);
    let ask = given.ask(Guidance);
    let columns = ["coachings", "coaching_minutes"];
    assert_eq!(ask.figures("total", columns), [2, 60]);
    assert_eq!(ask.figures(&format!("organisation={}", organisation(2)), columns), [1, 45]);
}

#[test]
fn coaching_without_a_client_is_the_regions_whatever_the_filter_and_never_rounded() {
    let mut procedure = ProcedureImage::default();
    let known = |what, since| EmployerFact { what, since: Position(since), until: None };
    let coached = |n, minutes, since| known(EmployerKnown::Coached { on: day(n), minutes }, since);
    let id = |n| EmployerId(Uuid::from_u128(n));
    let voided = EmployerFact { until: Some(Position(8)), ..coached(9, 99, 6) };
    let is_the_first = known(EmployerKnown::Identified { counted_as: id(1) }, 9);
    for (n, history) in [
        (1, vec![coached(9, 45, 1), coached(20, 15, 7), voided]),
        (2, vec![coached(9, 5, 2), is_the_first]),
    ] {
        procedure.put_employer(id(n), history);
    }
    let given = given(vec![participant()]).with(procedure);
    let ask = given.ask(Guidance);
    let columns =
        ["coachings_without_client", "coaching_without_client_minutes", "employers_without_client"];
    assert_eq!(ask.figures("total", columns), [3, 65, 1]);
    assert_eq!(ask.clone().over(1, 19).figures("total", columns), [2, 50, 1]);
    assert_eq!(ask.clone().known_at(2).figures("total", columns), [2, 50, 2]);
    assert_eq!(ask.clone().known_at(7).figures("total", columns), [4, 164, 2]);
    assert_eq!(ask.clone().known_at(8).figures("total", columns), [3, 65, 2]);
    let others = Filter { organisation: Some(organisation(9)), ..Filter::default() };
    assert_eq!(ask.clone().about(others).figures("total", columns), [3, 65, 1]);
    assert_eq!(ask.figure("skill=teamwork", columns[0]), None);
    let table = ask.table();
    let limits = given.sources().catalogue.limits();
    let rounded = shown(&table, Treatment::Rounded(Thresholds::of_analysts(limits)));
    assert_eq!(rounded.figures[0][column_of(&table, columns[0])], Some(3.0));
}

#[test]
fn a_practice_floor_runs_until_it_ends_or_the_trajectory_is_closed() {
    let floor = |n| PracticeFloorId(Uuid::from_u128(n));
    let started = |n| PracticeFloorStarted {
        practice_floor: floor(n),
        site: organisation(3).into(),
        hours_per_week: 12,
    };
    let ended = |n| PracticeFloorEnded {
        practice_floor: floor(n),
        hours: 9,
        skills: vec![],
        interests: vec![],
    };
    let given = given(vec![
        participant()
            .given(day(10), started(1))
            .given(day(12), started(2))
            .given(day(20), ended(1))
            .given(day(30), closed("moved"))
            .given(day(40), reopened())
            .given(day(50), ended(2)),
    ]);
    let at = |to| {
        let columns = ["floors_started", "floors_ended", "floors_running"];
        given.ask(Guidance).over(10, to).figures("total", columns)
    };
    assert_eq!([11, 12, 20].map(at), [[1, 0, 1], [2, 0, 2], [2, 1, 1]]);
    assert_eq!([30, 50].map(at), [[2, 1, 0], [2, 2, 0]]);
}

#[test]
fn what_a_practice_floor_showed_counts_people_on_the_day_that_it_ended() {
    let practice_floor = PracticeFloorId(Uuid::from_u128(1));
    let started =
        PracticeFloorStarted { practice_floor, site: organisation(3).into(), hours_per_week: 12 };
    let ended = PracticeFloorEnded {
        practice_floor,
        hours: 9,
        skills: vec![Code::new("teamwork"), Code::new("punctuality")],
        interests: vec![Code::new("green")],
    };
    let given = given(vec![participant().given(day(10), started).given(day(20), ended)]);
    let ask = given.ask(Guidance);
    let columns = ["skills", "interests"];
    assert_eq!(ask.figures("total", columns), [1, 1]);
    for (row, column) in [
        ("skill=teamwork", "skills"),
        ("skill=punctuality", "skills"),
        ("interest=green", "interests"),
    ] {
        assert_eq!(ask.figures(row, [column]), [1], "{row}");
    }
    assert_eq!(ask.figure("skill=teamwork", "interests"), None);
    assert_eq!(ask.over(10, 19).figures("total", columns), [0, 0]);
}

#[test]
fn what_comes_with_a_job_counts_from_its_first_day_unless_it_is_cancelled() {
    let started = |n, from| EmploymentStarted {
        employment: EmploymentId(Uuid::from_u128(n)),
        contract: Code::new("permanent"),
        fte_percent: 50,
        adapted: true,
        from: day(from),
        employer: None,
        adaptations: vec![Code::new("fewer_hours")],
        support: vec![Code::new("target_group_reduction")],
    };
    let cancelled = EmploymentCancelled {
        employment: EmploymentId(Uuid::from_u128(2)),
        reason: Code::new("other_party"),
    };
    let given = given(vec![
        participant().given(day(10), started(1, 20)),
        participant().given(day(10), started(2, 20)).given(day(12), cancelled),
    ]);
    let at = |to| {
        let columns = ["adaptations", "supports"];
        given.ask(Guidance).over(10, to).figures("total", columns)
    };
    assert_eq!([19, 20].map(at), [[0, 0], [1, 1]]);
    let ask = given.ask(Guidance);
    assert_eq!(ask.figures("adaptation=fewer_hours", ["adaptations"]), [1]);
    assert_eq!(ask.figures("support=target_group_reduction", ["supports"]), [1]);
    assert_eq!(ask.known_at(1).figures("total", ["adaptations"]), [0]);
}

#[test]
fn somebody_goes_along_to_an_appointment_that_is_kept_or_missed() {
    let planned = |n, accompanied| AppointmentPlanned {
        appointment: AppointmentId(Uuid::from_u128(n)),
        at: day(9).and_hms_opt(9, 0, 0).unwrap(),
        organisation: organisation(2),
        purpose: Code::new("guidance"),
        accompanied,
    };
    let outcomes = ["attended", "late", "no_show", "excused", "attended"];
    let story = (1..).zip(outcomes).fold(participant(), |story, (n, outcome)| {
        let appointment = AppointmentId(Uuid::from_u128(n));
        let kept = AppointmentKept { appointment, outcome: Code::new(outcome) };
        story.given(day(9), planned(n, n < 5)).given(day(9), kept)
    });
    let given = given(vec![story]);
    let columns = ["accompanied", "accompanied_attended"];
    assert_eq!(given.ask(Guidance).figures("total", columns), [3, 2]);
}

#[test]
fn attempts_come_before_the_intake_until_the_day_of_entry_and_of_who_has_none_all_do() {
    let sought = |minutes| ContactAttempted { minutes, ..attempt("phone", "not_reached") };
    let enters_on = |entry_on: NaiveDate| {
        let mut intake = intake();
        intake.entry_on = entry_on;
        intake
    };
    let given = given(vec![
        story()
            .given(day(1), opened())
            .given(day(2), sought(10))
            .given(day(3), sought(5))
            .given(day(4), legal_basis())
            .given(day(5), enters_on(day(3)))
            .given(day(6), sought(7)),
        story().given(day(1), opened()).given_by(organisation(2), day(20), sought(20)),
    ]);
    let ask = given.ask(Guidance);
    let columns = ["attempts_before_intake", "minutes_before_intake"];
    assert_eq!(ask.figures("total", columns), [2, 30]);
    assert_eq!(ask.figures(&format!("organisation={}", organisation(2)), columns), [1, 20]);
    // The intake of the first is its fifth event.
    assert_eq!(ask.clone().known_at(4).figures("total", columns), [2, 15]);
    assert_eq!(ask.known_at(5).figures("total", columns), [1, 10]);
}

#[test]
fn of_nobody_more_minutes_count_in_a_rounded_sum_than_one_bundle_has() {
    let much = (10..40).fold(guided(), |story, n| story.given(day(n), session(1_440, true)));
    let given = given(vec![much]);
    let table = given.ask(Guidance).table();
    assert_eq!(given.ask(Guidance).figures("total", ["session_minutes"]), [43_200]);
    let limits = given.sources().catalogue.limits();
    let rounded = shown(&table, Treatment::Rounded(Thresholds::of_analysts(limits)));
    let figure = rounded.figures[0][column_of(&table, "session_minutes")].unwrap();
    // One bundle of 32 hours, rounded by chance to none or to five.
    assert!([0.0, 9_600.0].contains(&figure), "{figure}");
}
