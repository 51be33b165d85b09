//! Faults of the common files, and of the files as a set.

use loopbrug_domain::catalogue::{Catalogues, Fault, FaultCode, Lists, Source};

use super::{ZANDSTREEK, ZANDSTREEK_PATH, common_sources, place_of, source};

/// The committed common files, with one passage of one file put in the place of another.
fn with(file: &str, old: &str, new: &str) -> (Vec<Source>, String) {
    let mut sources = common_sources();
    let changed = sources.iter_mut().find(|source| source.path.ends_with(file));
    let changed = changed.expect("the file exists");
    assert_eq!(changed.text.matches(old).count(), 1, "`{old}` stands once in {file}");
    changed.text = changed.text.replace(old, new);
    let text = changed.text.clone();
    (sources, text)
}

fn check_lists(sources: &[Source]) -> Vec<Fault> {
    Lists::load(sources).err().unwrap_or_default()
}

fn places(faults: &[Fault]) -> Vec<(usize, usize, FaultCode)> {
    faults.iter().map(|fault| (fault.line, fault.column, fault.code)).collect()
}

#[track_caller]
fn assert_one_fault(file: &str, old: &str, new: &str, code: FaultCode, at: &str) {
    let (sources, text) = with(file, old, new);
    let faults = check_lists(&sources);
    let (line, column) = place_of(&text, at);
    assert_eq!(places(&faults), [(line, column, code)], "{faults:#?}");
    assert!(faults[0].path.ends_with(file));
}

#[test]
fn an_unknown_word_for_a_meaning_is_named() {
    let (old, new) =
        ("doctorate or equivalent\", band = \"high\"", "doctorate\", band = \"lofty\"");
    assert_one_fault("people.toml", old, new, FaultCode::UnknownValue, "\"lofty\"");
}

#[test]
fn an_unknown_list_is_named() {
    let (old, new) = ("household = [", "horoscope = [");
    assert_one_fault("people.toml", old, new, FaultCode::UnknownList, "horoscope");
}

#[test]
fn a_field_that_only_another_list_has_is_named() {
    let (old, new) = ("en = \"woman\" }", "en = \"woman\", third_country = 1 }");
    let (code, at) = (FaultCode::UnknownField, "third_country = 1");
    assert_one_fault("people.toml", old, new, code, at);
}

#[test]
fn a_milestone_with_unknown_evidence_is_named() {
    let (old, new) = (
        "en = \"can cycle\", evidence = [\"worker_observation\"",
        "en = \"can cycle\", evidence = [\"hearsay\"",
    );
    assert_one_fault("learning.toml", old, new, FaultCode::UnknownEvidence, "\"hearsay\"");
}

#[test]
fn a_missing_list_is_named() {
    let mut sources = common_sources();
    sources.retain(|source| !source.path.ends_with("indicators.toml"));
    let faults = check_lists(&sources);
    assert_eq!(places(&faults), [(1, 1, FaultCode::MissingList)]);
    assert!(faults[0].message.contains("`indicator`"));
}

#[test]
fn a_list_in_two_files_is_named() {
    let mut sources = common_sources();
    let twice = "# Again.\ngender = [{ code = \"woman\", nl = \"vrouw\", en = \"woman\" }]\n";
    sources.push(source("reference/common/zodiac.toml", twice));
    let faults = check_lists(&sources);
    assert_eq!(places(&faults), [(2, 1, FaultCode::DuplicateList)]);
    assert_eq!(faults[0].path, "reference/common/zodiac.toml");
}

#[test]
fn a_file_outside_the_two_folders_is_named() {
    let mut sources = common_sources();
    sources.push(source("reference/notes.toml", ""));
    let faults = Catalogues::load(sources).expect_err("the file is stray");
    assert_eq!(places(&faults), [(1, 1, FaultCode::MisplacedFile)]);
}

#[test]
fn two_files_for_the_same_region_and_version_are_named() {
    let mut sources = common_sources();
    sources.push(source(ZANDSTREEK_PATH, ZANDSTREEK));
    sources.push(source("elsewhere/regions/zandstreek/2024-01-15.toml", ZANDSTREEK));
    let faults = Catalogues::load(sources).expect_err("the version stands twice");
    assert_eq!(places(&faults), [(1, 1, FaultCode::DuplicateVersion)]);
}
