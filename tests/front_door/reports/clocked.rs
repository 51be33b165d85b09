//! Clients of a server whose clock is set.

use serde_json::{Value, json};

use crate::harness::{Clocked, OCMW, Person, about, opening};

pub(super) const COORDINATOR: Person =
    Person { worker: 40, organisation: OCMW, roles: "coordinator" };
pub(super) const CASEWORKER: Person =
    Person { worker: 41, organisation: OCMW, roles: "caseworker" };

/// A client who was opened on 2024-01-01 and takes part since 2024-01-10.
pub(super) async fn takes_part(server: &Clocked, intake: Value) -> String {
    let client = server.send(CASEWORKER, "openTrajectory", opening(json!({})), "trajectory { id }");
    let id = client.await["trajectory"]["id"].as_str().unwrap().to_owned();
    let basis = json!({ "bases": ["consent"], "purposes": ["guidance", "esf_reporting"] });
    on(server, &id, "2024-01-05", "recordLegalBasis", basis).await;
    on(server, &id, "2024-01-10", "completeIntake", intake).await;
    id
}

/// What happened to a client on a day is recorded; it may not be refused. Gives its position.
pub(super) async fn on(server: &Clocked, id: &str, day: &str, name: &str, more: Value) -> u64 {
    let payload = server.send(CASEWORKER, name, about(id, day, more), "").await;
    assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
    payload["position"].as_u64().unwrap()
}
