use super::*;
use crate::trajectory::Intent;
use crate::trajectory::course::CourseRefusal;
use crate::trajectory::intake::IntakeRefusal;
use crate::trajectory::story::{
    Story, closed, day, housing_found, housing_lost, job_started, opened, participant, story,
    unknown,
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

/// A lease that was signed on day 9, from day 20 on.
fn signed() -> Story {
    participant().given(day(9), housing_found(day(20)))
}

fn cancelled() -> HousingCancelled {
    HousingCancelled { reason: Code::new("money") }
}

fn lives(story: &Story, on: i64) -> Option<(String, NaiveDate)> {
    let situation = story.state().housing.situation_on(day(on));
    situation.map(|now| (now.ethos.to_string(), now.since))
}

#[test]
fn rule_4_a_home_is_planned_as_far_ahead_as_the_catalogue_says() {
    participant().when(day(9), found(9 + 92)).then(vec![housing_found(day(9 + 92)).into()]);
    participant().when(day(9), found(9 + 93)).then_refused(&FieldFault::DayTooFarAhead {
        path: "from",
        day: day(9 + 93),
        limit: day(9 + 92),
    });
}

#[test]
fn rule_7_a_planned_home_ends_the_situation_of_before_on_its_first_day() {
    let sofa = |story: Story, on| {
        story.given(day(on), HousingObserved { ethos: Code::new("6"), since: None })
    };
    let before = sofa(signed(), 12);
    assert_eq!(lives(&before, 19), Some(("6".to_owned(), day(12))));
    assert_eq!(lives(&before, 20), Some(("0".to_owned(), day(20))));
    assert_eq!(lives(&sofa(signed(), 20), 20), Some(("6".to_owned(), day(20))));
}

#[test]
fn rule_7_a_planned_home_is_cancelled_before_it_begins() {
    signed().when(day(19), Intent::CancelHousing(cancelled())).then(vec![cancelled().into()]);
    let housing = signed().given(day(19), cancelled()).state().housing;
    assert_eq!((housing.homes, housing.cancelled[0].on), (vec![], day(19)));
    assert_eq!(
        lives(&signed().given(day(19), cancelled()), 30).unwrap().0,
        "6",
        "as at the intake"
    );
    signed().when(day(19), lost(19)).then_refused(&HousingRefusal::NoHousingToLose);
    signed().when(day(20), lost(20)).then(vec![housing_lost(day(20)).into()]);
}

#[test]
fn rule_7_a_planned_home_may_fall_through_on_its_first_day() {
    let cancel = || Intent::CancelHousing(cancelled());
    signed().when(day(20), cancel()).then(vec![cancelled().into()]);
    let without = signed().given(day(20), cancelled());
    assert_eq!(without.state().housing.homes, vec![]);
    assert_eq!(lives(&without, 20).unwrap().0, "6", "as at the intake");
    signed().when(day(21), cancel()).then_refused(&HousingRefusal::NoHousingPlanned);
    signed()
        .given(day(20), housing_lost(day(20)))
        .when(day(20), cancel())
        .then_refused(&HousingRefusal::NoHousingPlanned);
    participant()
        .given(day(20), housing_found(day(20)))
        .when(day(20), cancel())
        .then_refused(&HousingRefusal::NoHousingPlanned);
}

#[test]
fn rule_7_of_a_home_that_begins_and_one_that_is_planned_the_latter_is_cancelled_first() {
    let two = signed().given(day(20), housing_found(day(40)));
    let from = |story: Story| -> Vec<_> {
        story.state().housing.homes.iter().map(|home| home.from).collect()
    };
    assert_eq!(from(two.given(day(20), cancelled())), [day(20)]);
    let two = signed().given(day(20), housing_found(day(40)));
    assert_eq!(from(two.given(day(20), cancelled()).given(day(20), cancelled())), []);
    let moved_in = signed().given(day(20), housing_found(day(20)));
    let homes = moved_in.given(day(20), cancelled()).state().housing.homes;
    let found_on: Vec<_> = homes.iter().map(|home| home.found_on).collect();
    assert_eq!(found_on, [day(20)], "what was had without a plan is not cancelled");
}

#[test]
fn rule_7_one_home_is_planned_at_a_time() {
    signed()
        .when(day(12), found(25))
        .then_refused(&HousingRefusal::HousingStillPlanned { from: day(20) });
    signed()
        .given(day(12), cancelled())
        .when(day(12), found(25))
        .then(vec![housing_found(day(25)).into()]);
}

#[test]
fn rule_7_the_home_that_is_lost_is_the_one_that_has_begun() {
    let between = || signed().given(day(12), housing_found(day(12)));
    let from = |story: Story| -> Vec<_> {
        story.state().housing.homes.iter().map(|home| (home.from, home.lost.is_some())).collect()
    };
    assert_eq!(from(between()), [(day(12), false), (day(20), false)]);
    let without = between().given(day(15), housing_lost(day(15)));
    assert_eq!(lives(&without, 16), None);
    assert_eq!(lives(&without, 20), Some(("0".to_owned(), day(20))));
    assert_eq!(from(without), [(day(12), true), (day(20), false)]);
    between().when(day(20), lost(19)).then_refused(&FieldFault::DayOutOfOrder {
        path: "on",
        day: day(19),
        limit: day(20),
    });
}

#[test]
fn nobody_who_died_moves_or_begins_to_work() {
    let close = || Intent::CloseTrajectory(closed("deceased"));
    let planned = CourseRefusal::StartStillPlanned { from: day(20) };
    signed().when(day(12), close()).then_refused(&planned);
    let at_work = participant().given(day(9), job_started(1, day(20)));
    at_work.when(day(12), close()).then_refused(&planned);
    signed()
        .given(day(12), cancelled())
        .when(day(12), close())
        .then(vec![closed("deceased").into()]);
    signed().when(day(20), close()).then(vec![closed("deceased").into()]);
    signed()
        .when(day(12), Intent::CloseTrajectory(closed("moved")))
        .then(vec![closed("moved").into()]);
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

#[test]
fn a_home_of_before_the_opening_is_no_outcome() {
    let found = |from| Intent::RecordHousingFound(housing_found(from));
    let opened_on = day(1);
    participant()
        .when(day(9), found(day(0)))
        .then_refused(&HousingRefusal::HousingBeforeOpening { from: day(0), opened_on });
    participant().when(day(9), found(opened_on)).recorded();
}
