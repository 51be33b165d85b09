//! The round and the limits of Vlaamse-Ardennen as committed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::{Code, Timeline};

use super::{day, vlaamse_ardennen};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

#[test]
fn the_deadline_lasts_the_whole_of_its_last_minute() {
    let catalogue = vlaamse_ardennen();
    let fixed = BTreeMap::new();
    let published = Timeline::new(catalogue.round(), &fixed);
    let (closes, opens) = (|item| published.closes_at(item), |item| published.opens_at(item));
    assert_eq!(closes("submission_deadline"), Some(utc("2023-09-22T22:00:00Z")));
    assert_eq!(opens("assessment"), Some(utc("2023-09-24T22:00:00Z")));
    assert_eq!(closes("assessment"), Some(utc("2023-10-06T22:00:00Z")));
    assert_eq!(closes("pitch_day_1"), Some(utc("2023-10-11T22:00:00Z")));
    assert_eq!(closes("pitch_day_2"), Some(utc("2023-10-13T22:00:00Z")));
    assert_eq!(closes("ratification"), None);
    assert_eq!(closes("tea"), None);
}

#[test]
fn the_rebuttal_counts_calendar_days_across_the_change_of_clocks() {
    let catalogue = vlaamse_ardennen();
    let closes = Timeline::new(catalogue.round(), &BTreeMap::new()).closes_at("rebuttal");
    assert_eq!(closes, Some(utc("2023-11-06T23:00:00Z")));
}

#[test]
fn an_earlier_ratification_moves_the_end_date_and_the_rebuttal() {
    let catalogue = vlaamse_ardennen();
    let fixed = BTreeMap::from([(Code::new("ratification"), day("2023-10-17"))]);
    assert_eq!(Timeline::new(catalogue.round(), &fixed).day("end_date"), Some(day("2023-10-18")));
    assert_eq!(Timeline::new(catalogue.round(), &fixed).day("rebuttal"), Some(day("2023-11-01")));
    let fixed = BTreeMap::from([(Code::new("end_date"), day("2023-10-20"))]);
    assert_eq!(Timeline::new(catalogue.round(), &fixed).day("rebuttal"), Some(day("2023-11-03")));
}

#[test]
fn a_window_that_is_made_longer_opens_when_it_was_going_to() {
    let catalogue = vlaamse_ardennen();
    let fixed = BTreeMap::from([(Code::new("assessment"), day("2023-10-10"))]);
    let round = catalogue.round();
    assert_eq!(
        Timeline::new(round, &fixed).opens_at("assessment"),
        Some(utc("2023-09-24T22:00:00Z"))
    );
    assert_eq!(
        Timeline::new(round, &fixed).closes_at("assessment"),
        Some(utc("2023-10-10T22:00:00Z"))
    );
}

#[test]
fn the_limits_are_those_chosen_for_the_region() {
    let catalogue = vlaamse_ardennen();
    let limits = catalogue.limits();
    assert_eq!(limits.follow_up_months, [3, 6, 12]);
    assert_eq!((limits.lost_contact_attempts, limits.lost_contact_modes), (5, 2));
    assert_eq!((limits.exit_window_days, limits.grant_expiry_months), (28, 6));
    assert_eq!((limits.disclosure_k, limits.public_k), (5, 10));
    // The file is from before there was such a limit.
    assert_eq!(limits.distinct_questions_a_day, 500);
}
