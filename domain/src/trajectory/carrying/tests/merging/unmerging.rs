//! Unmerging, and what stays as it is until then (rule 14).

use super::super::{asks, id, met};
use super::{duplicate, merge, merged, unmerge};

use crate::stream::Stream;
use crate::trajectory::merge::{MergeRefusal, MergedInto};
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::story::{attempt, corrected, day, housing_found, housing_lost, voided};
use crate::trajectory::{Intent, Phase, Refusal, Trajectory};

#[test]
fn rule_14_unmerging_puts_both_back() {
    let (one, two) = (duplicate(), met(2, day(8)).given(day(20), attempt("phone", "reached")));
    let (merged_one, merged_two) = merged(&one, &two).unwrap();
    let (back_one, back_two) = asks(1, day(60), unmerge(), &merged_one, &merged_two).unwrap();
    assert_eq!(back_one.state().phase(), Some(Phase::Active));
    assert_eq!(back_two.state(), two.trajectory().state());
    // And once more, all of it.
    let again = asks(1, day(61), merge(true), &back_one, &back_two).unwrap();
    assert_eq!(again.1.state().intake, merged_two.state().intake);
}

#[test]
fn rule_14_what_was_carried_is_corrected_in_the_survivor_and_goes_with_the_unmerging() {
    let (one, two) = merged(&duplicate(), &met(2, day(2))).unwrap();
    let entry = two.entries().iter().find(|entry| entry.event.occurred_on == day(9)).unwrap();
    let right = corrected(entry.sequence, day(12), housing_found(day(12)));
    let (two, _) = asks(1, day(51), Intent::CorrectEvent(right), &two, &one).unwrap();
    assert_eq!(two.state().housing.homes[0].found_on, day(12));
    let (_, back) = asks(1, day(60), unmerge(), &one, &two).unwrap();
    assert_eq!(back.state(), met(2, day(2)).trajectory().state());
}

#[test]
fn rule_14_what_rests_on_something_that_was_carried_comes_before_the_unmerging() {
    let (one, two) = merged(&duplicate(), &met(2, day(2))).unwrap();
    let lost = Intent::RecordHousingLost(housing_lost(day(55)));
    let (two, _) = asks(1, day(55), lost, &two, &one).unwrap();
    let refused = asks(1, day(60), unmerge(), &one, &two).expect_err("the loss rests on the home");
    let Refusal::Merge(MergeRefusal::UnmergeContradicts { other, why }) = &refused else {
        panic!("{refused}");
    };
    let contradicted = matches!(
        **why,
        Refusal::RecordKeeping(RecordKeepingRefusal::LaterEventContradicted { .. })
    );
    assert!(contradicted && *other == id(2), "{refused}");
}

#[test]
fn rule_14_neither_end_of_a_merge_is_corrected_or_voided_alone() {
    let (one, two) = merged(&duplicate(), &met(2, day(2))).unwrap();
    let void = |n| Intent::VoidEvent(voided(n));
    let refused = |intent, one: &Trajectory, other: &Trajectory| {
        asks(1, day(51), intent, one, other).expect_err("both ends or none")
    };
    assert_eq!(refused(void(2), &two, &one), MergeRefusal::MergeStays.into());
    let same = MergedInto { other: id(3), take_over: false };
    let right = Intent::CorrectEvent(corrected(7, day(50), same));
    assert_eq!(refused(right, &one, &two), MergeRefusal::TrajectoryMerged { into: id(2) }.into());
    assert_eq!(refused(void(4), &one, &two), MergeRefusal::TrajectoryMerged { into: id(2) }.into());
    let (one, two) = asks(1, day(60), unmerge(), &one, &two).unwrap();
    assert_eq!(refused(void(8), &one, &two), MergeRefusal::MergeStays.into());
}

#[test]
fn rule_14_nobody_is_unmerged_from_one_that_was_merged_itself() {
    let (one, two) = merged(&duplicate(), &met(2, day(2))).unwrap();
    let on = MergedInto { other: id(3), take_over: true };
    let three = met(3, day(2)).trajectory();
    let (two, three) = asks(1, day(51), Intent::MergeTrajectory(on), &two, &three).unwrap();
    assert!(three.state().intake.is_some(), "what was carried is carried on");
    let refused = MergeRefusal::SurvivorMerged { other: id(2), into: id(3) };
    assert_eq!(asks(1, day(60), unmerge(), &one, &two), Err(refused.into()));
    let (two, three) = asks(1, day(61), unmerge(), &two, &three).unwrap();
    assert!(three.state().intake.is_none());
    let (one, two) = asks(1, day(62), unmerge(), &one, &two).unwrap();
    assert_eq!(one.state().merged_into, None);
    assert!(two.state().merged_from.is_empty() && two.state().intake.is_none());
}
