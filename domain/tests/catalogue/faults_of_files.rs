//! Faults of a file as a whole: its bytes, its lines, its syntax, its place.

use std::sync::Arc;

use loopbrug_domain::catalogue::{Admission, Catalogue, Catalogues, FaultCode, Source};

use super::faults::{assert_one_fault, check, places, today, with};
use super::{ZANDSTREEK, ZANDSTREEK_PATH, place_of, source};

#[test]
fn broken_syntax_is_named_everywhere_it_is_broken() {
    let text = with("weight = 60", "weight = sixty").replace("weight = 40", "weight = forty");
    let faults = check(ZANDSTREEK_PATH, &text);
    let (one, other) = (place_of(&text, "sixty"), place_of(&text, "forty"));
    let syntax = FaultCode::Syntax;
    assert_eq!(places(&faults), [(one.0, one.1, syntax), (other.0, other.1, syntax)]);
}

#[test]
fn a_mark_that_turns_the_writing_around_is_named_where_it_is() {
    let text = with("rural = true", "rural = true # \u{202E}eurt");
    assert_one_fault(&text, FaultCode::DirectionMark, "\u{202E}");
    let text = with("nl = \"Heidestad\"", "nl = \"Heide\u{2066}stad\"");
    assert_one_fault(&text, FaultCode::TextNotAllowed, "\"Heide\u{2066}");
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
    let admitted = catalogues.admit(&anywhere, Some("zandstreek"), today());
    assert!(matches!(admitted, Ok(Admission::New(_))), "{admitted:?}");
    let faults = catalogues.admit(&anywhere, Some("vlaamse-ardennen"), today()).unwrap_err();
    let (line, column) = place_of(ZANDSTREEK, "\"zandstreek\"");
    assert_eq!(places(&faults), [(line, column, FaultCode::MisplacedFile)]);
    assert!(catalogues.admit(&anywhere, None, today()).is_err());
}

#[test]
fn a_file_in_the_wrong_place_is_named() {
    let faults = check("reference/regions/zandstreek/2024-01-16.toml", ZANDSTREEK);
    let (line, column) = place_of(ZANDSTREEK, "2024-01-15");
    assert_eq!(places(&faults), [(line, column, FaultCode::MisplacedFile)]);
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

#[test]
fn a_version_after_which_none_of_the_next_year_could_follow_is_named() {
    for (version, faults) in [("2027-01-31", vec![]), ("2027-02-01", vec![FaultCode::TooFarAhead])]
    {
        let text = with("version = 2024-01-15", &format!("version = {version}"));
        // What it retires, it retires from then on.
        let text = text.replace("valid_to = 2024-12-31", "valid_to = 2027-12-31");
        let path = ZANDSTREEK_PATH.replace("2024-01-15", version);
        let found = check(&path, &text);
        let codes: Vec<_> = found.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, faults, "{found:#?}");
        let (line, column) = place_of(&text, version);
        assert!(
            found.iter().all(|fault| (fault.line, fault.column) == (line, column)),
            "{found:#?}"
        );
    }
}
