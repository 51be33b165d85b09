//! The seal: heads that only grow whoever seals, proofs that others verify, and changes that come to light.

mod compared;
mod foreign;
mod kept;
mod key;
mod restored;
mod sealers;
mod tampered;
mod witness;

use std::path::PathBuf;

use loopbrug_infra::commands::Commands;
use loopbrug_infra::database::begin;
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::note::Note;
use loopbrug_infra::seal::proof::{includes, is_consistent};
use loopbrug_infra::seal::{Seal, Sealed, Sealer, TreeHead, Which};
use loopbrug_infra::views::Page;
use sqlx::PgPool;
use tempfile::TempDir;

use crate::server::{Database, database};
use crate::story::{commands, region, take_in};

/// A database whose log is sealed by the test, step by step.
pub(crate) struct Sealing {
    pub(crate) database: Database,
    pub(crate) folder: TempDir,
    pub(crate) commands: Commands,
    pub(crate) sealer: Sealer,
    clients: u32,
}

impl Sealing {
    pub(crate) async fn begin() -> Self {
        let (database, folder) = (database().await, tempfile::tempdir().unwrap());
        let commands = commands(&database.pool);
        let sealer = sealer(&database.pool, key_file(&folder));
        Self { database, folder, commands, sealer, clients: 0 }
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.database.pool
    }

    pub(crate) fn seal(&self) -> Seal {
        Seal::new(self.pool().clone(), region())
    }

    /// Records some clients, three events each.
    pub(crate) async fn record(&mut self, clients: u32) {
        for _ in 0..clients {
            self.clients += 1;
            take_in(&self.commands, self.clients).await;
        }
    }

    /// The same after connections were lost, about clients of whom nothing is recorded.
    pub(crate) async fn record_anew(&mut self, clients: u32) {
        for _ in 0..20 {
            if sqlx::query("SELECT").execute(self.pool()).await.is_ok() {
                break;
            }
        }
        self.clients += 100;
        self.record(clients).await;
    }

    /// Records some clients, and covers all that is recorded by a head.
    pub(crate) async fn grow(&mut self, clients: u32) -> TreeHead {
        self.record(clients).await;
        self.sealer.step(&region()).await.unwrap();
        self.last().await
    }

    async fn last(&self) -> TreeHead {
        self.seal().head(Which::Last).await.unwrap()
    }

    /// Does something that only a superuser can.
    pub(crate) async fn tamper(&self, statement: &str) {
        let mut transaction = begin(self.pool()).await.unwrap();
        for statement in ["SET LOCAL session_replication_role = 'replica'", statement] {
            sqlx::query(statement).execute(&mut *transaction).await.expect(statement);
        }
        transaction.commit().await.unwrap();
    }
}

pub(crate) fn key_file(folder: &TempDir) -> PathBuf {
    folder.path().join("seal.key")
}

pub(crate) fn sealer(pool: &PgPool, key_file: PathBuf) -> Sealer {
    Sealer::new(pool.clone(), [&region()].into_iter(), key_file)
}

/// Every head of the region's last tree is signed by its key, and is what each head before it grew to.
pub(crate) async fn heads_hold(pool: &PgPool) -> Vec<TreeHead> {
    let seal = Seal::new(pool.clone(), region());
    let tree = seal.trees().await.unwrap().remove(0);
    let mut heads = seal
        .heads(&tree, &Page { from_end: true, ..Page::first(10_000, None) })
        .await
        .unwrap()
        .items;
    heads.reverse();
    let keys = seal.keys(&tree).await.unwrap();
    let last = heads.last().unwrap();
    for head in &heads {
        let note: Note = head.note.parse().unwrap();
        let key = keys.iter().rfind(|key| key.after_size < head.size).unwrap();
        assert!(note.signature(&key.verifier).is_some(), "{}", head.size);
        let grew = seal.consistency(head.size, last.size).await.unwrap();
        let (old, new) = ((head.size, head.root), (last.size, last.root));
        assert!(is_consistent(old, new, &grew.hashes), "{} to {}", head.size, last.size);
    }
    let sizes: Vec<_> = heads.iter().map(|head| head.size).collect();
    assert!(sizes.is_sorted_by(|one, next| one < next), "{sizes:?}");
    heads
}

