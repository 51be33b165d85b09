//! What cannot be asked is told by a code, and answered by nothing else.

use serde_json::json;

use crate::harness::{REGION, Server};

fn list(arguments: &str) -> String {
    format!("{{ trajectories(region: \"{REGION}\"{arguments}) {{ edges {{ cursor }} }} }}")
}

fn report(from: &str, to: &str, more: &str) -> String {
    format!(
        "{{ reports(region: \"{REGION}\", period: {{ from: \"{from}\", to: \"{to}\" }}{more}) {{
            outcomes {{ position }}
        }} }}"
    )
}

#[tokio::test]
async fn a_question_about_what_there_is_not_is_refused() {
    let server = Server::start().await;
    server.ocmw().opens(json!({})).await;
    let year = |more: &str| report("2024-01-01", "2024-12-31", more);
    for (query, code) in [
        (list(", filter: { persona: \"x\" }"), "UNKNOWN_CODE"),
        (list(", filter: { challenge: \"RU3\" }"), "UNKNOWN_CODE"),
        (list(", filter: { municipality: \"9000\" }"), "UNKNOWN_CODE"),
        (list(", filter: { organisation: \"1\" }"), "MALFORMED_ID"),
        (list(", filter: { bridgeFigure: \"jan\" }"), "MALFORMED_ID"),
        (list(", filter: { phase: LOST }"), "INVALID_QUERY"),
        (list(", after: \"x\""), "MALFORMED_ID"),
        (list(", after: \"2024-01-01/x\""), "MALFORMED_ID"),
        (list(", first: -1"), "PAGE_SIZE_NEGATIVE"),
        (list(", first: 201"), "PAGE_TOO_LARGE"),
        (list(", first: 10000"), "PAGE_TOO_LARGE"),
        (list(", first: 2147483647"), "PAGE_TOO_LARGE"),
        (list(", first: 2147483648"), "INVALID_QUERY"),
        (list(", atLeast: 2"), "POSITION_BEYOND_HEAD"),
        (list("").replace(REGION, "meetjesland"), "REGION_NOT_FOUND"),
        (year(", filter: { gender: \"x\" }"), "UNKNOWN_CODE"),
        (year(", filter: { organisation: \"0000000197\" }"), "MALFORMED_ID"),
        (year(", asOf: { position: 2 }"), "POSITION_BEYOND_HEAD"),
        (year(", atLeast: 2"), "POSITION_BEYOND_HEAD"),
        (year(", asOf: { position: -1 }"), "INVALID_QUERY"),
        (year("").replace(REGION, "meetjesland"), "REGION_NOT_FOUND"),
        (report("2024-12-31", "2024-01-01", ""), "PERIOD_ENDS_BEFORE_IT_BEGINS"),
        (report("2024-02-30", "2024-12-31", ""), "INVALID_QUERY"),
        ("{ trajectory(id: \"x\") { id } }".to_owned(), "MALFORMED_ID"),
        ("{ node(id: \"client:1\") { id } }".to_owned(), "MALFORMED_ID"),
        ("{ trajectory(id: 1.5) { id } }".to_owned(), "INVALID_QUERY"),
        ("{ trajectory { id } }".to_owned(), "INVALID_QUERY"),
        ("{ name }".to_owned(), "INVALID_QUERY"),
        ("{".to_owned(), "INVALID_QUERY"),
        (String::new(), "INVALID_QUERY"),
    ] {
        assert_eq!(server.refuses(&query).await, code, "{query}");
    }
    // The last that can be asked.
    server.ask(&list(", atLeast: 1")).await;
    server.ask(&year(", asOf: { position: 1 }")).await;
    server.ask(&report("2024-01-01", "2024-01-01", "")).await;
}

#[tokio::test]
async fn a_question_that_is_too_deep_or_too_much_is_refused() {
    let server = Server::start().await;
    for depth in [12, 20] {
        let deep = format!("{{ {} name {} }}", "a { ".repeat(depth), "} ".repeat(depth));
        assert_eq!(server.refuses(&deep).await, "QUERY_TOO_DEEP", "{depth}");
    }

    for (open, close) in [("[", "]"), ("{a:", "}")] {
        let (open, close) = (open.repeat(50_000), close.repeat(50_000));
        let query = format!("{{ trajectory(id: {open}1{close}) {{ id }} }}");
        assert_eq!(server.refuses(&query).await, "QUERY_TOO_DEEP", "it is still there to answer");
    }

    let field = |n: usize| {
        format!(
            "a{n}: trajectories(region: \"{REGION}\", first: 200) {{
                edges {{ node {{ id clientId version phase personas {{ code label }} }} }}
            }}"
        )
    };
    let much: String = (0..20).map(field).collect();
    assert_eq!(server.refuses(&format!("{{ {much} }}")).await, "QUERY_TOO_COMPLEX");
    let alias = |n: usize| format!("a{n}: node(id: \"x\") {{ id }} ");
    let aliases: String = (0..1_500).map(alias).collect();
    assert_eq!(server.refuses(&format!("{{ {aliases} }}")).await, "QUERY_TOO_COMPLEX");
    let aliases: String = (0..400).map(alias).collect();
    assert_eq!(server.refuses(&format!("{{ {aliases} }}")).await, "TOO_MANY_ALIASES");
    let aliases: String = (0..200).map(alias).collect();
    assert_eq!(server.refuses(&format!("{{ {aliases} }}")).await, "QUERY_TOO_COMPLEX");
    server.ask(&format!("{{ {} }}", field(0))).await;
}
