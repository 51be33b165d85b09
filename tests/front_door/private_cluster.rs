//! Without `DATABASE_URL`: a private PostgreSQL, started and stopped with the program.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use serde_json::{Value, json};

use crate::harness::{DataDir, Mutation, Process, http, loopbrug, opening, run, wait_until};

fn serve(data: &Path) -> Command {
    let mut command = loopbrug();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data);
    command
}

async fn post(address: &str, body: &Value) -> Value {
    let request = http().post(format!("{address}/graphql")).json(body);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_short_task_runs_beside_the_program_that_serves() {
    let data = DataDir::new();
    let mut server = Process::spawn(&mut serve(&data.path()));
    let address = server.address("serving on ").await;
    let open = Mutation::new("openTrajectory", opening(json!({})));
    let opened = post(&address, &open.body()).await;

    let mut status = loopbrug();
    status.args(["projections", "status", "--data-dir"]).arg(data.path());
    let said = tokio::task::spawn_blocking(move || run(&mut status)).await.unwrap();
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("vlaamse-ardennen"), "{said:?}");
    assert_eq!(post(&address, &open.body()).await, opened, "the server goes on");

    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
}

#[tokio::test]
async fn a_private_database_outlives_a_crash_and_is_in_use_by_one_program_alone() {
    let data = DataDir::new();
    let mut server = Process::spawn(&mut serve(&data.path()));
    let address = server.address("serving on ").await;
    let open = Mutation::new("openTrajectory", opening(json!({})));
    let opened = post(&address, &open.body()).await;
    assert_eq!(opened["data"]["openTrajectory"]["position"], json!(1), "{opened}");

    let (mut second, path) = (serve(&data.path()), data.path());
    let said = tokio::task::spawn_blocking(move || run(&mut second)).await.unwrap();
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains(&path.display().to_string()), "{said:?}");
    assert!(said.stderr.contains("in use"), "{said:?}");
    assert_eq!(post(&address, &open.body()).await, opened, "the first is not disturbed");

    server.kill_9();
    let mut server = Process::spawn(&mut serve(&data.path()));
    let address = server.address("serving on ").await;
    assert_eq!(post(&address, &open.body()).await, opened);
    let attempt = json!({
        "trajectoryId": opened["data"]["openTrajectory"]["trajectory"]["id"],
        "occurredOn": "2024-02-01", "mode": "phone", "outcome": "reached",
    });
    let attempt = post(&address, &Mutation::new("recordContactAttempt", attempt).body()).await;
    assert_eq!(attempt["data"]["recordContactAttempt"]["position"], json!(2), "{attempt}");

    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
    let note = data.path().join("postgres/postmaster.pid");
    assert!(!note.exists(), "its PostgreSQL has stopped with it");
}

async fn get(url: String) -> Option<(u16, String)> {
    let answer = http().get(url).send().await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

/// The position of a mutation, once it is answered with one.
async fn recorded(address: &str, mutation: &Mutation) -> Option<u64> {
    let request = http().post(format!("{address}/graphql"));
    let answer: Value = request.json(&mutation.body()).send().await.ok()?.json().await.ok()?;
    answer["data"]["openTrajectory"]["position"].as_u64()
}

#[tokio::test]
async fn a_postgresql_that_was_killed_is_started_again_and_nothing_acknowledged_is_lost() {
    let data = DataDir::new();
    let mut server = Process::spawn(&mut serve(&data.path()));
    let address = server.address("serving on ").await;
    let mut acknowledged = Vec::new();
    for _ in 0..3 {
        let open = Mutation::new("openTrajectory", opening(json!({})));
        let well = async || recorded(&address, &open).await.is_some();
        wait_until("commands are recorded", well).await;
        acknowledged.push((open.clone(), recorded(&address, &open).await));

        let killed = data.postmaster().unwrap();
        kill(killed, Signal::SIGKILL).unwrap();
        let at = Instant::now();
        // It is said what is the matter, and that it is being put right.
        let mut said = Vec::new();
        let another = async || {
            said.extend(get(format!("{address}/health/live")).await);
            let now = data.postmaster();
            now.is_some_and(|now| now != killed)
                && get(format!("{address}/health/ready")).await.is_some_and(|(code, _)| code == 200)
        };
        wait_until("another PostgreSQL runs", another).await;
        assert!(at.elapsed() < Duration::from_secs(20), "{:?}", at.elapsed());
        assert!(said.iter().all(|(code, _)| *code == 200), "{said:?}");
        assert!(
            said.iter().any(|(_, said)| said.contains("the private PostgreSQL ended (signal: 9")),
            "{said:?}"
        );
    }
    for (n, (open, first)) in acknowledged.iter().enumerate() {
        assert_eq!(*first, Some(n as u64 + 1));
        let well = async || recorded(&address, open).await.is_some();
        wait_until("commands are answered", well).await;
        assert_eq!(recorded(&address, open).await, *first);
    }
    assert_eq!(get(format!("{address}/health/live")).await, Some((200, "live\n".to_owned())));
    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
}

#[tokio::test]
async fn a_program_whose_postgresql_cannot_be_started_again_says_why_and_ends() {
    let data = DataDir::new();
    let mut server = Process::spawn(&mut serve(&data.path()));
    let address = server.address("serving on ").await;
    std::fs::remove_file(data.path().join("postgres/global/pg_control")).unwrap();
    kill(data.postmaster().unwrap(), Signal::SIGKILL).unwrap();
    let in_vain = async || {
        let live = get(format!("{address}/health/live")).await;
        live.is_some_and(|(code, said)| code == 200 && said.contains("tries were in vain"))
    };
    wait_until("it says that a start was tried in vain", in_vain).await;
    let (code, said) = get(format!("{address}/health/ready")).await.unwrap();
    assert_eq!(code, 503);
    assert!(said.contains("the private PostgreSQL is being started again"), "{said}");

    assert_eq!(server.ended().await.code(), Some(1));
    let said = server.said();
    let last = said.lines().last().unwrap();
    assert!(last.contains("The private PostgreSQL ended (signal: 9"), "{last}");
    assert!(last.contains("could not be started again in"), "{last}");
    assert!(last.contains("pg_control"), "{last}");
}
