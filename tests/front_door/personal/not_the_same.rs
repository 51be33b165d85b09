//! Two who are alike and are two: said of those who are named as alike, by somebody who is known, and taken back.

use serde_json::{Value, json};

use super::known_client;
use super::words::BESSIA;
use crate::harness::{Asker, CAW, Database, Mutation, OCMW, REGION, Server, about, opening};

const STEWARD: Asker = Asker { organisation: OCMW, roles: "steward" };

async fn known_beside(server: &Server, id: &str) -> Value {
    let body = Mutation::new("changeIdentity", about(id, "2024-01-02", json!({ "phone": "1" })));
    let mut body = body.body();
    let query = body["query"].as_str().unwrap();
    body["query"] = json!(query.replace("errors", "knownClients { trajectoryId } errors"));
    let answer = server.http.post(server.url()).json(&body);
    let answer = answer.bearer_auth(crate::harness::everybody_of(CAW));
    let answer: Value = answer.send().await.unwrap().json().await.unwrap();
    answer["data"]["changeIdentity"]["knownClients"].clone()
}

async fn say(server: &Server, one: &str, other: &str, take_back: bool) -> Value {
    let query = "mutation ($input: NotTheSamePersonInput!) {
        notTheSamePerson(input: $input) { remembered errors { code } } }";
    let input = json!({ "trajectoryId": one, "otherId": other, "takeBack": take_back });
    let body = json!({ "query": query, "variables": { "input": input } });
    let answer = server.http.post(server.url()).json(&body);
    let answer = answer.bearer_auth(crate::harness::everybody_of(CAW));
    let answer: Value = answer.send().await.unwrap().json().await.unwrap();
    answer["data"]["notTheSamePerson"].clone()
}

/// What the access record has of commands about a trajectory: by which organisation, and what came of it.
async fn recorded(server: &Server, id: &str) -> Vec<Value> {
    let query = format!(
        "{{ accessRecord(region: \"{REGION}\", trajectory: \"{id}\", first: 100) {{
            edges {{ node {{ lookedAt organisation outcome }} }} }} }}"
    );
    let rows = server.ask_as(STEWARD, &query).await["accessRecord"]["edges"].clone();
    let rows = rows.as_array().unwrap().iter().map(|row| row["node"].clone());
    rows.filter(|row| row["lookedAt"] == "COMMAND").collect()
}

#[tokio::test]
async fn that_two_are_not_the_same_is_said_of_those_who_are_alike_and_it_is_known_by_whom() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let caw = server.partner(CAW);
    let alike = known_client(&server).await;
    let own = caw.opens(opening(json!({}))).await.trajectory();
    caw.record("recordIdentity", about(&own, "2024-01-02", BESSIA.identity())).await;
    let stranger = server.ocmw().opens(opening(json!({}))).await.trajectory();
    assert_eq!(known_beside(&server, &own).await, json!([{ "trajectoryId": alike }]));

    // Of anybody else nothing is said, and not whether there is somebody.
    let nobody = format!("trajectory:{}", crate::harness::new_id());
    let refused = json!({ "remembered": false, "errors": [{ "code": "TRAJECTORY_NOT_FOUND" }] });
    for other in [&stranger, &nobody, &own] {
        assert_eq!(say(&server, &own, other, false).await, refused);
    }
    assert_eq!(keys.number("SELECT count(*) FROM not_same_person").await, Some(0));

    let said = json!({ "remembered": true, "errors": [] });
    for _ in 0..2 {
        assert_eq!(say(&server, &own, &alike, false).await, said);
    }
    assert_eq!(known_beside(&server, &own).await, json!([]));
    let by_whom = "SELECT said_for FROM not_same_person WHERE said_by IS NOT NULL";
    assert_eq!(keys.text(by_whom).await, CAW);
    let row = json!({ "lookedAt": "COMMAND", "organisation": CAW, "outcome": "answered" });
    assert!(recorded(&server, &alike).await.contains(&row));

    let taken_back = json!({ "remembered": false, "errors": [] });
    assert_eq!(say(&server, &own, &alike, true).await, taken_back);
    assert_eq!(known_beside(&server, &own).await, json!([{ "trajectoryId": alike }]));
}
