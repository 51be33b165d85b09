//! Outcomes by persona × challenge: whom each figure counts, once.

use serde_json::{Value, json};

use crate::harness::{CAW, FIGURES, Server, about, figure};

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

    let fields = format!("{FIGURES} total {{ key }} position unknown");
    let report = server.outcomes(&format!(", atLeast: {head}"), &fields).await;
    for (row, participants) in [
        ("challenge=RU1/persona=nora", 1),
        ("challenge=RU1/persona=mo", 1),
        ("challenge=RU2/persona=bart", 1),
        ("challenge=RU2/persona=cindy", 0),
        // Linked by hand, with no persona.
        ("challenge=RU1/persona=-", 1),
        ("challenge=RU2/persona=-", 0),
        ("challenge=-", 1),
        ("challenge=RU1", 2),
        ("challenge=RU2", 1),
        ("total", 3),
    ] {
        assert_eq!(figure(&report, row, "participants"), participants, "{row}");
    }
    // Of all, of two challenges, of their personas and of those without; without any challenge.
    assert_eq!(report["rows"].as_array().unwrap().len(), 1 + 2 + 5 + 1 + 10 + 1 + 1);
    assert_eq!(report["total"], json!({ "key": "total" }));
    assert_eq!((&report["position"], &report["unknown"]), (&json!(head), &json!(0.0)));
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
        let fields = format!("position {FIGURES}");
        let more = format!(", asOf: {{ position: {as_of} }}");
        let report = server.outcomes(&more, &fields).await;
        assert_eq!(report["position"], json!(as_of));
        let columns = report["rows"][0]["figures"].as_array().unwrap().iter();
        let columns = columns.map(|figure| figure["column"].as_str().unwrap().to_owned());
        columns.map(|column| (column.clone(), figure(&report, "total", &column))).collect::<Value>()
    };
    let mut expected = total(0).await;
    for (column, figure) in expected.as_object().unwrap() {
        assert_eq!(figure, &json!(0), "{column}");
    }
    for column in ["participants", "bridge_assigned", "closed", "closed.work", "closed.moved"] {
        assert_ne!(expected[column], Value::Null, "{column}");
    }
    let mut known = |changes: Value| {
        let Value::Object(changes) = changes else { panic!("{changes} is no object") };
        expected.as_object_mut().unwrap().extend(changes);
        expected.clone()
    };
    assert_eq!(total(2).await, known(json!({})), "before the intake");
    assert_eq!(total(3).await, known(json!({ "participants": 1, "reached": 1 })));
    assert_eq!(total(housed).await, known(json!({ "housed": 1, "still_housed": 1 })));
    assert_eq!(total(in_work).await, known(json!({ "started_work": 1, "in_work": 1 })));
    let changes = json!({ "still_housed": 0, "closed": 1, "closed.work": 1 });
    assert_eq!(total(closed).await, known(changes));
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
        let report = server.outcomes(&more, &format!("{FIGURES} unknown")).await;
        assert_eq!(figure(&report, "total", "participants"), participants, "{filter}");
        assert_eq!(report["unknown"], json!(f64::from(unknown)), "{filter}");
    }
}
