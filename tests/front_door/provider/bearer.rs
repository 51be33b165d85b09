//! Bearer tokens that the provider made: signed ones and opaque ones, while its keys change, and invented ones.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::future::join_all;
use futures::stream::{self, StreamExt};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{AUDIENCE, CLIENT, Provider, SECRET, SignedIn};
use crate::harness::wait_until;

const QUESTION: &str = "{ catalogue(region: \"vlaamse-ardennen\") { label } }";

impl Provider {
    /// A token of Hanne: a signed one for an audience, or an opaque one.
    async fn token(&self, client: &str, audience: Option<&str>) -> String {
        let asked = json!({ "person": "hanne", "client": client, "audience": audience });
        self.told("token", asked).await["token"].as_str().unwrap().to_owned()
    }
}

impl SignedIn {
    /// What a question is answered with such a token.
    async fn asks(&self, token: &str) -> (StatusCode, Value) {
        let request = reqwest::Client::new().post(self.server.url()).bearer_auth(token);
        let answer = request.json(&json!({ "query": QUESTION })).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    async fn is_refused(&self, token: &str, reason: &str) {
        let (status, answer) = self.asks(token).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{answer}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], json!("NOT_SIGNED_IN"));
        assert!(!answer.to_string().contains(reason), "the reason is in the log: {answer}");
        wait_until("the reason is in the log", async || self.server.said().contains(reason)).await;
        let said = self.server.said();
        assert!(!said.contains(token) && !said.contains(SECRET), "no secret is in it: {said}");
    }
}

#[tokio::test]
async fn signed_and_opaque_tokens_of_the_provider_are_believed_where_they_are_for_us() {
    let running = SignedIn::start().await;
    let provider = &running.provider;
    let other = json!({
        "client_id": "another", "client_secret": "x", "redirect_uris": ["http://127.0.0.1:1/"],
    });
    let ours = super::client(&running.server.address);
    provider.told("set", json!({ "clients": { CLIENT: ours, "another": other } })).await;
    for audience in [Some(AUDIENCE), None] {
        let token = provider.token(CLIENT, audience).await;
        assert_eq!(token.split('.').count() == 3, audience.is_some(), "{token}");
        let (status, answer) = running.asks(&token).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["data"]["catalogue"]["label"], json!("Vlaamse-Ardennen"));
    }
    running.is_refused(&provider.token(CLIENT, Some("urn:others")).await, "is not ours").await;
    running.is_refused(&provider.token("another", None).await, "is not ours").await;
    running.is_refused("an-opaque-one-that-is-invented", "is not active").await;
}

#[tokio::test]
async fn a_token_that_says_to_a_program_who_signed_in_is_no_token_to_ask_with() {
    let running = SignedIn::start().await;
    let browser = running.hanne().await;
    let address = &running.server.address;
    let token = browser.get(&format!("{address}/wie")).await.hidden("token");
    let over = browser.post(&format!("{address}/sign-out"), &[("token", &token)]).await;
    let there: reqwest::Url = over.link("provider").parse().unwrap();
    let hint = there.query_pairs().find(|(name, _)| name == "id_token_hint").unwrap().1;
    running.is_refused(&hint, "it is no access token").await;
}

#[tokio::test]
async fn beyond_the_limit_of_a_peer_the_provider_is_asked_about_no_more_invented_tokens() {
    let running = SignedIn::with_settings(&[("LOOPBRUG_REQUESTS_PER_PEER", "30")]).await;
    let provider = &running.provider;
    let known = provider.token(CLIENT, None).await;
    assert_eq!(running.asks(&known).await.0, StatusCode::OK);
    provider.told("counts", json!({})).await;
    let begun = Instant::now();
    let invented = stream::iter(0..300)
        .map(async |n| running.asks(&format!("invented-{n}")).await.0)
        .buffer_unordered(32);
    let statuses: Vec<_> = invented.collect().await;
    assert!(statuses.contains(&StatusCode::UNAUTHORIZED));
    assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS));
    let counts = provider.told("counts", json!({})).await;
    let asked = counts["/token/introspection"].as_u64().unwrap();
    // One comes back in two seconds.
    let most = 30 + 16 + begun.elapsed().as_secs() / 2 + 1;
    assert!(asked <= most && asked < 300, "{asked} of {most}");
    assert_eq!(running.asks(&known).await.0, StatusCode::OK, "what is known is believed");
}

#[tokio::test]
async fn while_the_keys_of_the_provider_change_no_good_token_is_refused() {
    let running = SignedIn::start().await;
    let provider = &running.provider;
    provider.told("counts", json!({})).await;
    let (asked, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let ask = async || {
        while !over.load(Relaxed) {
            let token = provider.token(CLIENT, Some(AUDIENCE)).await;
            let (status, answer) = running.asks(&token).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
            asked.fetch_add(1, Relaxed);
        }
    };
    let change = async || {
        for changes in 1..=6 {
            wait_until("it is asked a while", async || asked.load(Relaxed) >= changes * 40).await;
            provider.told("rotate", json!({})).await;
        }
        over.store(true, Relaxed);
    };
    tokio::join!(join_all((0..8).map(|_| ask())), change());
    let counts = provider.told("counts", json!({})).await;
    let fetched = counts["/jwks"].as_u64().unwrap();
    assert!((2..=7).contains(&fetched), "once, and once for each change at most: {counts}");
}

#[tokio::test]
async fn ten_thousand_invented_key_names_have_the_provider_asked_once_in_five_seconds() {
    let without_limit = [("LOOPBRUG_REQUESTS_PER_PEER", "0")];
    let running = SignedIn::with_settings(&without_limit).await;
    let provider = &running.provider;
    let good = provider.token(CLIENT, Some(AUDIENCE)).await;
    let [_, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
    provider.told("counts", json!({})).await;
    let http = reqwest::Client::new();
    let begun = Instant::now();
    let invented = stream::iter(0..10_000).map(async |n| {
        let header = json!({ "alg": "RS256", "kid": format!("invented-{n}"), "typ": "at+jwt" });
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let request = http.post(running.server.url()).json(&json!({ "query": QUESTION }));
        let request = request.bearer_auth(format!("{header}.{claims}.{signature}"));
        request.send().await.unwrap().status()
    });
    let statuses: Vec<_> = invented.buffer_unordered(64).collect().await;
    assert_eq!(statuses, vec![StatusCode::UNAUTHORIZED; 10_000]);
    let windows = begun.elapsed().as_secs() / 5 + 1;
    let counts = provider.told("counts", json!({})).await;
    let fetched = counts["/jwks"].as_u64().unwrap();
    assert!((1..=windows).contains(&fetched), "{fetched} in {windows} times five seconds");
    let (status, answer) = running.asks(&good).await;
    assert_eq!(status, StatusCode::OK, "a good token is believed all the while: {answer}");
}
