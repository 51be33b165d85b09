use std::sync::Arc;

use super::*;
use crate::catalogue::{Catalogues, Code};
use crate::stream::{Aggregate, Stream};
use crate::trajectory::course::{ExitRecorded, Paused, Resumed};
use crate::trajectory::interventions::SessionRecorded;
use crate::trajectory::story::{
    Story, attempt, bridge_ended, bridge_figure, closed, day, intervention, intervention_planned,
    intervention_started, opened, participant, reopened, story,
};
use crate::trajectory::{Trajectory, TrajectoryEvent};

fn catalogue() -> Arc<Catalogue> {
    Arc::clone(Catalogues::embedded().latest("vlaamse-ardennen").unwrap())
}

/// Since when there is an alert of a kind, on the days that are asked about.
#[track_caller]
fn since<const N: usize>(story: &Story, kind: AlertKind, days: [i64; N]) -> [Option<NaiveDate>; N] {
    let state = story.state();
    days.map(|n| {
        let alerts = alerts(&state, day(n), &catalogue());
        alerts.iter().find(|alert| alert.kind == kind).map(|alert| alert.since)
    })
}

fn paused() -> Paused {
    Paused { reason: Code::new("illness") }
}

#[test]
fn rule_3_fifteen_days_after_the_intake_a_bridge_figure_is_missed() {
    let kind = AlertKind::NoBridgeFigure;
    assert_eq!(since(&participant(), kind, [17, 18]), [None, Some(day(3))]);
    let on_hold = participant().given(day(10), paused());
    assert_eq!(since(&on_hold, kind, [17, 18]), [None, Some(day(3))]);
    let with_one = participant().given(day(10), bridge_figure(7));
    assert_eq!(since(&with_one, kind, [18, 100]), [None, None]);
}

#[test]
fn rule_3_a_bridge_figure_is_missed_from_the_end_of_the_last() {
    let kind = AlertKind::NoBridgeFigure;
    let ended = participant().given(day(4), bridge_figure(7)).given(day(50), bridge_ended());
    assert_eq!(since(&ended, kind, [64, 65]), [None, Some(day(50))]);
    let back = participant()
        .given(day(4), bridge_figure(7))
        .given(day(50), closed("moved"))
        .given(day(90), reopened());
    assert_eq!(since(&back, kind, [104, 105]), [None, Some(day(90))]);
}

#[test]
fn rule_3_before_the_intake_and_after_the_closing_nobody_is_missed() {
    let kind = AlertKind::NoBridgeFigure;
    assert_eq!(since(&story().given(day(1), opened()), kind, [100]), [None]);
    assert_eq!(since(&participant().given(day(9), closed("work")), kind, [100]), [None]);
}

#[test]
fn fifteen_days_after_the_last_contact_somebody_should_look() {
    let kind = AlertKind::NoContact;
    assert_eq!(since(&story().given(day(1), opened()), kind, [15, 16]), [None, Some(day(1))]);
    let reached = participant().given(day(20), attempt("phone", "reached"));
    assert_eq!(since(&reached, kind, [34, 35]), [None, Some(day(20))]);
    let in_vain = reached.given(day(30), attempt("phone", "not_reached"));
    assert_eq!(since(&in_vain, kind, [34, 35]), [None, Some(day(20))]);
    let session =
        |attended| SessionRecorded { intervention: intervention(1), minutes: 60, attended };
    let in_session = participant()
        .given(day(5), intervention_planned(1))
        .given(day(6), intervention_started(1))
        .given(day(20), session(true))
        .given(day(30), session(false));
    assert_eq!(since(&in_session, kind, [34, 35]), [None, Some(day(20))]);
}

#[test]
fn who_is_on_hold_or_has_left_is_left_alone() {
    let kind = AlertKind::NoContact;
    let on_hold = || participant().given(day(10), paused());
    assert_eq!(since(&on_hold(), kind, [100]), [None]);
    let resumed = on_hold().given(day(60), Resumed {});
    assert_eq!(since(&resumed, kind, [74, 75]), [None, Some(day(60))]);
    assert_eq!(since(&participant().given(day(9), closed("work")), kind, [100]), [None]);
}

#[test]
fn rule_9_the_exit_is_asked_for_until_its_window_has_passed_and_then_overdue() {
    let left = || participant().given(day(100), closed("work"));
    let (missing, overdue) = (AlertKind::ExitDataMissing, AlertKind::ExitDataOverdue);
    let until = Some(day(128));
    assert_eq!(since(&left(), missing, [100, 128, 129]), [until, until, None]);
    assert_eq!(since(&left(), overdue, [100, 128, 129]), [None, None, until]);
    let history = left().given(
        day(110),
        ExitRecorded {
            job_seeking: None,
            in_training: None,
            qualification: None,
            employed: Some(true),
            housing: None,
            as_of: day(100),
        },
    );
    assert_eq!(since(&history, missing, [110]), [None]);
    assert_eq!(since(&history, overdue, [129]), [None]);
    assert_eq!(since(&participant().given(day(100), closed("deceased")), overdue, [129]), [None]);
}

#[test]
fn rule_9_a_follow_up_is_due_and_then_overdue() {
    // Three months after day 10, 10 January, is 10 April: day 101.
    let left = participant().given(day(10), closed("work"));
    let due = Some(day(101));
    assert_eq!(since(&left, AlertKind::FollowUpDue, [86, 87, 115, 116]), [None, due, due, None]);
    assert_eq!(since(&left, AlertKind::FollowUpOverdue, [115, 116]), [None, due]);
}

#[test]
fn rule_4_what_was_recorded_late_is_shown_until_the_trajectory_has_ended() {
    let mut events = participant().given(day(9), attempt("phone", "reached")).into_events();
    assert!(state_of(&events).late_since.is_none());
    events[3].late = true;
    let shown = |events: &[TrajectoryEvent]| {
        let alerts = alerts(&state_of(events), day(10), &catalogue());
        alerts.into_iter().find(|alert| alert.kind == AlertKind::LateRecords)
    };
    assert_eq!(shown(&events).unwrap().since, day(9));
    events.extend(participant().given(day(10), closed("deceased")).into_events().pop());
    assert_eq!(shown(&events), None);
}

fn state_of(events: &[TrajectoryEvent]) -> State {
    let mut trajectory = Trajectory::default();
    events.iter().cloned().for_each(|event| trajectory.apply(event));
    trajectory.state().clone()
}
