//! What a request costs is known before its work is done: what costs too much is refused by a code,
//! by status 400, and within an instant.

use std::fmt::Write;
use std::time::Duration;

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::harness::{REGION, Server};

/// Fragments of a kilobyte that spread each other twice: two to the power of thirty fields.
fn bomb() -> String {
    let mut text = "{ ...f0 }".to_owned();
    for n in 0..30 {
        write!(text, "fragment f{n} on Query{{...f{0} ...f{0}}}", n + 1).unwrap();
    }
    text + "fragment f30 on Query{__typename}"
}

fn five_years(fields: &str) -> String {
    let period = r#"{ from: "2021-01-01", to: "2025-12-31" }"#;
    format!("{{ reports(region: \"{REGION}\", period: {period}) {{ {fields} }} }}")
}

fn many(n: usize, field: &str) -> String {
    (0..n).map(|n| format!("a{n}: {field}")).collect::<Vec<_>>().join(" ")
}

/// The code and the status that a request is refused with.
async fn refused(request: RequestBuilder) -> (StatusCode, String) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["data"], Value::Null, "{body}");
    let code = body["errors"][0]["extensions"]["code"].as_str();
    (status, code.unwrap_or_else(|| panic!("{body}")).to_owned())
}

#[tokio::test]
async fn what_costs_too_much_is_refused_within_a_second_of_processor_time() {
    let server = Server::start().await;
    let series = many(100, "series(report: OUTCOMES, by: MONTH) { position }");
    let columns = "\"free\" ".repeat(8_000);
    let columns =
        format!("needsAgainstSupply {{ rows {{ figures(columns: [{columns}]) {{ value }} }} }}");
    let publication = format!(
        "publication(region: \"{REGION}\", report: ESF, quarter: {{ year: 2024, quarter: 1 }}) {{ position }}"
    );
    let nested = "types { fields { type { fields { type { fields { name } } } } } }";
    let unknown = (0..1_990).map(|n| format!("{}{n}", "x".repeat(90)));
    let unknown = unknown.collect::<Vec<_>>().join(" ");
    for (query, code) in [
        (bomb(), "TOO_MANY_SPREADS"),
        (five_years(&series), "REPORT_TOO_LARGE"),
        (five_years(&many(300, "needsAgainstSupply { position }")), "REPORT_TOO_LARGE"),
        (five_years(&many(600, "needsAgainstSupply { position }")), "TOO_MANY_ALIASES"),
        (five_years(&columns), "REPORT_TOO_LARGE"),
        (format!("{{ {} }}", many(61, &publication)), "REPORT_TOO_LARGE"),
        (format!("{{ __schema {{ {nested} }} }}"), "INTROSPECTION_TOO_COMPLEX"),
        (format!("mutation {{ {unknown} }}"), "QUERY_TOO_LONG"),
        (format!("{{ a {} }}", "@skip(if: false) ".repeat(2_000)), "TOO_MANY_DIRECTIVES"),
        ("a ".repeat(100_000), "QUERY_TOO_LONG"),
    ] {
        let before = server.processor_time();
        let request = server.http.post(server.url()).json(&json!({ "query": query }));
        let told = refused(request).await;
        assert_eq!(told, (StatusCode::BAD_REQUEST, code.to_owned()), "{}", &query[..80]);
        let took = server.processor_time().saturating_sub(before);
        assert!(took < Duration::from_secs(1), "{code} took {took:?}");
    }
    let link = reqwest::Url::parse_with_params(&server.url(), [("query", bomb())]).unwrap();
    let told = refused(server.http.get(link)).await;
    assert_eq!(told, (StatusCode::BAD_REQUEST, "TOO_MANY_SPREADS".to_owned()));
}

#[tokio::test]
async fn a_document_that_is_kept_is_counted_anew_with_every_variables() {
    let server = Server::start().await;
    let query = format!(
        "query ($from: NaiveDate!, $by: Step!) {{
            reports(region: \"{REGION}\", period: {{ from: $from, to: \"2025-12-31\" }}) {{
                series(report: FUNNEL, by: $by) {{ from }} }} }}"
    );
    for _ in 0..2 {
        for (from, by, steps) in [
            ("2021-01-01", "MONTH", Some(60)),
            ("2020-12-31", "MONTH", None),
            ("2020-12-31", "YEAR", Some(6)),
        ] {
            let variables = json!({ "from": from, "by": by });
            let body = json!({ "query": query, "variables": variables });
            let request = server.http.post(server.url()).json(&body);
            let Some(steps) = steps else {
                assert_eq!(refused(request).await.1, "REPORT_TOO_LARGE");
                continue;
            };
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            let told = answer["data"]["reports"]["series"].as_array().map(Vec::len);
            assert_eq!(told, Some(steps), "{answer}");
        }
    }
}

#[tokio::test]
async fn a_column_that_is_named_again_is_told_once() {
    let server = Server::start().await;
    let names = "\"housed\" \"participants\" ".repeat(4_000);
    let query =
        five_years(&format!("outcomes {{ total {{ figures(columns: [{names}]) {{ column }} }} }}"));
    let told = server.ask(&query).await;
    let expected = json!([{ "column": "housed" }, { "column": "participants" }]);
    assert_eq!(told["reports"]["outcomes"]["total"]["figures"], expected);
}

#[tokio::test]
async fn a_document_that_is_not_carried_out_is_answered_by_status_400() {
    let server = Server::start().await;
    for (query, status) in [
        ("{", StatusCode::BAD_REQUEST),
        ("{ nothing }", StatusCode::BAD_REQUEST),
        ("query ($id: ID!) { node(id: $id) { id } }", StatusCode::BAD_REQUEST),
        ("{ trajectories(region: 1) { edges { cursor } } }", StatusCode::BAD_REQUEST),
        // Carried out, and then refused by what was asked.
        ("{ node(id: \"x\") { id } }", StatusCode::OK),
        ("{ trajectories(region: \"x\") { edges { cursor } } }", StatusCode::OK),
        ("{ __typename }", StatusCode::OK),
    ] {
        let request = server.http.post(server.url()).json(&json!({ "query": query }));
        assert_eq!(request.send().await.unwrap().status(), status, "{query}");
    }
}

#[tokio::test]
async fn an_answer_tells_of_so_many_errors_and_quotes_so_much() {
    let server = Server::start().await;
    let wrong = (0..500).map(|n| format!("x{n}")).collect::<Vec<_>>().join(" ");
    let asked = server.http.post(server.url()).json(&json!({ "query": format!("{{ {wrong} }}") }));
    let answer: Value = asked.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(50));

    let query = format!("query ($id: ID!) {{ {} }}", many(100, "node(id: $id) { id }"));
    let body = json!({ "query": query, "variables": { "id": "x".repeat(100_000) } });
    let answer = server.http.post(server.url()).json(&body).send().await.unwrap();
    assert!(answer.bytes().await.unwrap().len() < 100_000);
}
