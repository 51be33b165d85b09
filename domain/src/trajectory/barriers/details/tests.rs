use super::*;
use crate::trajectory::Intent;
use crate::trajectory::barriers::{BarrierRecurred, BarrierResolved};
use crate::trajectory::story::{Story, barrier, closed, day, participant, unknown};

fn detail(code: &str) -> Detail {
    Code::new(code)
}

fn all(codes: &[&str]) -> Vec<Detail> {
    codes.iter().map(|code| detail(code)).collect()
}

/// A dependency, identified on day 4 as a dependency on alcohol.
fn dependent() -> Story {
    let alcohol = Some(detail("alcohol"));
    participant().given(day(4), BarrierIdentified { detail: alcohol, ..barrier("dependency", 4) })
}

fn reassessed(details: &[&str], resolved: &[&str]) -> BarrierReassessed {
    BarrierReassessed {
        area: Code::new("dependency"),
        severity: 3,
        suspected: false,
        details: all(details),
        resolved_details: all(resolved),
    }
}

fn resolved() -> BarrierResolved {
    BarrierResolved { area: Code::new("dependency") }
}

fn recurred(details: &[&str]) -> BarrierRecurred {
    BarrierRecurred { area: Code::new("dependency"), severity: 2, details: all(details) }
}

fn held_back(story: &Story) -> Barrier {
    story.state().barriers.iter().next().expect("a barrier").1.clone()
}

fn now(story: &Story) -> Vec<(String, NaiveDate)> {
    let barrier = held_back(story);
    barrier.details_now().into_iter().map(|(detail, since)| (detail.to_string(), since)).collect()
}

fn named(codes: &[(&str, i64)]) -> Vec<(String, NaiveDate)> {
    codes.iter().map(|(code, on)| ((*code).to_owned(), day(*on))).collect()
}

fn open_as(story: &Story, code: &str) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let spans = held_back(story).open_as(&detail(code));
    spans.into_iter().map(|span| (span.from, span.until)).collect()
}

#[test]
fn a_barrier_is_several_of_its_details_at_once() {
    let both =
        BarrierIdentified { details: all(&["alcohol", "drugs"]), ..barrier("dependency", 4) };
    participant()
        .when(day(4), Intent::IdentifyBarrier(both.clone()))
        .then(vec![both.clone().into()]);
    assert_eq!(now(&participant().given(day(4), both)), named(&[("alcohol", 4), ("drugs", 4)]));
}

#[test]
fn a_further_detail_is_named_when_the_barrier_is_looked_at_again() {
    let further = reassessed(&["drugs", "gaming"], &[]);
    dependent()
        .when(day(9), Intent::ReassessBarrier(further.clone()))
        .then(vec![further.clone().into()]);
    let story = dependent().given(day(9), further);
    assert_eq!(now(&story), named(&[("alcohol", 4), ("drugs", 9), ("gaming", 9)]));
    let again = story.given(day(12), reassessed(&["drugs"], &[]));
    assert_eq!(now(&again)[1], ("drugs".to_owned(), day(9)), "known since the first time");
}

#[test]
fn a_look_that_names_no_detail_changes_none() {
    let story = dependent().given(day(9), reassessed(&[], &[]));
    assert_eq!(now(&story), named(&[("alcohol", 4)]));
}

#[test]
fn one_detail_is_over_and_the_others_hold_the_client_back() {
    let over = reassessed(&["drugs"], &["alcohol"]);
    dependent().when(day(9), Intent::ReassessBarrier(over.clone())).then(vec![over.clone().into()]);
    let story = dependent().given(day(9), over);
    assert_eq!(now(&story), named(&[("drugs", 9)]));
    assert_eq!(open_as(&story, "alcohol"), [(day(4), Some(day(9)))]);
    assert_eq!(open_as(&story, "drugs"), [(day(9), None)]);
    let back = story.given(day(20), reassessed(&["alcohol"], &[]));
    assert_eq!(open_as(&back, "alcohol"), [(day(4), Some(day(9))), (day(20), None)]);
}

