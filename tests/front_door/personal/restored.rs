//! Backups: of the log, from before an erasure, beside the keys of today; and of the keys, after a rotation.

use std::path::Path;

use serde_json::{Value, json};

use super::erasure::{STEWARD, granted, rights, who_asked};
use super::shown;
use super::words::{BESSIA, MISPELIA, Words};
use crate::harness::{Database, REGION, Said, Server, about, loopbrug, run};

/// A server on a log, with the keys in this database wrapped by the key in this file.
async fn serving(log: &Database, keys: &Database, key_file: &Path) -> Server {
    let key_file = key_file.to_str().unwrap();
    let settings = [("VAULT_URL", keys.url.as_str()), ("LOOPBRUG_VAULT_KEY_FILE", key_file)];
    Server::with_settings(log.clone(), &settings).await
}

/// What a command says about these keys.
async fn says(command: &str, keys: &Database, key_file: &Path) -> Said {
    let mut program = loopbrug();
    program.args(command.split(' ')).env("VAULT_URL", &keys.url);
    // It is there for programs that serve; nothing is read of it.
    program.env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none");
    program.env("LOOPBRUG_VAULT_KEY_FILE", key_file);
    tokio::task::spawn_blocking(move || run(&mut program)).await.unwrap()
}

/// The trajectories of who has the INSZ of a client.
async fn known(server: &Server, client: &Words) -> Value {
    let insz = client.insz[1];
    let query =
        format!("{{ knownClient(region: \"{REGION}\", insz: \"{insz}\") {{ trajectoryId }} }}");
    server.ask(&query).await["knownClient"].clone()
}

#[tokio::test]
async fn a_log_restored_from_before_an_erasure_is_unreadable_for_that_client_and_for_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (key_file, backup) = (folder.path().join("master.key"), folder.path().join("log.sql"));
    let keys = Database::create().await;
    let server = serving(&Database::create().await, &keys, &key_file).await;
    let gone = who_asked(&server).await;
    let stays = MISPELIA.is_known_to(&server).await;
    assert_eq!(shown(&server, &gone).await["erased"], false);
    server.database.back_up(&backup).await;
    server.ocmw().record("decideErasure", granted(&gone)).await;

    let restored = Database::restored(&backup).await;
    assert_eq!(restored.head().await, server.database.head().await - 2, "it is from before");
    let restored = serving(&restored, &keys, &key_file).await;
    let seen = shown(&restored, &gone).await;
    assert_eq!(seen["erased"], true, "{seen}");
    assert_eq!(seen["identity"]["familyName"], Value::Null);
    assert_eq!(seen["notes"]["totalCount"], 2, "what is not sealed is as it was");
    assert_eq!(seen["notes"]["edges"][0]["node"]["text"], Value::Null);
    let texts = ["ownWords", "rationales"].map(|list| seen[list][0]["text"].clone());
    assert_eq!(texts, [Value::Null, Value::Null]);
    let export = format!("{{ exportClient(trajectoryId: \"{gone}\") {{ json text }} }}");
    let export = restored.ask_as(STEWARD, &export).await.to_string();
    assert!(BESSIA.all().all(|word| !export.contains(word)), "{export}");
    assert_eq!(known(&restored, &BESSIA).await, json!([]));
    let seen = shown(&restored, &stays).await;
    assert_eq!(seen["identity"]["familyName"], MISPELIA.family_name);
    assert_eq!(known(&restored, &MISPELIA).await, json!([{ "trajectoryId": stays }]));

    // Nor does anybody write on about the one as if nothing had happened; with the other it goes on.
    let note = |id: &str| about(id, "2024-01-09", json!({ "note": "Nog iets" }));
    restored.ocmw().is_refused("addNote", note(&gone), "ERASED", None).await;
    restored.ocmw().record("addNote", note(&stays)).await;
    // The restored log does not know of the erasure until it is decided again.
    assert_eq!(rights(&restored, &gone).await["keyDestroyedAt"], Value::Null);
    restored.ocmw().record("decideErasure", granted(&gone)).await;
    assert_ne!(rights(&restored, &gone).await["keyDestroyedAt"], Value::Null);
}

#[tokio::test]
async fn a_rotation_ends_the_use_of_older_backups_of_the_keys() {
    let folder = tempfile::tempdir().unwrap();
    let (key_file, backup) = (folder.path().join("master.key"), folder.path().join("keys.sql"));
    let keys = Database::create().await;
    let server = serving(&Database::create().await, &keys, &key_file).await;
    let gone = who_asked(&server).await;
    let stays = MISPELIA.is_known_to(&server).await;
    keys.back_up(&backup).await;
    let log_of_before = folder.path().join("log.sql");
    server.database.back_up(&log_of_before).await;
    server.ocmw().record("decideErasure", granted(&gone)).await;

    // Both backups together undo the erasure: this is why those of the keys are not to be kept.
    let older = Database::restored(&backup).await;
    let log = Database::restored(&log_of_before).await;
    let undone = serving(&log, &older, &key_file).await;
    assert_eq!(shown(&undone, &gone).await["identity"]["givenName"], BESSIA.given_name);
    drop(undone);

    let said = says("vault rotate", &keys, &key_file).await;
    assert!(said.stdout.contains("1 keys are wrapped by a new key"), "{said:?}");
    let refused = says("vault status", &older, &key_file).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("of before its keys were rotated"), "{refused:?}");
    // The process that was at work goes on, and one that starts today.
    for server in [server, serving(&log, &keys, &key_file).await] {
        assert_eq!(shown(&server, &stays).await["identity"]["givenName"], MISPELIA.given_name);
        assert_eq!(shown(&server, &gone).await["erased"], true);
    }
}
