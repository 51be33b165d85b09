//! What was known at a position of the log, or at a moment.

use serde_json::{Value, json};

use super::clocked::{COORDINATOR, on, takes_part};
use crate::harness::{Clocked, FIGURES, REGION, figures};

fn reports(as_of: &str) -> String {
    let period = r#"period: { from: "2024-01-01", to: "2024-12-31" }"#;
    let fields = format!("outcomes {{ position asOf {{ region position day }} {FIGURES} }}");
    format!("{{ reports(region: \"{REGION}\", {period}, asOf: {as_of}) {{ {fields} }} }}")
}

fn trajectory(id: &str, as_of: &str) -> String {
    format!("{{ trajectory(id: \"{id}\", asOf: {as_of}) {{ phase version }} }}")
}

fn position(position: u64) -> String {
    format!("{{ position: {position} }}")
}

fn moment(moment: &str) -> String {
    format!("{{ moment: \"{moment}\" }}")
}

async fn outcomes(server: &Clocked, as_of: &str) -> Value {
    server.ask(COORDINATOR, &reports(as_of)).await["reports"]["outcomes"].clone()
}

/// On 2 April a client takes part, on 3 April has a home, which was told two days late.
async fn housed() -> (Clocked, String, u64, u64) {
    let server = Clocked::start().await;
    server.at("2024-04-02T09:00:00");
    let id = takes_part(&server, json!({})).await;
    let taking_part = u64::from(server.database.head().await);
    server.at("2024-04-03T09:00:00");
    let home = json!({ "tenure": "room", "from": "2024-04-01" });
    let housed = on(&server, &id, "2024-04-01", "recordHousingFound", home).await;
    server.at("2024-04-04T09:00:00");
    (server, id, taking_part, housed)
}

#[tokio::test]
async fn between_two_commands_only_the_first_is_known() {
    let (server, _, taking_part, housed) = housed().await;
    for (as_of, at, day, figures_then) in [
        (moment("2024-04-02T06:59:59Z"), 0, "2024-04-02", [0, 0]),
        // Nine o'clock in Brussels.
        (moment("2024-04-02T07:00:00Z"), taking_part, "2024-04-02", [1, 0]),
        (moment("2024-04-02T20:00:00+02:00"), taking_part, "2024-04-02", [1, 0]),
        // Midnight has come in Brussels, not in Greenwich.
        (moment("2024-04-02T22:30:00Z"), taking_part, "2024-04-03", [1, 0]),
        (position(taking_part), taking_part, "2024-04-02", [1, 0]),
        (position(housed), housed, "2024-04-03", [1, 1]),
        (moment("2024-04-03T07:00:00Z"), housed, "2024-04-03", [1, 1]),
        (moment("2024-04-04T07:00:00Z"), housed, "2024-04-04", [1, 1]),
    ] {
        let told = outcomes(&server, &as_of).await;
        let expected = json!([{ "region": REGION, "position": at, "day": day }]);
        assert_eq!((&told["asOf"], &told["position"]), (&expected, &json!(at)), "{as_of}");
        let found = figures(&told, "total", ["participants", "housed"]);
        assert_eq!(found, figures_then.map(Value::from), "{as_of}");
    }
    let nothing = outcomes(&server, &position(0)).await;
    assert_eq!(figures(&nothing, "total", ["participants", "housed"]), [0, 0]);
}

#[tokio::test]
async fn what_is_dated_after_the_day_has_not_come_about() {
    let (server, id, ..) = housed().await;
    // Told on 4 April: the home is lost two days later.
    let lost = json!({ "reason": "eviction", "on": "2024-04-03" });
    let lost = on(&server, &id, "2024-04-03", "recordHousingLost", lost).await;
    for (as_of, still_housed) in [
        (moment("2024-04-03T20:00:00Z"), 1),
        (position(lost - 1), 1),
        (position(lost), 0),
        (moment("2024-04-04T07:00:00Z"), 0),
    ] {
        let told = outcomes(&server, &as_of).await;
        let found = figures(&told, "total", ["housed", "still_housed"]);
        assert_eq!(found, [1, still_housed].map(Value::from), "{as_of}");
    }
}

#[tokio::test]
async fn a_trajectory_stands_as_it_stood_then() {
    let (server, id, taking_part, housed) = housed().await;
    let closing = json!({ "reason": "work" });
    server.at("2024-04-05T09:00:00");
    let closed = on(&server, &id, "2024-04-05", "closeTrajectory", closing).await;
    let at = async |as_of: &str| server.ask(COORDINATOR, &trajectory(&id, as_of)).await;
    for (as_of, phase, version) in [
        (position(1), "OUTREACH", 1),
        (position(taking_part), "ACTIVE", 3),
        (moment("2024-04-02T07:00:00Z"), "ACTIVE", 3),
        (moment("2024-04-03T07:00:00Z"), "ACTIVE", 4),
        (position(housed), "ACTIVE", 4),
        (moment("2024-04-05T07:00:00Z"), "FOLLOW_UP", 5),
        (position(closed), "FOLLOW_UP", 5),
    ] {
        let found = at(&as_of).await["trajectory"].clone();
        assert_eq!(found, json!({ "phase": phase, "version": version }), "{as_of}");
    }
    for before in [position(0), moment("2024-04-01T00:00:00Z")] {
        assert_eq!(at(&before).await["trajectory"], Value::Null, "{before}");
    }
}

#[tokio::test]
async fn what_has_not_been_yet_cannot_be_known() {
    let (server, id, _, housed) = housed().await;
    for (as_of, code) in [
        (moment("2024-04-04T07:00:01Z"), "MOMENT_NOT_YET"),
        (position(housed + 1), "POSITION_BEYOND_HEAD"),
    ] {
        for query in [reports(&as_of), trajectory(&id, &as_of)] {
            assert_eq!(server.refuses(COORDINATOR, &query).await, code, "{query}");
        }
    }
}
