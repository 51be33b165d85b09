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

/// How a list is walked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// From its beginning.
    Forwards,
    /// From its end.
    Backwards,
}

/// The arguments of a list of the region.
pub(crate) fn region(more: &str) -> String {
    format!("region: \"{REGION}\"{more}")
}

/// All nodes of a list in its own order, read in pages of this size from one end to the other.
pub(crate) async fn walked(
    server: &Server,
    list: &str,
    arguments: &str,
    fields: &str,
    size: usize,
    way: Way,
) -> Vec<Value> {
    let ([count, from], [behind, ahead], ends) = match way {
        Way::Forwards => {
            (["first", "after"], ["hasPreviousPage", "hasNextPage"], ["startCursor", "endCursor"])
        }
        Way::Backwards => {
            (["last", "before"], ["hasNextPage", "hasPreviousPage"], ["endCursor", "startCursor"])
        }
    };
    let (mut found, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let query = format!(
            "{{ {list}({arguments}, {count}: {size}, {from}: {cursor}) {{
                edges {{ cursor node {{ {fields} }} }}
                pageInfo {{ hasPreviousPage hasNextPage startCursor endCursor }}
            }} }}"
        );
        let page = server.ask(&query).await[list].clone();
        let (info, mut edges) = (&page["pageInfo"], page["edges"].as_array().unwrap().clone());
        if way == Way::Backwards {
            edges.reverse();
        }
        assert!(edges.len() <= size);
        found.extend(edges.iter().map(|edge| edge["node"].clone()));
        let cursors = [edges.first().unwrap(), edges.last().unwrap()].map(|edge| &edge["cursor"]);
        assert_eq!(ends.map(|end| &info[end]), cursors);
        assert_eq!(info[behind], json!(!cursor.is_null()), "another page was before");
        if info[ahead] == json!(false) {
            break;
        }
        assert_eq!(edges.len(), size, "a page that is not the last is full");
        cursor = cursors[1].clone();
    }
    if way == Way::Backwards {
        found.reverse();
    }
    found
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

    let more = format!(", atLeast: {position}");
    for size in [1, 4, 5, 22, 23, 200] {
        for way in [Way::Forwards, Way::Backwards] {
            let found =
                walked(&server, "trajectories", &region(&more), "id openedOn", size, way).await;
            assert_eq!(found.len(), expected.len(), "pages of {size}, {way:?}: no doubles");
            let text = |node: &Value, field: &str| node[field].as_str().unwrap().to_owned();
            let ids: BTreeSet<_> = found.iter().map(|node| text(node, "id")).collect();
            assert_eq!(ids, expected, "pages of {size}, {way:?}");
            let days: Vec<_> = found.iter().map(|node| text(node, "openedOn")).collect();
            assert!(days.is_sorted_by(|a, b| a >= b), "the one opened last first: {days:?}");
        }
    }
}

#[tokio::test]
async fn a_page_lies_between_two_places_and_is_counted_from_one_end() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    ocmw.record("linkPersona", about(&id, "2024-02-01", json!({ "persona": "mo" }))).await;
    let steps = async |arguments: &str| {
        let query = format!(
            "{{ history(id: \"{id}\"{arguments}) {{ edges {{ node {{ event }} }}
                pageInfo {{ hasPreviousPage hasNextPage startCursor endCursor }} }} }}"
        );
        let found = server.ask(&query).await["history"].clone();
        let edges = found["edges"].as_array().unwrap().iter();
        let events: Vec<_> = edges.map(|edge| edge["node"]["event"].as_u64().unwrap()).collect();
        let told = |side: &str| found["pageInfo"][side].as_bool().unwrap();
        (events, told("hasPreviousPage"), told("hasNextPage"))
    };
    assert_eq!(steps("").await, (vec![1, 2, 3, 4, 5], false, false));
    assert_eq!(steps(", after: \"1\", before: \"5\"").await, (vec![2, 3, 4], true, false));
    assert_eq!(steps(", first: 2, after: \"1\", before: \"5\"").await, (vec![2, 3], true, true));
    assert_eq!(steps(", last: 2, after: \"1\", before: \"5\"").await, (vec![3, 4], true, true));
    assert_eq!(steps(", last: 4, after: \"1\", before: \"5\"").await, (vec![2, 3, 4], false, true));
    assert_eq!(steps(", last: 0").await, (vec![], true, false));
    for field in [format!("history(id: \"{id}\", "), format!("workList(region: \"{REGION}\", ")] {
        let both = format!("{{ {field} first: 1, last: 1) {{ edges {{ cursor }} }} }}");
        assert_eq!(server.refuses(&both).await, "PAGE_FROM_BOTH_ENDS");
    }
}

