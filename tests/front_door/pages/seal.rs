//! The seal on pages: one event is checked, a checkpoint that was kept is compared, and heads are taken along.

use loopbrug_infra::seal::checkpoint::Checkpoint;
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::note::{Note, VerifierKey};
use loopbrug_infra::seal::proof::{Proof, includes};
use serde_json::Value;

use super::replay::is_sealed;
use super::{Demo, Who, is_a_page};
use crate::harness::{Browser, Page};

/// The text between two others.
fn between<'a>(page: &'a Page, before: &str, after: &str) -> &'a str {
    let (_, text) = page.text.split_once(before).unwrap_or_else(|| panic!("{before}: {page:?}"));
    text.split_once(after).unwrap().0
}

pub(super) async fn one_event_is_checked_on_the_server_and_its_proof_taken_along(demo: &Demo) {
    let auditor = demo.signed_in(Who::Auditor).await;
    is_sealed(demo, &auditor).await;
    let page = auditor.get(&demo.at("/zegel/bewijs?positie=5")).await;
    is_a_page(&page);
    assert!(page.has("<script src=\"/assets/proof-"), "{page:?}");
    for shown in ["Dit klopt.", "Op de server nagerekend.", "class=\"tree\"", "<ol class=\"path\">"]
    {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
    // What the browser would say is there, and nobody reads it before it is true.
    assert!(page.has("<p class=\"notice good\" data-by=\"holds\" hidden>"), "{page:?}");
    let saved = auditor.get(&demo.at("/zegel/bewijs.txt?positie=5")).await;
    let proof: Proof = saved.text.parse().unwrap();
    let note: Note = proof.checkpoint.parse().unwrap();
    let head: Checkpoint = note.text.parse().unwrap();
    assert!(includes(head.root, head.size, 4, Hash::of_leaf(&proof.leaf), &proof.hashes));
    let key: VerifierKey = between(&page, "id=\"proof-key\">", "<").parse().unwrap();
    assert!(note.signature(&key).is_some());
    let path = between(&page, "<ol class=\"path\">", "</ol>");
    assert_eq!(path.matches("<li>").count(), proof.hashes.len());
    for hash in &proof.hashes {
        assert!(path.contains(&hash.to_string()), "{hash}: {path}");
    }
    for (typed, words) in [
        ("x", "Die registratie is er niet"),
        ("0", "Die registratie is er niet"),
        ("99999999", "Zover is het logboek nog niet"),
    ] {
        let page = auditor.get(&demo.at(&format!("/zegel/bewijs?positie={typed}"))).await;
        is_a_page(&page);
        assert!(page.has(words) && page.has(&format!("value=\"{typed}\"")), "{typed}: {page:?}");
        assert!(!page.has("Dit klopt."), "{page:?}");
    }
    // An event is found by its id too.
    let event: Value = serde_json::from_slice(&proof.leaf).unwrap();
    let event = event["id"].as_str().unwrap();
    let found = auditor.get(&demo.at(&format!("/zegel/bewijs?positie={event}"))).await;
    assert!(found.has("Positie 5<"), "{found:?}");
}

/// What comes of pasting something.
async fn compared(demo: &Demo, browser: &Browser, text: &str) -> Page {
    let request = browser.http.get(demo.at("/zegel/bewijs")).query(&[("controlepunt", text)]);
    browser.step(request).await
}

pub(super) async fn a_checkpoint_that_was_kept_is_compared_and_a_changed_one_refused(demo: &Demo) {
    let auditor = demo.signed_in(Who::Auditor).await;
    is_sealed(demo, &auditor).await;
    let overview = auditor.get(&demo.at("/zegel")).await;
    is_a_page(&overview);
    for shown in [
        "Er is niets gevonden wat niet klopt",
        "bevestigd",
        "Publieke sleutels",
        "Wie keek naar gegevens?",
    ] {
        assert!(overview.has(shown), "{shown}: {overview:?}");
    }
    let first = auditor.get(&demo.at("/zegel/controlepunt?nummer=1")).await;
    let last = auditor.get(&demo.at("/zegel/controlepunt")).await;
    let (note, kept): (Note, &str) = (first.text.parse().unwrap(), &first.text);
    let head: Checkpoint = note.text.parse().unwrap();
    assert!(
        last.text.parse::<Note>().is_ok()
            && last.headers["content-disposition"].to_str().unwrap().starts_with("attachment")
    );
    for kept in [kept, &kept.replace('\n', "\r\n"), kept.trim(), &last.text] {
        let page = compared(demo, &auditor, kept).await;
        is_a_page(&page);
        assert!(page.has("Dit controlepunt klopt nog."), "{page:?}");
    }
    let size = format!("\n{}\n", head.size);
    let other_size = kept.replacen(&size, &format!("\n{}\n", head.size + 1), 1);
    let other_root = kept.replacen(&head.root.to_string(), &Hash::of_nothing().to_string(), 1);
    let other_log = kept.replace("vlaamse-ardennen", "meetjesland");
    for (given, words) in [
        (&other_size, "Dit is niet wat ondertekend werd."),
        (&other_root, "Dit is niet wat ondertekend werd."),
        (&other_log, "Dit controlepunt is van een ander logboek."),
        (&"abc".to_owned(), "Dit is geen controlepunt."),
        (&note.text, "Dit is geen controlepunt."),
    ] {
        let page = compared(demo, &auditor, given).await;
        assert_eq!(page.status, 200);
        assert!(page.has(words) && !page.has("controlepunt klopt nog"), "{given}: {page:?}");
        let line = given.lines().next().unwrap();
        assert!(page.has(line), "what was pasted is still there: {page:?}");
    }
}
