use super::*;
use crate::field::FieldFault;
use crate::trajectory::Intent;
use crate::trajectory::barriers::BarrierRefusal;
use crate::trajectory::course::CourseRefusal;
use crate::trajectory::direction::DirectionRefusal;
use crate::trajectory::intake::IntakeRefusal;
use crate::trajectory::interventions::InterventionRefusal;
use crate::trajectory::story::{
    Story, barrier, closed, day, goal, goal_set, intervention, intervention_planned,
    intervention_started, opened, participant, reopened, story, unknown, voided,
};

fn session(n: u128, minutes: u32) -> SessionRecorded {
    SessionRecorded { intervention: intervention(n), minutes, attended: true }
}

fn completed(n: u128) -> InterventionCompleted {
    InterventionCompleted { intervention: intervention(n), result: Code::new("achieved") }
}

fn stopped(n: u128, reason: &str) -> InterventionStopped {
    InterventionStopped { intervention: intervention(n), reason: Code::new(reason) }
}

fn start(n: u128) -> Intent {
    Intent::StartIntervention(intervention_started(n))
}

fn record_session(n: u128) -> Intent {
    Intent::RecordSession(session(n, 50))
}

fn complete(n: u128) -> Intent {
    Intent::CompleteIntervention(completed(n))
}

fn stop(n: u128) -> Intent {
    Intent::StopIntervention(stopped(n, "no_show"))
}

fn planned() -> Story {
    participant().given(day(4), intervention_planned(1))
}

fn running() -> Story {
    planned().given(day(5), intervention_started(1))
}

#[test]
fn an_intervention_is_planned_for_open_barriers_and_goals_of_the_client() {
    let plan = InterventionPlanned {
        barriers: vec![Code::new("housing")],
        goals: vec![goal(1)],
        language: Some(Code::new("fr")),
        ..intervention_planned(1)
    };
    let plan_it = || Intent::PlanIntervention(plan.clone());
    participant()
        .given(day(4), barrier("housing", 4))
        .given(day(4), goal_set(1, "housing"))
        .when(day(4), plan_it())
        .then(vec![plan.clone().into()]);
    participant()
        .given(day(4), barrier("housing", 4))
        .when(day(4), plan_it())
        .then_refused(&DirectionRefusal::GoalNotSet { goal: goal(1) });
    participant()
        .given(day(4), goal_set(1, "housing"))
        .when(day(4), plan_it())
        .then_refused(&BarrierRefusal::BarrierNotOpen { area: Code::new("housing") });
}

#[test]
fn an_intervention_starts_has_sessions_and_is_completed_or_stopped() {
    planned().when(day(5), start(1)).then(vec![intervention_started(1).into()]);
    running().when(day(6), record_session(1)).then(vec![session(1, 50).into()]);
    running().when(day(9), complete(1)).then(vec![completed(1).into()]);
    running().when(day(9), stop(1)).then(vec![stopped(1, "no_show").into()]);
    planned().when(day(9), stop(1)).then(vec![stopped(1, "no_show").into()]);
}

#[test]
fn sessions_are_kept_also_those_that_the_client_missed() {
    let missed = SessionRecorded { attended: false, ..session(1, 0) };
    let history = running().given(day(6), session(1, 50)).given(day(13), missed);
    let state = history.state();
    let sessions = &state.interventions.iter().next().unwrap().sessions;
    assert_eq!(
        *sessions,
        [
            Session { on: day(6), minutes: 50, attended: true },
            Session { on: day(13), minutes: 0, attended: false },
        ]
    );
}

#[test]
fn rule_1_interventions_take_place_after_the_intake_and_while_the_trajectory_is_open() {
    let plan = || Intent::PlanIntervention(intervention_planned(2));
    for intent in [plan(), start(1), record_session(1), complete(1), stop(1)] {
        story()
            .given(day(1), opened())
            .when(day(4), intent.clone())
            .then_refused(&IntakeRefusal::IntakeNotCompleted);
        running()
            .given(day(9), closed("work"))
            .when(day(10), intent)
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }
}

#[test]
fn an_intervention_is_planned_once_and_started_once() {
    planned().when(day(5), Intent::PlanIntervention(intervention_planned(1))).then_refused(
        &InterventionRefusal::InterventionAlreadyPlanned { intervention: intervention(1) },
    );
    running().when(day(6), start(1)).then_refused(
        &InterventionRefusal::InterventionAlreadyStarted { intervention: intervention(1) },
    );
}

