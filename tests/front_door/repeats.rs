//! Whoever sends the same again within a minute, under a new command id, is told that it may be a repeat. Both are
//! recorded.

use serde_json::{Value, json};

use crate::harness::{CAW, Clocked, Mutation, OCMW, Person, REGION, Server, everybody_of, new_id};

const CASEWORKER: Person = Person { worker: 1, organisation: OCMW, roles: "caseworker" };
const COLLEAGUE: Person = Person { worker: 2, organisation: OCMW, roles: "caseworker" };
const OTHER: Person = Person { worker: 3, organisation: CAW, roles: "caseworker" };

const FIELDS: &str = "possibleRepeatOf { event position commandId }";

/// A participant of OCMW, to whose trajectory CAW has access, in the morning of 2024-01-10.
async fn participant(server: &Clocked) -> String {
    server.at("2024-01-10T09:00:00");
    let opening = json!({ "region": REGION, "source": "ocmw", "municipality": "45041" });
    let opened = server.send(CASEWORKER, "openTrajectory", opening, "trajectory { id }").await;
    let id = opened["trajectory"]["id"].as_str().unwrap().to_owned();
    let basis = json!({
        "trajectoryId": id, "bases": ["consent"], "purposes": ["guidance"], "organisations": [CAW],
    });
    server.send(CASEWORKER, "recordLegalBasis", basis, "").await;
    server.send(CASEWORKER, "completeIntake", json!({ "trajectoryId": id }), "").await;
    id
}

fn call(id: &str, outcome: &str) -> Value {
    json!({ "trajectoryId": id, "mode": "phone", "outcome": outcome, "commandId": new_id() })
}

async fn record(server: &Clocked, who: Person, name: &str, input: &Value) -> Value {
    let payload = server.send(who, name, input.clone(), FIELDS).await;
    assert_eq!(payload["errors"], json!([]), "{name} {input}: {payload}");
    payload
}

/// What is said of a repeat of this.
fn repeats(input: &Value, payload: &Value) -> Value {
    json!({
        "event": payload["version"], "position": payload["position"],
        "commandId": input["commandId"],
    })
}

#[tokio::test]
async fn the_same_within_a_minute_is_recorded_and_may_be_a_repeat() {
    let server = Clocked::start().await;
    let id = participant(&server).await;
    let first = call(&id, "not_reached");
    let recorded = record(&server, CASEWORKER, "recordContactAttempt", &first).await;
    assert_eq!(recorded["possibleRepeatOf"], Value::Null);
    server.at("2024-01-10T09:01:00");
    let second = call(&id, "not_reached");
    let again = record(&server, COLLEAGUE, "recordContactAttempt", &second).await;
    assert_eq!(again["possibleRepeatOf"], repeats(&first, &recorded));
    assert_eq!(again["version"], json!(recorded["version"].as_u64().unwrap() + 1));
    // The same command, sent again, is answered as before.
    let answered = record(&server, COLLEAGUE, "recordContactAttempt", &second).await;
    assert_eq!(answered, again);

    let other = [
        (OTHER, "recordContactAttempt", call(&id, "not_reached")),
        (CASEWORKER, "recordContactAttempt", call(&id, "reached")),
    ];
    for (who, name, input) in other {
        let payload = record(&server, who, name, &input).await;
        assert_eq!(payload["possibleRepeatOf"], Value::Null, "{input}");
    }
    server.at("2024-01-10T09:02:01");
    let later =
        record(&server, CASEWORKER, "recordContactAttempt", &call(&id, "not_reached")).await;
    assert_eq!(later["possibleRepeatOf"], Value::Null, "a minute and a second after the last");
    let mut given = call(&id, "not_reached");
    given["occurredOn"] = json!("2024-01-10");
    let said = record(&server, CASEWORKER, "recordContactAttempt", &given).await;
    assert_eq!(said["possibleRepeatOf"]["event"], later["version"], "today is that day");
}

#[tokio::test]
async fn what_gets_an_id_of_the_command_and_a_correction_may_be_repeats_as_well() {
    let server = Clocked::start().await;
    let id = participant(&server).await;
    let job = || {
        json!({
            "trajectoryId": id, "contract": "flexi", "ftePercent": 40, "commandId": new_id(),
        })
    };
    let first = job();
    let recorded = record(&server, CASEWORKER, "startEmployment", &first).await;
    let again = record(&server, CASEWORKER, "startEmployment", &job()).await;
    assert_eq!(again["possibleRepeatOf"], repeats(&first, &recorded));

    let attempt = call(&id, "reached");
    let target = record(&server, CASEWORKER, "recordContactAttempt", &attempt).await;
    let right = || {
        let mut right = call(&id, "refused");
        right["corrects"] = json!({ "event": target["version"], "reason": "typing_error" });
        right
    };
    let first = right();
    let corrected = record(&server, CASEWORKER, "recordContactAttempt", &first).await;
    assert_eq!(corrected["possibleRepeatOf"], Value::Null);
    let again = record(&server, CASEWORKER, "recordContactAttempt", &right()).await;
    assert_eq!(again["possibleRepeatOf"], repeats(&first, &corrected));
}

#[tokio::test]
async fn a_repeat_is_seen_by_another_process_and_long_after_others_recorded() {
    let mut server = Server::start().await;
    let id = server.ocmw().takes_in(json!({}), json!({})).await;
    let call = |outcome: &str| Mutation::new("recordContactAttempt", call(&id, outcome));
    let first = call("not_reached");
    let recorded = server.ocmw().send(&first).await.unwrap();
    for _ in 0..6 {
        let home = json!({ "trajectoryId": id, "ethos": "6" });
        server.ocmw().record("observeHousing", home).await;
    }
    let again = call("not_reached");
    let expected = json!({
        "event": recorded.version(), "position": recorded.position(), "commandId": first.command(),
    });
    assert_eq!(possible_repeat(&server, &again).await, expected, "six records later");
    server.restart().await;
    let after = possible_repeat(&server, &call("not_reached")).await;
    assert_eq!(after["commandId"], again.command(), "after a restart");
}

/// What a mutation may be a repeat of.
async fn possible_repeat(server: &Server, mutation: &Mutation) -> Value {
    let query = format!(
        "mutation ($input: RecordContactAttemptInput!) {{ recordContactAttempt(input: $input) {{
            errors {{ code }} {FIELDS}
        }} }}"
    );
    let body = json!({ "query": query, "variables": { "input": mutation.input } });
    let request = server.http.post(server.url()).bearer_auth(everybody_of(OCMW));
    let answer: Value = request.json(&body).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"]["recordContactAttempt"]["errors"], json!([]), "{answer}");
    answer["data"]["recordContactAttempt"]["possibleRepeatOf"].clone()
}
