//! What was recorded is answered as recorded, also where it cannot be read again.

use serde_json::{Value, json};

use crate::harness::{Mutation, Server, about};

#[tokio::test]
async fn a_payload_whose_trajectory_cannot_be_read_says_where_the_change_stands() {
    let server = Server::start().await;
    let partner = server.ocmw();
    let trajectory = partner.opens(json!({})).await.trajectory();
    // The state is at hand, so that recording reads nothing; who reads the stream looks for these.
    server.database.execute("ALTER TABLE snapshots RENAME TO away").await;
    let attempt = json!({ "mode": "phone", "outcome": "reached" });
    let mutation = Mutation::new("recordContactAttempt", about(&trajectory, "2024-02-01", attempt));
    let answer = partner.answer(&mutation).await.unwrap();
    let payload = &answer["data"]["recordContactAttempt"];
    assert_eq!(
        (&payload["version"], &payload["trajectory"], &payload["errors"]),
        (&json!(2), &Value::Null, &json!([])),
        "{answer}"
    );
    assert_eq!(payload["position"], json!(server.database.head().await));
    let error = &answer["errors"][0];
    assert_eq!(error["path"], json!(["recordContactAttempt", "trajectory"]), "{answer}");
    assert_eq!(error["extensions"]["code"], "INTERNAL");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("read") && !message.contains("recorded"), "{message}");

    server.database.execute("ALTER TABLE away RENAME TO snapshots").await;
    let again = partner.send(&mutation).await.unwrap();
    assert_eq!((again.position(), again.version()), (server.database.head().await, 2));
}
