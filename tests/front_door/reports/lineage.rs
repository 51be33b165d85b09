//! Who and what is behind a figure: the trajectories, and the events that tell of them.

use serde_json::{Value, json};

use super::{question, told, women_take_part};
use crate::harness::{COORDINATOR, OCMW, Server, about};

/// The steps of a trajectory: where they stand in the log, their ids and what they are.
async fn history(server: &Server, id: &str) -> Vec<Value> {
    let node = "node { position eventId type }";
    let query = format!("{{ history(id: \"{id}\", first: 100) {{ edges {{ {node} }} }} }}");
    let history = server.ask(&query).await;
    let edges = history["history"]["edges"].as_array().unwrap().iter();
    edges.map(|edge| edge["node"].clone()).collect()
}

async fn behind(server: &Server, column: &str, page: &str) -> Value {
    behind_of(server, ("OUTCOMES", column), page).await
}

async fn behind_of(server: &Server, (report, column): (&str, &str), page: &str) -> Value {
    let fields = "count position trajectories {
        trajectoryId facts { measure counted { label(lang: EN) } day sign code length position eventId madeBy }
        events { sequence position eventId type occurredOn correctedBy }
    }";
    let figure = format!("report: {report}, row: \"total\", column: \"{column}\"{page}");
    let fields = format!("lineage({figure}) {{ {fields} }}");
    told(server, COORDINATOR, "", &fields).await["lineage"].clone()
}

fn ids(lineage: &Value) -> Vec<String> {
    let all = lineage["trajectories"].as_array().unwrap().iter();
    all.map(|one| one["trajectoryId"].as_str().unwrap().to_owned()).collect()
}

/// In the order in which they are answered.
fn sorted(ids: &[String]) -> Vec<String> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids
}

#[tokio::test]
async fn behind_a_figure_are_those_of_whom_it_was_told_with_the_events_that_tell_it() {
    let server = Server::start().await;
    let women = women_take_part(&server, OCMW, 3).await;
    let ocmw = server.ocmw();
    for id in &women[1..] {
        let home = json!({ "tenure": "room", "from": "2024-03-01" });
        ocmw.record("recordHousingFound", about(id, "2024-03-01", home)).await;
    }
    let lineage = behind(&server, "housed", "").await;
    assert_eq!(lineage["count"], json!(2));
    assert_eq!(lineage["position"], json!(server.database.head().await));
    assert_eq!(ids(&lineage), sorted(&women[1..]));
    for one in lineage["trajectories"].as_array().unwrap() {
        let steps = history(&server, one["trajectoryId"].as_str().unwrap()).await;
        let told_by = |fact: &Value| {
            let mut steps = steps.iter();
            let step = steps.find(|step| step["position"] == fact["position"]);
            let step = step.unwrap_or_else(|| panic!("nothing tells {fact}"));
            assert_eq!(step["eventId"], fact["eventId"], "{fact}");
            step["type"].as_str().unwrap().to_owned()
        };
        let facts = one["facts"].as_array().unwrap();
        let found = facts.iter().filter(|fact| told_by(fact) == "HousingFound");
        let found: Vec<_> = found.collect();
        assert!(!found.is_empty(), "{one}");
        assert!(found.iter().all(|fact| fact["day"] == "2024-03-01"), "{one}");
        assert!(facts.iter().any(|fact| told_by(fact) == "IntakeCompleted"), "{one}");
        assert_eq!(found[0]["counted"]["label"], "found a home");
        // She takes part, and found a home: these two events make it, and no other of those that there are.
        let events = one["events"].as_array().unwrap();
        let types: Vec<_> = events.iter().map(told_by).collect();
        assert_eq!(types, ["IntakeCompleted", "HousingFound"], "{one}");
        assert_eq!(found[0]["madeBy"], json!([events[1]["sequence"]]));
        for event in events {
            assert_eq!(event["type"], told_by(event));
            assert_eq!(event["correctedBy"], Value::Null);
        }
        assert_eq!(events[1]["occurredOn"], "2024-03-01");
    }
}

