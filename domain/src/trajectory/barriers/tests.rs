use super::*;
use crate::field::FieldFault;
use crate::trajectory::Intent;
use crate::trajectory::barriers::BarrierRefusal;
use crate::trajectory::course::CourseRefusal;
use crate::trajectory::intake::IntakeRefusal;
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::story::{Story, barrier, closed, day, opened, participant, story, unknown};

fn identify(area: &str) -> Intent {
    Intent::IdentifyBarrier(barrier(area, 4))
}

fn reassessed(severity: u32) -> BarrierReassessed {
    BarrierReassessed {
        area: Code::new("housing"),
        severity,
        suspected: false,
        details: vec![],
        resolved_details: vec![],
    }
}

fn resolved() -> BarrierResolved {
    BarrierResolved { area: Code::new("housing") }
}

fn recurred(severity: u32) -> BarrierRecurred {
    BarrierRecurred { area: Code::new("housing"), severity, details: vec![] }
}

fn held_back() -> Story {
    participant().given(day(4), barrier("housing", 4))
}

fn not_open() -> Refusal {
    BarrierRefusal::BarrierNotOpen { area: Code::new("housing") }.into()
}

#[test]
fn a_barrier_is_suspected_reassessed_resolved_and_comes_back() {
    held_back()
        .when(day(9), Intent::ReassessBarrier(reassessed(3)))
        .then(vec![reassessed(3).into()]);
    held_back().when(day(9), Intent::ResolveBarrier(resolved())).then(vec![resolved().into()]);
    held_back()
        .given(day(9), resolved())
        .when(day(20), Intent::RecordBarrierRecurrence(recurred(2)))
        .then(vec![recurred(2).into()]);
}

#[test]
fn the_first_and_the_last_severity_stay_known() {
    let history = held_back()
        .given(day(9), reassessed(2))
        .given(day(20), resolved())
        .given(day(50), recurred(3));
    let state = history.state();
    let (area, barrier) = state.barriers.iter().next().unwrap();
    let severities: Vec<_> = barrier.severities.iter().map(|s| (s.on, s.severity)).collect();
    assert_eq!(*area, "housing");
    assert_eq!(severities, [(day(4), 4), (day(9), 2), (day(50), 3)]);
    assert_eq!((barrier.resolved_on(), barrier.recurrences()), (None, 1));
    let spans = |spans: &[Span]| spans.iter().map(|s| (s.from, s.until)).collect::<Vec<_>>();
    assert_eq!(spans(&barrier.open), [(day(4), Some(day(20))), (day(50), None)]);
    assert_eq!(spans(&barrier.severe), [(day(4), Some(day(9)))]);
}

#[test]
fn rule_1_barriers_are_named_after_the_intake_and_while_the_trajectory_is_open() {
    story()
        .given(day(1), opened())
        .when(day(4), identify("housing"))
        .then_refused(&IntakeRefusal::IntakeNotCompleted);
    for intent in [
        identify("mobility"),
        Intent::ReassessBarrier(reassessed(3)),
        Intent::ResolveBarrier(resolved()),
        Intent::RecordBarrierRecurrence(recurred(3)),
    ] {
        held_back()
            .given(day(9), closed("work"))
            .when(day(10), intent)
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }
}

#[test]
fn there_is_one_barrier_a_problem_area() {
    let refusal = BarrierRefusal::BarrierAlreadyIdentified { area: Code::new("housing") };
    held_back().when(day(5), identify("housing")).then_refused(&refusal);
    held_back().given(day(9), resolved()).when(day(10), identify("housing")).then_refused(&refusal);
    held_back().when(day(5), identify("mobility")).then(vec![barrier("mobility", 4).into()]);
}

#[test]
fn only_an_open_barrier_is_reassessed_or_resolved() {
    for intent in [Intent::ReassessBarrier(reassessed(3)), Intent::ResolveBarrier(resolved())] {
        participant().when(day(5), intent.clone()).then_refused(&not_open());
        held_back().given(day(9), resolved()).when(day(10), intent).then_refused(&not_open());
    }
}

#[test]
fn only_a_resolved_barrier_recurs() {
    let refusal = BarrierRefusal::BarrierNotResolved { area: Code::new("housing") };
    let recur = || Intent::RecordBarrierRecurrence(recurred(3));
    participant().when(day(5), recur()).then_refused(&refusal);
    held_back().when(day(5), recur()).then_refused(&refusal);
}

#[test]
fn a_severity_is_between_1_and_5() {
    let resolved_before = || held_back().given(day(9), resolved());
    for value in [0, 6] {
        let refusal = FieldFault::OutOfRange { path: "severity", value, min: 1, max: 5 };
        participant()
            .when(day(5), Intent::IdentifyBarrier(barrier("housing", value)))
            .then_refused(&refusal);
        held_back().when(day(5), Intent::ReassessBarrier(reassessed(value))).then_refused(&refusal);
        resolved_before()
            .when(day(20), Intent::RecordBarrierRecurrence(recurred(value)))
            .then_refused(&refusal);
    }
}

#[test]
fn rule_13_a_problem_area_is_a_code_of_the_region() {
    participant().when(day(5), identify("weather")).then_refused(&unknown(
        "problem_area",
        "weather",
        "area",
    ));
}

#[test]
fn a_barrier_that_turns_out_older_may_not_be_there_twice() {
    held_back().when(day(3), identify("housing")).then_refused(
        &RecordKeepingRefusal::LaterEventContradicted {
            sequence: 4,
            why: Box::new(
                BarrierRefusal::BarrierAlreadyIdentified { area: Code::new("housing") }.into(),
            ),
            more: vec![],
        },
    );
}

/// What S names in a row of its table: the problem area and its details.
fn details_of(area: &str) -> Vec<Code<BarrierDetail>> {
    let catalogues = crate::catalogue::Catalogues::embedded();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let of_area = |detail: &Code<BarrierDetail>| catalogue.is_detail_of(detail.as_str(), area);
    catalogue.codes().filter(of_area).collect()
}

#[test]
fn every_element_of_a_row_of_the_table_can_be_said_of_a_barrier() {
    let counts = [
        ("reachability", 7),
        ("dependency", 4),
        ("housing", 6),
        ("mental_health", 5),
        ("physical_health", 2),
        ("work_experience", 3),
        ("dutch_language", 2),
        ("mobility", 4),
        ("digital_skills", 2),
        ("social_network", 1),
        ("administration_and_debt", 5),
        ("childcare", 3),
    ];
    for (area, count) in counts {
        let details = details_of(area);
        assert_eq!(details.len(), count, "{area}");
        for detail in details {
            let identified = BarrierIdentified { detail: Some(detail), ..barrier(area, 4) };
            participant()
                .when(day(4), Intent::IdentifyBarrier(identified.clone()))
                .then(vec![identified.into()]);
        }
    }
}

#[test]
fn a_detail_belongs_to_its_problem_area() {
    let detail = Code::new("alcohol");
    let identified = BarrierIdentified { detail: Some(detail.clone()), ..barrier("housing", 4) };
    participant()
        .when(day(4), Intent::IdentifyBarrier(identified))
        .then_refused(&BarrierRefusal::DetailOfAnotherArea { detail, area: Code::new("housing") });
    let ghost = BarrierIdentified { detail: Some(Code::new("ghost")), ..barrier("housing", 4) };
    participant().when(day(4), Intent::IdentifyBarrier(ghost)).then_refused(&unknown(
        "barrier_detail",
        "ghost",
        "detail",
    ));
}
