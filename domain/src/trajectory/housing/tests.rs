use super::*;
use crate::trajectory::Intent;
use crate::trajectory::intake::IntakeRefusal;
use crate::trajectory::story::{
    closed, day, housing_found, housing_lost, opened, participant, story, unknown,
};

fn found(on: i64) -> Intent {
    Intent::RecordHousingFound(housing_found(day(on)))
}

fn lost(on: i64) -> Intent {
    Intent::RecordHousingLost(housing_lost(day(on)))
}

#[test]
fn a_participant_finds_a_home_and_loses_it() {
    participant().when(day(9), found(9)).then(vec![housing_found(day(9)).into()]);
    participant()
        .given(day(9), housing_found(day(9)))
        .when(day(30), lost(30))
        .then(vec![housing_lost(day(30)).into()]);
}

#[test]
fn rule_1_a_home_is_found_after_the_intake() {
    story()
        .given(day(1), opened())
        .when(day(9), found(9))
        .then_refused(&IntakeRefusal::IntakeNotCompleted);
}

#[test]
fn rule_7_a_home_is_lost_only_after_it_was_found_and_once() {
    participant().when(day(30), lost(30)).then_refused(&HousingRefusal::NoHousingToLose);
    participant()
        .given(day(9), housing_found(day(9)))
        .given(day(30), housing_lost(day(30)))
        .when(day(31), lost(31))
        .then_refused(&HousingRefusal::NoHousingToLose);
}

#[test]
fn rule_7_a_home_found_ends_the_situation_of_before() {
    let sofa = HousingObserved { ethos: Code::new("6"), since: None };
    let history = participant().given(day(4), sofa).given(day(9), housing_found(day(8)));
    let situation = history.state().housing.situation.clone().unwrap();
    assert_eq!(situation, Situation { ethos: Code::new(STABLE), since: day(8) });
}

#[test]
fn rule_7_losing_a_home_after_closing_is_recorded_and_reopens_nothing() {
    let story = participant()
        .given(day(9), housing_found(day(9)))
        .given(day(20), closed("goals_met"))
        .given(day(30), housing_lost(day(30)));
    assert_eq!(story.state().phase(), Some(crate::trajectory::Phase::FollowUp));
}

#[test]
fn a_home_is_not_lost_before_it_was_had_nor_after_it_is_told() {
    for (on, limit) in [(8, 9), (31, 30)] {
        participant().given(day(9), housing_found(day(9))).when(day(30), lost(on)).then_refused(
            &FieldFault::DayOutOfOrder { path: "on", day: day(on), limit: day(limit) },
        );
    }
}

#[test]
fn a_home_is_had_from_a_day_that_has_come() {
    participant().when(day(9), found(10)).then_refused(&FieldFault::DayOutOfOrder {
        path: "from",
        day: day(10),
        limit: day(9),
    });
}

#[test]
fn a_reference_address_is_answered_once_it_was_requested() {
    let requested = || participant().given(day(4), ReferenceAddressRequested {});
    requested()
        .when(day(5), Intent::GrantReferenceAddress(ReferenceAddressGranted {}))
        .then(vec![ReferenceAddressGranted {}.into()]);
    requested()
        .when(day(5), Intent::RequestReferenceAddress(ReferenceAddressRequested {}))
        .then_refused(&HousingRefusal::ReferenceAddressStillRequested);
    participant()
        .when(day(5), Intent::GrantReferenceAddress(ReferenceAddressGranted {}))
        .then_refused(&HousingRefusal::NoReferenceAddressRequested);
}

#[test]
fn a_refused_reference_address_may_be_requested_again() {
    let reason = Code::new("not_homeless_enough");
    participant()
        .given(day(4), ReferenceAddressRequested {})
        .given(day(5), ReferenceAddressRefused { reason })
        .when(day(6), Intent::RequestReferenceAddress(ReferenceAddressRequested {}))
        .then(vec![ReferenceAddressRequested {}.into()]);
}

#[test]
fn rule_13_housing_is_told_in_codes() {
    let odd = HousingFound { tenure: Code::new("castle"), ..housing_found(day(9)) };
    participant()
        .when(day(9), Intent::RecordHousingFound(odd))
        .then_refused(&unknown("tenure", "castle", "tenure"));
    let odd = HousingObserved { ethos: Code::new("8"), since: None };
    participant()
        .when(day(9), Intent::ObserveHousing(odd))
        .then_refused(&unknown("ethos", "8", "ethos"));
}
