//! Tokens of a provider: believed, refused, and while its keys change or it is away.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "provider/many.rs"]
mod many;
#[path = "provider/server.rs"]
mod server;

use std::time::Duration;

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::EncodingKey;
use loopbrug_infra::clock::Clock;
use loopbrug_sign_in::{
    Authenticated, Configuration, Method, NotSignedIn, Provider, Reason, Secret, SignIn,
};
use serde_json::{Value, json};
use server::{Key, Server};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

/// Whoever believes this provider.
fn believing(server: &Server, more: &str) -> SignIn {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sign-in.toml");
    let issuer = &server.issuer;
    let text = format!(
        "issuer = \"{issuer}\"\naudience = [\"loopbrug\"]\nclient_id = \"loop brug\"\n{more}\n\
         [claims]\nroles = \"roles\"\norganisation = \"kbo\"\n"
    );
    std::fs::write(&path, text).unwrap();
    let secret = Secret::new("s:cret+".to_owned());
    let configuration = Configuration::read(&path, Some(secret)).unwrap();
    let provider = Provider::new(configuration).unwrap();
    SignIn::new(None, Some(provider), Clock::set_to(now()))
}

fn claims(server: &Server) -> Value {
    json!({
        "iss": server.issuer, "sub": "jan", "aud": ["other", "loopbrug"],
        "exp": now().timestamp() + 300, "roles": ["caseworker"], "kbo": "0000000196",
    })
}

fn with(server: &Server, claim: &str, value: Value) -> Value {
    let mut claims = claims(server);
    claims[claim] = value;
    claims
}

async fn asked(sign_in: &SignIn, token: &str) -> Result<Authenticated, NotSignedIn> {
    let mut headers = HeaderMap::new();
    headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
    Ok(sign_in.bearer(&headers, || true).await?.unwrap())
}

