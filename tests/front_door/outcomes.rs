//! Outcomes by persona × challenge: whom each figure counts, once.

use serde_json::{Value, json};

use crate::harness::{CAW, Server, about};

const COUNTS: &str = "counts { participants reached bridgeAssigned housed stillHoused startedWork
    inWork closed closedByReason { reason { code } count } }";

/// The counts of the row of a persona under a challenge; `None` is none.
fn row<'a>(rows: &'a Value, challenge: Option<&str>, persona: Option<&str>) -> &'a Value {
    let code = |code: Option<&str>| code.map_or(Value::Null, |code| json!({ "code": code }));
    let rows = rows.as_array().unwrap();
    let wanted = (code(challenge), code(persona));
    let found =
        rows.iter().find(|row| (&row["challenge"], &row["persona"]) == (&wanted.0, &wanted.1));
    &found.unwrap_or_else(|| panic!("no row {wanted:?}"))["counts"]
}

async fn link(server: &Server, id: &str, persona: &str) -> u32 {
    let input = json!({ "trajectoryId": id, "occurredOn": "2024-02-01", "persona": persona });
    server.ocmw().record("linkPersona", input).await.position()
}

#[tokio::test]
async fn a_participant_with_personas_in_two_challenges_counts_once_in_the_total() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let of_both = ocmw.takes_in(json!({}), json!({ "gender": "woman" })).await;
    link(&server, &of_both, "nora").await;
    link(&server, &of_both, "mo").await;
    link(&server, &of_both, "bart").await;
    let by_hand = ocmw.takes_in(json!({}), json!({ "gender": "man" })).await;
    let input = json!({ "trajectoryId": by_hand, "occurredOn": "2024-02-01", "challenge": "RU1" });
    ocmw.record("linkChallenge", input).await;
    ocmw.takes_in(json!({}), json!({ "gender": "man" })).await;
    // Without an intake nobody is a participant.
    let head = ocmw.opens(json!({})).await.position();

    let fields = "rows { challenge { code } persona { code } counts { participants } }
        challenges { challenge { code } persona { code } counts { participants } }
        total { participants } position unknown";
    let report = server.outcomes(&format!(", atLeast: {head}"), fields).await;
    let rows = &report["rows"];
    let participants = |challenge, persona| row(rows, challenge, persona)["participants"].as_u64();
    assert_eq!(participants(Some("RU1"), Some("nora")), Some(1));
    assert_eq!(participants(Some("RU1"), Some("mo")), Some(1));
    assert_eq!(participants(Some("RU2"), Some("bart")), Some(1));
    assert_eq!(participants(Some("RU2"), Some("cindy")), Some(0));
    assert_eq!(participants(Some("RU1"), None), Some(1), "linked by hand, with no persona");
    assert_eq!(participants(Some("RU2"), None), Some(0));
    assert_eq!(participants(None, None), Some(1), "without any challenge");
    assert_eq!(rows.as_array().unwrap().len(), 5 + 1 + 10 + 1 + 1);
    assert_eq!(row(&report["challenges"], Some("RU1"), None)["participants"], 2);
    assert_eq!(row(&report["challenges"], Some("RU2"), None)["participants"], 1);
    assert_eq!(report["total"]["participants"], 3);
    assert_eq!((&report["position"], &report["unknown"]), (&json!(head), &json!(0)));
}

#[tokio::test]
async fn a_report_of_an_earlier_position_tells_what_was_known_then() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let on = |day: &str, more: Value| about(&id, day, more);
    let home = on("2024-03-01", json!({ "tenure": "room", "from": "2024-03-01" }));
    let housed = ocmw.record("recordHousingFound", home).await.position();
    let job = on("2024-04-01", json!({ "contract": "flexi", "ftePercent": 40 }));
    let in_work = ocmw.record("startEmployment", job).await.position();
    let lost = on("2024-05-01", json!({ "reason": "eviction" }));
    ocmw.record("recordHousingLost", lost).await;
    let closed = on("2024-06-01", json!({ "reason": "work" }));
    let closed = ocmw.record("closeTrajectory", closed).await.position();

    let total = async |as_of: u32| {
        let fields = format!("position {}", COUNTS.replacen("counts", "total", 1));
        let report = server.outcomes(&format!(", asOf: {as_of}"), &fields).await;
        assert_eq!(report["position"], json!(as_of));
        report["total"].clone()
    };
    let mut expected = json!({
        "participants": 0, "reached": 0, "bridgeAssigned": 0, "housed": 0, "stillHoused": 0,
        "startedWork": 0, "inWork": 0, "closed": 0, "closedByReason": [],
    });
    let mut known = |changes: Value| {
        let Value::Object(changes) = changes else { panic!("{changes} is no object") };
        expected.as_object_mut().unwrap().extend(changes);
        expected.clone()
    };
    assert_eq!(total(2).await, known(json!({})), "before the intake");
    assert_eq!(total(3).await, known(json!({ "participants": 1, "reached": 1 })));
    assert_eq!(total(housed).await, known(json!({ "housed": 1, "stillHoused": 1 })));
    assert_eq!(total(in_work).await, known(json!({ "startedWork": 1, "inWork": 1 })));
    let reasons = json!([{ "reason": { "code": "work" }, "count": 1 }]);
    let changes = json!({ "stillHoused": 0, "closed": 1, "closedByReason": reasons });
    assert_eq!(total(closed).await, known(changes));
    assert_eq!(total(0).await["participants"], 0);
}

#[tokio::test]
async fn whoever_is_of_unknown_gender_or_age_is_counted_as_unknown_under_a_filter() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    ocmw.takes_in(json!({}), json!({ "gender": "woman", "age": 20 })).await;
    ocmw.takes_in(json!({}), json!({ "gender": "man", "age": 60 })).await;
    let elsewhere = json!({ "municipality": "45035" });
    server.partner(CAW).takes_in(elsewhere, json!({})).await;
    let head = server.database.head().await;

    for (filter, participants, unknown) in [
        (String::new(), 3, 0),
        ("gender: \"woman\"".to_owned(), 1, 1),
        ("gender: \"other\"".to_owned(), 0, 1),
        ("ageGroup: FROM_18_TO_29".to_owned(), 1, 1),
        ("ageGroup: FROM_55, gender: \"woman\"".to_owned(), 0, 1),
        ("gender: \"woman\", municipality: \"45041\"".to_owned(), 1, 0),
        ("municipality: \"45035\"".to_owned(), 1, 0),
        (format!("organisation: \"{CAW}\""), 1, 0),
        ("persona: \"mo\"".to_owned(), 0, 0),
        ("challenge: \"RU1\"".to_owned(), 0, 0),
    ] {
        let more = format!(", atLeast: {head}, filter: {{ {filter} }}");
        let report = server.outcomes(&more, "total { participants } unknown").await;
        let expected = json!({ "total": { "participants": participants }, "unknown": unknown });
        assert_eq!(report, expected, "{filter}");
    }
}
