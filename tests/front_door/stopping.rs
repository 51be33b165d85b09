//! A stop stops, also when the database does not answer or a question burns a processor.

use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use serde_json::{Value, json};

use crate::harness::{
    DataDir, Database, Mutation, Process, REGION, Server, http, loopbrug, opening, postgres,
    wait_until,
};
use crate::simulation::says;

/// What is promised, and a little for the machine that the tests run on.
const PROMISED: Duration = Duration::from_secs(22);

fn serve(data: &Path) -> Process {
    let mut command = loopbrug();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data);
    Process::spawn(&mut command)
}

async fn post(address: &str, body: &Value) -> Option<Value> {
    let request = http().post(format!("{address}/graphql")).json(body);
    request.send().await.ok()?.json().await.ok()
}

async fn ends_in_time(mut server: Process) -> (Duration, Option<i32>, String) {
    let asked = Instant::now();
    server.terminate();
    let status = server.ended().await;
    let took = asked.elapsed();
    assert!(took < PROMISED, "it took {took:?}: {}", server.said());
    (took, status.code(), server.said())
}

#[tokio::test]
async fn a_stop_ends_in_time_also_when_postgresql_is_paused_and_somebody_waits_for_an_answer() {
    let data = DataDir::new();
    let mut server = serve(&data.path());
    let address = server.address("serving on ").await;
    let open = Mutation::new("openTrajectory", opening(json!({})));
    assert!(post(&address, &open.body()).await.is_some());

    let processes = postgres(&data.path());
    assert!(processes.len() > 3, "{processes:?}");
    for process in &processes {
        kill(*process, Signal::SIGSTOP).unwrap();
    }
    let waits = Mutation::new("openTrajectory", opening(json!({})));
    let waiting = tokio::spawn({
        let address = address.clone();
        async move { post(&address, &waits.body()).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (_, _, said) = ends_in_time(server).await;
    assert_eq!(postgres(&data.path()), [], "nothing of it is left: {said}");

    // What was not recorded was not told to be.
    let answer = waiting.await.unwrap();
    let told =
        answer.as_ref().and_then(|answer| answer["data"]["openTrajectory"]["position"].as_u64());
    let mut server = serve(&data.path());
    let address = server.address("serving on ").await;
    let again = post(&address, &open.body()).await.unwrap();
    assert_eq!(
        again["data"]["openTrajectory"]["position"],
        json!(1),
        "what was acknowledged is there"
    );
    if told.is_some() {
        let third = Mutation::new("openTrajectory", opening(json!({})));
        let position = post(&address, &third.body()).await.unwrap();
        assert_eq!(position["data"]["openTrajectory"]["position"], json!(3), "{answer:?}");
    }
    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let data = DataDir::new();
    let mut server = serve(&data.path());
    let address = server.address("serving on ").await;
    for process in postgres(&data.path()) {
        kill(process, Signal::SIGSTOP).unwrap();
    }
    let waits = Mutation::new("openTrajectory", opening(json!({})));
    let waiting = tokio::spawn(async move { post(&address, &waits.body()).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.terminate();
    wait_until("it stops", async || server.said().contains("asked once more, at once")).await;
    let asked = Instant::now();
    server.terminate();
    server.ended().await;
    // Asked once, it would wait for the database until the end of what is promised.
    assert!(asked.elapsed() < PROMISED / 2, "{:?}: {}", asked.elapsed(), server.said());
    assert!(waiting.await.unwrap().is_none(), "nobody was told anything");
}

#[tokio::test]
async fn a_stop_ends_in_time_also_when_questions_burn_every_processor() {
    let database = Database::create().await;
    says(&database, "simulate --clients 240 --seed 7").await;
    let mut server = Server::on(database).await;
    let query = json!({ "query": format!(
        "{{ reports(region: \"{REGION}\", period: {{ from: \"2021-01-01\", to: \"2025-12-31\" }}) {{
            series(report: NEEDS, by: MONTH) {{ position }}
        }} }}"
    ) });
    let burning: Vec<_> =
        (0..64).map(|_| tokio::spawn(server.http.post(server.url()).json(&query).send())).collect();
    // As many as there are processors are at it, and the others wait.
    let began = server.processor_time();
    let burns = async || server.processor_time() > began + Duration::from_secs(2);
    wait_until("it burns", burns).await;
    let asked = Instant::now();
    server.stop().await;
    assert!(asked.elapsed() < PROMISED, "{:?}", asked.elapsed());
    burning.iter().for_each(tokio::task::JoinHandle::abort);
}
