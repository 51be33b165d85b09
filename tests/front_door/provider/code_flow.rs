//! The code flow, from the first page to sign-out.

use serde_json::{Value, json};

use super::{Browser, SignedIn};
use crate::harness::{CAW, Mutation, OCMW, opening, wait_until};

const VIEWER: &str = "{ catalogue(region: \"vlaamse-ardennen\") { label } }";

#[tokio::test]
async fn somebody_signs_in_asks_and_signs_out_here_and_at_the_provider() {
    let SignedIn { provider, server } = SignedIn::start().await;
    let address = &server.address;
    let browser = Browser::new();
    let page = browser.get(address).await;
    assert!(page.has("href=\"/sign-in\"") && !page.has("Afmelden"), "{page:?}");

    let form = browser.goes_to_sign_in(address).await;
    let before = browser.cookies(address);
    let back = browser.back_from(&form, "hanne").await;
    let signed_in = browser.step(browser.http.get(back)).await;
    let [cookie] = signed_in.set_cookies()[..] else { panic!("{signed_in:?}") };
    for part in ["loopbrug=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "a browser keeps no secure cookie of http: {cookie}");
    assert_ne!(browser.cookies(address), before, "the session has another id from then on");
    assert_eq!(signed_in.leads_to().unwrap().path(), "/");

    let page = browser.get(&format!("{address}/wie")).await;
    let id = provider.worker("hanne");
    for shown in ["Dag Hanne Wouters", "trajectbegeleider", OCMW, &id, "href=\"/graphiql\""] {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
    let english = browser.get(&format!("{address}/wie?lang=en")).await;
    assert!(english.has("Hello Hanne Wouters") && english.has("caseworker"), "{english:?}");

    let asked = browser.http.post(server.url()).json(&json!({ "query": VIEWER }));
    let answer: Value = asked.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"]["catalogue"]["label"], json!("Vlaamse-Ardennen"), "{answer}");

    let end = format!("{address}/sign-out");
    let over = browser.post(&end, &[("token", &page.hidden("token"))]).await;
    assert!(over.has("You are signed out here"), "in the language that was chosen: {over:?}");
    let there = over.link("provider");
    assert!(there.starts_with(&format!("{}/session/end?", provider.address)), "{there}");
    let refresh = over.headers["refresh"].to_str().unwrap();
    assert_eq!(refresh, format!("0;url={there}"), "without a touch");
    let confirm = browser.get(&there).await;
    let fields = [("xsrf", confirm.hidden("xsrf")), ("logout", "yes".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let end = format!("{}/session/end/confirm", provider.address);
    let page = browser.post(&end, &fields).await;
    assert_eq!(page.url.as_str(), format!("{address}/"), "and back");
    assert!(page.has("href=\"/sign-in\""), "{page:?}");
    browser.goes_to_sign_in(address).await;
}

#[tokio::test]
async fn what_a_session_records_is_recorded_in_the_name_of_the_person() {
    let running = SignedIn::start().await;
    let (server, browser) = (&running.server, running.hanne().await);
    let body = Mutation::new("openTrajectory", opening(json!({})));
    let request = browser.http.post(server.url()).json(&body.body());
    let request = request.header("origin", &server.address).header("sec-fetch-site", "same-origin");
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert!(answer.get("errors").is_none(), "{answer}");
    let actor = server.database.text("SELECT actor::text FROM events WHERE position = 1").await;
    assert!(actor.contains(&running.provider.worker("hanne")) && actor.contains(OCMW), "{actor}");

    let request = browser.http.post(server.url()).json(&body.body());
    let request = request.header("origin", "https://elsewhere.example");
    assert_eq!(request.send().await.unwrap().status(), 403, "a page elsewhere has no use of it");
    let form = browser.http.post(server.url()).form(&[("query", VIEWER)]);
    assert_eq!(form.send().await.unwrap().status(), 415, "nor has a form");
}

#[tokio::test]
async fn one_goes_on_to_where_one_wanted_to_be_if_that_is_here() {
    let running = SignedIn::start().await;
    let address = &running.server.address;
    for (next, leads_to) in [
        ("/graphiql", "/graphiql"),
        ("//elsewhere.example", "/"),
        ("https://elsewhere.example", "/"),
        ("/%5Celsewhere.example", "/"),
        ("/%0D%0Ax:%20y", "/"),
    ] {
        let browser = Browser::new();
        let form = browser.get(&format!("{address}/sign-in?next={next}")).await;
        let back = browser.back_from(&form, "hanne").await;
        let signed_in = browser.step(browser.http.get(back)).await;
        let place = signed_in.leads_to().unwrap();
        assert_eq!(place.as_str(), format!("{address}{leads_to}"), "{next}");
    }
}

#[tokio::test]
async fn whoever_is_known_and_has_no_part_in_this_is_told_whom_to_ask() {
    let SignedIn { provider, server } = SignedIn::start().await;
    provider.knows("jan", json!({ "name": "Jan Zondernaam" })).await;
    let browser = Browser::new();
    let page = browser.sign_in(&server.address, "jan").await;
    assert_eq!(page.status, 403);
    assert!(page.has("Je hebt hier nog geen rol") && !page.has("role of"), "{page:?}");
    assert!(!browser.get(&server.address).await.has("Afmelden"));
    wait_until("why is in the log", async || server.said().contains("no role of this program"))
        .await;
    assert!(!server.said().contains("Zondernaam"), "the name is not");
}

#[tokio::test]
async fn whoever_is_of_several_organisations_says_for_which_of_them_to_act() {
    let SignedIn { provider, server } = SignedIn::start().await;
    let roles = [format!("caseworker:{OCMW}"), format!("caseworker:{CAW}"), "other:1".to_owned()];
    provider.knows("an", json!({ "name": "An Dewilde", "loopbrug_roles": roles })).await;
    let browser = Browser::new();
    let address = &server.address;
    let page = browser.sign_in(address, "an").await;
    assert!(page.has("Voor wie werk je nu?"), "{page:?}");
    let open = async || {
        let body = Mutation::new("openTrajectory", opening(json!({}))).body();
        let request = browser.http.post(server.url()).header("origin", address).json(&body);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["data"]["openTrajectory"].clone()
    };
    let nobody = open().await;
    assert_eq!(nobody["errors"][0]["code"], json!("NOT_A_CASEWORKER"), "{nobody}");
    let choose = format!("{address}/organisation");
    let refused = browser.post(&choose, &[("token", "x"), ("who", "1")]).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    for (who, organisation) in [("0", OCMW), ("1", CAW)] {
        let token = browser.get(&format!("{address}/wie")).await.hidden("token");
        browser.post(&choose, &[("token", &token), ("who", who)]).await;
        let answer = open().await;
        assert_eq!(answer["errors"], json!([]), "{answer}");
        let last = "SELECT actor::text FROM events ORDER BY position DESC LIMIT 1";
        let actor = server.database.text(last).await;
        assert!(actor.contains(organisation), "{actor}");
    }
}
