//! The demo: loaded once, found again.

use crate::harness::{Database, Process, REGION, loopbrug, wait_until};

async fn start(database: &Database) -> (Process, String) {
    let mut command = loopbrug();
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database.url);
    let mut demo = Process::spawn(&mut command);
    let address = demo.address(&format!("trajectories of {REGION} on ")).await;
    (demo, address)
}

/// Today in Brussels, as the database knows it.
const TODAY: &str = "(now() AT TIME ZONE 'Europe/Brussels')::date";

/// What the clients of the demo are like, and when they come.
async fn it_lives(database: &Database) {
    let text = async |sql: String| database.text(&sql).await;
    let opened = "SELECT occurred_on FROM events WHERE event_type = 'TrajectoryOpened'";
    // One comes every three days.
    let months =
        "string_agg(DISTINCT to_char(day, 'YYYY-MM'), ' ' ORDER BY to_char(day, 'YYYY-MM'))";
    let came = text(format!("SELECT {months} FROM ({opened}) AS opened (day)")).await;
    let due = format!(
        "SELECT {months} FROM generate_series('2024-01-01', {TODAY} - 4, interval '1 day') AS day"
    );
    assert!(came.starts_with(&text(due).await), "new clients every month: {came}");
    let today = format!(
        "SELECT count(*)::text FROM events WHERE event_type = 'AppointmentPlanned'
         AND (payload::jsonb #>> '{{what,AppointmentPlanned,at}}')::date = {TODAY}"
    );
    assert!(text(today).await.parse::<u32>().unwrap() > 5, "appointments today");
    let last = format!("SELECT ({TODAY} - max(recorded_at)::date)::text FROM events");
    assert_eq!(text(last).await, "1", "up to yesterday");
    for (field, values) in [
        ("gender", "man other woman"),
        ("nationality_group", "belgian eu stateless third_country undetermined"),
        ("minority", "false true"),
    ] {
        let known = format!("payload::jsonb #>> '{{what,IntakeCompleted,{field}}}'");
        let known = format!(
            "SELECT string_agg(DISTINCT {known}, ' ' ORDER BY {known}) FROM events
             WHERE event_type = 'IntakeCompleted'"
        );
        assert_eq!(text(known).await, values, "{field}");
    }
}

#[tokio::test]
async fn the_demo_loads_a_partnership_once() {
    let database = Database::create().await;
    let (mut demo, address) = start(&database).await;
    let log = database.log().await;
    let begun = log.iter().filter(|event| event.sequence == 1).count();
    assert!(begun >= 200 + 13, "only {begun} trajectories, proposals and rounds");
    it_lives(&database).await;
    // What it says to try is a question that it answers.
    let suggestion = demo.said();
    let round = "Before them: a selection round of 12 proposals, 6 approved.";
    assert!(suggestion.contains(round), "{suggestion}");
    let (_, command) = suggestion.split_once("curl ").unwrap();
    let (command, body) = command.split_once(" -d '").unwrap();
    assert!(command.contains("-H 'Authorization: Bearer "), "{command}");
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