async fn refused(sign_in: &SignIn, token: &str) -> Reason {
    match asked(sign_in, token).await {
        Err(NotSignedIn::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_that_the_provider_signed_for_us_is_believed() {
    let keys = [Key::ed25519("a"), Key::p256("b")];
    let server = Server::start(keys.to_vec()).await;
    let sign_in = believing(&server, "");
    for key in &keys {
        // The name of the key may be left out where one key alone is for the algorithm.
        for token in [key.sign(&claims(&server)), key.sign_as(None, &claims(&server))] {
            let Authenticated { actor, method } = asked(&sign_in, &token).await.unwrap();
            assert_eq!(method, Method::Bearer);
            assert_eq!(actor.organisation.to_string(), "0000000196");
            assert_eq!(
                actor.roles.iter().map(ToString::to_string).collect::<Vec<_>>(),
                ["caseworker"]
            );
        }
    }
    // Clocks may differ by a minute.
    for (claim, seconds) in [("exp", -59), ("nbf", 60)] {
        let claims = with(&server, claim, json!(now().timestamp() + seconds));
        assert!(asked(&sign_in, &keys[0].sign(&claims)).await.is_ok(), "{claim}");
    }
    assert_eq!(server.asked_for_keys(), 1);
}

#[tokio::test]
async fn every_other_token_is_refused() {
    let (key, stranger) = (Key::ed25519("a"), Key::ed25519("a"));
    let server = Server::start(vec![key.clone(), Key::p256("b")]).await;
    let sign_in = believing(&server, "algorithms = [\"EdDSA\"]");
    let good = key.sign(&claims(&server));
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let payload = signed.rsplit_once('.').unwrap().1;
    let header = |header: Value| URL_SAFE_NO_PAD.encode(header.to_string());
    let none = header(json!({ "alg": "none", "kid": "a" }));
    // Signed with what is public, as if it were a secret.
    let confused = jsonwebtoken::encode(
        &jsonwebtoken::Header::default(),
        &claims(&server),
        &EncodingKey::from_secret(&URL_SAFE_NO_PAD.decode(key.public()).unwrap()),
    );
    let critical = header(json!({ "alg": "EdDSA", "kid": "a", "crit": ["b64"] }));
    let after = |seconds: i64| json!(now().timestamp() + seconds);
    let claim = |name: &str| Reason::Claim(name.to_owned());
    let without = |name: &str| {
        let mut claims = claims(&server);
        claims.as_object_mut().unwrap().remove(name);
        key.sign(&claims)
    };
    let changed = |claim, value| key.sign(&with(&server, claim, value));
    for (token, reason) in [
        (changed("exp", after(-60)), Reason::Expired),
        (without("exp"), Reason::Expired),
        (changed("exp", json!("9999999999")), claim("exp")),
        (changed("nbf", after(61)), Reason::NotYetValid),
        (
            changed("iss", json!("https://elsewhere.example")),
            Reason::Issuer("https://elsewhere.example".into()),
        ),
        (without("iss"), claim("iss")),
        (changed("aud", json!("other")), Reason::Audience(vec!["other".into()])),
        (changed("aud", json!([])), Reason::Audience(vec![])),
        (without("aud"), claim("aud")),
        (changed("roles", json!(["king"])), Reason::NoRole),
        (changed("kbo", json!("41081")), Reason::UnknownOrganisation("41081".into())),
        (stranger.sign(&claims(&server)), Reason::Signature),
        (format!("{signed}."), Reason::Unsigned),
        (format!("{none}.{payload}."), Reason::Unsigned),
        (format!("{none}.{payload}.{signature}"), Reason::Unsigned),
        (confused.unwrap(), Reason::LocalNotAccepted),
        (Key::p256("b").sign(&claims(&server)), Reason::Algorithm("ES256".into())),
        (key.sign_as(Some("invented"), &claims(&server)), Reason::UnknownKey("invented".into())),
        (
            format!("{critical}.{payload}.{signature}"),
            Reason::Unreadable("it asks for an extension"),
        ),
        ("opaque".to_owned(), Reason::OpaqueNotAccepted),
    ] {
        assert_eq!(refused(&sign_in, &token).await, reason);
    }
    assert!(asked(&sign_in, &good).await.is_ok());
}

#[tokio::test]
async fn what_the_provider_gave_out_for_something_else_signs_nobody_in() {
    let key = Key::ed25519("a");
    let server = Server::start(vec![key.clone()]).await;
    let sign_in = believing(&server, "opaque_tokens = true");
    for (claim, value) in [("typ", "Bearer"), ("typ", "bearer"), ("token_type", "Bearer")] {
        let token = key.sign(&with(&server, claim, json!(value)));
        assert!(asked(&sign_in, &token).await.is_ok(), "{claim}: {value}");
    }
    for (claim, value, shown) in [
        ("typ", json!("ID"), "ID"),
        ("typ", json!("Refresh"), "Refresh"),
        ("typ", json!("Offline"), "Offline"),
        ("typ", json!("Logout"), "Logout"),
        ("typ", json!(1), ""),
        ("token_type", json!("DPoP"), "DPoP"),
        ("at_hash", json!("x"), "there"),
        ("c_hash", json!("x"), "there"),
        ("events", json!({ "http://schemas.openid.net/event/backchannel-logout": {} }), "there"),
    ] {
        let reason = Reason::OfAnotherKind(claim, shown.to_owned());
        let claims = with(&server, claim, value);
        assert_eq!(refused(&sign_in, &key.sign(&claims)).await, reason, "{claims}");
        // The same of one that only the provider can read.
        let opaque = format!("opaque-{claim}-{shown}");
        let mut answer = claims;
        answer["active"] = json!(true);
        server.state.tokens.lock().unwrap().insert(opaque.clone(), answer);
        assert_eq!(refused(&sign_in, &opaque).await, reason);
    }
    let good = key.sign(&claims(&server));
    let rest = good.split_once('.').unwrap().1;
    for typ in ["logout+jwt", "JWE", "dpop+jwt", ""] {
        let header = json!({ "alg": "EdDSA", "kid": "a", "typ": typ }).to_string();
        let token = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header));
        let reason = Reason::OfAnotherKind("typ", typ.to_owned());
        assert_eq!(refused(&sign_in, &token).await, reason);
    }
}

#[tokio::test]
async fn a_token_that_the_provider_has_no_use_for_silences_it_for_nobody() {
    let server = Server::start(vec![]).await;
    let sign_in = believing(&server, "opaque_tokens = true");
    let mut good = claims(&server);
    good["active"] = json!(true);
    server.state.tokens.lock().unwrap().insert("good".to_owned(), good);
    for _ in 0..2 {
        assert_eq!(refused(&sign_in, "malformed").await, Reason::NotActive);
    }
    assert_eq!(server.asked_about_tokens(), 1, "what it said is remembered");
    assert!(asked(&sign_in, "good").await.is_ok());
}

#[tokio::test]
async fn while_the_provider_is_away_what_is_known_lives_on_and_the_rest_is_not_decided() {
    let key = Key::ed25519("a");
    let server = Server::start(vec![key.clone()]).await;
    server.is_down(true);
    let sign_in = believing(&server, "");
    let good = key.sign(&claims(&server));
    assert_eq!(asked(&sign_in, &good).await, Err(NotSignedIn::Unavailable));
    // It is not asked again for a while.
    server.is_down(false);
    assert_eq!(asked(&sign_in, &good).await, Err(NotSignedIn::Unavailable));
    tokio::time::sleep(Duration::from_millis(5_100)).await;
    assert!(asked(&sign_in, &good).await.is_ok());
    server.is_down(true);
    assert!(asked(&sign_in, &good).await.is_ok());
    let other = key.sign_as(Some("new"), &claims(&server));
    assert_eq!(asked(&sign_in, &other).await, Err(NotSignedIn::Unavailable));
    assert!(asked(&sign_in, &good).await.is_ok());
}

#[tokio::test]
async fn of_an_opaque_token_the_provider_is_asked_once_in_a_while() {
    let server = Server::start(vec![]).await;
    let sign_in = believing(&server, "opaque_tokens = true");
    let active = |mut claims: Value| {
        claims["active"] = json!(true);
        claims
    };
    let said = |token: &str, answer: Value| {
        server.state.tokens.lock().unwrap().insert(token.to_owned(), answer);
    };
    said("good", active(claims(&server)));
    let mut bare = active(claims(&server));
    for absent in ["iss", "aud", "exp"] {
        bare.as_object_mut().unwrap().remove(absent);
    }
    said("without-client", bare.clone());
    bare["client_id"] = json!("loopbrug");
    said("bare", bare.clone());
    bare["client_id"] = json!("another");
    said("of-another", bare);
    said("for-another", active(with(&server, "aud", json!("another"))));
    said("elsewhere", active(with(&server, "iss", json!("https://elsewhere.example"))));
    said("expired", active(with(&server, "exp", json!(now().timestamp() - 60))));
    said("inactive", claims(&server));
    said("not-quite", {
        let mut claims = claims(&server);
        claims["active"] = json!("true");
        claims
    });
    let all = (0..50).map(|_| asked(&sign_in, "good"));
    for answer in futures::future::join_all(all).await {
        assert_eq!(answer.unwrap().actor.organisation.to_string(), "0000000196");
    }
    assert_eq!(server.asked_about_tokens(), 1);
    assert!(asked(&sign_in, "bare").await.is_ok());
    for _ in 0..3 {
        for (token, reason) in [
            ("without-client", Reason::Claim("client_id".into())),
            ("of-another", Reason::Audience(vec!["another".into()])),
            ("for-another", Reason::Audience(vec!["another".into()])),
            ("elsewhere", Reason::Issuer("https://elsewhere.example".into())),
            ("expired", Reason::Expired),
            ("inactive", Reason::NotActive),
            ("not-quite", Reason::NotActive),
            ("unheard-of", Reason::NotActive),
        ] {
            assert_eq!(refused(&sign_in, token).await, reason, "{token}");
        }
    }
    assert_eq!(server.asked_about_tokens(), 2 + 8, "what it said is remembered");
    // Away: what it said lives on.
    server.is_down(true);
    assert_eq!(asked(&sign_in, "new").await, Err(NotSignedIn::Unavailable));
    assert_eq!(asked(&sign_in, "newer").await, Err(NotSignedIn::Unavailable));
    assert!(asked(&sign_in, "good").await.is_ok());
    assert_eq!(refused(&sign_in, "inactive").await, Reason::NotActive);
    assert_eq!(server.asked_about_tokens(), 2 + 8 + 1, "it is not asked while it is silent");
}

#[tokio::test]
async fn nothing_is_sent_where_others_could_read_along() {
    let server = Server::start(vec![]).await;
    let text =
        format!("issuer = \"{}\"\naudience = [\"a\"]\n[claims]\nroles = \"r\"\n", server.issuer);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sign-in.toml");
    std::fs::write(&path, text).unwrap();
    let provider = Provider::new(Configuration::read(&path, None).unwrap()).unwrap();
    let plain = "http://provider.example/token";
    let sent = provider.http().send(axum::http::Request::post(plain).body(vec![]).unwrap()).await;
    assert!(sent.unwrap_err().to_string().contains("not https"));
    let got = provider.http().get::<Value>(plain, Some("secret")).await;
    assert!(got.unwrap_err().to_string().contains("not https"));
}

#[tokio::test]
async fn a_provider_that_publishes_the_configuration_of_another_is_not_believed() {
    let key = Key::ed25519("a");
    let server = Server::start(vec![key.clone()]).await;
    let mut other = server.clone();
    other.issuer = server.issuer.replace("127.0.0.1", "localhost");
    let sign_in = believing(&other, "");
    let token = key.sign(&claims(&other));
    assert_eq!(asked(&sign_in, &token).await, Err(NotSignedIn::Unavailable));
}
