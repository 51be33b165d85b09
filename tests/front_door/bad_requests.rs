//! Requests that are none: told by a status and a code, and nothing recorded.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Mutation, Server, opening};

fn post(server: &Server) -> RequestBuilder {
    server.http.post(server.url())
}

/// A body that would open a trajectory.
fn open() -> String {
    Mutation::new("openTrajectory", opening(json!({}))).body().to_string()
}

async fn told(request: RequestBuilder) -> (StatusCode, String) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["data"], Value::Null, "{body}");
    let code = body["errors"][0]["extensions"]["code"].as_str();
    (status, code.unwrap_or_else(|| panic!("{body}")).to_owned())
}

async fn is_refused(server: &Server, request: RequestBuilder, status: StatusCode, code: &str) {
    assert_eq!(told(request).await, (status, code.to_owned()));
    assert_eq!(server.database.head().await, 0, "{code}");
}

#[tokio::test]
async fn a_post_that_does_not_say_it_is_json_is_refused() {
    let server = Server::start().await;
    let (status, code) = (StatusCode::UNSUPPORTED_MEDIA_TYPE, "CONTENT_TYPE_NOT_JSON");
    for said in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "text/plain; application/json",
        "",
    ] {
        let request = post(&server).header("content-type", said).body(open());
        is_refused(&server, request, status, code).await;
    }
    is_refused(&server, post(&server).body(open()), status, code).await;

    for said in ["application/json", "Application/JSON; charset=utf-8"] {
        let answer = post(&server).header("content-type", said).body(open()).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["data"]["openTrajectory"]["errors"], json!([]), "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_or_no_request_is_refused() {
    let server = Server::start().await;
    let json = |body: String| post(&server).header("content-type", "application/json").body(body);
    for body in
        ["", "x", "{", "1", "null", "[]", "[{}]", "{\"query\": 1}", "{\"query\": \"{}\"", "\u{0}"]
    {
        let request = json(body.to_owned());
        is_refused(&server, request, StatusCode::BAD_REQUEST, "BODY_NOT_JSON").await;
    }
    // Well formed, but for its size.
    let large = format!("{}{}", open(), " ".repeat(256 * 1024));
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    is_refused(&server, json(large), status, "BODY_TOO_LARGE").await;
}

#[tokio::test]
async fn a_mutation_by_get_is_refused() {
    let server = Server::start().await;
    let mutation = Mutation::new("openTrajectory", opening(json!({}))).body();
    let (query, variables) =
        (mutation["query"].as_str().unwrap(), mutation["variables"].to_string());
    let get = |query: &str| {
        let parameters = [("query", query), ("variables", &variables)];
        server.http.get(reqwest::Url::parse_with_params(&server.url(), parameters).unwrap())
    };
    // What is typed about a client stands in no address, whether in the text or beside it.
    for query in [
        "{knownClient(region:\"vlaamse-ardennen\",insz:\"85073003328\"){organisation}}",
        "query($i:String){...f}fragment f on Query{knownClient(region:\"x\",insz:$i){organisation}}",
    ] {
        let request = server.http.get(server.url()).query(&[("query", query)]);
        let request = request.query(&[("variables", r#"{"i":"85073003328"}"#)]);
        let status = StatusCode::METHOD_NOT_ALLOWED;
        is_refused(&server, request, status, "PERSONAL_BY_GET").await;
    }
    let (status, code) = (StatusCode::METHOD_NOT_ALLOWED, "MUTATION_BY_GET");
    is_refused(&server, get(query), status, code).await;
    let hidden =
        format!("query Q {{ __typename }} {}", query.replacen("mutation", "mutation M", 1));
    is_refused(&server, get(&hidden), status, code).await;

    let answer = get("{ __typename }").send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["data"]["__typename"], "Query");
}

#[tokio::test]
async fn a_mutation_with_a_wrong_argument_records_nothing() {
    let server = Server::start().await;
    let not_carried_out = StatusCode::BAD_REQUEST;
    for (more, status) in [
        (json!({ "region": 1 }), not_carried_out),
        (json!({ "interpreter": "yes" }), not_carried_out),
        (json!({ "expectedVersion": 1.5 }), not_carried_out),
        (json!({ "source": null }), not_carried_out),
        (json!({ "surname": "Peeters" }), not_carried_out),
        // These are read by the field itself.
        (json!({ "occurredOn": "yesterday" }), StatusCode::OK),
        (json!({ "occurredOn": "2024-02-30" }), StatusCode::OK),
        (json!({ "expectedVersion": -1 }), StatusCode::OK),
    ] {
        let body = Mutation::new("openTrajectory", opening(more.clone())).body();
        let answer = told(post(&server).json(&body)).await;
        assert_eq!(answer, (status, "INVALID_QUERY".to_owned()), "{more}");
    }
    assert_eq!(server.database.head().await, 0);
}

#[tokio::test]
async fn other_methods_and_paths_are_not_served() {
    let server = Server::start().await;
    for (method, path, status) in [
        (Method::PUT, "/graphql", StatusCode::METHOD_NOT_ALLOWED),
        (Method::DELETE, "/graphql", StatusCode::METHOD_NOT_ALLOWED),
        (Method::GET, "/admin", StatusCode::NOT_FOUND),
        (Method::GET, "/", StatusCode::OK),
        (Method::GET, "/health/live", StatusCode::OK),
        (Method::GET, "/health/ready", StatusCode::OK),
    ] {
        let request = server.http.request(method.clone(), format!("{}{path}", server.address));
        assert_eq!(request.send().await.unwrap().status(), status, "{method} {path}");
    }
}