#[test]
fn what_was_not_planned_neither_starts_nor_ends() {
    for intent in [start(2), record_session(2), complete(2), stop(2)] {
        running().when(day(6), intent).then_refused(&InterventionRefusal::InterventionNotPlanned {
            intervention: intervention(2),
        });
    }
}

#[test]
fn what_has_not_started_has_no_sessions_and_is_not_completed() {
    for intent in [record_session(1), complete(1)] {
        planned().when(day(6), intent).then_refused(&InterventionRefusal::InterventionNotStarted {
            intervention: intervention(1),
        });
    }
}

#[test]
fn what_has_ended_is_over() {
    for intent in [start(1), record_session(1), complete(1), stop(1)] {
        running().given(day(9), completed(1)).when(day(10), intent).then_refused(
            &InterventionRefusal::InterventionAlreadyEnded { intervention: intervention(1) },
        );
    }
}

#[test]
fn a_session_takes_at_most_a_day() {
    running()
        .when(day(6), Intent::RecordSession(session(1, 1441)))
        .then_refused(&FieldFault::OutOfRange { path: "minutes", value: 1441, min: 0, max: 1440 });
}

#[test]
fn rule_8_closing_stops_what_is_open_and_nothing_else() {
    running()
        .given(day(5), intervention_planned(2))
        .given(day(5), intervention_planned(3))
        .given(day(6), stopped(2, "health"))
        .when(day(9), Intent::CloseTrajectory(closed("work")))
        .then(vec![
            stopped(1, "trajectory_closed").into(),
            stopped(3, "trajectory_closed").into(),
            closed("work").into(),
        ]);
}

#[test]
fn rule_8_a_closing_that_is_refused_stops_nothing() {
    running().when(day(9), Intent::CloseTrajectory(closed("lost_contact"))).then_refused(
        &CourseRefusal::ContactAttemptsTooFew { attempts: 0, modes: 0, needed: 5, needed_modes: 2 },
    );
}

#[test]
fn rule_8_what_was_planned_by_mistake_is_voided_also_after_the_closing() {
    planned()
        .given(day(9), stopped(1, "trajectory_closed"))
        .given(day(9), closed("work"))
        .when(day(10), Intent::VoidEvent(voided(4)))
        .then(vec![voided(4).into()]);
}

#[test]
fn rule_8_what_turns_out_to_have_been_planned_before_the_closing_ends_with_it() {
    let history =
        participant().given(day(9), closed("work")).given(day(5), intervention_planned(1));
    let history = history.given(day(20), reopened());
    history.when(day(21), start(1)).then_refused(&InterventionRefusal::InterventionAlreadyEnded {
        intervention: intervention(1),
    });
}

#[test]
fn rule_8_what_turns_out_to_have_been_completed_before_the_closing_was_completed() {
    let history = running()
        .given(day(9), stopped(1, "trajectory_closed"))
        .given(day(9), closed("work"))
        .today(day(12));
    history.when(day(8), complete(1)).then(vec![completed(1).into()]);
    let history = running()
        .given(day(9), stopped(1, "trajectory_closed"))
        .given(day(9), closed("work"))
        .given(day(8), completed(1));
    let end = history.state().interventions.iter().next().unwrap().end.clone();
    let result = Code::new("achieved");
    assert_eq!(end, Some(InterventionEnd::Completed { on: day(8), result }));
}

#[test]
fn rule_13_interventions_are_told_in_codes() {
    let odd = |change: fn(&mut InterventionPlanned)| {
        let mut plan = intervention_planned(1);
        change(&mut plan);
        participant().when(day(4), Intent::PlanIntervention(plan))
    };
    odd(|plan| plan.service = Code::new("magic")).then_refused(&unknown(
        "service_type",
        "magic",
        "service",
    ));
    odd(|plan| plan.mode = Code::new("telepathy")).then_refused(&unknown(
        "intervention_mode",
        "telepathy",
        "mode",
    ));
    odd(|plan| plan.language = Some(Code::new("klingon")))
        .then_refused(&unknown("language", "klingon", "language"));
    let odd = InterventionCompleted { result: Code::new("splendid"), ..completed(1) };
    running().when(day(9), Intent::CompleteIntervention(odd)).then_refused(&unknown(
        "intervention_result",
        "splendid",
        "result",
    ));
    running().when(day(9), Intent::StopIntervention(stopped(1, "boredom"))).then_refused(&unknown(
        "stop_reason",
        "boredom",
        "reason",
    ));
}
