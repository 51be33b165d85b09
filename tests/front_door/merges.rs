//! Duplicates: once merged they count no longer, and they come back when they turn out to be none.

use serde_json::{Value, json};

use crate::harness::{Database, ELSEWHERE, FIGURES, Server, about, elsewhere, figures, new_id};

/// How many participants there are, and how many found a home, at a position.
async fn counted(server: &Server, as_of: u32) -> [Value; 2] {
    let report = server.outcomes(&format!(", asOf: {{ position: {as_of} }}"), FIGURES).await;
    figures(&report, "total", ["participants", "housed"])
}

#[tokio::test]
async fn a_duplicate_disappears_from_the_figures_and_comes_back_when_it_is_none() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let (first, second) =
        (ocmw.takes_in(json!({}), json!({})).await, ocmw.takes_in(json!({}), json!({})).await);
    let home = json!({ "tenure": "room" });
    let both = ocmw.record("recordHousingFound", about(&second, "2024-02-01", home)).await;
    let into =
        |other: &str| about(&second, "2024-03-01", json!({ "into": other, "takeOver": true }));
    let lost = about(&second, "2024-03-01", json!({ "into": first }));
    ocmw.is_refused("mergeTrajectory", lost, "MERGE_LOSES_RECORDS", Some("takeOver")).await;
    let merged = ocmw.record("mergeTrajectory", into(&first)).await;
    assert_eq!(merged.phase(), "MERGED");

    let asked = format!(
        "{{ trajectory(id: \"{second}\") {{ mergedInto housing {{ homes {{ from }} }} }} }}"
    );
    let kept = json!({ "mergedInto": first, "housing": { "homes": [{ "from": "2024-02-01" }] } });
    assert_eq!(server.ask(&asked).await["trajectory"], kept, "what it holds stays to be read");
    let asked = |id: &str| {
        format!("{{ trajectory(id: \"{id}\") {{ mergedFrom housing {{ homes {{ from }} }} }} }}")
    };
    let taken_over = server.ask(&asked(&first)).await["trajectory"].clone();
    let expected =
        json!({ "mergedFrom": [second], "housing": { "homes": [{ "from": "2024-02-01" }] } });
    assert_eq!(taken_over, expected);
    let history = format!(
        "{{ history(id: \"{first}\", last: 1) {{ edges {{ node {{ origin {{ region trajectoryId event }} }} }} }} }}"
    );
    let origin = json!({ "region": "vlaamse-ardennen", "trajectoryId": second, "event": 4 });
    let shown = server.ask(&history).await["history"]["edges"][0]["node"]["origin"].clone();
    assert_eq!(shown, origin, "it says where it was recorded first");
    let listed = format!(
        "{{ trajectories(region: \"vlaamse-ardennen\", filter: {{ phase: MERGED }}, atLeast: {}) {{
            edges {{ node {{ id }} }}
        }} }}",
        merged.position()
    );
    let listed = server.ask(&listed).await["trajectories"]["edges"].clone();
    assert_eq!(listed, json!([{ "node": { "id": second } }]));
    let more = about(&second, "2024-03-02", json!({ "persona": "mo" }));
    ocmw.is_refused("linkPersona", more, "TRAJECTORY_MERGED", None).await;
    ocmw.is_refused("mergeTrajectory", into(&first), "TRAJECTORY_MERGED", None).await;

    let unmerge = || about(&second, "2024-04-01", json!({}));
    let back = ocmw.record("unmergeTrajectory", unmerge()).await;
    assert_eq!(back.phase(), "ACTIVE");
    ocmw.is_refused("unmergeTrajectory", unmerge(), "NOT_MERGED", None).await;
    let given_back = server.ask(&asked(&first)).await["trajectory"].clone();
    assert_eq!(given_back, json!({ "mergedFrom": [], "housing": { "homes": [] } }));

    assert_eq!(counted(&server, both.position()).await, [json!(2), json!(1)]);
    assert_eq!(counted(&server, merged.position()).await, [json!(1), json!(1)]);
    assert_eq!(counted(&server, back.position()).await, [json!(2), json!(1)]);
}

#[tokio::test]
async fn there_has_to_be_something_to_merge_into() {
    let database = Database::create().await;
    elsewhere().is_published(&database).await;
    let server = Server::on(database).await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let other = ocmw.opens(json!({})).await.trajectory();
    let merged = ocmw.opens(json!({})).await.trajectory();
    let into = |id: &str, other: &str| about(id, "2024-02-01", json!({ "into": other }));
    ocmw.record("mergeTrajectory", into(&merged, &other)).await;
    let there = json!({ "region": ELSEWHERE, "municipality": "99041" });
    let there = ocmw.opens(there).await.trajectory();
    let nobody = format!("trajectory:{}", new_id());

    for nothing in [&nobody, &merged, &there] {
        let input = into(&id, nothing);
        ocmw.is_refused("mergeTrajectory", input, "NOTHING_TO_MERGE_INTO", None).await;
    }
    ocmw.is_refused("mergeTrajectory", into(&id, &id), "MERGE_WITH_ITSELF", None).await;
    ocmw.is_refused("mergeTrajectory", into(&id, "x"), "MALFORMED_ID", Some("into")).await;
    // When the merge is taken back, there is something.
    ocmw.record("unmergeTrajectory", about(&merged, "2024-02-02", json!({}))).await;
    let taking_over = json!({ "into": merged, "takeOver": true });
    ocmw.record("mergeTrajectory", about(&id, "2024-02-03", taking_over)).await;
}
