//! The vault: keys in a database of their own, and what becomes of sealed texts without them.

mod index;

use std::error::Error;
use std::os::unix::fs::PermissionsExt;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId};
use loopbrug_infra::vault::{Bound, Vault, VaultError};
use sqlx::PgPool;
use tempfile::TempDir;
use uuid::Uuid;

use crate::server::vaulted;

fn region() -> Code {
    Code::new("vlaamse-ardennen")
}

fn trajectory(n: u128) -> TrajectoryId {
    TrajectoryId(Uuid::from_u128(n))
}

fn bound(region: &Code, n: u128) -> Bound<'_> {
    let event = CommandId(Uuid::from_u128(77));
    Bound { region, trajectory: trajectory(n), event, field: "text" }
}

/// What is wrong with the key file.
fn why(error: &VaultError) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

async fn count(pool: &PgPool, of: &str) -> i64 {
    sqlx::query_scalar(&format!("SELECT count(*) FROM {of}")).fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn what_is_sealed_is_opened_by_every_process_that_has_the_key_file() {
    let ours = vaulted().await;
    let here = region();
    let sealed = ours.vault.seal(&bound(&here, 1), "Ik wil naar zee").await.unwrap();
    assert!(!sealed.windows(3).any(|bytes| bytes == b"zee"));
    let other = ours.another();
    assert_eq!(*other.open(&bound(&here, 1), &sealed).await.unwrap(), "Ik wil naar zee");
    assert_eq!(count(&ours.pool, "client_keys").await, 1);
}

#[tokio::test]
async fn moved_to_another_event_stream_field_client_or_region_it_is_refused() {
    let ours = vaulted().await;
    let (here, there) = (region(), Code::new("meetjesland"));
    let bound = bound(&here, 1);
    let sealed = ours.vault.seal(&bound, "Ik wil naar zee").await.unwrap();
    let elsewhere = [
        Bound { event: CommandId(Uuid::from_u128(78)), ..bound },
        Bound { field: "own_words", ..bound },
        Bound { trajectory: trajectory(2), ..bound },
        Bound { region: &there, ..bound },
    ];
    for moved in elsewhere {
        // Each has a key of its own there.
        ours.vault.seal(&moved, "nog iets").await.unwrap();
        let opened = ours.vault.open(&moved, &sealed).await;
        assert!(matches!(opened, Err(VaultError::NotSealedHere)), "{moved:?}: {opened:?}");
    }
    assert!(ours.vault.open(&bound, &sealed).await.is_ok());
}

#[tokio::test]
async fn a_key_that_was_destroyed_opens_nothing_in_any_process_from_then_on() {
    let ours = vaulted().await;
    let here = region();
    let other = ours.another();
    let sealed = other.seal(&bound(&here, 1), "Ik wil naar zee").await.unwrap();
    let of_other_client = ours.vault.seal(&bound(&here, 2), "Ik niet").await.unwrap();
    other.open(&bound(&here, 1), &sealed).await.unwrap();
    let destroyed = ours.vault.destroy(&here, trajectory(1)).await.unwrap();
    assert!(destroyed.had_key);
    for _ in 0..2 {
        assert_eq!(ours.vault.destroy(&here, trajectory(1)).await.unwrap(), destroyed);
        for vault in [&ours.vault, &other] {
            let opened = vault.open(&bound(&here, 1), &sealed).await;
            assert!(matches!(opened, Err(VaultError::Destroyed)), "{opened:?}");
            vault.open(&bound(&here, 2), &of_other_client).await.unwrap();
        }
    }
    // Nor is another one made in its place, not even where there was none before.
    assert!(!ours.vault.destroy(&here, trajectory(3)).await.unwrap().had_key);
    for n in [1, 3] {
        let again = ours.vault.seal(&bound(&here, n), "Toch").await;
        assert!(matches!(again, Err(VaultError::Destroyed)), "{again:?}");
    }
    let status = ours.vault.status().await.unwrap();
    assert_eq!((status.keys, status.destroyed), (1, 2));
}

#[tokio::test]
async fn two_processes_that_need_a_key_first_at_the_same_time_have_the_same() {
    let ours = vaulted().await;
    let here = region();
    let vaults: Vec<Vault> = (0..8).map(|_| ours.another()).collect();
    let bound = bound(&here, 1);
    let sealed = vaults.iter().map(|vault| vault.seal(&bound, "zee"));
    let sealed = futures::future::try_join_all(sealed).await.unwrap();
    for (vault, sealed) in vaults.iter().rev().zip(&sealed) {
        vault.open(&bound, sealed).await.unwrap();
    }
    assert_eq!(count(&ours.pool, "client_keys").await, 1);
}

/// Several threads, since the file is written without waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_begin_at_the_same_time_have_the_keys_that_are_in_the_file() {
    for _ in 0..5 {
        let ours = vaulted().await;
        let processes = (0..6).map(|n| {
            let vault = ours.another();
            tokio::spawn(async move {
                vault.init().await?;
                vault.seal(&bound(&region(), n), "zee").await
            })
        });
        let all_sealed: Vec<_> = futures::future::join_all(processes).await;
        let here = region();
        for (n, sealed) in (0..).zip(all_sealed) {
            let sealed = sealed.unwrap().unwrap();
            assert_eq!(*ours.another().open(&bound(&here, n), &sealed).await.unwrap(), "zee");
        }
    }
}

