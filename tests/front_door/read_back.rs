//! A mutation is answered with the state that it left: it is not read again for that.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Mutation, Server, about};

fn attempt(trajectory: &str) -> Mutation {
    let attempt = json!({ "mode": "phone", "outcome": "reached" });
    Mutation::new("recordContactAttempt", about(trajectory, "2024-02-01", attempt))
}

#[tokio::test]
async fn the_trajectory_of_a_payload_is_not_read_again() {
    let server = Server::start().await;
    let partner = server.ocmw();
    let trajectory = partner.opens(json!({})).await.trajectory();
    // The state is at hand, so that recording reads nothing; who reads the stream looks for these.
    server.database.execute("ALTER TABLE snapshots RENAME TO away").await;
    let mutation = attempt(&trajectory);
    let payload = partner.send(&mutation).await.unwrap();
    assert_eq!(payload.0["trajectory"]["version"], json!(2), "{payload:?}");
    assert_eq!((payload.position(), payload.version()), (server.database.head().await, 2));

    server.database.execute("ALTER TABLE away RENAME TO snapshots").await;
    let again = partner.send(&mutation).await.unwrap();
    assert_eq!((again.position(), again.version()), (server.database.head().await, 2));
}

#[tokio::test]
async fn a_payload_shows_the_state_that_its_command_left_whatever_others_record_meanwhile() {
    let server = Server::start().await;
    let partner = server.ocmw();
    let trajectory = partner.opens(json!({})).await.trajectory();
    let mutations: Vec<_> = (0..30).map(|_| attempt(&trajectory)).collect();
    let payloads = join_all(mutations.iter().map(|mutation| partner.send(mutation))).await;
    for payload in payloads {
        let payload = payload.unwrap();
        assert_eq!(payload.refusal(), None, "{payload:?}");
        let shown: &Value = &payload.0["trajectory"]["version"];
        assert_eq!(*shown, json!(payload.version()), "{payload:?}");
        assert_eq!(payload.position(), payload.version(), "there is nothing else in the log");
    }

    // A repeat is the first answer, with the trajectory as it is now.
    let again = partner.send(&mutations[0]).await.unwrap();
    assert_eq!(again.0["trajectory"]["version"], json!(31), "{again:?}");
}
