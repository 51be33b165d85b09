use crate::field::FieldFault;
use std::sync::Arc;

use super::*;
use crate::catalogue::Catalogues;
use crate::trajectory::course::CourseRefusal;
use crate::trajectory::follow_up::FollowUpRefusal;
use crate::trajectory::intake::IntakeRefusal;
use crate::trajectory::story::{Story, closed, day, opened, participant, reopened, story, unknown};
use crate::trajectory::{Intent, Phase};

fn catalogue() -> Arc<Catalogue> {
    Arc::clone(Catalogues::embedded().latest("vlaamse-ardennen").unwrap())
}

/// Closed on 10 January 2024: followed up on 10 April, 10 July and 10 January.
fn left() -> Story {
    participant().given(day(10), closed("work"))
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn followed_up(month: u32) -> FollowedUp {
    FollowedUp {
        month,
        reached: true,
        method: Code::new("phone"),
        labour: Some(Code::new("employed_part_time")),
        contract: Some(Code::new("fixed_term")),
        fte_percent: Some(50),
        improved: None,
        housing: Some(Code::new("0")),
    }
}

fn unreachable(month: u32) -> FollowUpUnreachable {
    FollowUpUnreachable { month, attempts: 3 }
}

fn follow_up(month: u32) -> Intent {
    Intent::RecordFollowUp(followed_up(month))
}

fn give_up(month: u32) -> Intent {
    Intent::RecordFollowUpUnreachable(unreachable(month))
}

fn end() -> Intent {
    Intent::EndFollowUp(FollowUpEnded {})
}

#[test]
fn who_has_left_is_followed_up() {
    left().when(date("2024-04-10"), follow_up(3)).then(vec![followed_up(3).into()]);
    left().when(date("2024-04-10"), give_up(3)).then(vec![unreachable(3).into()]);
}

#[test]
fn rule_9_only_a_participant_who_has_left_is_followed_up() {
    for intent in [follow_up(3), give_up(3), end()] {
        let when = |story: Story| story.when(date("2024-04-10"), intent.clone());
        when(participant()).then_refused(&CourseRefusal::TrajectoryStillOpen);
        when(story().given(day(1), opened()).given(day(9), closed("moved")))
            .then_refused(&IntakeRefusal::IntakeNotCompleted);
        when(participant().given(day(9), closed("deceased")))
            .then_refused(&FollowUpRefusal::NobodyToFollowUp { reason: Code::new("deceased") });
    }
}

#[test]
fn rule_9_only_months_that_the_catalogue_asks_for_are_followed_up() {
    for intent in [follow_up(4), give_up(4)] {
        left()
            .when(date("2024-05-10"), intent)
            .then_refused(&FollowUpRefusal::FollowUpNotAskedFor { month: 4 });
    }
}

#[test]
fn a_month_is_followed_up_once() {
    for intent in [follow_up(3), give_up(3)] {
        left()
            .given(date("2024-04-10"), followed_up(3))
            .when(date("2024-04-11"), intent)
            .then_refused(&FollowUpRefusal::FollowUpAlreadyDone { month: 3 });
    }
}

#[test]
fn who_could_not_be_reached_may_still_be_followed_up() {
    left()
        .given(date("2024-04-10"), unreachable(3))
        .when(date("2024-04-20"), follow_up(3))
        .then(vec![followed_up(3).into()]);
}

#[test]
fn rule_16_a_follow_up_outside_its_window_does_not_stand_in_the_way_of_the_one_within() {
    let (early, within, late) = ("2024-03-20", "2024-04-10", "2024-05-10");
    for outside in [early, late] {
        left()
            .given(date(outside), followed_up(3))
            .when(date(within), follow_up(3))
            .then(vec![followed_up(3).into()]);
        left()
            .given(date(within), followed_up(3))
            .when(date(outside), follow_up(3))
            .then(vec![followed_up(3).into()]);
    }
}

#[test]
fn rule_16_of_a_month_counts_what_was_found_within_its_window() {
    let other = || FollowedUp { labour: Some(Code::new("inactive")), ..followed_up(6) };
    let state =
        left().given(date("2024-06-01"), followed_up(6)).given(date("2024-07-10"), other()).state();
    let (closing, catalogue) = (state.course.closed().unwrap(), catalogue());
    let limits = catalogue.limits();
    assert_eq!(closing.found_within(6, limits), Some(&other()));
    assert!(closing.was_found_outside(6, limits));
    assert_eq!(closing.found_within(3, limits), None);
    assert!(!closing.was_found_outside(3, limits));
}

#[test]
fn rule_16_a_month_is_due_until_it_is_followed_up_within_its_window_or_after_it() {
    let due = |story: Story, on: &str| {
        let due = story.state().follow_ups_due(date(on), &catalogue());
        due.iter().any(|due| due.month == 3)
    };
    let early = || left().given(date("2024-03-26"), followed_up(3));
    assert!(due(early(), "2024-04-24"));
    assert!(due(early(), "2024-04-25"), "nobody followed up within the window");
    assert!(!due(early().given(date("2024-04-24"), followed_up(3)), "2024-04-24"));
    assert!(!due(early().given(date("2024-04-25"), unreachable(3)), "2024-04-25"));
}

#[test]
fn rule_16_a_last_month_before_its_window_does_not_end_the_follow_up() {
    left().when(date("2024-12-26"), follow_up(12)).then(vec![followed_up(12).into()]);
}

#[test]
fn rule_9_outside_the_window_is_flagged_and_never_refused() {
    let flagged = |on: &str| {
        let state = left().given(date(on), followed_up(3)).state();
        let closing = state.course.closed().unwrap();
        closing.follow_ups[0].outside_window(closing.on, catalogue().limits())
    };
    assert!(flagged("2024-03-26"));
    assert!(!flagged("2024-03-27"));
    assert!(!flagged("2024-04-24"));
    assert!(flagged("2024-04-25"));
    left().when(date("2024-04-25"), follow_up(3)).then(vec![followed_up(3).into()]);
}

#[test]
fn following_up_the_last_month_ends_the_follow_up() {
    let history = vec![followed_up(12).into(), FollowUpEnded {}.into()];
    left().when(date("2025-01-10"), follow_up(12)).then(history);
    let ended = left()
        .given(date("2025-01-10"), followed_up(12))
        .given(date("2025-01-10"), FollowUpEnded {});
    assert_eq!(ended.state().phase(), Some(Phase::Ended));
    let earlier = left().given(date("2024-07-10"), followed_up(6));
    assert_eq!(earlier.state().phase(), Some(Phase::FollowUp));
}

#[test]
fn a_month_that_was_forgotten_may_be_recorded_after_the_end() {
    left()
        .given(date("2025-01-10"), followed_up(12))
        .given(date("2025-01-10"), FollowUpEnded {})
        .when(date("2025-01-11"), follow_up(6))
        .then(vec![followed_up(6).into()]);
}

#[test]
fn the_follow_up_may_end_when_the_last_month_was_unreachable() {
    left()
        .given(date("2025-01-10"), unreachable(12))
        .when(date("2025-01-30"), end())
        .then(vec![FollowUpEnded {}.into()]);
}

#[test]
fn the_follow_up_ends_once_and_not_before_the_last_month() {
    left()
        .given(date("2024-07-10"), followed_up(6))
        .when(date("2025-01-30"), end())
        .then_refused(&FollowUpRefusal::FollowUpNotDone { month: 12 });
    left()
        .given(date("2025-01-10"), unreachable(12))
        .given(date("2025-01-30"), FollowUpEnded {})
        .when(date("2025-01-31"), end())
        .then_refused(&FollowUpRefusal::FollowUpAlreadyEnded);
}

#[test]
fn each_closing_has_follow_ups_of_its_own() {
    left()
        .given(date("2024-04-10"), followed_up(3))
        .given(date("2024-05-01"), reopened())
        .given(date("2024-06-01"), closed("moved"))
        .when(date("2024-09-01"), follow_up(3))
        .then(vec![followed_up(3).into()]);
}

#[test]
fn where_the_client_lives_is_observed_on_the_way() {
    let state = left().given(date("2024-04-10"), followed_up(3)).state();
    assert_eq!(state.housing.situation.unwrap().since, date("2024-04-10"));
}

#[test]
fn rule_9_a_month_is_due_from_14_days_before_to_14_days_after_and_then_overdue() {
    let due = |on: &str| left().state().follow_ups_due(date(on), &catalogue());
    let third = |overdue| FollowUpDue {
        month: 3,
        due_on: date("2024-04-10"),
        from: date("2024-03-27"),
        until: date("2024-04-24"),
        overdue,
    };
    assert_eq!(due("2024-03-26"), []);
    assert_eq!(due("2024-03-27"), [third(false)]);
    assert_eq!(due("2024-04-24"), [third(false)]);
    assert_eq!(due("2024-04-25"), [third(true)]);
    let months: Vec<_> = due("2025-01-10").iter().map(|due| due.month).collect();
    assert_eq!(months, [3, 6, 12]);
}

#[test]
fn a_month_that_has_no_such_day_is_due_on_its_last() {
    let story = participant().given(date("2024-08-31"), closed("work"));
    let due = story.state().follow_ups_due(date("2025-02-28"), &catalogue());
    assert_eq!(due.last().unwrap().due_on, date("2025-02-28"));
}

#[test]
fn what_was_recorded_or_is_over_is_no_longer_due() {
    let due = |story: Story| story.state().follow_ups_due(date("2024-04-10"), &catalogue());
    assert_eq!(due(left().given(date("2024-04-09"), followed_up(3))), []);
    assert_eq!(due(left().given(date("2024-04-09"), unreachable(3))), []);
    assert_eq!(due(left().given(date("2024-04-09"), reopened())), []);
    assert_eq!(due(participant().given(day(10), closed("deceased"))), []);
    let over = left()
        .given(date("2025-01-10"), followed_up(12))
        .given(date("2025-01-10"), FollowUpEnded {});
    assert_eq!(over.state().follow_ups_due(date("2025-01-11"), &catalogue()), []);
}

#[test]
fn numbers_are_in_range() {
    let out = |path, value| FieldFault::OutOfRange { path, value, min: 1, max: 100 };
    for value in [0, 101] {
        let odd = FollowedUp { fte_percent: Some(value), ..followed_up(3) };
        left()
            .when(date("2024-04-10"), Intent::RecordFollowUp(odd))
            .then_refused(&out("ftePercent", value));
        let odd = FollowUpUnreachable { month: 3, attempts: value };
        left()
            .when(date("2024-04-10"), Intent::RecordFollowUpUnreachable(odd))
            .then_refused(&out("attempts", value));
    }
}

#[test]
fn rule_13_a_follow_up_is_recorded_in_codes() {
    for (recorded, list, path) in [
        (FollowedUp { method: Code::new("odd"), ..followed_up(3) }, "follow_up_method", "method"),
        (FollowedUp { labour: Some("odd".into()), ..followed_up(3) }, "labour_status", "labour"),
        (
            FollowedUp { contract: Some("odd".into()), ..followed_up(3) },
            "contract_type",
            "contract",
        ),
        (FollowedUp { housing: Some("odd".into()), ..followed_up(3) }, "ethos", "housing"),
    ] {
        left()
            .when(date("2024-04-10"), Intent::RecordFollowUp(recorded))
            .then_refused(&unknown(list, "odd", path));
    }
}

#[test]
fn of_a_follow_up_the_codes_are_named_before_the_hours() {
    let odd = FollowedUp { fte_percent: Some(0), housing: Some("odd".into()), ..followed_up(3) };
    let day = date("2024-04-10");
    let faults = Intent::RecordFollowUp(odd).check_fields(day, Some(&catalogue())).unwrap_err();
    let paths: Vec<_> = faults.iter().map(FieldFault::path).collect();
    assert_eq!(paths, ["housing", "ftePercent"]);
}
