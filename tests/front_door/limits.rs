//! How much may be asked: by whoever is signed in, from one address, and by all at once.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Database, OCMW, REGION, Server, token, wait_until};

const REGIONS: &str = "{ regions { code } }";

async fn limited(settings: &[(&str, &str)]) -> Server {
    Server::with_settings(Database::create().await, settings).await
}

/// A question of nobody who is signed in.
fn asked(server: &Server, query: &str) -> RequestBuilder {
    reqwest::Client::new().post(server.url()).json(&json!({ "query": query }))
}

/// A question of a caseworker.
fn asked_by(server: &Server, worker: u128, query: &str) -> RequestBuilder {
    asked(server, query).bearer_auth(token(Uuid::from_u128(worker), OCMW, "caseworker"))
}

/// The status, the code of the refusal, and in how many seconds to ask again.
async fn answer(request: RequestBuilder) -> (u16, Option<String>, Option<u64>) {
    let answer = request.send().await.unwrap();
    let again = answer.headers().get("retry-after").map(|after| after.to_str().unwrap().parse());
    let (status, again) = (answer.status().as_u16(), again.map(Result::unwrap));
    let body: Value = answer.json().await.unwrap();
    let code = body["errors"][0]["extensions"]["code"].as_str().map(str::to_owned);
    (status, code, again)
}

async fn answers(request: RequestBuilder) {
    assert_eq!(answer(request).await, (200, None, None));
}

async fn is_too_much(request: RequestBuilder) {
    let (status, code, again) = answer(request).await;
    assert_eq!((status, code.as_deref()), (429, Some("TOO_MANY_REQUESTS")));
    assert!(again.is_some_and(|seconds| (1..=60).contains(&seconds)), "{again:?}");
}

#[tokio::test]
async fn who_asks_too_much_is_told_when_to_come_back_and_others_are_answered() {
    let settings = [("LOOPBRUG_REQUESTS_PER_ACTOR", "10"), ("LOOPBRUG_REQUESTS_PER_PEER", "5")];
    let server = limited(&settings).await;
    for _ in 0..10 {
        answers(asked_by(&server, 1, REGIONS)).await;
    }
    is_too_much(asked_by(&server, 1, REGIONS)).await;
    answers(asked_by(&server, 2, REGIONS)).await;
    // A report is dear, and an alias of it is dear again.
    let period = r#"{ from: "2024-01-01", to: "2024-03-31" }"#;
    let reports = |tables: u32| {
        let all: Vec<_> = (0..tables).map(|n| format!("a{n}: findings {{ position }}")).collect();
        let all = all.join(" ");
        format!("{{ reports(region: \"{REGION}\", period: {period}) {{ {all} }} }}")
    };
    answers(asked_by(&server, 3, &reports(8))).await;
    is_too_much(asked_by(&server, 3, &reports(3))).await;
    answers(asked_by(&server, 3, REGIONS)).await;

    for n in 0..5 {
        // Whoever is no proxy of ours may say what they like of where they are.
        let elsewhere = format!("198.51.100.{n}");
        answers(asked(&server, REGIONS).header("x-forwarded-for", elsewhere)).await;
    }
    is_too_much(asked(&server, REGIONS).header("x-forwarded-for", "198.51.100.77")).await;
    answers(asked_by(&server, 2, REGIONS)).await;
    let live = server.http.get(format!("{}/health/live", server.address)).send().await.unwrap();
    assert_eq!(live.status(), StatusCode::OK);
}

#[tokio::test]
async fn behind_a_proxy_of_ours_the_last_hop_that_is_none_counts() {
    let settings =
        [("LOOPBRUG_REQUESTS_PER_PEER", "3"), ("LOOPBRUG_TRUSTED_PROXIES", "127.0.0.0/8")];
    let server = limited(&settings).await;
    let from = |hops: &str| asked(&server, REGIONS).header("x-forwarded-for", hops);
    for invented in ["203.0.113.1", "203.0.113.2", "203.0.113.3"] {
        answers(from(&format!("{invented}, 198.51.100.7"))).await;
    }
    is_too_much(from("203.0.113.4, 198.51.100.7")).await;
    is_too_much(from("198.51.100.7, 127.0.0.9")).await;
    answers(from("198.51.100.8")).await;
}

