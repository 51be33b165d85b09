//! Every fault of a region's file is named with its line, its column and its rule. Here: fields, codes, and what rows
//! say of each other.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogues, Fault, FaultCode};

use super::{ZANDSTREEK, ZANDSTREEK_PATH, place_of, source};

/// The day on which it is looked at.
pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day of the calendar")
}

/// The faults of a file that is to be published beside the committed ones.
pub(super) fn check(path: &str, text: &str) -> Vec<Fault> {
    let admitted = Catalogues::embedded().admit(&source(path, text), None, today());
    admitted.err().unwrap_or_default()
}

/// The invented region with one passage put in the place of another.
pub(super) fn with(old: &str, new: &str) -> String {
    assert_eq!(ZANDSTREEK.matches(old).count(), 1, "`{old}` stands once in the file");
    ZANDSTREEK.replace(old, new)
}

pub(super) fn places(faults: &[Fault]) -> Vec<(usize, usize, FaultCode)> {
    faults.iter().map(|fault| (fault.line, fault.column, fault.code)).collect()
}

/// `text` has one fault, of this rule, where it says `at`.
#[track_caller]
pub(super) fn assert_one_fault(text: &str, code: FaultCode, at: &str) {
    let faults = check(ZANDSTREEK_PATH, text);
    let (line, column) = place_of(text, at);
    assert_eq!(places(&faults), [(line, column, code)], "{faults:#?}");
}

#[test]
fn a_sound_file_has_no_fault() {
    assert_eq!(check(ZANDSTREEK_PATH, ZANDSTREEK), []);
}

#[test]
fn an_unknown_field_is_named() {
    let text = with("rural = true", "rural = true\nriver = true");
    assert_one_fault(&text, FaultCode::UnknownField, "river");
}

#[test]
fn an_unknown_table_is_named() {
    let text = with("[limits]", "[[river]]\ncode = \"a\"\n\n[limits]");
    let faults = check(ZANDSTREEK_PATH, &text);
    assert_eq!(places(&faults), [(place_of(&text, "[[river]]").0, 3, FaultCode::UnknownField)]);
}

#[test]
fn a_text_that_cannot_be_seen_is_named() {
    let text = with("en = \"Heath Town\"", "en = \"Heath \\u202ETown\"");
    assert_one_fault(&text, FaultCode::TextNotAllowed, "\"Heath \\u202ETown\"");
}

#[test]
fn a_day_outside_the_range_is_named() {
    for day in ["1899-12-31", "2200-01-01", "0000-02-29"] {
        let text = with("enrichment_day_on = 2023-10-09", &format!("enrichment_day_on = {day}"));
        assert_one_fault(&text, FaultCode::DayOutOfRange, day);
    }
}

#[test]
fn a_missing_field_is_named_at_its_table() {
    let text = with("en = \"Heath Town\"\n", "");
    let faults = check(ZANDSTREEK_PATH, &text);
    let line = place_of(&text, "code = \"99902\"").0 - 1;
    assert_eq!(places(&faults), [(line, 1, FaultCode::MissingField)]);
}

#[test]
fn a_field_of_another_type_is_named() {
    let text = with("rural = true", "rural = \"yes\"");
    assert_one_fault(&text, FaultCode::WrongType, "\"yes\"");
}

#[test]
fn an_empty_dutch_label_is_named() {
    let text = with("nl = \"Heidestad\"", "nl = \" \"");
    assert_one_fault(&text, FaultCode::EmptyLabel, "\" \"");
}

#[test]
fn a_code_with_a_space_is_named() {
    let text = with("code = \"afstand\"", "code = \"de afstand\"");
    assert_one_fault(&text, FaultCode::MalformedCode, "\"de afstand\"");
}

#[test]
fn a_nis_code_of_four_digits_is_named() {
    let text = with("code = \"99901\"", "code = \"9990\"");
    assert_one_fault(&text, FaultCode::MalformedNis, "\"9990\"");
}

#[test]
fn a_nis_code_with_a_letter_is_named() {
    let text = with("code = \"99901\"", "code = \"9990A\"");
    assert_one_fault(&text, FaultCode::MalformedNis, "\"9990A\"");
}