#[tokio::test]
async fn every_event_is_proved_to_be_in_every_head_that_covers_it_and_in_no_other() {
    let mut sealing = Sealing::begin().await;
    for clients in [1, 2, 90, 1] {
        sealing.grow(clients).await;
    }
    let heads = heads_hold(sealing.pool()).await;
    assert_eq!(heads.len(), 4);
    let seal = sealing.seal();
    for position in (1..=282).step_by(7) {
        for head in &heads {
            if position > head.size {
                let refused = seal.prove(position, head).await.unwrap_err();
                assert_eq!(refused.code(), Some("NOT_COVERED"));
                continue;
            }
            let proof = seal.prove(position, head).await.unwrap();
            let leaf = Hash::of_leaf(&proof.leaf);
            assert!(includes(head.root, head.size, proof.index, leaf, &proof.hashes));
            let other = Hash::of_leaf(&[&proof.leaf[..], b" "].concat());
            assert!(!includes(head.root, head.size, proof.index, other, &proof.hashes));
        }
    }
}

#[tokio::test]
async fn there_is_no_head_without_growth() {
    let mut sealing = Sealing::begin().await;
    assert_eq!(sealing.sealer.step(&region()).await.unwrap(), Sealed::Nothing);
    assert!(sealing.seal().status().await.unwrap().is_none());
    let head = sealing.grow(1).await;
    for _ in 0..3 {
        assert_eq!(sealing.sealer.step(&region()).await.unwrap(), Sealed::Nothing);
    }
    assert_eq!(sealing.last().await.number, head.number);
    sealing.record(1).await;
    let status = sealing.seal().status().await.unwrap().unwrap();
    assert_eq!((status.head.size, status.unsealed), (3, 3));
}

#[tokio::test]
async fn heads_are_found_by_number_by_size_and_by_moment() {
    let mut sealing = Sealing::begin().await;
    let (first, second) = (sealing.grow(1).await, sealing.grow(2).await);
    let seal = sealing.seal();
    let size = async |which| seal.head(which).await.map(|head| head.size);
    assert_eq!(size(Which::Number(1)).await.unwrap(), 3);
    assert_eq!(size(Which::Covering(4)).await.unwrap(), 9);
    assert_eq!(size(Which::SignedBy(first.signed_at)).await.unwrap(), 3);
    assert_eq!(size(Which::SignedBy(second.signed_at)).await.unwrap(), 9);
    let before = first.signed_at - chrono::TimeDelta::seconds(1);
    for none in [Which::Number(3), Which::Covering(10), Which::SignedBy(before)] {
        assert_eq!(size(none).await.unwrap_err().code(), Some("NO_SUCH_HEAD"), "{none:?}");
    }
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_what_was_sealed_and_a_second_root_of_one_size() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    sealing.grow(1).await;
    let copied = "region, tree, number, size, before_size, root, event_id, recorded_at, key, note";
    for (statement, code) in [
        ("UPDATE seal_heads SET root = root", "42501"),
        ("DELETE FROM seal_heads", "42501"),
        ("TRUNCATE seal_heads CASCADE", "42501"),
        ("UPDATE seal_trees SET id = id", "42501"),
        ("DELETE FROM seal_keys", "42501"),
        ("UPDATE seal_cosignatures SET witness = ''", "42501"),
        ("DELETE FROM seal_tiles", "42501"),
        (
            "UPDATE seal_tiles SET hashes = set_byte(hashes, 0, 1 - least(get_byte(hashes, 0), 1))",
            "42501",
        ),
        ("UPDATE seal_tiles SET hashes = substring(hashes FOR 32)", "42501"),
        ("UPDATE seal_tiles SET index = 7", "42501"),
        // A size that falls, a second one of a size, and two that follow the same.
        (
            "INSERT INTO seal_heads (…) SELECT region, tree, 3, 5, 6, root, event_id, recorded_at, key, note FROM seal_heads WHERE number = 2",
            "23514",
        ),
        (
            "INSERT INTO seal_heads (…) SELECT region, tree, 3, 6, 3, root, event_id, recorded_at, key, note FROM seal_heads WHERE number = 2",
            "23505",
        ),
        (
            "INSERT INTO seal_heads (…) SELECT region, tree, 2, 7, 3, root, event_id, recorded_at, key, note FROM seal_heads WHERE number = 2",
            "23505",
        ),
        (
            "INSERT INTO seal_heads (…) SELECT region, tree, 3, 7, 3, root, event_id, recorded_at, key, note FROM seal_heads WHERE number = 2",
            "23503",
        ),
    ] {
        let statement = statement.replace('…', copied);
        let refused = sqlx::query(&statement).execute(sealing.pool()).await.expect_err(&statement);
        let refused = refused.as_database_error().unwrap();
        assert_eq!(refused.code().as_deref(), Some(code), "{statement}: {refused}");
    }
    heads_hold(sealing.pool()).await;
}
