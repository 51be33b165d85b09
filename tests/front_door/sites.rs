//! From where the server may be asked, and what browsers may do with its answers.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Database, Mutation, Server, loopbrug, opening, run};

/// A request that would open a trajectory.
fn open(server: &Server) -> RequestBuilder {
    let body = Mutation::new("openTrajectory", opening(json!({}))).body();
    server.http.post(server.url()).json(&body)
}

async fn told(request: RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    (status, body["errors"][0]["extensions"]["code"].clone())
}

#[tokio::test]
async fn a_page_elsewhere_that_has_its_name_point_here_records_nothing() {
    let server = Server::start().await;
    let port = server.address.rsplit_once(':').unwrap().1;
    for host in [format!("elsewhere.example:{port}"), "localhost.elsewhere.example".to_owned()] {
        let refused = (StatusCode::MISDIRECTED_REQUEST, json!("HOST_NOT_ALLOWED"));
        assert_eq!(told(open(&server).header("host", &host)).await, refused, "{host}");
        for path in
            ["/graphql?query={__typename}", "/", "/graphiql", "/assets/style-.css", "/nowhere"]
        {
            let request = server.http.get(format!("{}{path}", server.address));
            assert_eq!(told(request.header("host", &host)).await, refused, "{host}{path}");
        }
    }
    assert_eq!(server.database.head().await, 0);
    // Whoever looks after the process asks by its address; it is answered about nobody.
    for path in ["live", "ready", "projections"] {
        let request = server.http.get(format!("{}/health/{path}", server.address));
        let answer = request.header("host", "192.0.2.1:8080").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    }
    for (n, host) in ["localhost".to_owned(), format!("[::1]:{port}")].iter().enumerate() {
        assert_eq!(told(open(&server).header("host", host)).await, (StatusCode::OK, Value::Null));
        assert_eq!(server.database.head().await, u32::try_from(n + 1).unwrap());
    }
}

#[tokio::test]
async fn a_page_of_another_site_may_not_ask() {
    let server = Server::start().await;
    let link = || server.http.get(format!("{}?query={{__typename}}", server.url()));
    for (header, value, code) in [
        ("origin", "https://elsewhere.example", "ORIGIN_NOT_ALLOWED"),
        ("origin", "http://localhost.elsewhere.example", "ORIGIN_NOT_ALLOWED"),
        ("origin", "null", "ORIGIN_NOT_ALLOWED"),
        ("sec-fetch-site", "cross-site", "CROSS_SITE_REQUEST"),
    ] {
        let refused = (StatusCode::FORBIDDEN, json!(code));
        assert_eq!(told(open(&server).header(header, value)).await, refused, "{value}");
        assert_eq!(told(link().header(header, value)).await, refused, "{value}");
    }
    assert_eq!(server.database.head().await, 0);
    let ours = open(&server).header("origin", &server.address);
    let ours = ours.header("sec-fetch-site", "same-origin");
    assert_eq!(told(ours).await, (StatusCode::OK, Value::Null));
    assert_eq!(told(link().header("sec-fetch-site", "none")).await, (StatusCode::OK, Value::Null));
}

#[tokio::test]
async fn names_can_be_allowed() {
    let settings = [("LOOPBRUG_ALLOWED_HOSTS", "loopbrug.example,other.example")];
    let server = Server::with_settings(Database::create().await, &settings).await;
    for (host, origin, status) in [
        ("loopbrug.example", "https://loopbrug.example", StatusCode::OK),
        ("Other.Example:8443", "https://other.example:8443", StatusCode::OK),
        ("127.0.0.1", "https://loopbrug.example", StatusCode::OK),
        ("elsewhere.example", "https://loopbrug.example", StatusCode::MISDIRECTED_REQUEST),
        ("loopbrug.example", "https://elsewhere.example", StatusCode::FORBIDDEN),
    ] {
        let request = open(&server).header("host", host).header("origin", origin);
        assert_eq!(told(request).await.0, status, "{host} {origin}");
    }
    let said = run(loopbrug().args(["serve", "--allowed-host", "https://loopbrug.example"]));
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains("'https://loopbrug.example' is no name of a host"), "{said:?}");
}

/// What every answer says to a browser.
fn guarded(headers: &HeaderMap) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        let name = HeaderName::from_static(name);
        assert_eq!(headers.get(name), Some(&HeaderValue::from_static(value)), "{headers:?}");
    }
    let policy = headers["content-security-policy"].to_str().unwrap();
    for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    // Pages have forms, which lead to the program itself.
    let forms = ["form-action 'none'", "form-action 'self'"];
    assert!(forms.iter().any(|part| policy.contains(part)), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
}

#[tokio::test]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let server = Server::start().await;
    let get = async |path: &str| {
        server.http.get(format!("{}{path}", server.address)).send().await.unwrap()
    };
    for path in [
        "/graphiql",
        "/graphql?query={__typename}",
        "/graphql",
        "/health/live",
        "/health/ready",
        "/nowhere",
    ] {
        let answer = get(path).await;
        guarded(answer.headers());
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
    }
    let answer = open(&server).send().await.unwrap();
    guarded(answer.headers());
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let refused = open(&server).header("host", "elsewhere.example").send().await.unwrap();
    guarded(refused.headers());
}

#[tokio::test]
async fn the_query_editor_comes_from_the_program_alone() {
    let server = Server::start().await;
    let page = server
        .http
        .get(format!("{}/graphiql", server.address))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let linked: Vec<_> =
        page.split('"').filter(|word| word.starts_with('/') || word.contains("//")).collect();
    assert_eq!(linked.len(), 5, "{linked:?}");
    for path in linked {
        let answer = server.http.get(format!("{}{path}", server.address)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        guarded(answer.headers());
        let kind = if path.contains("css") { "text/css" } else { "text/javascript" };
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with(kind), "{path}");
        assert!(answer.bytes().await.unwrap().len() > 500, "{path}");
    }
    // No script and no style of the page's own, which its policy would not run.
    assert!(!page.contains("<style") && !page.contains("style="), "{page}");
    assert_eq!(page.matches("<script").count(), page.matches("<script src=").count());
}
