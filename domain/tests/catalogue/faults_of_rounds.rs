//! Faults of a selection round: its criteria, its dates and hours.

use loopbrug_domain::catalogue::FaultCode;

use super::faults::{assert_one_fault, check, places, with};
use super::{ZANDSTREEK, ZANDSTREEK_PATH, place_of};

#[test]
fn weights_that_do_not_sum_to_a_hundred_are_named() {
    let text = with("weight = 40", "weight = 41");
    let faults = check(ZANDSTREEK_PATH, &text);
    let line = place_of(&text, "code = \"fit\"").0 - 1;
    assert_eq!(places(&faults), [(line, 1, FaultCode::WeightsNotHundred)]);
}

#[test]
fn a_deadline_before_the_launch_is_named() {
    let launch = "[[round.item]]\ncode = \"launch\"\nnl = \"Start\"\nen = \"Launch\"\non = ";
    let launched = |on: &str| {
        let deadline = "[[round.item]]\ncode = \"submission_deadline\"";
        with(deadline, &format!("{launch}{on}\n\n{deadline}"))
    };
    let text = launched("2024-03-16");
    assert_one_fault(&text, FaultCode::DeadlineBeforeLaunch, "2024-03-15T12:00:00");
    assert_eq!(check(ZANDSTREEK_PATH, &launched("2024-03-15")), []);
}

#[test]
fn an_item_with_no_time_or_with_two_is_named_at_its_row() {
    let line = place_of(ZANDSTREEK, "code = \"end_date\"").0 - 1;
    for wrong in ["", "set_by_event = false", "on = 2024-03-30\nat = 2024-03-30T12:00:00"] {
        let faults = check(ZANDSTREEK_PATH, &with("on = 2024-03-30", wrong));
        assert_eq!(places(&faults), [(line, 1, FaultCode::UnclearTime)], "{wrong}");
    }
}

#[test]
fn a_window_that_ends_before_it_begins_is_named() {
    let text = with("until = 2024-03-29", "until = 2024-03-17");
    assert_one_fault(&text, FaultCode::ReversedWindow, "2024-03-17");
}

#[test]
fn an_offset_from_an_unknown_item_is_named() {
    let text = with("after = \"end_date\"", "after = \"doomsday\"");
    assert_one_fault(&text, FaultCode::UnknownItem, "\"doomsday\"");
}

#[test]
fn a_cycle_of_offsets_is_named_at_each_of_its_items() {
    let text = with("on = 2024-03-30", "after = \"rebuttal\"\ndays = 1");
    let faults = check(ZANDSTREEK_PATH, &text);
    let (one, other) =
        (place_of(&text, "\"rebuttal\"\ndays"), place_of(&text, "\"end_date\"\ndays"));
    let cyclic = FaultCode::CyclicOffset;
    assert_eq!(places(&faults), [(one.0, one.1, cyclic), (other.0, other.1, cyclic)]);
}

#[test]
fn a_local_time_that_spring_skips_is_named() {
    let text = with("at = 2024-03-15T12:00:00", "at = 2024-03-31T02:30:00");
    assert_one_fault(&text, FaultCode::NonexistentLocalTime, "2024-03-31T02:30:00");
}

#[test]
fn a_local_time_that_autumn_repeats_is_named() {
    let text = with("at = 2024-03-15T12:00:00", "at = 2024-10-27T02:30:00");
    assert_one_fault(&text, FaultCode::AmbiguousLocalTime, "2024-10-27T02:30:00");
}

#[test]
fn an_offset_that_leads_into_the_skipped_hour_is_named() {
    let text = with("days = 14\ntime = 23:59:00", "days = 1\ntime = 02:30:00");
    assert_one_fault(&text, FaultCode::NonexistentLocalTime, "\"end_date\"\ndays");
}

#[test]
fn a_time_with_an_offset_from_utc_is_named() {
    let text = with("at = 2024-03-15T12:00:00", "at = 2024-03-15T12:00:00Z");
    assert_one_fault(&text, FaultCode::WrongType, "2024-03-15T12:00:00Z");
}
