//! A database that allows few connections: what must go on goes on.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{
    Database, Mutation, REGION, Server, loopbrug, opening, run, usually, wait_until,
};

/// A role of its own on this database, that may have so many connections, and the database as it sees it.
async fn as_a_role_with(connections: u32) -> (Database, Database) {
    let database = Database::create().await;
    let name = database.name();
    database
        .execute(&format!(
            "CREATE ROLE {name} LOGIN CONNECTION LIMIT {connections};
             ALTER DATABASE {name} OWNER TO {name};
             GRANT ALL ON SCHEMA public TO {name};"
        ))
        .await;
    let url = database.url.replace("user=loopbrug", &format!("user={name}"));
    (database, Database { url })
}

#[tokio::test]
async fn commands_are_recorded_and_health_answers_while_slow_readers_take_all_they_can_get() {
    let (database, few) = as_a_role_with(6).await;
    let server = Server::on(few).await;
    let first = server.ocmw().opens(json!({})).await.position();
    let list = format!(
        "{{ trajectories(region: \"{REGION}\", atLeast: {first}) {{ edges {{ node {{ phase }} }} }} }}"
    );
    server.ask(&list).await;

    // Whoever reads the list now waits until this ends.
    let mut held = database.hold("LOCK TABLE trajectory_overview IN ACCESS EXCLUSIVE MODE").await;
    let readers: Vec<_> = (0..12)
        .map(|_| {
            let (http, url, list) = (server.http.clone(), server.url(), list.clone());
            tokio::spawn(async move { http.post(url).json(&json!({ "query": list })).send().await })
        })
        .collect();
    let waits = async || database.waiting_for_locks().await > 0;
    wait_until("readers are slow", waits).await;

    let (mut recorded, mut answered) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let began = Instant::now();
        let open = Mutation::new("openTrajectory", opening(json!({})));
        // What is read back of it may have to wait; whether it was recorded may not.
        let query = "mutation ($input: OpenTrajectoryInput!) {
                         openTrajectory(input: $input) { position errors { code } } }";
        let input = open.body()["variables"].clone();
        let body = json!({ "query": query, "variables": input });
        let answer = server.http.post(server.url()).json(&body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert!(answer["data"]["openTrajectory"]["position"].is_u64(), "{answer}");
        recorded.push(began.elapsed());
        let began = Instant::now();
        let ready = server.http.get(format!("{}/health/ready", server.address)).send().await;
        let ready = ready.unwrap();
        answered.push(began.elapsed());
        assert_eq!(ready.status().as_u16(), 200, "{}", ready.text().await.unwrap());
    }
    assert!(usually(recorded) < Duration::from_secs(3));
    assert!(usually(answered) < Duration::from_secs(1));
    held.end().await;
    for reader in readers {
        reader.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_role_with_too_few_connections_is_told_how_many_are_needed() {
    let (_, few) = as_a_role_with(3).await;
    let serve = move || {
        let mut serve = loopbrug();
        run(serve.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &few.url))
    };
    let said = tokio::task::spawn_blocking(serve).await.unwrap();
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains("allows 3 connections, and at least 6 are needed"), "{said:?}");
}
