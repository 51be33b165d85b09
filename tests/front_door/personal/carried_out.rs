//! An erasure is carried out at every end of a merge, whatever others do and whatever breaks in between.

use serde_json::{Value, json};
use uuid::{Builder, Uuid};

use super::erasure::{granted, rights};
use super::{known_client, shown};
use crate::harness::{
    CAW, Database, ELSEWHERE, REGION, Server, about, elsewhere, opening, wait_until,
};

/// The ids of commands that follow from a trajectory, as anybody can compute them: as a caller would derive it, and as
/// the server does.
fn derived(trajectory: &str, what: &str) -> [String; 2] {
    let id = trajectory.rsplit(':').next().unwrap();
    let about: Uuid = id.parse().unwrap();
    let within = Uuid::new_v5(&about, id.as_bytes());
    let theirs = Uuid::new_v5(&within, what.as_bytes());
    let ours = Builder::from_custom_bytes(theirs.into_bytes()).into_uuid();
    [theirs.to_string(), ours.to_string()]
}

async fn is_erased(server: &Server, id: &str) -> bool {
    rights(server, id).await["keyDestroyedAt"] != Value::Null
        && shown(server, id).await["erased"] == true
}

/// Trajectories of one client, each merged into the next one; the last is closed.
async fn chain<const N: usize>(server: &Server) -> [String; N] {
    let ocmw = server.ocmw();
    let mut ids = Vec::new();
    for _ in 0..N {
        ids.push(known_client(server).await);
    }
    for two in ids.windows(2) {
        let merge = json!({ "trajectoryId": two[0], "into": two[1], "takeOver": true });
        ocmw.record("mergeTrajectory", merge).await;
    }
    let closing = json!({ "reason": "goals_met" });
    ocmw.record("closeTrajectory", about(&ids[N - 1], "2024-02-01", closing)).await;
    let request = json!({ "trajectoryId": ids[0], "ground": "objection" });
    ocmw.record("requestErasure", request).await;
    ids.try_into().unwrap()
}

#[tokio::test]
async fn nobody_keeps_an_erasure_from_being_recorded_by_using_its_command_id_first() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ids = chain::<2>(&server).await;
    let bystander = server.ocmw().opens(opening(json!({}))).await.trajectory();
    for id in &ids {
        for what in ["key destroyed", "erased with the other end"] {
            let [theirs, ours] = derived(id, what);
            let contact = |command: &str| {
                let more = json!({ "commandId": command, "mode": "phone", "outcome": "reached" });
                about(&bystander, "2024-01-09", more)
            };
            let refused = ("MALFORMED_ID", Some("commandId"));
            let name = "recordContactAttempt";
            server.ocmw().is_refused(name, contact(&ours), refused.0, refused.1).await;
            server.ocmw().record(name, contact(&theirs)).await;
        }
    }
    server.ocmw().record("decideErasure", granted(&ids[0])).await;
    for id in &ids {
        assert!(is_erased(&server, id).await, "{id}");
    }
}

#[tokio::test]
async fn all_ends_of_a_chain_of_merges_are_decided_at_once_and_erased_after_a_crash() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ids = chain::<3>(&server).await;
    let mut held = keys.hold("LOCK TABLE client_keys").await;
    let before = server.database.commands().await;
    server.ocmw().record("decideErasure", granted(&ids[0])).await;
    assert_eq!(server.database.commands().await, before + 1, "one command about all of them");
    for id in &ids {
        let rights = rights(&server, id).await;
        assert_eq!(rights["erasureDecisions"][0]["granted"], true, "{rights}");
        assert_eq!(rights["keyDestroyedAt"], Value::Null);
    }
    server.kill_9();
    held.end().await;
    let server = Server::on_with_keys(server.database.clone(), &keys).await;
    wait_until("all of them are erased", async || {
        for id in &ids {
            if !is_erased(&server, id).await {
                return false;
            }
        }
        true
    })
    .await;
}

#[tokio::test]
async fn who_is_erased_in_one_region_is_asked_about_in_the_one_where_the_client_went_on() {
    let (database, keys) = (Database::create().await, Database::create().await);
    elsewhere().is_published(&database).await;
    let server = Server::on_with_keys(database, &keys).await;
    let ocmw = server.ocmw();
    let here = known_client(&server).await;
    let transfer = json!({ "organisation": CAW, "region": ELSEWHERE });
    ocmw.record("requestTransfer", about(&here, "2024-02-01", transfer)).await;
    let accept = about(&here, "2024-02-03", json!({ "municipality": "99041" }));
    server.partner(CAW).record("acceptTransfer", accept).await;
    let request = json!({ "trajectoryId": here, "ground": "objection" });
    ocmw.record("requestErasure", request).await;
    ocmw.record("decideErasure", granted(&here)).await;
    assert!(is_erased(&server, &here).await);

    // Who decides sees where the client is, too; and there it is for the steward to decide.
    let linked =
        format!("{{ trajectory(id: \"{here}\") {{ wentOnIn {{ region trajectoryId }} }} }}");
    let linked = server.ask(&linked).await["trajectory"]["wentOnIn"].clone();
    assert_eq!(linked["region"], ELSEWHERE);
    let there = linked["trajectoryId"].as_str().unwrap();
    let requested = format!(
        "{{ trajectory(id: \"{there}\") {{ rights {{ erasureRequested {{ ground {{ code }} }} }} }} }}"
    );
    let requested = server.ask(&requested).await["trajectory"]["rights"].clone();
    assert_eq!(requested["erasureRequested"]["ground"]["code"], "erased_elsewhere");
    assert_eq!(rights(&server, there).await["keyDestroyedAt"], Value::Null);
    let tasks = format!(
        "{{ workList(region: \"{ELSEWHERE}\") {{ edges {{ node {{ kind trajectoryId }} }} }} }}"
    );
    wait_until("its steward finds it in the work list", async || {
        let tasks = server.ask(&tasks).await["workList"]["edges"].clone();
        let task = json!({ "node": { "kind": "DECIDE_ERASURE", "trajectoryId": there } });
        tasks.as_array().unwrap().contains(&task)
    })
    .await;
    assert_ne!(ELSEWHERE, REGION);
}
