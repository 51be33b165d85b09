//! Keys and signatures: who says that a head is that of the log.

use super::super::super::CHECKPOINT;
use super::super::super::manifest::ExportedKey;
use super::*;
use crate::seal::key::followed_by;

/// The export with another checkpoint.
fn with_checkpoint(made: &mut Made, note: &str) {
    made.put(CHECKPOINT, note.as_bytes());
    made.finish();
}

fn strange() -> (SealKey, VerifierKey) {
    let key = SealKey::draw().unwrap();
    let verifier = key.verifier(&Made::plain().tree.origin()).unwrap();
    (key, verifier)
}

#[test]
fn a_wrong_key_and_that_of_another_log_are_named() {
    let made = Made::plain();
    let (other, same_name) = strange();
    let elsewhere = other.verifier("loopbrug/meetjesland/1").unwrap();
    for key in [same_name, elsewhere] {
        let found = made.verified(&against(&made.kept(), &[&key]));
        assert_eq!(found.faults.iter().map(ExportFault::code).collect::<Vec<_>>(), ["WRONG_KEY"]);
        assert_eq!((found.events, found.kept), (700, 3), "the rest is verified all the same");
    }
    // One of several is enough.
    let keys = [&made.key(), &strange().1];
    assert_eq!(made.verified(&against(&[], &keys)).faults, []);
}

#[test]
fn a_checkpoint_that_is_unsigned_changed_or_signed_in_another_name_is_named() {
    let mut made = Made::plain();
    let head = made.heads.last().unwrap().clone();
    let body = format!("{}\n", head.note.split_once("\n\n").unwrap().0);
    with_checkpoint(&mut made, &body);
    assert_eq!(made.fault(), ExportFault::Unsigned(Head::Exported));
    let line = Witness::of_seed(1).cosigns("witness", 7, &body);
    with_checkpoint(&mut made, &format!("{body}\n{line}\n"));
    assert_eq!(made.fault(), ExportFault::Unsigned(Head::Exported));
    for nothing in ["", "a\n", "a\n\n\u{2014} a AAAAAAAA\n", "\u{0}"] {
        with_checkpoint(&mut made, nothing);
        assert_eq!(made.fault(), ExportFault::NoCheckpoint(Head::Exported), "{nothing}");
    }
    // One bit of its root.
    let mut root = head.root;
    root.0[31] ^= 1;
    with_checkpoint(&mut made, &head.note.replace(&head.root.to_string(), &root.to_string()));
    assert_eq!(made.fault(), ExportFault::BadSignature(Head::Exported));
    let in_another_name = made.key.sign("loopbrug/other", body.clone()).unwrap();
    with_checkpoint(&mut made, &in_another_name.to_string());
    assert_eq!(made.fault().code(), "OTHER_KEY_NAME");
    let by_another_key = strange().0.sign(&made.tree.origin(), body).unwrap();
    with_checkpoint(&mut made, &by_another_key.to_string());
    assert_eq!(made.fault().code(), "WRONG_KEY");
}

#[test]
fn a_checkpoint_or_a_manifest_of_another_log_or_another_day_is_named() {
    let mut made = Made::plain();
    let elsewhere = SealedTree { region: Code::new("meetjesland"), ..made.tree.clone() };
    let head = made.heads.last().unwrap().clone();
    let checkpoint = elsewhere.checkpoint(head.size, head.root);
    let note = made.key.sign(&checkpoint.origin, checkpoint.to_string()).unwrap();
    with_checkpoint(&mut made, &note.to_string());
    assert_eq!(made.fault().code(), "OTHER_ORIGIN");

    // A manifest over the files of another export: of a smaller one of the same log, and of another region.
    for of_region in [false, true] {
        let (mut made, mut other) = (Made::plain(), super::made(300, &[], Compression::Zstd));
        if of_region {
            other.tree.region = Code::new("meetjesland");
            "meetjesland".clone_into(&mut other.manifest.region);
            let verifier = other.key().to_string();
            other.manifest.trees[0].keys[0].verifier = verifier;
        }
        std::mem::swap(&mut made.manifest, &mut other.manifest);
        made.finish();
        assert_eq!(made.fault().code(), "OTHER_MANIFEST");
    }
}

#[test]
fn a_key_is_followed_by_another_one_by_its_word() {
    let mut made = Made::plain();
    let (old, new) = (made.key(), SealKey::draw().unwrap());
    let next = new.verifier(&made.tree.origin()).unwrap();
    let word = made.key.sign(&made.tree.origin(), followed_by(&next, 300)).unwrap().to_string();
    made.manifest.trees[0].keys.push(ExportedKey {
        key: 2,
        verifier: next.to_string(),
        after_size: 300,
        endorsement: Some(word.clone()),
    });
    let before = std::mem::replace(&mut made.key, new);
    made.heads.clear();
    made.sizes = vec![700];
    made.write();
    let last = made.heads.pop().unwrap();
    (made.key, made.sizes) = (before, vec![3, 300]);
    made.write();
    made.heads.push(ExportedHead { number: 3, ..last });
    made.put_heads(|_| ());
    let note = made.heads[2].note.clone();
    with_checkpoint(&mut made, &note);
    let kept = made.kept();
    for keys in [&[][..], &[&old], &[&next], &[&old, &next]] {
        let found = made.verified(&against(&kept, keys));
        assert_eq!((found.faults, found.kept, found.not_endorsed), (vec![], 3, vec![]));
    }
    // Without its word, or with that for another size: whoever has the old key alone does not believe the new one.
    for word in [None, Some(word.replace("300", "301")), Some("a".to_owned())] {
        made.manifest.trees[0].keys[1].endorsement = word;
        made.finish();
        let found = made.verified(&against(&kept, &[&old])).faults;
        assert_eq!(found, [ExportFault::NotEndorsed { tree: 1, key: 2 }]);
        let found = made.verified(&against(&kept, &[&next]));
        assert_eq!((found.faults, found.not_endorsed), (vec![], vec![(1, 2)]));
    }
}
