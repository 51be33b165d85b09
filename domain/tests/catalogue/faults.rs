//! Every fault of a region's file is named with its line, its column and its rule.

use std::sync::Arc;

use loopbrug_domain::catalogue::{Admission, Catalogue, Catalogues, Fault, FaultCode, Source};

use super::{ZANDSTREEK, ZANDSTREEK_PATH, place_of, source};

/// The faults of a file that is to be published beside the committed ones.
fn check(path: &str, text: &str) -> Vec<Fault> {
    let admitted = Catalogues::embedded().admit(&source(path, text), None);
    admitted.err().unwrap_or_default()
}

/// The invented region with one passage put in the place of another.
fn with(old: &str, new: &str) -> String {
    assert_eq!(ZANDSTREEK.matches(old).count(), 1, "`{old}` stands once in the file");
    ZANDSTREEK.replace(old, new)
}

fn places(faults: &[Fault]) -> Vec<(usize, usize, FaultCode)> {
    faults.iter().map(|fault| (fault.line, fault.column, fault.code)).collect()
}

/// `text` has one fault, of this rule, where it says `at`.
#[track_caller]
fn assert_one_fault(text: &str, code: FaultCode, at: &str) {
    let faults = check(ZANDSTREEK_PATH, text);
    let (line, column) = place_of(text, at);
    assert_eq!(places(&faults), [(line, column, code)], "{faults:#?}");
}

#[test]
fn a_sound_file_has_no_fault() {
    assert_eq!(check(ZANDSTREEK_PATH, ZANDSTREEK), []);
}

#[test]
fn broken_syntax_is_named_everywhere_it_is_broken() {
    let text = with("weight = 60", "weight = sixty").replace("weight = 40", "weight = forty");
    let faults = check(ZANDSTREEK_PATH, &text);
    let (one, other) = (place_of(&text, "sixty"), place_of(&text, "forty"));
    let syntax = FaultCode::Syntax;
    assert_eq!(places(&faults), [(one.0, one.1, syntax), (other.0, other.1, syntax)]);
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
fn weights_that_do_not_sum_to_a_hundred_are_named() {
    let text = with("weight = 40", "weight = 41");
    let faults = check(ZANDSTREEK_PATH, &text);
    let line = place_of(&text, "code = \"fit\"").0 - 1;
    assert_eq!(places(&faults), [(line, 1, FaultCode::WeightsNotHundred)]);
}

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
fn a_code_that_was_retired_before_the_first_version_is_named() {
    let text = with("valid_from = 2024-02-01\nvalid_to = 2024-12-31", "valid_to = 2024-01-14");
    assert_one_fault(&text, FaultCode::RetiredInThePast, "2024-01-14");
    assert_eq!(
        check(ZANDSTREEK_PATH, &text.replace("valid_to = 2024-01-14", "valid_to = 2024-01-15")),
        []
    );
}

#[test]
fn a_mark_that_turns_the_writing_around_is_named_where_it_is() {
    let text = with("rural = true", "rural = true # \u{202E}eurt");
    assert_one_fault(&text, FaultCode::DirectionMark, "\u{202E}");
    let text = with("nl = \"Heidestad\"", "nl = \"Heide\u{2066}stad\"");
    assert_one_fault(&text, FaultCode::TextNotAllowed, "\"Heide\u{2066}");
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
    let again = Catalogues::load(sources).unwrap().admit(&source(ZANDSTREEK_PATH, &text), None);
    assert!(matches!(again, Ok(Admission::Before)), "{again:?}");
}

#[test]
fn lines_that_end_as_on_an_old_macintosh_are_named_once() {
    let text = ZANDSTREEK.replace('\n', "\r");
    let first = ZANDSTREEK.lines().next().unwrap().chars().count() + 1;
    let faults = check(ZANDSTREEK_PATH, &text);
    assert_eq!(places(&faults), [(1, first, FaultCode::LoneCarriageReturn)]);
    assert_eq!(check(ZANDSTREEK_PATH, &ZANDSTREEK.replace('\n', "\r\n")), []);
}

#[test]
fn bytes_that_are_no_utf_8_are_said_to_be_what_they_seem() {
    let read = |bytes: &[u8]| Source::try_from_bytes("a.toml".to_owned(), bytes.to_vec());
    let utf_16: Vec<u8> = "nl = \"é\"".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [[&[0xFF, 0xFE][..], &utf_16].concat(), utf_16] {
        let fault = read(&bytes).unwrap_err();
        assert_eq!((fault.line, fault.column, fault.code), (1, 1, FaultCode::NotUtf8));
        assert!(fault.message.contains("seems to be UTF-16"), "{fault}");
    }
    let fault = read(b"# caf\xC3\xA9\nnl = \"caf\xE9\"").unwrap_err();
    assert_eq!((fault.line, fault.column, fault.code), (2, 10, FaultCode::NotUtf8));
    assert!(fault.message.contains("0xE9") && fault.message.contains("`é`"), "{fault}");
    assert!(fault.message.contains("Latin-1"), "{fault}");
    assert_eq!(read("nl = \"café\"".as_bytes()).unwrap().text, "nl = \"café\"");
}

#[test]
fn a_file_larger_than_any_regions_is_named_as_such() {
    let read = |bytes| Source::try_from_bytes("a.toml".to_owned(), vec![b'#'; bytes]);
    assert!(read(Source::MAX_BYTES).is_ok());
    let fault = read(Source::MAX_BYTES + 1).unwrap_err();
    assert_eq!(fault.code, FaultCode::TooLarge);
    assert!(fault.message.contains("more than 10 MB"), "{fault}");
}

#[test]
fn a_file_of_a_named_region_lies_anywhere() {
    let catalogues = Catalogues::embedded();
    let anywhere = source("Downloads/new.toml", ZANDSTREEK);
    let admitted = catalogues.admit(&anywhere, Some("zandstreek"));
    assert!(matches!(admitted, Ok(Admission::New(_))), "{admitted:?}");
    let faults = catalogues.admit(&anywhere, Some("vlaamse-ardennen")).unwrap_err();
    let (line, column) = place_of(ZANDSTREEK, "\"zandstreek\"");
    assert_eq!(places(&faults), [(line, column, FaultCode::MisplacedFile)]);
    assert!(catalogues.admit(&anywhere, None).is_err());
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

#[test]
fn a_file_in_the_wrong_place_is_named() {
    let faults = check("reference/regions/zandstreek/2024-01-16.toml", ZANDSTREEK);
    let (line, column) = place_of(ZANDSTREEK, "2024-01-15");
    assert_eq!(places(&faults), [(line, column, FaultCode::MisplacedFile)]);
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

#[test]
fn a_faulty_file_does_not_load() {
    let text = with("weight = 40", "weight = 41");
    let lists = Arc::new(Catalogues::embedded().lists().clone());
    let loaded = Catalogue::load(&source(ZANDSTREEK_PATH, &text), &lists);
    let faults = loaded.expect_err("the weights are wrong");
    assert_eq!(faults, check(ZANDSTREEK_PATH, &text));
    let said = faults[0].to_string();
    assert!(said.starts_with("reference/regions/zandstreek/2024-01-15.toml:"), "{said}");
    assert!(said.ends_with(": the weights sum to 101, not to 100 [weights_not_hundred]"), "{said}");
}