#[tokio::test]
async fn the_database_of_the_log_is_refused_by_whatever_name_it_is_reached() {
    let (ours, log) = (vaulted().await, crate::server::database().await);
    let vault = Vault::new((*log.pool.connect_options()).clone(), ours.key_file.clone());
    let refused = vault.seal(&bound(&region(), 1), "zee").await.unwrap_err();
    assert!(matches!(refused, VaultError::OfTheLog), "{refused:?}");
    assert_eq!(count(&log.pool, "pg_tables WHERE tablename = 'client_keys'").await, 0);
}

#[tokio::test]
async fn after_a_rotation_what_was_sealed_is_opened_and_an_older_copy_of_the_keys_is_of_no_use() {
    let ours = vaulted().await;
    let here = region();
    let mut sealed = vec![];
    for n in 0..1_203 {
        sealed.push(ours.vault.seal(&bound(&here, n), &n.to_string()).await.unwrap());
    }
    let at_work = ours.another();
    at_work.open(&bound(&here, 0), &sealed[0]).await.unwrap();
    sqlx::query("CREATE TABLE older AS SELECT * FROM client_keys")
        .execute(&ours.pool)
        .await
        .unwrap();
    assert_eq!(ours.another().rotate().await.unwrap(), 1_203);

    // A process that was at work goes on, also with clients who are new.
    at_work.seal(&bound(&here, 5_000), "nieuw").await.unwrap();
    for n in [0, 700, 1_202] {
        let opened = at_work.open(&bound(&here, n), &sealed[usize::try_from(n).unwrap()]).await;
        assert_eq!(*opened.unwrap(), n.to_string());
    }
    let status = ours.another().status().await.unwrap();
    assert_eq!((status.keys, status.to_wrap), (1_204, 0));

    sqlx::query("UPDATE client_keys AS now SET wrapped_by = older.wrapped_by, wrapped_key = older.wrapped_key
                 FROM older WHERE now.key_id = older.key_id")
        .execute(&ours.pool).await.unwrap();
    let opened = ours.another().open(&bound(&here, 0), &sealed[0]).await;
    assert!(matches!(opened, Err(VaultError::KeyFile(_))), "{opened:?}");
}

#[tokio::test]
async fn a_rotation_that_was_killed_goes_on_where_it_was() {
    let ours = vaulted().await;
    let here = region();
    let sealed = ours.vault.seal(&bound(&here, 1), "zee").await.unwrap();
    ours.vault.seal(&bound(&here, 2), "bos").await.unwrap();
    let before = std::fs::read_to_string(&ours.key_file).unwrap();
    ours.another().rotate().await.unwrap();
    let after = std::fs::read_to_string(&ours.key_file).unwrap();
    // As a kill after half of the keys leaves it: both keys in the file, one key of a client as it was.
    let old = before.lines().find(|line| line.starts_with("wrapping")).unwrap();
    let new = after.lines().find(|line| line.starts_with("wrapping")).unwrap();
    let both = after.replace(new, &format!("{old}\n{new}"));
    let half = ours.another();
    std::fs::write(&ours.key_file, &both).unwrap();
    half.open(&bound(&here, 1), &sealed).await.unwrap();
    // Nor does a new client have to wait for it.
    half.seal(&bound(&here, 3), "duin").await.unwrap();
    assert_eq!(half.rotate().await.unwrap(), 0);
    assert_eq!(std::fs::read_to_string(&ours.key_file).unwrap(), after);
    half.open(&bound(&here, 1), &sealed).await.unwrap();
}

#[tokio::test]
async fn of_two_who_exchange_the_wrapping_key_at_once_one_is_refused_and_nothing_is_lost() {
    let ours = vaulted().await;
    let here = region();
    let sealed = ours.vault.seal(&bound(&here, 1), "zee").await.unwrap();
    for n in 2..600 {
        ours.vault.seal(&bound(&here, n), "bos").await.unwrap();
    }
    let all = (0..4).map(|_| ours.another()).collect::<Vec<_>>();
    let done = futures::future::join_all(all.iter().map(Vault::rotate)).await;
    assert!(done.iter().any(Result::is_ok), "{done:?}");
    for refused in done.iter().filter_map(|done| done.as_ref().err()) {
        assert!(why(refused).contains("wait for that"), "{refused}");
    }
    ours.another().open(&bound(&here, 1), &sealed).await.unwrap();
    assert_eq!(ours.another().status().await.unwrap().to_wrap, 0);
    let file = std::fs::read_to_string(&ours.key_file).unwrap();
    assert_eq!(file.lines().filter(|line| line.starts_with("wrapping")).count(), 1);
}

#[tokio::test]
async fn a_key_file_of_another_vault_or_none_is_refused_and_none_is_made_for_keys_that_there_are() {
    let (ours, others) = (vaulted().await, vaulted().await);
    ours.vault.init().await.unwrap();
    others.vault.init().await.unwrap();
    let refused = ours.with_file(others.key_file.clone()).init().await.unwrap_err();
    assert!(why(&refused).contains("another vault"), "{refused:?}");
    assert!(!refused.to_string().contains("master.key"), "whoever asks is not told where it is");
    assert_eq!(refused.code(), Some("VAULT_UNAVAILABLE"));
    let nowhere = ours.folder.path().join("nowhere.key");
    let refused = ours.with_file(nowhere.clone()).init().await.unwrap_err();
    assert!(why(&refused).contains("put it back"), "{refused:?}");
    assert!(!nowhere.exists());
    std::fs::set_permissions(&ours.key_file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = ours.another().init().await.unwrap_err();
    assert!(why(&refused).contains("chmod 600"), "{refused:?}");
}

#[tokio::test]
async fn without_a_vault_or_its_database_nothing_is_sealed_and_the_reason_has_a_code() {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let nowhere = "postgres://nobody@127.0.0.1:1/none".parse().unwrap();
    let away = Vault::new(nowhere, folder.path().join("master.key"));
    for vault in [Vault::none(), away] {
        let refused = vault.seal(&bound(&region(), 1), "zee").await.unwrap_err();
        assert_eq!(refused.code(), Some("VAULT_UNAVAILABLE"), "{refused}");
        assert!(!format!("{refused} {refused:?}").contains("zee"));
    }
    assert!(!folder.path().join("master.key").exists());
}

#[tokio::test]
async fn the_same_request_has_the_same_digest_under_one_index_key_and_another_under_another() {
    let (ours, others) = (vaulted().await, vaulted().await);
    let digest = ours.vault.digest(b"zee").await.unwrap();
    assert_eq!(ours.another().digest(b"zee").await.unwrap(), digest);
    ours.another().rotate().await.unwrap();
    assert_eq!(ours.another().digest(b"zee").await.unwrap(), digest, "rotation changes none");
    assert_ne!(ours.vault.digest(b"bos").await.unwrap(), digest);
    assert_ne!(others.vault.digest(b"zee").await.unwrap(), digest);
}
