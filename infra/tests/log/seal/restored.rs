//! A log that came back older than it was sealed.

use loopbrug_infra::seal::checkpoint::Checkpoint;
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::seal::note::Note;
use loopbrug_infra::seal::{Sealed, Sealer, rotate_key};
use sqlx::PgPool;

use super::{Sealing, heads_hold, key_file, sealer};
use crate::older_database::Backup;
use crate::story::region;

fn checkpoint(note: &str) -> Checkpoint {
    note.parse::<Note>().unwrap().text.parse().unwrap()
}

/// Insists until the connection that was lost is replaced.
async fn insist(sealer: &mut Sealer) -> Sealed {
    for _ in 0..20 {
        if let Ok(sealed) = sealer.step(&region()).await {
            return sealed;
        }
    }
    panic!("never sealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_came_back_older_gets_a_new_tree_that_names_the_head_that_was_lost() {
    let mut sealing = Sealing::begin().await;
    let kept = sealing.grow(1).await;
    let backup = Backup::of(&sealing.database).await;
    insist(&mut sealing.sealer).await;
    let lost = sealing.grow(1).await;
    backup.restore().await;
    sealing.record_anew(1).await;
    insist(&mut sealing.sealer).await;
    let head = sealing.last().await;
    let (lost, old, new) = (checkpoint(&lost.note), checkpoint(&kept.note), checkpoint(&head.note));
    assert_eq!((head.tree, head.number, new.size), (2, 1, 6));
    assert_ne!(new.origin, old.origin);
    assert_eq!(lost.origin, old.origin);
    let follows = new.follows.unwrap();
    assert_eq!((follows.origin, follows.size, follows.root), (lost.origin, lost.size, lost.root));
    heads_hold(sealing.pool()).await;
    // What the log still has is in both trees.
    let seal = sealing.seal();
    let root = seal.consistency(6, 6).await.unwrap().to;
    assert_ne!(root, lost.root, "of one size, and of two logs");
    sealing.grow(1).await;
    assert_eq!(sealing.last().await.tree, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_started_anew_knows_of_the_lost_head_by_the_file_beside_the_key() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    let file = SealKeyFile::at(key_file(&sealing.folder));
    rotate_key(sealing.pool(), &[region()], &file, false).await.unwrap();
    sealing.grow(1).await;
    let backup = Backup::of(&sealing.database).await;
    insist(&mut sealing.sealer).await;
    let lost = sealing.grow(1).await;
    backup.restore().await;
    sealing.record_anew(1).await;
    let mut anew = sealer(sealing.pool(), key_file(&sealing.folder));
    insist(&mut anew).await;
    let new = checkpoint(&sealing.last().await.note);
    assert_eq!(new.follows.unwrap().root, lost.root);
    assert_eq!(heads_hold(sealing.pool()).await.len(), 1, "signed by the key that was the last");
}

#[tokio::test]
async fn heads_of_another_database_beside_the_key_are_no_reason_for_a_new_tree() {
    let mut one = Sealing::begin().await;
    one.grow(2).await;
    let mut other = Sealing::begin().await;
    other.sealer = sealer(other.pool(), key_file(&one.folder));
    assert_eq!((other.grow(1).await.tree, other.grow(1).await.tree), (1, 1));
}

/// The log alone came back, beside the seal of what was lost.
#[tokio::test]
async fn a_head_whose_last_event_is_another_one_now_is_followed_by_a_new_tree() {
    let mut sealing = Sealing::begin().await;
    let lost = sealing.grow(2).await;
    for statement in [
        "DELETE FROM events WHERE position > 3",
        "UPDATE log_head SET position = 3",
        "DELETE FROM commands WHERE last_position > 3",
    ] {
        sealing.tamper(statement).await;
    }
    let mut anew = sealer(sealing.pool(), key_file(&sealing.folder));
    anew.step(&region()).await.unwrap();
    let new = checkpoint(&sealing.last().await.note);
    assert_eq!((new.size, new.follows.unwrap().size), (3, lost.size));
    is_signed_by_one_key(sealing.pool()).await;
}

async fn is_signed_by_one_key(pool: &PgPool) {
    let keys: i64 = sqlx::query_scalar("SELECT count(DISTINCT public_key) FROM seal_keys")
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(keys, 1);
}
