//! Whether a log is whole, as the auditor is told; and the tree that a log left behind which came back older.

use loopbrug_infra::seal::checkpoint::Checkpoint;
use loopbrug_infra::seal::note::Note;
use loopbrug_infra::seal::tile::{Tile, Tiles};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{AUDITOR, Audited};
use crate::harness::{Asker, Database, OCMW, REGION, Server, wait_until};

fn integrity(fields: &str) -> String {
    format!("{{ integrity(region: \"{REGION}\") {{ {fields} }} }}")
}

async fn asked(server: &Server, fields: &str) -> Value {
    server.ask_as(AUDITOR, &integrity(fields)).await["integrity"].clone()
}

/// The root of a tree of a size, out of what is served below an address.
async fn root_of(audited: &Audited, address: &str, size: u64) -> Option<String> {
    let leaves: Vec<_> = (0..size).map(|index| index..index + 1).collect();
    let id = Tiles::needed(&leaves)[0];
    let answer = audited.get(&format!("{address}/{}", id.path(id.width(size)))).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let hashes = Tile::read(&answer.bytes().await.unwrap()).unwrap();
    let tiles: Tiles = [Tile { id, hashes }].into_iter().collect();
    tiles.hash(0..size).map(|root| root.to_string())
}

#[tokio::test]
async fn the_auditor_is_told_how_far_the_log_is_sealed_by_which_keys_and_what_was_found() {
    let mut audited = Audited::begin().await;
    let (note, checkpoint) = audited.issued().await.unwrap();
    let fields = "events unsealed unsealedSeconds faultCount faults { kind } comparison { position }
                  lastHead { size checkpoint witnesses }
                  trees { origin path beganAt follows lastHead { size root } keys { verifierKey } }";
    let found = asked(&audited.server, fields).await;
    assert_eq!((&found["events"], &found["unsealed"]), (&json!(checkpoint.size), &json!(0)));
    assert_eq!((&found["unsealedSeconds"], &found["faults"]), (&json!(0.0), &json!([])));
    assert_eq!(found["lastHead"]["checkpoint"], note.to_string());
    let tree = &found["trees"][0];
    assert_eq!((&tree["origin"], &tree["follows"]), (&json!(checkpoint.origin), &Value::Null));
    assert_eq!(tree["lastHead"]["root"], checkpoint.root.to_string());
    assert_eq!(tree["keys"].as_array().unwrap().len(), 1);

    let tamper = "SET session_replication_role = replica;
                  UPDATE events SET occurred_on = occurred_on - 1 WHERE position = 2";
    audited.server.database.execute(tamper).await;
    let said = audited.says(&format!("check --region {REGION}"), None).await;
    assert_eq!(said.code, Some(1), "{said:?}");
    audited.server.restart().await;
    let found =
        asked(&audited.server, "faultCount faults { kind place message origin foundAt }").await;
    let fault = &found["faults"][0];
    assert_eq!((&found["faultCount"], &fault["kind"]), (&json!(1), &json!("CHANGED")));
    assert_eq!((&fault["place"], &fault["origin"]), (&json!(2), &json!(checkpoint.origin)));
    assert!(fault["message"].as_str().unwrap().contains("position 2 is not the one"), "{fault}");
}

#[tokio::test]
async fn a_log_that_nobody_seals_shows_as_a_tail_and_only_those_who_account_for_it_are_told() {
    let settings = [("LOOPBRUG_SEAL_KEY", "/dev/null/nowhere")];
    let server = Server::with_settings(Database::create().await, &settings).await;
    server.ocmw().takes_in(json!({}), json!({})).await;
    let fields = "events unsealed unsealedSeconds lastHead { size } trees { origin } comparison { position }";
    let found = asked(&server, fields).await;
    assert_eq!((&found["events"], &found["unsealed"]), (&json!(3), &json!(3)));
    assert!(found["unsealedSeconds"].as_f64().unwrap() > 0.0, "{found}");
    assert_eq!((&found["lastHead"], &found["trees"]), (&Value::Null, &json!([])));
    assert_eq!(found["comparison"], Value::Null);
    for roles in ["caseworker", "coordinator", "analyst", "monitor", "auditor@meetjesland"] {
        let who = Asker { organisation: OCMW, roles };
        let code = server.refuses_to(who, &integrity("events")).await;
        assert_eq!(code, "SEAL_NOT_VISIBLE", "{roles}");
    }
    let nowhere = "{ integrity(region: \"zandstreek\") { events } }";
    assert_eq!(server.refuses_to(AUDITOR, nowhere).await, "REGION_NOT_FOUND");
}

#[tokio::test]
async fn the_tree_of_a_log_that_came_back_older_is_served_at_its_own_address_for_ever() {
    let audited = Audited::begin().await;
    let (note, old) = audited.issued().await.unwrap();
    let at_origin = |of: &Checkpoint| of.origin.strip_prefix("loopbrug/").unwrap().to_owned();
    let address = at_origin(&old);
    let served = audited.get(&format!("{address}/checkpoint")).await.text().await.unwrap();
    assert_eq!(served, note.to_string(), "that of the tree that grows, too");
    for lost in [
        "DELETE FROM events WHERE position > 3",
        "UPDATE log_head SET position = 3",
        "DELETE FROM commands WHERE last_position > 3",
    ] {
        let tamper = format!("SET session_replication_role = replica; {lost}");
        audited.server.database.execute(&tamper).await;
    }
    let began = async || audited.issued().await.is_some_and(|(_, of)| of.origin != old.origin);
    wait_until("another tree begins", began).await;
    let (_, new) = audited.issued().await.unwrap();
    let follows = new.follows.clone().unwrap();
    assert_eq!((&follows.origin, follows.size, follows.root), (&old.origin, old.size, old.root));
    let served: Note =
        audited.get(&format!("{address}/checkpoint")).await.text().await.unwrap().parse().unwrap();
    assert_eq!(served.text, note.text);
    let (of_old, of_new) = (
        root_of(&audited, &address, old.size).await,
        root_of(&audited, &at_origin(&new), new.size).await,
    );
    assert_eq!((of_old, of_new), (Some(old.root.to_string()), Some(new.root.to_string())));
    let found = asked(&audited.server, "trees { origin path follows }").await;
    let trees = found["trees"].as_array().unwrap();
    assert_eq!(
        (&trees[0]["origin"], &trees[1]["origin"]),
        (&json!(new.origin), &json!(old.origin))
    );
    assert_eq!(trees[1]["path"], format!("/seal/{address}"));
    assert_eq!(trees[0]["follows"], follows.to_string());
    for (nothing, code) in [
        (format!("{REGION}/{}/checkpoint", uuid::Uuid::nil()), "NO_SUCH_TREE"),
        (format!("{REGION}/{}/tile/0/000.p/1", uuid::Uuid::nil()), "NO_SUCH_TREE"),
        (format!("{REGION}/none/checkpoint"), "NO_SUCH_TREE"),
        (format!("{address}/tile/0/000.p/200"), "NO_SUCH_TILE"),
        (format!("zandstreek/{}/checkpoint", uuid::Uuid::nil()), "REGION_NOT_FOUND"),
    ] {
        let answer = audited.get(&nothing).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{nothing}");
        let said: Value = answer.json().await.unwrap();
        assert_eq!(said["errors"][0]["extensions"]["code"], code, "{nothing}");
    }
}
