//! Lists of trajectories: filters, pages, and reading one's own writes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{CAW, OCMW, REGION, Server, about, new_id};

/// The ids of the trajectories that a filter leaves, once `at_least` is visible.
async fn listed(server: &Server, filter: &str, at_least: u32) -> BTreeSet<String> {
    let query = format!(
        "{{ trajectories(region: \"{REGION}\", filter: {{ {filter} }}, atLeast: {at_least}) {{
            edges {{ node {{ id }} }} pageInfo {{ hasNextPage }}
        }} }}"
    );
    let found = server.ask(&query).await["trajectories"].clone();
    assert_eq!(found["pageInfo"]["hasNextPage"], json!(false));
    let edges = found["edges"].as_array().unwrap().clone();
    edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn each_filter_finds_those_that_it_names_and_no_others() {
    let server = Server::start().await;
    let (ocmw, caw) = (server.ocmw(), server.partner(CAW));
    let worker = new_id();
    let outreach = ocmw.opens(json!({})).await.trajectory();
    let intake = caw.opens(json!({ "municipality": "45035" })).await.trajectory();
    caw.has_consent(&intake).await;
    let active = ocmw.takes_in(json!({}), json!({})).await;
    let on = |id: &str, more: Value| about(id, "2024-02-01", more);
    ocmw.record("linkPersona", on(&active, json!({ "persona": "mo" }))).await;
    ocmw.record("linkChallenge", on(&outreach, json!({ "challenge": "RU2" }))).await;
    let figure = json!({ "worker": worker, "organisation": OCMW });
    ocmw.record("assignBridgeFigure", on(&active, figure)).await;
    ocmw.record("grantAccess", on(&active, json!({ "organisation": CAW }))).await;
    let follow_up = ocmw.takes_in(json!({}), json!({})).await;
    ocmw.record("closeTrajectory", on(&follow_up, json!({ "reason": "work" }))).await;
    let ended = ocmw.opens(json!({})).await.trajectory();
    let closed = ocmw.record("closeTrajectory", on(&ended, json!({ "reason": "moved" }))).await;

    let cases: &[(String, &[&String])] = &[
        (String::new(), &[&outreach, &intake, &active, &follow_up, &ended]),
        ("phase: OUTREACH".to_owned(), &[&outreach]),
        ("phase: INTAKE".to_owned(), &[&intake]),
        ("phase: ACTIVE".to_owned(), &[&active]),
        ("phase: FOLLOW_UP".to_owned(), &[&follow_up]),
        ("phase: ENDED".to_owned(), &[&ended]),
        ("municipality: \"45035\"".to_owned(), &[&intake]),
        ("persona: \"mo\"".to_owned(), &[&active]),
        ("challenge: \"RU1\"".to_owned(), &[&active]),
        ("challenge: \"RU2\"".to_owned(), &[&outreach]),
        (format!("organisation: \"{CAW}\""), &[&intake, &active]),
        (format!("organisation: \"{OCMW}\""), &[&outreach, &active, &follow_up, &ended]),
        (format!("bridgeFigure: \"{worker}\""), &[&active]),
        (format!("organisation: \"{OCMW}\", municipality: \"45041\", phase: ACTIVE"), &[&active]),
        ("persona: \"mo\", phase: ENDED".to_owned(), &[]),
    ];
    for (filter, expected) in cases {
        let expected = expected.iter().map(|id| (*id).clone()).collect();
        assert_eq!(listed(&server, filter, closed.position()).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn a_list_is_read_page_by_page_without_loss_or_doubles() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let mut expected = BTreeSet::new();
    let mut position = 0;
    // Several on one day, so that pages end in the middle of a day.
    for n in 0..23 {
        let opening = json!({ "occurredOn": format!("2024-01-{:02}", 1 + n / 5) });
        let opened = ocmw.opens(opening).await;
        expected.insert(opened.trajectory());
        position = opened.position();
    }

    for first in [1, 4, 5, 22, 23, 200] {
        let (mut found, mut days, mut after) = (Vec::new(), Vec::new(), "null".to_owned());
        loop {
            let query = format!(
                "{{ trajectories(region: \"{REGION}\", first: {first}, after: {after},
                    atLeast: {position}) {{
                    edges {{ cursor node {{ id openedOn }} }} pageInfo {{ hasNextPage endCursor }}
                }} }}"
            );
            let page = server.ask(&query).await["trajectories"].clone();
            let edges = page["edges"].as_array().unwrap();
            assert!(edges.len() <= first);
            for edge in edges {
                found.push(edge["node"]["id"].as_str().unwrap().to_owned());
                days.push(edge["node"]["openedOn"].as_str().unwrap().to_owned());
            }
            assert_eq!(page["pageInfo"]["endCursor"], edges.last().unwrap()["cursor"]);
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
            assert_eq!(edges.len(), first, "a page that is not the last is full");
            after = page["pageInfo"]["endCursor"].to_string();
        }
        assert_eq!(found.len(), expected.len(), "pages of {first}: no doubles");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected, "pages of {first}");
        assert!(days.is_sorted_by(|a, b| a >= b), "the one opened last first: {days:?}");
    }
}

#[tokio::test]
async fn whoever_asks_at_least_a_position_finds_what_was_recorded_there() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    for n in 0..30 {
        let (name, phase) = match n % 2 {
            0 => ("closeTrajectory", "follow_up"),
            _ => ("reopenTrajectory", "active"),
        };
        let reason = if n % 2 == 0 { "work" } else { "relapse" };
        let input = json!({ "trajectoryId": id, "occurredOn": "2024-03-01", "reason": reason });
        let position = ocmw.record(name, input).await.position();
        let query = format!(
            "{{ trajectories(region: \"{REGION}\", atLeast: {position}) {{
                edges {{ node {{ phase position version }} }}
            }} }}"
        );
        let node = server.ask(&query).await["trajectories"]["edges"][0]["node"].clone();
        assert_eq!(node, json!({ "phase": phase, "position": position, "version": position }));
    }
}
