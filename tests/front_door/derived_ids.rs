//! Ids of what a command brings into being: the same when it is sent again, others elsewhere.

use serde_json::{Value, json};

use crate::harness::{Database, ELSEWHERE, Mutation, Server, about, elsewhere, new_id, opening};

async fn asked(server: &Server, id: &str, field: &str) -> Value {
    server.ask(&format!("{{ trajectory(id: \"{id}\") {{ {field} }} }}")).await["trajectory"].clone()
}

#[tokio::test]
async fn one_command_id_used_in_two_regions_names_two_clients_and_two_jobs() {
    let database = Database::create().await;
    elsewhere().is_published(&database).await;
    let server = Server::on(database).await;
    let ocmw = server.ocmw();
    let (command, job) = (new_id(), new_id());
    let there = json!({ "region": ELSEWHERE, "municipality": "99041" });
    let mut trajectories = Vec::new();
    for more in [json!({}), there] {
        let mut input = opening(more);
        input["commandId"] = json!(command);
        let opening = Mutation::new("openTrajectory", input);
        let first = ocmw.send(&opening).await.unwrap();
        assert_eq!(first.refusal(), None);
        assert_eq!(ocmw.send(&opening).await.unwrap(), first, "a repeat names the same client");
        let id = first.trajectory();
        ocmw.has_consent(&id).await;
        ocmw.record("completeIntake", about(&id, "2024-01-10", json!({}))).await;
        let work = json!({ "commandId": job, "contract": "fixed_term", "ftePercent": 50 });
        let start = Mutation::new("startEmployment", about(&id, "2024-02-01", work));
        let started = ocmw.send(&start).await.unwrap();
        assert_eq!(started.refusal(), None);
        assert_eq!(ocmw.send(&start).await.unwrap(), started, "a repeat names the same job");
        trajectories.push(id);
    }
    let [here, there] = &trajectories[..] else { panic!("{trajectories:?}") };
    for field in ["clientId", "jobs { employmentId }"] {
        let (here, there) = (asked(&server, here, field).await, asked(&server, there, field).await);
        assert_ne!(here, there);
    }
    assert_eq!(
        asked(&server, here, "jobs { ftePercent }").await["jobs"].as_array().unwrap().len(),
        1
    );
}