#[test]
fn what_is_named_late_has_been_so_since_its_day() {
    let story = dependent()
        .given(day(20), reassessed(&[], &["alcohol"]))
        .given(day(9), reassessed(&["drugs"], &[]));
    assert_eq!(now(&story), named(&[("drugs", 9)]));
}

#[test]
fn a_barrier_comes_back_as_what_it_was_unless_somebody_says_what_it_is_this_time() {
    let over = || dependent().given(day(9), reassessed(&["drugs"], &[])).given(day(20), resolved());
    assert_eq!(open_as(&over(), "drugs"), [(day(9), Some(day(20)))]);
    assert_eq!(now(&over()), named(&[("alcohol", 4), ("drugs", 9)]), "as it was resolved");
    let as_before = over().given(day(50), recurred(&[]));
    assert_eq!(open_as(&as_before, "alcohol"), [(day(4), Some(day(20))), (day(50), None)]);
    assert_eq!(open_as(&as_before, "drugs"), [(day(9), Some(day(20))), (day(50), None)]);
    let otherwise = recurred(&["drugs", "gambling"]);
    over()
        .when(day(50), Intent::RecordBarrierRecurrence(otherwise.clone()))
        .then(vec![otherwise.clone().into()]);
    let otherwise = over().given(day(50), otherwise);
    assert_eq!(now(&otherwise), named(&[("drugs", 9), ("gambling", 50)]));
    assert_eq!(open_as(&otherwise, "alcohol"), [(day(4), Some(day(20)))]);
    assert_eq!(open_as(&otherwise, "gambling"), [(day(50), None)]);
}

#[test]
fn only_what_the_barrier_is_can_be_over() {
    let not_named = |code| BarrierRefusal::DetailNotNamed {
        detail: detail(code),
        area: Code::new("dependency"),
    };
    let over = |code| Intent::ReassessBarrier(reassessed(&[], &[code]));
    dependent().when(day(9), over("drugs")).then_refused(&not_named("drugs"));
    dependent()
        .given(day(9), reassessed(&[], &["alcohol"]))
        .when(day(12), over("alcohol"))
        .then_refused(&not_named("alcohol"));
    let both = Intent::ReassessBarrier(reassessed(&["alcohol"], &["alcohol"]));
    dependent()
        .when(day(9), both)
        .then_refused(&BarrierRefusal::DetailNamedAndResolved { detail: detail("alcohol") });
}

#[test]
fn each_detail_is_one_of_the_area_however_it_is_named() {
    let other = BarrierRefusal::DetailOfAnotherArea {
        detail: detail("too_small"),
        area: Code::new("dependency"),
    };
    let odd = ["drugs", "too_small"];
    let identified = BarrierIdentified { details: all(&odd), ..barrier("dependency", 4) };
    participant().when(day(4), Intent::IdentifyBarrier(identified)).then_refused(&other);
    dependent().when(day(9), Intent::ReassessBarrier(reassessed(&odd, &[]))).then_refused(&other);
    dependent()
        .given(day(9), resolved())
        .when(day(20), Intent::RecordBarrierRecurrence(recurred(&odd)))
        .then_refused(&other);
    dependent()
        .when(day(9), Intent::ReassessBarrier(reassessed(&["ghost"], &[])))
        .then_refused(&unknown("barrier_detail", "ghost", "details"));
}

#[test]
fn nothing_turns_out_about_a_barrier_that_is_over() {
    let refusal = BarrierRefusal::BarrierNotOpen { area: Code::new("dependency") };
    dependent()
        .given(day(9), resolved())
        .when(day(12), Intent::ReassessBarrier(reassessed(&["drugs"], &[])))
        .then_refused(&refusal);
    dependent()
        .given(day(9), closed("moved"))
        .when(day(12), Intent::ReassessBarrier(reassessed(&["drugs"], &[])))
        .then_refused(&crate::trajectory::course::CourseRefusal::TrajectoryClosed);
}