#[test]
fn a_code_that_stands_twice_is_named_at_the_second() {
    let text = with("code = \"99901\"", "code = \"99902\"");
    let faults = check(ZANDSTREEK_PATH, &text);
    let line = place_of(&text, "nl = \"Heidestad\"").0 - 1;
    assert_eq!(places(&faults), [(line, 8, FaultCode::DuplicateCode)]);
    assert!(faults[0].message.contains("line 16"), "{}", faults[0]);
}

#[test]
fn a_service_code_is_unique_across_problem_areas() {
    let text = with("code = \"rijles\"", "code = \"woonhulp\"");
    let faults = check(ZANDSTREEK_PATH, &text);
    let line = place_of(&text, "nl = \"Rijles\"").0 - 1;
    assert_eq!(places(&faults), [(line, 8, FaultCode::DuplicateCode)]);
}

#[test]
fn a_validity_that_ends_before_it_begins_is_named() {
    let text = with("valid_to = 2024-12-31", "valid_to = 2024-01-31");
    assert_one_fault(&text, FaultCode::ReversedValidity, "2024-01-31");
}

#[test]
fn a_mapping_to_an_unknown_common_code_is_named() {
    let text = with("common = \"mobility\"", "common = \"flying\"");
    assert_one_fault(&text, FaultCode::UnknownCommonCode, "\"flying\"");
    let text = with("common = \"housing_guidance\"", "common = \"housing\"");
    let faults = check(ZANDSTREEK_PATH, &text);
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [FaultCode::UnknownCommonCode], "an area is no service type");
}

#[test]
fn a_persona_without_a_challenge_is_named_at_its_row() {
    let text = with("[\"lena\", \"tomas\"]", "[\"lena\"] # alone");
    let faults = check(ZANDSTREEK_PATH, &text);
    let line = place_of(&text, "code = \"tomas\"").0 - 1;
    assert_eq!(places(&faults), [(line, 1, FaultCode::PersonaWithoutChallenge)]);
}

#[test]
fn a_challenge_of_an_unknown_persona_is_named() {
    let text = with("[\"lena\", \"tomas\"]", "[\"lena\", \"tomas\", \"zorro\"]");
    assert_one_fault(&text, FaultCode::UnknownPersona, "\"zorro\"");
}

#[test]
fn a_finding_of_an_unknown_challenge_is_named() {
    let text = with("challenges = [\"Z2\"]", "challenges = [\"Z9\"]");
    assert_one_fault(&text, FaultCode::UnknownChallenge, "\"Z9\"");
}

#[test]
fn local_input_of_an_unknown_municipality_is_named() {
    let text = with("municipality = \"99902\"", "municipality = \"99903\"");
    assert_one_fault(&text, FaultCode::UnknownMunicipality, "\"99903\"");
}

#[test]
fn ranks_with_a_gap_are_named() {
    let text = with("rank = 2", "rank = 3");
    assert_one_fault(&text, FaultCode::RanksNotContiguous, "3\nnl = \"Vervoer\"");
    let text = with("order = 2", "order = 1 # again");
    assert_one_fault(&text, FaultCode::RanksNotContiguous, "1 # again");
}

#[test]
fn a_code_that_was_retired_before_the_first_version_is_named() {
    let text = with("valid_from = 2024-02-01\nvalid_to = 2024-12-31", "valid_to = 2024-01-14");
    assert_one_fault(&text, FaultCode::RetiredInThePast, "2024-01-14");
    assert_eq!(
        check(ZANDSTREEK_PATH, &text.replace("valid_to = 2024-01-14", "valid_to = 2024-01-15")),
        []
    );
}

#[test]
fn all_faults_of_a_file_are_named_at_once() {
    let text = with("rural = true", "rural = 1\nriver = true").replace("rank = 2", "rank = 7");
    let text = text.replace("weight = 40", "weight = -40").replace("\"mobility\"", "\"flying\"");
    let codes: Vec<_> = check(ZANDSTREEK_PATH, &text).iter().map(|fault| fault.code).collect();
    let expected = [
        FaultCode::WrongType,
        FaultCode::UnknownField,
        FaultCode::RanksNotContiguous,
        FaultCode::UnknownCommonCode,
        FaultCode::NegativeLimit,
    ];
    assert_eq!(codes, expected);
}
