//! Sessions: where they are kept, when they end, and what becomes of them while the provider is down.

use std::time::Duration;

use serde_json::json;

use super::{Browser, Provider, SECRET, SignedIn, client, free_port, hanne, serve};
use crate::harness::{Database, loopbrug, run};

#[tokio::test]
async fn a_session_serves_on_every_instance_and_outlives_them() {
    let mut running = SignedIn::start().await;
    let browser = running.hanne().await;
    let other = serve(&running.provider, running.server.database.clone(), &[]).await;
    let cookies = browser.cookies(&running.server.address);
    let there = Browser::that_has(&other.address, &cookies);
    assert!(there.get(&other.address).await.has("Hanne Wouters"));
    // Ended on one, it has ended on the other.
    let token = there.get(&format!("{}/wie", other.address)).await.hidden("token");
    there.post(&format!("{}/sign-out", other.address), &[("token", &token)]).await;
    assert!(!browser.get(&running.server.address).await.has("Hanne Wouters"));

    let browser = running.hanne().await;
    assert_eq!(running.server.stop().await.code(), Some(0));
    let cookies = browser.cookies(&running.server.address);
    assert!(
        Browser::that_has(&other.address, &cookies).get(&other.address).await.has("Hanne Wouters")
    );
}

#[tokio::test]
async fn the_table_of_sessions_lets_nobody_in_and_names_nobody() {
    let running = SignedIn::start().await;
    let (server, browser) = (&running.server, running.hanne().await);
    let cookie = browser.cookies(&server.address);
    let id = cookie.split("; ").find_map(|one| one.strip_prefix("loopbrug=")).unwrap();
    let rows = server.database.text("SELECT string_agg(s::text, ' ') FROM sessions s").await;
    let hex =
        |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let worker = running.provider.worker("hanne");
    for secret in ["Hanne", "Wouters", &worker, "caseworker", id] {
        assert!(!rows.contains(secret) && !rows.contains(&hex(secret)), "{secret} in {rows}");
    }
    let named = server.database.text("SELECT min(encode(name, 'hex')) FROM sessions").await;
    let guess = Browser::that_has(&server.address, &format!("loopbrug={named}"));
    assert!(!guess.get(&server.address).await.has("Hanne Wouters"));
    let said = server.said();
    assert!(!said.contains(id) && !said.contains("Wouters") && !said.contains(SECRET), "{said}");
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_in_any_case_at_its_end() {
    let running = SignedIn::with_settings(&[("LOOPBRUG_SESSION_IDLE", "10")]).await;
    let (server, browser) = (&running.server, running.hanne().await);
    let left = "SELECT extract(epoch FROM idle_until - now())::int::text FROM sessions";
    let pass = async |minutes: u32| {
        let passed = format!(
            "UPDATE sessions SET idle_until = idle_until - interval '{minutes} minutes',
                                 ends_at = ends_at - interval '{minutes} minutes'"
        );
        server.database.execute(&passed).await;
    };
    pass(9).await;
    assert!(browser.get(&server.address).await.has("Hanne Wouters"));
    let seconds: i32 = server.database.text(left).await.parse().unwrap();
    assert!((590..=600).contains(&seconds), "to use it is to keep it: {seconds}");
    pass(11).await;
    assert!(!browser.get(&server.address).await.has("Hanne Wouters"), "it was idle");

    let browser = running.hanne().await;
    assert_eq!(server.database.text("SELECT count(*)::text FROM sessions").await, "1", "swept");
    for _ in 0..59 {
        pass(9).await;
        // As a request every nine minutes does.
        let used = "UPDATE sessions SET idle_until = least(now() + interval '10 minutes', ends_at)";
        server.database.execute(used).await;
    }
    pass(9).await;
    assert!(browser.get(&server.address).await.has("Hanne Wouters"), "nine hours of use");
    for _ in 0..7 {
        pass(9).await;
        browser.get(&server.address).await;
    }
    assert!(!browser.get(&server.address).await.has("Hanne Wouters"), "ten hours are the end");
}

#[tokio::test]
async fn those_that_have_ended_are_deleted_a_hundred_at_a_time() {
    let running = SignedIn::start().await;
    let ended =
        "INSERT INTO sessions SELECT sha256(n::text::bytea), '', now() - interval '1 day', now()
                 FROM generate_series(1, 250) AS n";
    running.server.database.execute(ended).await;
    let count = "SELECT count(*)::text FROM sessions WHERE idle_until < now()";
    let mut left = vec![];
    for _ in 0..2 {
        // An attempt to sign in and the session that comes of it.
        running.hanne().await;
        left.push(running.server.database.text(count).await);
    }
    assert_eq!(left, ["50", "0"]);
}

#[tokio::test]
async fn while_the_provider_is_down_sessions_live_on_and_new_ones_get_a_clear_page() {
    let SignedIn { provider, server } = SignedIn::start().await;
    let running = SignedIn { provider, server };
    let browser = running.hanne().await;
    running.provider.told("set", json!({ "down": true })).await;
    assert!(browser.get(&running.server.address).await.has("Hanne Wouters"));
    // Another instance has never heard of the provider.
    let other = serve(&running.provider, running.server.database.clone(), &[]).await;
    let page = Browser::new().get(&format!("{}/sign-in", other.address)).await;
    assert_eq!(page.status, 503);
    assert!(page.has("De aanmelddienst antwoordt niet"), "{page:?}");
    assert!(page.has("Wie al aangemeld is, kan verder werken"), "{page:?}");
    let token = browser.get(&format!("{}/wie", running.server.address)).await.hidden("token");
    let over = browser.post(&format!("{}/sign-out", other.address), &[("token", &token)]).await;
    assert!(over.has("Bij de aanmelddienst ben je misschien nog aangemeld"), "{over:?}");
    assert!(!browser.get(&running.server.address).await.has("Hanne Wouters"));

    running.provider.told("set", json!({ "down": false })).await;
    running.hanne().await;
}

#[tokio::test]
async fn what_is_the_same_for_everybody_waits_for_no_session() {
    let running = SignedIn::start().await;
    let (server, browser) = (&running.server, running.hanne().await);
    let mut held = server.database.hold("LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE").await;
    for path in ["/health/live", "/assets/style-.css", "/graphiql"] {
        let asked = browser.http.get(format!("{}{path}", server.address)).send();
        let answer = tokio::time::timeout(Duration::from_secs(20), asked).await;
        assert_eq!(answer.expect(path).unwrap().status(), 200, "{path}");
    }
    held.end().await;
    assert!(browser.get(&server.address).await.has("Hanne Wouters"));
}

#[tokio::test]
async fn new_keys_of_the_provider_sign_people_in_at_once() {
    let running = SignedIn::start().await;
    running.hanne().await;
    running.provider.told("counts", json!({})).await;
    running.provider.told("rotate", json!({ "keep": 1 })).await;
    // It was asked for its keys a moment ago, and is left in peace for some seconds.
    tokio::time::sleep(Duration::from_secs(6)).await;
    running.hanne().await;
    running.hanne().await;
    let counts = running.provider.told("counts", json!({})).await;
    assert_eq!(counts["/jwks"], json!(1), "{counts}");
}

#[tokio::test]
async fn over_https_cookies_are_secure_and_of_this_host_alone() {
    let provider = Provider::start().await;
    let settings = [("LOOPBRUG_PUBLIC_URL", "https://loopbrug.example")];
    let server = serve(&provider, Database::create().await, &settings).await;
    let address = "https://loopbrug.example";
    provider.told("set", json!({ "clients": { super::CLIENT: client(address) } })).await;
    provider.knows("hanne", hanne()).await;
    let browser = Browser::new();
    let request = browser.http.get(format!("{}/sign-in", server.address));
    let page = browser.step(request.header("host", "loopbrug.example")).await;
    let [cookie] = page.set_cookies()[..] else { panic!("{page:?}") };
    for part in ["__Host-loopbrug=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let to = page.leads_to().unwrap();
    let back = to.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    assert_eq!(back, "https://loopbrug.example/sign-in/callback");
    for part in ["code_challenge_method=S256", "nonce=", "state=", "response_type=code"] {
        assert!(to.as_str().contains(part), "{to}");
    }
}

#[tokio::test]
async fn a_place_that_others_could_read_along_is_refused_at_the_start() {
    let listen = format!("127.0.0.1:{}", free_port());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sign-in.toml");
    let claims = "audience = [\"a\"]\n[claims]\nroles = \"roles\"\n";
    for (public_url, text, said) in [
        (
            "http://loopbrug.example",
            "issuer = \"https://a.example\"\n",
            "is no address for browsers",
        ),
        ("", "issuer = \"http://provider.example\"\n", "is not https"),
        (
            "",
            "issuer = \"https://a.example\"\nclient_secret_file = \"/nowhere/x\"\n",
            "cannot be read",
        ),
        ("", "issuer = \"https://a.example\"\ncode_flow = {}\n", "code_flow needs client_id"),
    ] {
        std::fs::write(&file, format!("{text}{claims}")).unwrap();
        let database = Database::create().await;
        let mut command = loopbrug();
        command.args(["serve", "--listen", &listen]).env("DATABASE_URL", &database.url);
        command.env("LOOPBRUG_SIGN_IN", &file).env("LOOPBRUG_PUBLIC_URL", public_url);
        let said_there = tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap();
        assert_eq!(said_there.code, Some(1), "{said_there:?}");
        assert!(said_there.stderr.contains(said), "{said_there:?}");
    }
}
