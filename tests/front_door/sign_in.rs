//! Who is believed, and who is not: all of those are answered alike, and the reason is in the log.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use loopbrug_domain::actor::{Role, Roles};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_sign_in::{LocalKey, LocalToken};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{
    CAW, DataDir, Database, Mutation, OCMW, Process, Server, everybody_of, key, loopbrug, new_id,
    opening, run, token, wait_until,
};

/// A mutation that opens a trajectory, sent with these headers.
async fn opened(server: &Server, headers: HeaderMap) -> (StatusCode, HeaderMap, Value) {
    let body = Mutation::new("openTrajectory", opening(json!({}))).body();
    // A client of its own, which is signed in by nothing but these.
    let answer = reqwest::Client::new().post(server.url()).headers(headers).json(&body);
    let answer = answer.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, headers, answer.json().await.unwrap())
}

fn headers(sent: &[(&'static str, &str)]) -> HeaderMap {
    let value = |text: &str| HeaderValue::from_str(text).unwrap();
    sent.iter().map(|(name, text)| (name.parse().unwrap(), value(text))).collect()
}

fn bearer(token: &str) -> HeaderMap {
    headers(&[("authorization", &format!("Bearer {token}"))])
}

/// A local token with its header and its claims replaced, and a signature that is none or that of before.
fn forged(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

fn local(until: DateTime<Utc>, roles: Roles) -> LocalToken {
    LocalToken { worker: WorkerId::default(), organisation: OCMW.parse().unwrap(), roles, until }
}

#[tokio::test]
async fn whoever_is_not_believed_is_answered_alike_and_the_reason_is_in_the_log_alone() {
    let server = Server::start().await;
    let future = DateTime::from_timestamp(4_000_000_000, 0).unwrap();
    let past = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let everything: Roles = Role::ALL.to_vec().into();
    let good = everybody_of(OCMW);
    let signature = good.rsplit_once('.').unwrap().1;
    let folder = tempfile::tempdir().unwrap();
    let stranger = LocalKey::kept_in(&folder.path().join("key")).unwrap();
    let claims = serde_json::to_value(local(future, everything.clone())).unwrap();
    let hs256 = json!({ "alg": "HS256" });
    let expired = key().sign(&local(past, everything.clone())).unwrap();
    let by_stranger = stranger.sign(&local(future, everything)).unwrap();
    let nobody = key().sign(&local(future, Roles::default())).unwrap();
    let of_nobody = LocalToken {
        organisation: KboNumber::default(),
        ..local(future, vec![Role::Caseworker].into())
    };
    let of_nobody = key().sign(&of_nobody).unwrap();
    let cut = format!("the algorithm \"{}\" is not allowed", "x".repeat(100));
    let refused = [
        (bearer(&expired), "the token has expired"),
        (bearer(&by_stranger), "the signature is wrong"),
        (bearer(&forged(&hs256, &claims, signature)), "the signature is wrong"),
        (bearer(&forged(&hs256, &claims, "")), "the token is not signed"),
        (bearer(&forged(&json!({ "alg": "none" }), &claims, "")), "the token is not signed"),
        (bearer(&forged(&json!({ "alg": "nOnE" }), &claims, signature)), "the token is not signed"),
        (bearer(&forged(&json!({ "alg": "RS256", "kid": "x" }), &claims, "eHg")), "not allowed"),
        (
            bearer(&forged(&json!({ "alg": "HS512" }), &claims, signature)),
            "\"HS512\" is not allowed",
        ),
        (bearer(&forged(&json!({ "alg": 1 }), &claims, signature)), "cannot be read"),
        (bearer("a.b.c"), "cannot be read"),
        (bearer("0123456789abcdef"), "opaque tokens are not accepted"),
        (bearer(&"x".repeat(9_000)), "too long"),
        (bearer(&nobody), "holds no role"),
        (bearer(&of_nobody), "\"0000000097\" is unknown"),
        (
            bearer(&forged(&json!({ "alg": "HS256", "typ": "logout+jwt" }), &claims, signature)),
            "it is no access token: typ is \"logout+jwt\"",
        ),
        (bearer(&forged(&json!({ "alg": "x".repeat(5_000) }), &claims, "eHg")), &cut),
        (headers(&[("authorization", "Basic bWU6bWU=")]), "not one bearer token"),
        (headers(&[("authorization", "Bearer")]), "not one bearer token"),
        (headers(&[("authorization", "")]), "not one bearer token"),
        (headers(&[("authorization", &format!("Bearer {good} {good}"))]), "not one bearer token"),
        (
            headers(&[
                ("authorization", &format!("Bearer {good}")),
                ("loopbrug-organisation", CAW),
            ]),
            "not of the organisation",
        ),
    ];
    for (n, (sent, reason)) in refused.into_iter().enumerate() {
        let (status, answered, body) = opened(&server, sent).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{reason}: {body}");
        let challenge = answered[WWW_AUTHENTICATE].to_str().unwrap();
        assert_eq!(challenge, r#"Bearer realm="loopbrug", error="invalid_token""#);
        assert_eq!(body["errors"][0]["extensions"]["code"], "NOT_SIGNED_IN");
        let message = body["errors"][0]["message"].as_str().unwrap();
        assert!(message.starts_with("this token does not sign you in here"), "{message}");
        assert_eq!(body.as_object().unwrap().len(), 2, "data and errors: {body}");
        // The log is read by a thread of the test.
        let nth = || {
            let said = server.said();
            said.lines().filter(|line| line.contains("not signed in")).nth(n).map(str::to_owned)
        };
        wait_until("the refusal is in the log", async || nth().is_some()).await;
        let last = nth().unwrap();
        assert!(last.contains(reason), "'{reason}' is not in '{last}'");
    }
    assert_eq!(server.database.head().await, 0);
    // What was sent stands nowhere.
    let said = server.said();
    for part in [&good, &expired, &by_stranger, &nobody]
        .into_iter()
        .flat_map(|token| token.split('.').skip(1))
    {
        assert!(!said.contains(part), "a part of a token is in the log");
    }
    let secret = std::fs::read_to_string(crate::harness::token_key()).unwrap();
    assert!(!said.contains(secret.trim()));
}

#[tokio::test]
async fn a_token_signs_in_the_worker_the_organisation_and_the_roles_that_it_names() {
    let server = Server::start().await;
    let worker = Uuid::from_u128(7);
    let signed = token(worker, OCMW, "caseworker");
    for sent in [
        bearer(&signed),
        headers(&[("authorization", &format!("bEARER  {signed}"))]),
        headers(&[("authorization", &format!("Bearer {signed}")), ("loopbrug-organisation", OCMW)]),
    ] {
        let (status, _, body) = opened(&server, sent).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert_eq!(body["data"]["openTrajectory"]["errors"], json!([]), "{body}");
    }
    let by = "SELECT string_agg(DISTINCT actor::text, ' ') FROM events";
    let by = server.database.text(by).await;
    for word in [&worker.to_string(), OCMW, r#"["caseworker"]"#] {
        assert!(by.replace(": ", ":").contains(word), "{by}");
    }
    for named in ["1", "", "jan", "0000000196, 0000000295"] {
        let sent =
            [("authorization", &*format!("Bearer {signed}")), ("loopbrug-organisation", named)];
        let (status, _, body) = opened(&server, headers(&sent)).await;
        let code = body["errors"][0]["extensions"]["code"].as_str();
        assert_eq!(
            (status, code),
            (StatusCode::BAD_REQUEST, Some("MALFORMED_ORGANISATION")),
            "{named}"
        );
    }
    // The headers of before sign nobody in.
    let before = headers(&[("loopbrug-worker", &new_id()), ("loopbrug-roles", "caseworker")]);
    let (_, _, body) = opened(&server, before).await;
    let as_public = opened(&server, HeaderMap::new()).await.2;
    assert_eq!(
        body["data"]["openTrajectory"]["errors"],
        as_public["data"]["openTrajectory"]["errors"]
    );
}

#[tokio::test]
async fn a_token_of_the_command_line_signs_in_at_the_server_with_the_same_data_folder() {
    let data = DataDir::new();
    let program = || {
        let mut program = loopbrug();
        program.env_remove("LOOPBRUG_TOKEN_KEY").env("LOOPBRUG_DATA_DIR", data.path());
        program
    };
    // It may be made before there is a server.
    let token = |more: &[&str]| {
        let mut token = program();
        run(token.args(["token", "--role", "caseworker,coordinator@vlaamse-ardennen"]).args(more))
    };
    let said = token(&["--organisation", OCMW, "--valid", "5m"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    let signed = said.stdout.trim_end().to_owned();
    assert!(signed.len() > 60 && !signed.contains(char::is_whitespace), "{signed}");
    let database = Database::create().await;
    let mut serve = program();
    serve.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database.url);
    let server = Server::with(database, Process::spawn(&mut serve)).await;
    let (status, _, body) = opened(&server, bearer(&signed)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["data"]["openTrajectory"]["errors"], json!([]), "{body}");
    // That of the tests has another key.
    let (status, _, _) = opened(&server, bearer(&everybody_of(OCMW))).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_token_that_makes_no_sense_is_refused_on_the_command_line() {
    let refused = |arguments: &[&str]| run(loopbrug().arg("token").args(arguments));
    for (arguments, words) in [
        (&["--role", "Coordinator", "--organisation", OCMW][..], "'Coordinator' is not a role"),
        (&["--role", "caseworker@", "--organisation", OCMW], "'caseworker@' is not a role"),
        (&["--role", "boss", "--organisation", OCMW], "roles are caseworker, coordinator,"),
        (&["--role", "caseworker", "--organisation", "1"], "is not a valid KBO number"),
        (&["--role", "caseworker", "--organisation", "0000000097"], "stands for nobody"),
        (&["--role", "caseworker", "--organisation", OCMW, "--worker", "jan"], "worker id"),
        (&["--role", "caseworker", "--organisation", OCMW, "--valid", "12"], "12h"),
        (&["--organisation", OCMW], "--role"),
        (&["--role", "caseworker"], "--organisation"),
    ] {
        let said = refused(arguments);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.contains(words), "{said:?}");
        assert_eq!(said.stdout, "");
    }
}

#[tokio::test]
async fn where_a_provider_is_configured_local_tokens_are_not_believed_unless_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sign-in.toml");
    // Nobody answers there.
    let provider =
        "issuer = \"http://127.0.0.1:1\"\naudience = [\"loopbrug\"]\n[claims]\nroles = \"roles\"\n";
    std::fs::write(&file, provider).unwrap();
    let configured = ("LOOPBRUG_SIGN_IN", file.to_str().unwrap());
    // It may be reached by others then.
    let beyond = ("LOOPBRUG_LISTEN", "0.0.0.0:0");
    let database = Database::create().await;
    let serve = |more: &[(&str, &str)]| {
        let mut serve = loopbrug();
        serve.arg("serve").env("DATABASE_URL", &database.url).envs([configured, beyond]);
        Process::spawn(serve.envs(more.iter().copied()))
    };
    let open = Mutation::new("openTrajectory", opening(json!({}))).body();
    let ask = async |server: &mut Process, token: String| {
        let address = server.address("serving on ").await.replace("0.0.0.0", "127.0.0.1");
        let request = reqwest::Client::new().post(format!("{address}/graphql"));
        let answer = request.bearer_auth(token).json(&open).send().await.unwrap();
        let (status, body) = (answer.status(), answer.json::<Value>().await.unwrap());
        (status, body["errors"][0]["extensions"]["code"].as_str().map(str::to_owned))
    };
    let good = everybody_of(OCMW);
    let mut alone = serve(&[]);
    let refused = (StatusCode::UNAUTHORIZED, Some("NOT_SIGNED_IN".to_owned()));
    assert_eq!(ask(&mut alone, good.clone()).await, refused);
    let mut away = serve(&[]);
    let header = json!({ "alg": "ES256", "kid": "a" });
    let unavailable = (StatusCode::SERVICE_UNAVAILABLE, Some("SIGN_IN_UNAVAILABLE".to_owned()));
    assert_eq!(ask(&mut away, forged(&header, &json!({}), "eHg")).await, unavailable);
    let mut both = serve(&[("LOOPBRUG_LOCAL_TOKENS", "true")]);
    assert_eq!(ask(&mut both, good).await, (StatusCode::OK, None));
    let token = |more: &[(&str, &str)]| {
        let arguments = ["token", "--role", "caseworker", "--organisation", OCMW];
        run(loopbrug().args(arguments).envs([configured]).envs(more.iter().copied()))
    };
    let said = token(&[]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains("--local-tokens"), "{said:?}");
    assert_eq!(token(&[("LOOPBRUG_LOCAL_TOKENS", "true")]).code, Some(0));
}
