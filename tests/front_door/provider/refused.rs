//! What is no sign-in: each gets the same page, and the log has the reason.

use std::time::Duration;

use serde_json::json;

use super::{Browser, Page, SignedIn};
use crate::harness::{Server, wait_until};

/// The one page that says so, with the number under which the log has the reason.
async fn is_refused(page: &Page, server: &Server, reason: &str) {
    assert_eq!(page.status, 400, "{reason}: {page:?}");
    assert!(page.has("<h1>Aanmelden is niet gelukt</h1>"), "{page:?}");
    assert!(page.has("href=\"/sign-in\""), "one can begin again");
    let (_, trace) = page.text.split_once("<code>").unwrap();
    let trace = trace.split_once("</code>").unwrap().0;
    wait_until("the log has it", async || server.said().contains(trace)).await;
    let said = server.said();
    let why = said.lines().find(|line| line.contains(trace)).unwrap();
    assert!(why.contains(reason), "{reason}: {why}");
    // But for the number, it is the same whatever the reason.
    assert!(!page.has(reason) && !page.has("state") && !page.has("code="), "{page:?}");
}

#[tokio::test]
async fn an_answer_of_another_browser_of_another_time_or_of_nobody_signs_nobody_in() {
    let SignedIn { provider, server } = SignedIn::start().await;
    let address = &server.address;
    let browser = Browser::new();
    let waits_for_none = "no attempt of this browser waits for it";

    let form = browser.goes_to_sign_in(address).await;
    let back = browser.back_from(&form, "hanne").await;
    let elsewhere = Browser::new().get(back.as_str()).await;
    is_refused(&elsewhere, &server, waits_for_none).await;
    let state = back.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let other = back.as_str().replace(&state, "x".repeat(state.len()).as_str());
    is_refused(&browser.get(&other).await, &server, waits_for_none).await;
    // That was not the answer, so the answer still counts; once.
    assert!(browser.get(back.as_str()).await.has("Hanne Wouters"));
    is_refused(&browser.get(back.as_str()).await, &server, waits_for_none).await;
    assert!(browser.get(address).await.has("Hanne Wouters"), "who is signed in stays so");

    let callback = |query: &str| format!("{address}/sign-in/callback{query}");
    for (query, reason) in [
        ("", "it has no state"),
        ("?code=x", "it has no state"),
        ("?code=x&state=", waits_for_none),
        ("?code=x&state=a&state=b", "duplicate field"),
        ("?error=access_denied&state=made-up", waits_for_none),
    ] {
        is_refused(&browser.get(&callback(query)).await, &server, reason).await;
    }

    let fresh = async || {
        let browser = Browser::new();
        let form = browser.goes_to_sign_in(address).await;
        let back = browser.back_from(&form, "hanne").await;
        let state = back.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        (browser, back, state)
    };
    let (browser, _, state) = fresh().await;
    let denied = format!("?error=access_denied&error_description=no%0Away&state={state}");
    let page = browser.get(&callback(&denied)).await;
    is_refused(&page, &server, r"the provider answers access_denied: no\nway").await;
    let (browser, _, state) = fresh().await;
    is_refused(
        &browser.get(&callback(&format!("?state={state}"))).await,
        &server,
        "it has no code",
    )
    .await;
    let (browser, back, _) = fresh().await;
    let issuer = back.as_str().replace("iss=", "iss=x");
    is_refused(&browser.get(&issuer).await, &server, "it is of another issuer").await;
    let (browser, _, state) = fresh().await;
    let invented = format!("?code=invented&state={state}");
    is_refused(&browser.get(&callback(&invented)).await, &server, "invalid_grant").await;

    provider.told("set", json!({ "code_ttl": 1 })).await;
    let (browser, back, _) = fresh().await;
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    is_refused(&browser.get(back.as_str()).await, &server, "invalid_grant").await;
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let running = SignedIn::start().await;
    let (server, browser) = (&running.server, running.hanne().await);
    let other = running.hanne().await.get(&format!("{}/wie", server.address)).await.hidden("token");
    let end = format!("{}/sign-out", server.address);
    for fields in [&[][..], &[("token", "")], &[("token", "x")], &[("token", other.as_str())]] {
        let page = browser.post(&end, fields).await;
        assert_eq!(page.status, 403, "{fields:?}");
        assert!(page.has("Dit formulier is verlopen"), "{page:?}");
    }
    assert_eq!(browser.get(&end).await.status, 405, "a link signs nobody out");
    assert!(browser.get(&server.address).await.has("Hanne Wouters"));
}

#[tokio::test]
async fn a_cookie_that_was_changed_or_made_up_is_nobodys() {
    let running = SignedIn::start().await;
    let address = &running.server.address;
    let cookie = running.hanne().await.cookies(address);
    let id = cookie.split("; ").find_map(|one| one.strip_prefix("loopbrug=")).unwrap();
    let mut changed = id.to_owned().into_bytes();
    changed[3] = if changed[3] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).unwrap();
    for made in [changed.as_str(), &id[1..], "", "x", &"A".repeat(22), &"A".repeat(5_000)] {
        let browser = Browser::that_has(address, &format!("loopbrug={made}"));
        let page = browser.get(address).await;
        assert_eq!(page.status, 200, "{made}");
        assert!(page.has("href=\"/sign-in\"") && !page.has("Hanne"), "{made}: {page:?}");
        // An id that somebody put there is not the one under which one signs in.
        let signed_in = browser.sign_in(address, "hanne").await;
        assert!(signed_in.has("Hanne Wouters"), "{signed_in:?}");
        assert!(!browser.cookies(address).contains(&format!("loopbrug={made};")), "{made}");
    }
    let same = Browser::that_has(address, &format!("loopbrug={id}"));
    assert!(same.get(address).await.has("Hanne Wouters"), "the cookie itself is believed");
}