#[tokio::test]
async fn who_is_behind_a_figure_is_answered_page_by_page_in_order_of_ids() {
    let server = Server::start().await;
    let women = sorted(&women_take_part(&server, OCMW, 5).await);
    for (page, expected) in [
        (", first: 2", &women[..2]),
        (", first: 2, after: 2", &women[2..4]),
        (", first: 2, after: 4", &women[4..]),
        (", after: 3", &women[3..]),
        (", after: 5", &women[5..]),
        (", first: 0", &women[..0]),
        ("", &women),
    ] {
        let lineage = behind(&server, "participants", page).await;
        assert_eq!((ids(&lineage).as_slice(), &lineage["count"]), (expected, &json!(5)), "{page}");
    }
    let nobody = behind(&server, "housed", "").await;
    assert_eq!((&nobody["count"], ids(&nobody).len()), (&json!(0), 0));
}

#[tokio::test]
async fn what_comes_later_is_not_behind_an_earlier_figure() {
    let server = Server::start().await;
    let women = women_take_part(&server, OCMW, 1).await;
    let before = server.database.head().await;
    women_take_part(&server, OCMW, 1).await;
    let fields = "lineage(report: OUTCOMES, row: \"total\", column: \"participants\") {
        count position trajectories { trajectoryId facts { position } }
    }";
    let as_of = format!(", asOf: {{ position: {before} }}");
    let lineage = told(&server, COORDINATOR, &as_of, fields).await["lineage"].clone();
    assert_eq!((&lineage["count"], &lineage["position"]), (&json!(1), &json!(before)));
    assert_eq!(ids(&lineage), sorted(&women));
    let facts = lineage["trajectories"][0]["facts"].as_array().unwrap();
    assert!(facts.iter().all(|fact| fact["position"].as_u64() <= Some(before.into())), "{lineage}");
}

#[tokio::test]
async fn a_figure_that_no_report_has_is_refused() {
    let server = Server::start().await;
    let lineage = |row: &str, column: &str| {
        format!("lineage(report: ESF, row: \"{row}\", column: \"{column}\") {{ count }}")
    };
    for fields in [
        lineage("gender=tea", "EECO01"),
        lineage("total", "EECO99"),
        lineage("", ""),
        "esf { row(key: \"gender=tea\") { key } }".to_owned(),
        "esf { row(key: \"total\") { figure(column: \"EECO99\") { value } } }".to_owned(),
        "esf { total { figures(columns: [\"EECO01\", \"housed\"]) { value } } }".to_owned(),
    ] {
        let code = server.refuses_to(COORDINATOR, &question("", &fields)).await;
        assert_eq!(code, "NO_SUCH_FIGURE", "{fields}");
    }
    assert_eq!(
        server.ask(&question("", &lineage("total", "EECO01"))).await["reports"]["lineage"]["count"],
        0
    );
}

#[tokio::test]
async fn behind_whoever_waits_for_contact_is_that_since_which_there_was_none() {
    let server = Server::start().await;
    let women = women_take_part(&server, OCMW, 1).await;
    let lineage = behind_of(&server, ("CASELOAD", "no_contact"), "").await;
    assert_eq!(ids(&lineage), women);
    let one = &lineage["trajectories"][0];
    let mut facts = one["facts"].as_array().unwrap().iter();
    let waits = facts.find(|fact| fact["measure"] == "no_contact").expect("the absence");
    let sequences: Vec<_> =
        one["events"].as_array().unwrap().iter().map(|event| &event["sequence"]).collect();
    let made_by: Vec<_> = waits["madeBy"].as_array().unwrap().iter().collect();
    assert!(!made_by.is_empty() && made_by.iter().all(|of| sequences.contains(of)), "{one}");
}
