//! Two people who were taken for one: what a merge took over is not handed to the other one afterwards.

use serde_json::{Value, json};

use super::erasure::{STEWARD, granted};
use super::{known_client, shown};
use crate::harness::{Database, Server, about};

async fn exported(server: &Server, id: &str) -> String {
    let query = format!("{{ exportClient(trajectoryId: \"{id}\") {{ json text }} }}");
    server.ask_as(STEWARD, &query).await["exportClient"].to_string()
}

async fn notes(server: &Server, id: &str) -> Vec<(Value, Value)> {
    let seen = shown(server, id).await["notes"]["edges"].clone();
    let notes = seen.as_array().unwrap().iter();
    notes.map(|one| (one["node"]["event"].clone(), one["node"]["text"].clone())).collect()
}

#[tokio::test]
async fn after_an_unmerging_nothing_of_the_one_is_opened_or_exported_for_the_other() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ocmw = server.ocmw();
    let (one, other) = (known_client(&server).await, known_client(&server).await);
    let add = |id: &str, note: &str| about(id, "2024-01-08", json!({ "note": note }));
    ocmw.record("addNote", add(&one, "woorden van de ene")).await;
    ocmw.record("addNote", add(&other, "woorden van de andere")).await;
    let merge = json!({ "trajectoryId": one, "into": other, "takeOver": true });
    ocmw.record("mergeTrajectory", merge.clone()).await;
    let carried = notes(&server, &other).await;
    let carried = carried.iter().find(|(_, text)| text == "woorden van de ene").unwrap();
    // What is put right in the survivor is about whom the record is about.
    let corrects = json!({ "event": carried.0, "reason": "client_request" });
    let right = json!({ "note": "rechtgezet over de ene", "corrects": corrects });
    ocmw.record("addNote", about(&other, "2024-01-08", right)).await;
    let texts = notes(&server, &other).await;
    assert!(texts.iter().any(|(_, text)| text == "rechtgezet over de ene"), "{texts:?}");
    assert!(exported(&server, &other).await.contains("woorden van de ene"));

    ocmw.record("unmergeTrajectory", json!({ "trajectoryId": one })).await;
    let of_other = exported(&server, &other).await;
    assert!(of_other.contains("woorden van de andere") && of_other.contains("Zwartbessia"));
    assert!(!of_other.contains("van de ene") && !of_other.contains("over de ene"), "{of_other}");
    let texts = notes(&server, &other).await;
    assert!(texts.iter().all(|(_, text)| !text.to_string().contains("de ene")), "{texts:?}");
    assert!(exported(&server, &one).await.contains("woorden van de ene"));

    // Merged anew, it is opened anew.
    ocmw.record("mergeTrajectory", merge).await;
    assert!(exported(&server, &other).await.contains("woorden van de ene"));
}

#[tokio::test]
async fn the_erasure_of_one_reaches_what_was_carried_and_leaves_the_other_as_it_was() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ocmw = server.ocmw();
    let (one, other) = (known_client(&server).await, known_client(&server).await);
    let merge = json!({ "trajectoryId": one, "into": other, "takeOver": true });
    ocmw.record("mergeTrajectory", merge).await;
    ocmw.record("unmergeTrajectory", json!({ "trajectoryId": one })).await;
    let closing = json!({ "reason": "goals_met" });
    ocmw.record("closeTrajectory", about(&one, "2024-02-01", closing)).await;
    ocmw.record("requestErasure", json!({ "trajectoryId": one, "ground": "objection" })).await;
    ocmw.record("decideErasure", granted(&one)).await;
    assert_eq!(shown(&server, &one).await["erased"], true);
    let seen = shown(&server, &other).await;
    assert_eq!(
        (&seen["erased"], &seen["identity"]["givenName"]),
        (&json!(false), &json!("Zwartbessia"))
    );
    assert_eq!(keys.number("SELECT count(wrapped_key) FROM client_keys").await, Some(1));
}
