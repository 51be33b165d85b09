//! A provider that the tests run: HTTP, with keys that are made when it starts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A key of the provider.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) algorithm: Algorithm,
    signing: EncodingKey,
    published: Value,
}

/// A provider, until the test's runtime ends.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) issuer: String,
    pub(crate) state: Arc<Said>,
}

/// What it says, and how often it was asked.
#[derive(Default)]
pub(crate) struct Said {
    issuer: Mutex<String>,
    pub(crate) keys: Mutex<Vec<Key>>,
    pub(crate) is_down: Mutex<bool>,
    /// What is said of opaque tokens.
    pub(crate) tokens: Mutex<BTreeMap<String, Value>>,
    pub(crate) asked_for_keys: AtomicU32,
    pub(crate) asked_about_tokens: AtomicU32,
    /// How long it takes to say something of a token, and how many it was asked about at once.
    pub(crate) takes: Mutex<Duration>,
    at_once: AtomicU32,
    pub(crate) most_at_once: AtomicU32,
}

impl Key {
    pub(crate) fn ed25519(name: &str) -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key());
        Self {
            name: name.to_owned(),
            algorithm: Algorithm::EdDSA,
            signing: EncodingKey::from_ed_der(pkcs8.as_ref()),
            published: json!({ "kty": "OKP", "crv": "Ed25519", "kid": name, "use": "sig", "x": x }),
        }
    }

    pub(crate) fn p256(name: &str) -> Self {
        let (random, kind) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).unwrap();
        // A byte that says how the point is written, and its two coordinates.
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let [x, y] = [x, y].map(|part| URL_SAFE_NO_PAD.encode(part));
        Self {
            name: name.to_owned(),
            algorithm: Algorithm::ES256,
            signing: EncodingKey::from_ec_der(pkcs8.as_ref()),
            published: json!({ "kty": "EC", "crv": "P-256", "kid": name, "x": x, "y": y }),
        }
    }

    /// The bytes of the public key as they are published.
    pub(crate) fn public(&self) -> String {
        self.published["x"].as_str().unwrap().to_owned()
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_as(Some(&self.name), claims)
    }

    /// A token that names another key, or none.
    pub(crate) fn sign_as(&self, name: Option<&str>, claims: &Value) -> String {
        let header = Header { kid: name.map(str::to_owned), ..Header::new(self.algorithm) };
        jsonwebtoken::encode(&header, claims, &self.signing).unwrap()
    }
}

impl Server {
    pub(crate) async fn start(keys: Vec<Key>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Said { keys: Mutex::new(keys), ..Said::default() });
        state.issuer.lock().unwrap().clone_from(&issuer);
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys_of))
            .route("/introspect", post(introspect))
            .with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { issuer, state }
    }

    pub(crate) fn is_down(&self, is_down: bool) {
        *self.state.is_down.lock().unwrap() = is_down;
    }

    /// How often it was asked for its keys.
    pub(crate) fn asked_for_keys(&self) -> u32 {
        self.state.asked_for_keys.load(Ordering::SeqCst)
    }

    /// How often it was asked about a token.
    pub(crate) fn asked_about_tokens(&self) -> u32 {
        self.state.asked_about_tokens.load(Ordering::SeqCst)
    }
}

fn up(said: &Said) -> Result<(), StatusCode> {
    if *said.is_down.lock().unwrap() { Err(StatusCode::SERVICE_UNAVAILABLE) } else { Ok(()) }
}

async fn configuration(State(said): State<Arc<Said>>) -> Result<Json<Value>, StatusCode> {
    up(&said)?;
    let issuer = said.issuer.lock().unwrap().clone();
    Ok(Json(json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/keys"),
        "introspection_endpoint": format!("{issuer}/introspect"),
    })))
}

async fn keys_of(State(said): State<Arc<Said>>) -> Result<Json<Value>, StatusCode> {
    said.asked_for_keys.fetch_add(1, Ordering::SeqCst);
    up(&said)?;
    let keys = said.keys.lock().unwrap();
    let published: Vec<_> = keys.iter().map(|key| key.published.clone()).collect();
    Ok(Json(json!({ "keys": published })))
}

async fn introspect(
    State(said): State<Arc<Said>>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Json<Value>, StatusCode> {
    said.asked_about_tokens.fetch_add(1, Ordering::SeqCst);
    up(&said)?;
    // A client and its secret, as in a form.
    let client = format!("Basic {}", STANDARD.encode("loop+brug:s%3Acret%2B"));
    if headers["authorization"] != client.as_str() {
        return Err(StatusCode::UNAUTHORIZED);
    }
    if form["token"] == "malformed" {
        return Err(StatusCode::BAD_REQUEST);
    }
    let now = said.at_once.fetch_add(1, Ordering::SeqCst) + 1;
    said.most_at_once.fetch_max(now, Ordering::SeqCst);
    let takes = *said.takes.lock().unwrap();
    tokio::time::sleep(takes).await;
    said.at_once.fetch_sub(1, Ordering::SeqCst);
    let answer = said.tokens.lock().unwrap().get(&form["token"]).cloned();
    Ok(Json(answer.unwrap_or_else(|| json!({ "active": false }))))
}
