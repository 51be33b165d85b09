//! Logs that are not the ones that somebody kept a checkpoint of.

use super::super::super::manifest::ExportedTree;
use super::*;
use crate::seal::checkpoint::Followed;

fn codes(verified: &Verified) -> Vec<&'static str> {
    verified.faults.iter().map(ExportFault::code).collect()
}

/// The range in which a log was rewritten.
fn range(verified: &Verified) -> Option<(u64, u64)> {
    verified.faults.iter().find_map(|fault| match fault {
        ExportFault::Rewritten { head: Head::Kept(_), after, up_to } => Some((*after, *up_to)),
        _ => None,
    })
}

#[test]
fn a_log_that_was_sealed_anew_with_the_same_key_is_found_out_by_a_kept_checkpoint_alone() {
    let mut made = made(700, &[1, 3, 300], Compression::Zstd);
    let old = kept(&made.fork());
    assert_eq!(made.verified(&against(&[], &[&made.key()])).faults, [], "nobody kept anything");
    for (with, expected) in [(&old[..], (1, 3)), (&old[1..], (0, 3)), (&old[2..], (0, 300))] {
        let found = made.verified(&against(with, &[&made.key()]));
        assert_eq!(range(&found), Some(expected));
        // It has heads of the same sizes, too.
        assert!(found.faults.iter().any(|fault| fault.code() == "TWO_HEADS"));
    }
    let found = made.verified(&against(&old[..1], &[&made.key()]));
    assert_eq!((found.faults, found.kept), (vec![], 1), "what it covers was not touched");
}

#[test]
fn with_other_heads_than_the_kept_one_the_range_alone_is_named() {
    let mut made = Made::plain();
    let old = kept(&made.heads);
    made.sizes = vec![699, 700];
    made.fork();
    let found = made.verified(&against(&old[..2], &[&made.key()]));
    let head = Head::Kept("3".to_owned());
    assert_eq!(found.faults, [ExportFault::Rewritten { head, after: 0, up_to: 3 }]);
}

#[test]
fn a_log_that_was_sealed_anew_with_another_key_is_found_out_by_the_key_or_the_kept_checkpoint() {
    let mut made = Made::plain();
    let (old, key) = (kept(&made.heads), made.key());
    made.key = SealKey::draw().unwrap();
    made.manifest.trees[0].keys[0].verifier = made.key().to_string();
    made.fork();
    assert_eq!(codes(&made.verified(&against(&[], &[&key]))), ["WRONG_KEY"]);
    let found = made.verified(&against(&old, &[]));
    assert_eq!(range(&found), Some((0, 3)));
    let found = made.verified(&against(&old, &[&key]));
    assert_eq!((codes(&found)[0], range(&found)), ("WRONG_KEY", Some((0, 3))));
    // In another tree, which does not know the one from before.
    made.tree.id = uuid::Uuid::from_u128(8);
    made.manifest.trees[0].id = made.tree.id;
    made.manifest.trees[0].keys[0].verifier = made.key().to_string();
    made.heads.clear();
    made.write();
    let found = made.verified(&against(&old, &[]));
    assert_eq!((codes(&found)[0], range(&found)), ("OTHER_ORIGIN", Some((0, 3))));
}

#[test]
fn a_kept_checkpoint_that_is_none_or_of_another_log_is_named_and_the_others_are_compared() {
    let made = Made::plain();
    let mut kept = made.kept();
    let with = |note: String, kept: &mut Vec<KeptCheckpoint>| {
        kept[1].note = note;
        let found = made.verified(&against(kept, &[&made.key()]));
        assert_eq!(found.kept, 2);
        let [fault] = found.faults.as_slice() else { panic!("{:?}", found.faults) };
        fault.code()
    };
    let note = kept[1].note.clone();
    let body = format!("{}\n", note.split_once("\n\n").unwrap().0);
    assert_eq!(with(String::new(), &mut kept), "NO_CHECKPOINT");
    assert_eq!(with(body.clone(), &mut kept), "UNSIGNED");
    let (head, mut root) = (&made.heads[1], made.heads[1].root);
    root.0[0] ^= 128;
    let changed = note.replace(&head.root.to_string(), &root.to_string());
    assert_eq!(with(changed, &mut kept), "BAD_SIGNATURE");
    assert_eq!(with(note.replace("\n300\n", "\n299\n"), &mut kept), "BAD_SIGNATURE");
    let in_another_name = made.key.sign("loopbrug/other", body.clone()).unwrap();
    assert_eq!(with(in_another_name.to_string(), &mut kept), "OTHER_KEY_NAME");
    let elsewhere = body.replace("vlaamse-ardennen", "meetjesland");
    let origin = elsewhere.lines().next().unwrap().to_owned();
    let elsewhere = made.key.sign(&origin, elsewhere).unwrap();
    assert_eq!(with(elsewhere.to_string(), &mut kept), "OTHER_ORIGIN");
}

