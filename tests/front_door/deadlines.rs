//! A request ends by its deadline. What became of a mutation then is not known, and is not guessed.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::harness::{Database, Mutation, Server, opening};

/// Without a deadline, whoever asks while the log is locked waits at least so long.
const LOCKED: Duration = Duration::from_secs(5);

/// A server whose requests may take a second.
async fn hurried() -> Server {
    Server::with_settings(Database::create().await, &[("LOOPBRUG_DEADLINE", "1")]).await
}

/// Somebody who keeps everybody else from the log until it is dropped.
async fn lock_log(database: &Database) -> PgConnection {
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let lock = "BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE";
    sqlx::raw_sql(lock).execute(&mut connection).await.unwrap();
    connection
}

async fn answer(server: &Server, body: &Value) -> (StatusCode, Value, Duration) {
    let asked = Instant::now();
    let answer = server.http.post(server.url()).json(body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap(), asked.elapsed())
}

#[tokio::test]
async fn a_question_that_finds_no_answer_in_time_is_told_so() {
    let server = hurried().await;
    let id = server.ocmw().opens(json!({})).await.trajectory();
    let query = json!({ "query": format!("{{ trajectory(id: \"{id}\") {{ phase }} }}") });
    let locked = lock_log(&server.database).await;
    let (status, told, took) = answer(&server, &query).await;
    assert_eq!(told["errors"][0]["extensions"]["code"], "DEADLINE_EXCEEDED", "{told}");
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(took < LOCKED, "{took:?}");
    locked.close().await.unwrap();
    let (status, told, _) = answer(&server, &query).await;
    assert_eq!(
        (status, &told["data"]["trajectory"]["phase"]),
        (StatusCode::OK, &json!("OUTREACH"))
    );
}

#[tokio::test]
async fn of_a_mutation_that_is_out_of_time_the_outcome_is_not_known() {
    let server = hurried().await;
    // One before, so that all connections are there.
    server.ocmw().opens(json!({})).await;
    let mutation = Mutation::new("openTrajectory", opening(json!({})));
    let locked = lock_log(&server.database).await;
    let (status, told, took) = answer(&server, &mutation.body()).await;
    let error = &told["errors"][0];
    assert_eq!(error["extensions"]["code"], "OUTCOME_UNKNOWN", "{told}");
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("same commandId"), "{message}");
    assert!(!message.contains("nothing was recorded"), "{message}");
    assert!(took < LOCKED, "{took:?}");

    locked.close().await.unwrap();
    // Sent again it is recorded once, whatever became of it the first time.
    for _ in 0..2 {
        let payload = server.ocmw().send(&mutation).await.unwrap();
        assert_eq!((payload.refusal(), payload.position()), (None, 2));
    }
    assert_eq!(server.database.head().await, 2);
}
