//! A checkpoint that somebody kept is compared with the log, and single events are held against a head.

use loopbrug_infra::seal::checkpoint::Checkpoint;
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::seal::note::Note;
use loopbrug_infra::seal::{KeptFinding, Seal, TreeHead, Which};

use super::{Sealing, key_file, sealer};
use crate::older_database::Backup;
use crate::story::region;

fn checkpoint(note: &str) -> Checkpoint {
    note.parse::<Note>().unwrap().text.parse().unwrap()
}

async fn finding(seal: &Seal, note: &str) -> KeptFinding {
    seal.compare(note).await.unwrap().finding
}

/// What the log would have signed, had it been that.
fn signed(sealing: &Sealing, of: &TreeHead, size: u64, root: Hash) -> String {
    let checkpoint = Checkpoint { size, root, ..checkpoint(&of.note) };
    let keys = SealKeyFile::at(key_file(&sealing.folder)).keys().unwrap();
    let note = keys.last().unwrap().sign(&checkpoint.origin, checkpoint.to_string()).unwrap();
    note.to_string()
}

#[tokio::test]
async fn a_log_that_only_grew_holds_against_every_checkpoint_that_was_kept_of_it() {
    let mut sealing = Sealing::begin().await;
    let mut kept = vec![];
    for clients in [1, 2, 90, 1] {
        kept.push(sealing.grow(clients).await);
    }
    let seal = sealing.seal();
    for head in &kept {
        let compared = seal.compare(&head.note).await.unwrap();
        assert_eq!((compared.finding, compared.kept.size), (KeptFinding::Holds, head.size));
        assert_eq!(compared.now.size, 282);
    }
    for other in ["", "abc", &kept[0].note.replace("\u{2014}", "-")] {
        let refused = seal.compare(other).await.unwrap_err();
        assert_eq!(refused.code(), Some("NOT_A_CHECKPOINT"), "{other}");
    }
}

#[tokio::test]
async fn a_checkpoint_that_does_not_hold_says_in_which_way() {
    let mut sealing = Sealing::begin().await;
    let kept = sealing.grow(2).await;
    sealing.grow(1).await;
    let seal = sealing.seal();
    let other = Hash::of_nothing();
    let edited = kept.note.replacen(&kept.root.to_string(), &other.to_string(), 1);
    let elsewhere = kept.note.replacen(region().as_str(), "meetjesland", 1);
    for (note, expected) in [
        (edited, KeptFinding::NotSigned),
        (kept.note.replacen("\n6\n", "\n7\n", 1), KeptFinding::NotSigned),
        (elsewhere, KeptFinding::OtherLog),
        // Signed by the log, which is a fork of itself then.
        (signed(&sealing, &kept, 6, other), KeptFinding::Rewritten),
        (signed(&sealing, &kept, 9, other), KeptFinding::Rewritten),
        (signed(&sealing, &kept, 10, other), KeptFinding::Longer),
    ] {
        assert_eq!(finding(&seal, &note).await, expected, "{note}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_log_that_came_back_older_what_is_left_holds_and_what_is_not_is_lost() {
    let mut sealing = Sealing::begin().await;
    let kept = sealing.grow(1).await;
    let backup = Backup::of(&sealing.database).await;
    while sealing.sealer.step(&region()).await.is_err() {}
    let lost = sealing.grow(1).await;
    backup.restore().await;
    sealing.record_anew(1).await;
    let mut anew = sealer(sealing.pool(), key_file(&sealing.folder));
    while anew.step(&region()).await.is_err() {}
    let seal = sealing.seal();
    assert_eq!(seal.head(Which::Last).await.unwrap().tree, 2);
    assert_eq!(finding(&seal, &kept.note).await, KeptFinding::Holds);
    assert_eq!(finding(&seal, &lost.note).await, KeptFinding::Lost);
}

#[tokio::test]
async fn an_event_that_was_changed_or_taken_away_does_not_hold_against_a_head() {
    let mut sealing = Sealing::begin().await;
    let first = sealing.grow(1).await;
    sealing.grow(5).await;
    let seal = sealing.seal();
    for which in [Which::Last, Which::Number(first.number), Which::Covering(2)] {
        let proved = seal.proved(2, which).await.unwrap();
        assert!(proved.holds() && proved.key.is_some() && proved.proof.is_some(), "{which:?}");
    }
    assert_eq!(seal.proved(2, Which::Covering(2)).await.unwrap().head.size, 3);
    for position in [0, 19] {
        let refused = seal.proved(position, Which::Last).await.unwrap_err();
        assert_eq!(refused.code(), Some("NOT_COVERED"), "{position}");
    }
    sealing.tamper("UPDATE events SET occurred_on = occurred_on - 1 WHERE position = 2").await;
    let changed = seal.proved(2, Which::Last).await.unwrap();
    assert!(!changed.holds() && changed.leaf.is_some());
    sealing.tamper("DELETE FROM events WHERE position = 2").await;
    let gone = seal.proved(2, Which::Last).await.unwrap();
    assert!(!gone.holds() && gone.leaf.is_none() && gone.proof.is_none());
    assert!(seal.proved(3, Which::Last).await.unwrap().holds(), "the others hold");
    // A head that another key signed is none of this log's.
    sealing.tamper("UPDATE seal_heads SET note = replace(note, E'\\n18\\n', E'\\n17\\n')").await;
    let unsigned = seal.proved(3, Which::Last).await.unwrap();
    assert!(!unsigned.holds() && unsigned.key.is_none());
}