#[tokio::test]
async fn whoever_keeps_failing_to_sign_in_is_slowed_down() {
    let server = limited(&[("LOOPBRUG_REQUESTS_PER_PEER", "3")]).await;
    for n in 0..3 {
        let wrong = asked(&server, REGIONS).bearer_auth(format!("wrong-{n}"));
        assert_eq!(answer(wrong).await.0, 401);
    }
    is_too_much(asked(&server, REGIONS).bearer_auth("wrong-4")).await;
    answers(asked_by(&server, 1, REGIONS)).await;
}

#[tokio::test]
async fn what_finds_no_place_is_refused_at_once_and_does_not_wait() {
    let server = limited(&[("LOOPBRUG_REQUESTS_AT_ONCE", "2")]).await;
    let first = server.ocmw().opens(json!({})).await.position();
    let list = format!(
        "{{ trajectories(region: \"{REGION}\", atLeast: {first}) {{ edges {{ node {{ phase }} }} }} }}"
    );
    server.ask(&list).await;
    let mut held =
        server.database.hold("LOCK TABLE trajectory_overview IN ACCESS EXCLUSIVE MODE").await;
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let request = server.http.post(server.url()).json(&json!({ "query": list }));
            tokio::spawn(answer(request))
        })
        .collect();
    let both = async || server.database.waiting_for_locks().await >= 2;
    wait_until("two are being answered", both).await;
    let (status, code, again) = answer(asked_by(&server, 1, REGIONS)).await;
    assert_eq!((status, code.as_deref(), again), (503, Some("BUSY"), Some(1)));
    let health = async |path: &str| {
        let health = server.http.get(format!("{}/health/{path}", server.address)).send().await;
        health.unwrap().text().await.unwrap()
    };
    assert_eq!(health("live").await, "live\n");
    // What it says of the projections, which wait for the table, is another question.
    assert!(health("ready").await.contains("ready"));
    held.end().await;
    for one in waiting {
        assert_eq!(one.await.unwrap().0, 200);
    }
    answers(asked_by(&server, 1, REGIONS)).await;
}

#[tokio::test]
async fn what_the_schema_is_is_told_to_those_who_are_signed_in() {
    let server = Server::start().await;
    let schema = "{ __schema { queryType { name } } }";
    let refused = (400, Some("INTROSPECTION_NOT_ALLOWED".to_owned()), None);
    assert_eq!(answer(asked(&server, schema)).await, refused);
    answers(asked_by(&server, 1, schema)).await;
    answers(asked(&server, "{ __typename }")).await;
}

#[tokio::test]
async fn a_page_elsewhere_may_ask_where_its_origin_was_allowed() {
    let server = limited(&[("LOOPBRUG_ALLOWED_ORIGINS", "https://app.example")]).await;
    let before = |origin: &'static str| {
        let before = server.http.request(reqwest::Method::OPTIONS, server.url());
        before.header("origin", origin).header("access-control-request-method", "POST").send()
    };
    let allowed = before("https://app.example").await.unwrap();
    assert_eq!(allowed.status(), StatusCode::NO_CONTENT);
    let said = |name: &str| allowed.headers().get(name).map(|value| value.to_str().unwrap());
    assert_eq!(said("access-control-allow-origin"), Some("https://app.example"));
    assert_eq!(said("access-control-allow-credentials"), None, "no cookie is sent along");
    let headers = "authorization, content-type, loopbrug-organisation, loopbrug-purpose";
    assert_eq!(said("access-control-allow-headers"), Some(headers));
    assert_eq!(before("https://elsewhere.example").await.unwrap().status(), StatusCode::FORBIDDEN);
    let answer = asked_by(&server, 1, REGIONS).header("origin", "https://app.example");
    let answer = answer.header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["access-control-allow-origin"], "https://app.example");
    assert_eq!(answer.headers()["cache-control"], "no-store");
}
