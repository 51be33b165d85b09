//! Limits by which figures would lie, or people be recognised, are faults.

use std::sync::Arc;

use loopbrug_domain::catalogue::{Admission, Catalogue, Catalogues, FaultCode};

use super::faults::{assert_one_fault, check, today, with};
use super::{ZANDSTREEK_PATH, source};

#[test]
fn a_negative_limit_is_named() {
    let text = with("no_contact_days = 10", "no_contact_days = -10");
    assert_one_fault(&text, FaultCode::NegativeLimit, "-10\n");
    let text = with("follow_up_months = [6]", "follow_up_months = [6, -1]");
    assert_one_fault(&text, FaultCode::NegativeLimit, "-1]");
}

#[test]
fn a_limit_beyond_all_measure_is_named() {
    let text = with("no_contact_days = 10", "no_contact_days = 5000000000");
    assert_one_fault(&text, FaultCode::LimitOutOfRange, "5000000000");
}

#[test]
fn a_threshold_by_which_somebody_can_be_recognised_is_named() {
    let text = with("disclosure_k = 6", "disclosure_k = 2");
    assert_one_fault(&text, FaultCode::KTooSmall, "2\npublic_k");
    let text = with("disclosure_k = 6\npublic_k = 12", "disclosure_k = 1\npublic_k = 2 #");
    let faults = check(ZANDSTREEK_PATH, &text);
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [FaultCode::KTooSmall, FaultCode::KTooSmall]);
    assert_eq!(check(ZANDSTREEK_PATH, &with("disclosure_k = 6", "disclosure_k = 3")), []);
}

#[test]
fn a_threshold_for_the_public_below_that_for_analysts_is_named() {
    let text = with("public_k = 12", "public_k = 5");
    assert_one_fault(&text, FaultCode::PublicKTooSmall, "5\ndistinct");
    assert_eq!(check(ZANDSTREEK_PATH, &with("public_k = 12", "public_k = 6")), []);
}

#[test]
fn a_follow_up_without_the_sixth_month_is_named() {
    for months in ["[3, 12]", "[]"] {
        let text = with("follow_up_months = [6]", &format!("follow_up_months = {months}"));
        assert_one_fault(&text, FaultCode::NoMonthSix, &format!("{months}\nfollow"));
    }
}

#[test]
fn a_month_of_the_follow_up_that_is_twice_in_its_list_is_named_at_the_second() {
    let text = with("follow_up_months = [6]", "follow_up_months = [3, 6, 3]");
    assert_one_fault(&text, FaultCode::DuplicateMonth, "3]");
}

#[test]
fn an_exit_later_than_within_four_weeks_is_named() {
    let text = with("exit_window_days = 28", "exit_window_days = 29");
    assert_one_fault(&text, FaultCode::ExitWindowTooLong, "29\nfollow");
}

#[test]
fn a_file_that_was_published_before_a_rule_existed_still_loads() {
    let text = with("disclosure_k = 6", "disclosure_k = 2").replace("[6]", "[12]");
    let lists = Arc::new(Catalogues::embedded().lists().clone());
    let loaded = Catalogue::load(&source(ZANDSTREEK_PATH, &text), &lists).unwrap();
    assert_eq!(loaded.limits().disclosure_k, 2);
    // And it is no other file than the one that was published.
    let mut sources = Catalogues::embedded_sources();
    sources.push(source(ZANDSTREEK_PATH, &text));
    let again =
        Catalogues::load(sources).unwrap().admit(&source(ZANDSTREEK_PATH, &text), None, today());
    assert!(matches!(again, Ok(Admission::Before)), "{again:?}");
}
