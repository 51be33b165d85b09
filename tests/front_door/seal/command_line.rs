//! What the command line says of the seal.

use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::note::VerifierKey;
use loopbrug_infra::seal::proof::{Proof, includes};
use serde_json::{Value, json};

use super::Audited;
use crate::harness::{REGION, Said, loopbrug, run};

#[tokio::test]
async fn the_command_line_prints_checkpoints_keys_and_proofs_and_finds_what_was_changed() {
    let audited = Audited::begin().await;
    let of = format!("--region {REGION}");
    let (note, checkpoint) = audited.issued().await.unwrap();
    let said = audited.says(&format!("checkpoint {of}"), None).await;
    assert_eq!((said.code, said.stdout), (Some(0), note.to_string()));
    let said = audited.says(&format!("keys {of}"), None).await;
    let key: VerifierKey = said.stdout.lines().next().unwrap().parse().unwrap();
    assert!(note.signature(&key).is_some());

    let id =
        audited.server.database.text("SELECT event_id::text FROM events WHERE position = 2").await;
    for event in ["2", &id] {
        let said = audited.says(&format!("prove {event} {of}"), None).await;
        let proof: Proof = said.stdout.parse().unwrap_or_else(|_| panic!("{said:?}"));
        assert_eq!(proof.checkpoint, note.to_string());
        let leaf = Hash::of_leaf(&proof.leaf);
        assert!(includes(checkpoint.root, checkpoint.size, proof.index, leaf, &proof.hashes));
        let event: Value = serde_json::from_slice(&proof.leaf).unwrap();
        assert_eq!((&event["position"], &event["id"]), (&json!(2), &json!(id)));
    }
    for (wrong, why) in [
        (format!("prove 99 {of}"), "not among the"),
        (format!("prove {} {of}", uuid::Uuid::nil()), "there is no event"),
        (format!("prove x {of}"), "by its position or by its id"),
        (format!("checkpoint {of} --number 99"), "there is no such head"),
        ("checkpoint --region zandstreek".to_owned(), "there is no region 'zandstreek'"),
    ] {
        let said = audited.says(&wrong, None).await;
        assert!(said.code != Some(0) && said.stderr.contains(why), "{wrong}: {said:?}");
    }

    let said = audited.says("rotate-key", None).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    audited.server.ocmw().opens(json!({})).await;
    audited.is_covered().await;
    let (new, _) = audited.issued().await.unwrap();
    assert!(new.signature(&key).is_none(), "by the new key, without a restart");
    let said = audited.says(&format!("keys {of}"), None).await;
    assert!(said.stdout.contains("the key before says:"), "{said:?}");

    let said = audited.says(&format!("check {of}"), None).await;
    assert!(said.code == Some(0) && said.stdout.contains("0 faults"), "{said:?}");
    let tamper = "SET session_replication_role = replica;
                  UPDATE events SET occurred_on = occurred_on - 1 WHERE position = 2";
    audited.server.database.execute(tamper).await;
    let said = audited.says(&format!("check {of}"), None).await;
    assert!(said.code == Some(1) && said.stdout.contains("position 2 is not the one"), "{said:?}");
}

/// As an auditor has it: a folder and what they kept, without settings, a database or a data folder.
async fn verifies(arguments: &[&str]) -> Said {
    let mut command = loopbrug();
    command.args(["audit", "verify"]).args(arguments);
    command.env_remove("DATABASE_URL").env("LOOPBRUG_DATA_DIR", "/nowhere/that/there/is");
    tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap()
}

#[tokio::test]
async fn the_command_line_verifies_exports_and_proofs_offline_and_ends_with_the_number_of_what_is_wrong()
 {
    let audited = Audited::begin().await;
    let (note, _) = audited.issued().await.unwrap();
    let of = format!("--region {REGION}");
    let key =
        audited.says(&format!("keys {of}"), None).await.stdout.lines().next().unwrap().to_owned();
    let place = |name: &str| audited.folder.path().join(name).display().to_string();
    let kept = place("kept.txt");
    std::fs::write(&kept, note.to_string()).unwrap();
    let proof = place("event.tlog-proof");
    std::fs::write(&proof, audited.says(&format!("prove 2 {of}"), None).await.stdout).unwrap();
    let export = async |name: &str| {
        let mut command = loopbrug();
        command.args(["export", &place(name), "--region", REGION]);
        command.env("DATABASE_URL", &audited.server.database.url);
        command.envs(audited.settings.iter().map(|(name, value)| (*name, value.as_str())));
        let said = tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap();
        assert_eq!(said.code, Some(0), "{said:?}");
        place(name)
    };
    let out = export("out").await;
    let said = verifies(&[&out, "--checkpoint", &kept, "--key", &key]).await;
    assert!(said.code == Some(0) && said.stdout.contains("0 faults"), "{said:?}");
    assert!(!said.stdout.contains("believed"), "{said:?}");
    let said = verifies(&[&out]).await;
    assert!(said.code == Some(0) && said.stdout.contains("was believed"), "{said:?}");
    assert!(said.stdout.contains("no kept checkpoint"), "{said:?}");
    let said = verifies(&[&proof, "--key", &key]).await;
    assert!(said.code == Some(0) && said.stdout.contains("\"position\":2"), "{said:?}");

    let unsigned = place("unsigned.txt");
    std::fs::write(&unsigned, &note.text).unwrap();
    let nothing = audited.folder.path().display().to_string();
    for (arguments, code, name) in [
        (vec![nothing.as_str()], 10, "NO_MANIFEST: "),
        (vec!["nowhere"], 10, "NO_MANIFEST: "),
        (vec![&out, "--checkpoint", &unsigned], 41, "UNSIGNED: the kept checkpoint "),
        (vec![&proof], 43, "WRONG_KEY: "),
        (vec![&kept, "--key", &key], 60, "NO_PROOF: "),
        (vec![&out, "--checkpoint", "nowhere"], 1, ""),
        (vec![&out, "--key", "none"], 2, ""),
    ] {
        let said = verifies(&arguments).await;
        assert!(said.code == Some(code) && said.stdout.contains(name), "{arguments:?}: {said:?}");
    }

    let tamper = "SET session_replication_role = replica;
                  UPDATE events SET occurred_on = occurred_on - 1 WHERE position = 2";
    audited.server.database.execute(tamper).await;
    let said = verifies(&[&export("tampered").await, "--checkpoint", &kept, "--key", &key]).await;
    let named = said.stdout.contains("\nEVENT_CHANGED: line 2: the event at position 2");
    assert!(said.code == Some(21) && named, "{said:?}");
}