#[tokio::test]
async fn whoever_asks_at_least_a_position_finds_what_was_recorded_there() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    for n in 0..30 {
        let (name, phase) = match n % 2 {
            0 => ("closeTrajectory", "FOLLOW_UP"),
            _ => ("reopenTrajectory", "ACTIVE"),
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

/// How many there are in all in a list of the region, with these arguments, and how many on the page.
async fn counted(server: &Server, list: &str, arguments: &str) -> (u64, usize) {
    let query = format!(
        "{{ {list}(region: \"{REGION}\"{arguments}) {{ totalCount edges {{ cursor }} }} }}"
    );
    let found = server.ask(&query).await[list].clone();
    (found["totalCount"].as_u64().unwrap(), found["edges"].as_array().unwrap().len())
}

#[tokio::test]
async fn a_list_says_how_many_there_are_in_all_whatever_the_page() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let mut position = 0;
    for n in 0..5 {
        let municipality = if n < 3 { "45041" } else { "45035" };
        position = ocmw.opens(json!({ "municipality": municipality })).await.position();
    }
    let at_least = format!(", atLeast: {position}");
    assert_eq!(counted(&server, "trajectories", &at_least).await, (5, 5));
    let page = format!("{at_least}, first: 2, filter: {{ municipality: \"45041\" }}");
    assert_eq!(counted(&server, "trajectories", &page).await, (3, 2));
    assert_eq!(counted(&server, "proposals", &at_least).await, (0, 0));
    // Whom nobody has reached by then is looked for.
    let work = format!("{at_least}, on: \"2024-06-01\"");
    let (all, shown) = counted(&server, "workList", &work).await;
    assert!(all >= 5 && usize::try_from(all) == Ok(shown), "{all} in all, {shown} shown");
    assert_eq!(counted(&server, "workList", &format!("{work}, first: 1")).await, (all, 1));
    let elsewhere = format!("{work}, organisation: \"{CAW}\"");
    assert_eq!(counted(&server, "workList", &elsewhere).await, (0, 0));
}

#[tokio::test]
async fn whoever_knows_a_position_is_shown_what_changed_after_it() {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    let (first, second) = (ocmw.opens(json!({})).await, ocmw.opens(json!({})).await);
    let regions = "{ regions { code label english: label(lang: EN) catalogues position } }";
    let listed = server.ask(regions).await["regions"].clone();
    let expected = json!([{
        "code": REGION, "label": "Vlaamse-Ardennen", "english": "Flemish Ardennes",
        "catalogues": ["2023-08-11"], "position": second.position(),
    }]);
    assert_eq!(listed, expected);
    let id = first.trajectory();
    let moved = about(&id, "2024-02-01", json!({ "challenge": "RU2" }));
    let moved = ocmw.record("linkChallenge", moved).await.position();
    for (since, expected) in [
        (0, BTreeSet::from([first.trajectory(), second.trajectory()])),
        (second.position(), BTreeSet::from([id])),
        (moved, BTreeSet::new()),
    ] {
        let query = format!(
            "{{ trajectories(region: \"{REGION}\", changedSince: {since}, atLeast: {moved}) {{
                totalCount edges {{ node {{ id }} }} }} }}"
        );
        let found = server.ask(&query).await["trajectories"].clone();
        let edges = found["edges"].as_array().unwrap().iter();
        let ids = edges.map(|edge| edge["node"]["id"].as_str().unwrap().to_owned());
        assert_eq!(ids.collect::<BTreeSet<_>>(), expected, "since {since}");
        assert_eq!(found["totalCount"], json!(expected.len()), "since {since}");
    }
}