#[test]
fn an_export_that_is_older_than_a_kept_checkpoint_is_named() {
    let mut made = Made::plain();
    let kept = made.kept();
    made.rows.truncate(300);
    (made.sizes, made.manifest.through, made.manifest.events) = (vec![3, 300], 300, 300);
    made.heads.clear();
    made.write();
    let found = made.verified(&against(&kept, &[&made.key()]));
    let head = Head::Kept("700".to_owned());
    assert_eq!(found.faults, [ExportFault::Older { head, size: 700, through: 300 }]);
    assert_eq!(found.kept, 2);
}

#[test]
fn two_kept_checkpoints_of_one_size_show_a_fork_by_themselves() {
    let mut made = Made::plain();
    let old = kept(&made.fork());
    let both =
        [old[1].clone(), KeptCheckpoint { name: "new".to_owned(), ..made.kept()[1].clone() }];
    let found = made.verified(&against(&both, &[&made.key()]));
    let (one, other) = (Head::Kept("300".to_owned()), Head::Kept("new".to_owned()));
    assert!(found.faults.contains(&ExportFault::TwoHeads { one, other, size: 300 }));
    assert_eq!((range(&found), found.kept), (Some((0, 300)), 1));
}

/// The log came back with 200 events, and went on differently from there.
fn came_back_older() -> (Made, Vec<KeptCheckpoint>) {
    let mut made = made(400, &[100, 300], Compression::Zstd);
    let kept = made.kept();
    let lost = made.heads.last().unwrap().clone();
    let follows = Followed { origin: made.tree.origin(), size: lost.size, root: lost.root };
    made.tree = SealedTree {
        tree: 2,
        id: uuid::Uuid::from_u128(8),
        follows: Some(follows.clone()),
        ..made.tree
    };
    let mut keys = made.manifest.trees[0].keys.clone();
    keys[0].verifier = made.key().to_string();
    let follows = Some(follows.to_string());
    made.manifest.trees.push(ExportedTree { tree: 2, id: made.tree.id, follows, keys });
    for row in &mut made.rows[200..] {
        row.payload = "{}".to_owned();
    }
    made.rows.extend((401..=500).map(row));
    (made.sizes, made.manifest.through, made.manifest.events) = (vec![250, 500], 500, 500);
    made.write();
    (made, kept)
}

#[test]
fn of_a_log_that_came_back_older_what_was_lost_is_named_to_whoever_kept_a_checkpoint_of_it() {
    let (made, old) = came_back_older();
    let (key, older_key) = (made.key(), made.key.verifier(&old_origin(&old[0])).unwrap());
    for key in [key, older_key] {
        let found = made.verified(&against(&made.kept()[3..], &[&key]));
        assert_eq!((found.faults, found.heads, found.kept), (vec![], 3, 2));
        assert_eq!(found.lost, [(1, 100, 400)]);
        let found = made.verified(&against(&old[..1], &[&key]));
        assert_eq!((found.faults, found.kept), (vec![], 1), "the log still has that");
        let found = made.verified(&against(&old[..2], &[&key]));
        let head = Head::Kept("300".to_owned());
        assert_eq!(
            found.faults,
            [ExportFault::Lost { head, after: 100, up_to: 300, admitted: true }]
        );
    }
}

fn old_origin(kept: &KeptCheckpoint) -> String {
    kept.note.lines().next().unwrap().to_owned()
}

#[test]
fn a_new_tree_that_names_another_head_than_the_last_one_is_found_out() {
    let (mut made, old) = came_back_older();
    let first = made.heads[1].clone();
    let follows = Followed { origin: old_origin(&old[0]), size: first.size, root: first.root };
    made.manifest.trees[1].follows = Some(follows.to_string());
    made.tree.follows = Some(follows);
    made.heads.truncate(3);
    made.write();
    assert_eq!(codes(&made.verified(&against(&[], &[&made.key()]))), ["HEAD_MALFORMED"]);
    let found = made.verified(&against(&old[2..], &[&made.key()]));
    let head = Head::Kept("400".to_owned());
    assert_eq!(found.faults[0], ExportFault::Lost { head, after: 0, up_to: 400, admitted: false });
}
