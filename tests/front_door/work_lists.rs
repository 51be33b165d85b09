//! The work list, page by page.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{REGION, Server, about, new_id};
use crate::lists::{Way, region, walked};

const FIELDS: &str = "trajectoryId kind month since until overdue";

#[tokio::test]
async fn the_work_list_is_read_to_its_end_without_loss_or_doubles() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let mut position = 0;
    for n in 0..9 {
        // Some have left, each with an exit to record and follow-ups to come; some have nobody.
        let id = ocmw.takes_in(json!({}), json!({})).await;
        position = if n % 3 == 0 {
            ocmw.record("closeTrajectory", about(&id, "2024-03-01", json!({ "reason": "work" })))
                .await
        } else {
            ocmw.record("linkPersona", about(&id, "2024-03-01", json!({ "persona": "mo" }))).await
        }
        .position();
    }
    for day in ["2024-03-10", "2024-09-10", "2025-06-01"] {
        let arguments = format!(", on: \"{day}\", atLeast: {position}");
        let all = async |size, way| {
            walked(&server, "workList", &region(&arguments), FIELDS, size, way).await
        };
        let whole = all(200, Way::Forwards).await;
        assert!(whole.len() >= 9, "{whole:?}");
        for first in [1, 2, 5, whole.len() - 1, whole.len()] {
            for way in [Way::Forwards, Way::Backwards] {
                assert_eq!(all(first, way).await, whole, "{day}, pages of {first}, {way:?}");
            }
        }
        let told: BTreeSet<_> = whole.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), whole.len(), "no doubles");
        // What is overdue comes first, then what has a last day, then the rest.
        let rank = |item: &Value| (item["overdue"] != json!(true), item["until"].is_null());
        assert!(whole.iter().map(rank).is_sorted(), "{whole:?}");
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_had_is_refused_by_its_name() {
    let server = Server::start().await;
    server.ocmw().opens(json!({})).await;
    let list = |field: &str, first: i64| {
        format!("{{ {field}(region: \"{REGION}\", first: {first}) {{ edges {{ cursor }} }} }}")
    };
    let history = |first: i64| {
        format!("{{ history(id: \"trajectory:{}\", first: {first}) {{ totalCount }} }}", new_id())
    };
    let lineage = |first: i64| {
        format!(
            "{{ reports(region: \"{REGION}\", period: {{ from: \"2024-01-01\", to: \"2024-12-31\" }}) {{
                lineage(report: ESF, row: \"total\", column: \"participants\", first: {first}) {{ count }}
            }} }}"
        )
    };
    for field in ["workList", "trajectories", "proposals"] {
        assert_eq!(server.refuses(&list(field, -1)).await, "PAGE_SIZE_NEGATIVE");
        assert_eq!(server.refuses(&list(field, 201)).await, "PAGE_TOO_LARGE");
        assert_eq!(server.refuses(&list(field, 10_000)).await, "PAGE_TOO_LARGE");
        server.ask(&list(field, 200)).await;
    }
    assert_eq!(server.refuses(&history(-1)).await, "PAGE_SIZE_NEGATIVE");
    assert_eq!(server.refuses(&history(101)).await, "PAGE_TOO_LARGE");
    assert_eq!(server.refuses(&lineage(-1)).await, "PAGE_SIZE_NEGATIVE");
    assert_eq!(server.refuses(&lineage(201)).await, "PAGE_TOO_LARGE");

    let query = list("workList", 10_000);
    let answer =
        server.http.post(server.url()).json(&json!({ "query": query })).send().await.unwrap();
    let told: Value = answer.json().await.unwrap();
    let message = told["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("200 at most"), "the limit is named: {message}");
    for cursor in ["", "x", "-/2024-01-01", "-/-262143-01-01/x/make_contact/0"] {
        let query = list("workList", 1).replace("first: 1", &format!("after: \"{cursor}\""));
        assert_eq!(server.refuses(&query).await, "MALFORMED_ID", "{cursor}");
    }
}
