//! Clients of a server whose clock is set.

use serde_json::{Value, json};

use crate::harness::{CAW, Clocked, OCMW, Person, REGION, about, opening};

pub(super) const COORDINATOR: Person =
    Person { worker: 40, organisation: OCMW, roles: "coordinator" };
pub(super) const CASEWORKER: Person =
    Person { worker: 41, organisation: OCMW, roles: "caseworker" };

/// Somebody who is shown rounded figures.
pub(super) const ANALYST: Person = Person { roles: "analyst", ..COORDINATOR };

/// A client who was opened on 2024-01-01 and takes part since 2024-01-10.
pub(super) async fn takes_part(server: &Clocked, intake: Value) -> String {
    takes_part_at(server, CASEWORKER, intake).await
}

/// The same, guided by the organisation of a caseworker.
pub(super) async fn takes_part_at(server: &Clocked, who: Person, intake: Value) -> String {
    let client = server.send(who, "openTrajectory", opening(json!({})), "trajectory { id }");
    let id = client.await["trajectory"]["id"].as_str().unwrap().to_owned();
    let basis = json!({ "bases": ["consent"], "purposes": ["guidance", "esf_reporting"] });
    recorded(server, who, &id, "2024-01-05", "recordLegalBasis", basis).await;
    recorded(server, who, &id, "2024-01-10", "completeIntake", intake).await;
    id
}

/// What happened to a client on a day is recorded; it may not be refused. Gives its position.
pub(super) async fn on(server: &Clocked, id: &str, day: &str, name: &str, more: Value) -> u64 {
    recorded(server, CASEWORKER, id, day, name, more).await
}

async fn recorded(
    server: &Clocked,
    who: Person,
    id: &str,
    day: &str,
    name: &str,
    more: Value,
) -> u64 {
    let payload = server.send(who, name, about(id, day, more), "").await;
    assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
    payload["position"].as_u64().unwrap()
}

/// Women take part, thirteen at one organisation and nine at another, as was recorded on 1 March. It is the
/// second day of the next year, and all of it is in the figures.
pub(super) async fn of_two_organisations() -> Clocked {
    let server = Clocked::start().await;
    server.at("2024-03-01T09:00:00");
    for (organisation, how_many) in [(OCMW, 13), (CAW, 9)] {
        let who = Person { organisation, ..CASEWORKER };
        for _ in 0..how_many {
            takes_part_at(&server, who, json!({ "gender": "woman", "age": 34 })).await;
        }
    }
    server.at("2025-01-02T09:00:00");
    let head = server.database.head().await;
    let seen = over_2024(&format!(", atLeast: {head}"), "esf { position }");
    server.ask(COORDINATOR, &seen).await;
    server
}

/// A question about 2024; `more` is further arguments, with a comma before.
pub(super) fn over_2024(more: &str, fields: &str) -> String {
    let period = r#"period: { from: "2024-01-01", to: "2024-12-31" }"#;
    format!("{{ reports(region: \"{REGION}\", {period}{more}) {{ {fields} }} }}")
}
