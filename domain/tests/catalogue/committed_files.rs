//! The committed files themselves.

use std::collections::BTreeSet;
use std::path::Path;

use loopbrug_domain::catalogue::Catalogues;
use sha2::{Digest, Sha256};

use super::vlaamse_ardennen;

#[test]
fn every_committed_file_is_compiled_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![root.join("reference")];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(&root).expect("within the repository");
                found.insert(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    let embedded: BTreeSet<_> =
        Catalogues::embedded_sources().into_iter().map(|source| source.path).collect();
    assert_eq!(embedded, found);
}

#[test]
fn no_mail_address_and_no_telephone_number_stands_in_the_reference_files() {
    for source in Catalogues::embedded_sources() {
        for (number, line) in (1..).zip(source.text.lines()) {
            assert!(!names_a_contact(line), "{}:{number}: {line}", source.path);
        }
    }
    for line in
        ["mail iemand@voorbeeld.be", "bel 055 12 34 56", "+32 470/12.34.56", "gsm 0470123456"]
    {
        assert!(names_a_contact(line), "{line}");
    }
}

/// An `@`, or nine digits and more in a row that starts as telephone numbers do; dates and percentages stay below.
fn names_a_contact(line: &str) -> bool {
    let mut digits = String::new();
    for letter in line.chars().chain(['x']) {
        match letter {
            '0'..='9' => digits.push(letter),
            ' ' | '/' | '.' | '-' | '+' => {}
            _ => {
                if digits.len() >= 9 && (digits.starts_with('0') || digits.starts_with("32")) {
                    return true;
                }
                digits.clear();
            }
        }
    }
    line.contains('@')
}

#[test]
fn the_hash_is_the_sha_256_of_the_text() {
    let sources = Catalogues::embedded_sources();
    let text = sources.iter().find(|source| source.path.contains("vlaamse-ardennen"));
    let digest = Sha256::digest(&text.expect("is embedded").text);
    assert_eq!(vlaamse_ardennen().hash(), format!("{digest:x}"));
}

#[test]
fn a_changed_list_changes_the_hash_of_the_lists_alone() {
    let mut sources = Catalogues::embedded_sources();
    let people = sources.iter_mut().find(|source| source.path.ends_with("people.toml"));
    people.expect("is embedded").text.push_str("# One more remark.\n");
    let all = Catalogues::load(sources).expect("a remark is no fault");
    let (before, after) = (vlaamse_ardennen(), all.latest("vlaamse-ardennen").expect("is loaded"));
    assert_ne!(after.lists().hash(), before.lists().hash());
    assert_eq!(after.hash(), before.hash());
}
