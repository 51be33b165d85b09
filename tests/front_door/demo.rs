//! The demo: loaded once, found again.

use crate::harness::{Database, Process, REGION, loopbrug, wait_until};

async fn start(database: &Database) -> (Process, String) {
    let mut command = loopbrug();
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database.url);
    let mut demo = Process::spawn(&mut command);
    let address = demo.address(&format!("trajectories of {REGION} on ")).await;
    (demo, address)
}

#[tokio::test]
async fn the_demo_loads_a_partnership_once() {
    let database = Database::create().await;
    let (mut demo, address) = start(&database).await;
    let log = database.log().await;
    let begun = log.iter().filter(|event| event.sequence == 1).count();
    assert!(begun >= 200 + 13, "only {begun} trajectories, proposals and rounds");
    // What it says to try is a question that it answers.
    let suggestion = demo.said();
    let round = "Before them: a selection round of 12 proposals, 6 approved.";
    assert!(suggestion.contains(round), "{suggestion}");
    let (_, command) = suggestion.split_once("curl ").unwrap();
    let (command, body) = command.split_once(" -d '").unwrap();
    assert!(command.contains("-H 'Loopbrug-Roles: coordinator'"), "{command}");
    let (body, _) = body.split_once('\'').unwrap();
    let http = reqwest::Client::new();
    let mut request = http.post(format!("{address}/graphql"));
    for header in command.split(" -H '").skip(1) {
        let (name, value) = header.split_once('\'').unwrap().0.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    let answer: serde_json::Value =
        request.body(body.to_owned()).send().await.unwrap().json().await.unwrap();
    let total = &answer["data"]["reports"]["outcomes"]["rows"][0];
    assert_eq!(total["group"], serde_json::json!([]), "{answer}");
    let figure = |column: &str| {
        let mut figures = total["figures"].as_array().unwrap().iter();
        figures.find(|figure| figure["column"] == column).unwrap()["value"].as_f64().unwrap()
    };
    assert!(figure("participants") > 100.0, "{answer}");
    assert!(figure("in_work") > 0.0, "{answer}");
    demo.terminate();
    assert_eq!(demo.ended().await.code(), Some(0));

    let (mut again, _) = start(&database).await;
    assert_eq!(database.log().await, log, "the second run finds what the first recorded");
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    again.terminate();
    assert_eq!(again.ended().await.code(), Some(0));
}
