//! What the steward looks at and the auditor besides, and what everybody may read of it.

use serde_json::{Value, json};

use super::is_a_page;
use crate::harness::{
    Browser, CAW, Cast, Clocked, Database, OCMW, Person, REGION, about, new_id, newer, opening,
    wait_until,
};

/// Sends what may not be refused.
pub(super) async fn done(
    server: &Clocked,
    who: Person,
    name: &str,
    input: Value,
    fields: &str,
) -> Value {
    let payload = server.send(who, name, input.clone(), fields).await;
    assert_eq!(payload["errors"], json!([]), "{name} {input}: {payload}");
    payload
}

/// A client of the OCMW who has a name and a number. Gives the trajectory.
pub(super) async fn opened(server: &Clocked, who: Person, insz: Option<&str>) -> String {
    let opened = done(server, who, "openTrajectory", opening(json!({})), "trajectory { id }").await;
    let id = opened["trajectory"]["id"].as_str().unwrap().to_owned();
    let basis = json!({ "bases": ["consent"], "purposes": ["guidance"] });
    done(server, who, "recordLegalBasis", about(&id, "2024-01-02", basis), "").await;
    done(server, who, "completeIntake", about(&id, "2024-01-03", json!({})), "").await;
    if let Some(insz) = insz {
        let identity = json!({ "givenName": "Nele", "familyName": "Verzonnen", "insz": insz });
        done(server, who, "recordIdentity", about(&id, "2024-01-04", identity), "").await;
    }
    id
}

/// The id that addresses have.
pub(super) fn uuid(id: &str) -> &str {
    id.strip_prefix("trajectory:").unwrap_or(id)
}

pub(super) async fn names_in_the_directory(server: &Clocked) {
    for (organisation, name) in [(OCMW, "Huis De Overzet"), (CAW, "Werkplaats Kompas")] {
        let input = json!({ "region": REGION, "organisation": organisation, "name": name,
                            "roles": ["guide"], "website": "https://partner.example", "from": "2024-01-01" });
        done(server, Cast::STEWARD, "recordOrganisation", input, "").await;
    }
    for (who, name) in [(Cast::CASEWORKER, "Mira Windekind"), (Cast::OF_CAW, "Joris Zomerdijk")] {
        let input = json!({ "region": REGION, "worker": who.id(), "name": name,
                            "organisation": who.organisation, "from": "2024-01-01" });
        done(server, Cast::STEWARD, "recordWorker", input, "").await;
    }
}

#[tokio::test]
async fn the_steward_finds_what_waits_and_the_auditor_what_was_done() {
    let server = Clocked::with_keys().await;
    server.at("2024-03-20T09:00:00");
    names_in_the_directory(&server).await;
    let insz = "71.03.09-002.76";
    let one = opened(&server, Cast::CASEWORKER, Some(insz)).await;
    let other = opened(&server, Cast::OF_CAW, Some(insz)).await;
    let leaves = opened(&server, Cast::CASEWORKER, None).await;
    let closing = json!({ "reason": "goals_met" });
    done(&server, Cast::CASEWORKER, "closeTrajectory", about(&leaves, "2024-03-01", closing), "")
        .await;
    let asks = json!({ "trajectoryId": leaves, "ground": "objection" });
    done(&server, Cast::CASEWORKER, "requestErasure", asks, "").await;
    let wrong = json!({ "trajectoryId": one, "event": 3, "reason": "typing_error" });
    done(&server, Cast::CASEWORKER, "voidEvent", wrong, "").await;
    wait_until("the views are at the head", async || server.database.views_are_at_the_head().await)
        .await;

    let steward = server.browser(Cast::STEWARD).await;
    let page = steward.get(&server.page("/")).await;
    assert_eq!(page.url.path(), "/beheer", "the steward begins here");
    is_a_page(&page);
    for shown in [
        "Beslissen over wissen",
        &format!("/trajecten/{}/rechten/beslissen", uuid(&leaves)),
        "rijksregisternummer",
        uuid(&one),
        uuid(&other),
        "/beheer/samenvoegen?duplicate=",
        "Laat genoteerd",
        "Huis De Overzet",
        "Registratie ingetrokken",
        "Intake #3",
    ] {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
    for name in ["Nele", "Verzonnen", insz] {
        assert!(!page.has(name), "nobody is named: {page:?}");
    }
    let auditor = server.browser(Cast::AUDITOR).await;
    let page = auditor.get(&server.page("/beheer")).await;
    is_a_page(&page);
    assert!(page.has("Registratie ingetrokken") && page.has("Laatste wissingen"), "{page:?}");
    assert!(!page.has("rijksregisternummer"), "who is alike is for who merges: {page:?}");
    for path in ["/beheer/wissingen", "/beheer/verbeteringen", "/beheer/inzage"] {
        let page = auditor.get(&server.page(path)).await;
        assert_eq!(page.status, 200, "{path}: {page:?}");
        is_a_page(&page);
    }
    let caseworker = server.browser(Cast::CASEWORKER).await;
    for (browser, path) in
        [(&caseworker, "/beheer"), (&caseworker, "/beheer/inzage"), (&auditor, "/beheer/dubbels")]
    {
        let page = browser.get(&server.page(path)).await;
        assert_eq!(page.status, 403, "{path}: {page:?}");
        assert!(page.has("data-code=\"NOT_THE_STEWARD\""), "{path}: {page:?}");
        is_a_page(&page);
    }
    let page = Browser::new().get(&server.page("/beheer")).await;
    assert_eq!(page.url.path(), "/sign-in");
}

#[tokio::test]
async fn who_looked_at_whom_is_found_by_who_whose_and_day() {
    let server = Clocked::start().await;
    server.at("2024-03-20T09:00:00");
    names_in_the_directory(&server).await;
    let (one, other) = (
        opened(&server, Cast::CASEWORKER, None).await,
        opened(&server, Cast::CASEWORKER, None).await,
    );
    let caseworker = server.browser(Cast::CASEWORKER).await;
    for id in [&one, &other] {
        let page = caseworker.get(&server.page(&format!("/trajecten/{}", uuid(id)))).await;
        assert_eq!(page.status, 200, "{page:?}");
    }
    let coordinator = server.browser(Cast::COORDINATOR).await;
    coordinator.get(&server.page(&format!("/trajecten/{}", uuid(&one)))).await;
    let steward = server.browser(Cast::STEWARD).await;
    let get = async |query: &str| {
        let page = steward.get(&server.page(&format!("/beheer/inzage{query}"))).await;
        assert_eq!(page.status, 200, "{page:?}");
        is_a_page(&page);
        page
    };
    let link = |id: &str| format!("href=\"/trajecten/{}\"", uuid(id));
    let all = get("").await;
    assert!(all.has("een traject") && all.has(&link(&one)) && all.has(&link(&other)), "{all:?}");
    let mira = Cast::CASEWORKER.id();
    let of_mira = get(&format!("?medewerker={mira}")).await;
    assert!(of_mira.has("<td>Mira Windekind</td>") && of_mira.has(&link(&other)), "{of_mira:?}");
    let of_coordinator = get(&format!("?medewerker={}", Cast::COORDINATOR.id())).await;
    assert!(!of_coordinator.has("<td>Mira Windekind</td>"), "{of_coordinator:?}");
    assert!(
        of_coordinator.has(&link(&one)) && !of_coordinator.has(&link(&other)),
        "{of_coordinator:?}"
    );
    let of_other = get(&format!("?traject={}", uuid(&other))).await;
    assert!(of_other.has(&link(&other)) && !of_other.has("regiocoördinator"), "{of_other:?}");
    let before = get("?tot=2000-01-01").await;
    assert!(before.has("Niemand keek"), "{before:?}");
    let read = get("").await;
    assert!(read.has("deze lijst"), "that it is read is in it: {read:?}");
    for (query, status) in [("?traject=x", 400), ("?van=2024-13-01", 400), ("?organisatie=1", 400)]
    {
        let page = steward.get(&server.page(&format!("/beheer/inzage{query}"))).await;
        assert_eq!(page.status, status, "{query}: {page:?}");
        is_a_page(&page);
    }
}

#[tokio::test]
async fn everybody_reads_the_catalogue_and_what_one_version_says_otherwise_than_another() {
    let database = Database::create().await;
    let server = Clocked::on(database).await;
    server.at("2024-03-20T09:00:00");
    let public = Browser::new();
    let page = public.get(&server.page("/beheer/catalogus")).await;
    is_a_page(&page);
    assert!(page.has("11 augustus 2023") && page.has("Er is maar één versie"), "{page:?}");
    let page = public.get(&server.page("/beheer/catalogus/2023-08-11")).await;
    is_a_page(&page);
    for shown in [
        "Lokale besturen",
        "<code>nora</code> Nora",
        "Landelijk",
        "Genoemd voor",
        "disclosure_k",
        "22 september 2023, 23:59",
    ] {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
    let page = public.get(&server.page("/beheer/catalogus/2020-01-01")).await;
    assert_eq!(page.status, 404);

    newer("2024-02-01").is_published(&server.database).await;
    // A process reads the versions when it starts.
    let server = Clocked::on(server.database.clone()).await;
    server.at("2024-03-20T09:00:00");
    let page = public.get(&server.page("/beheer/catalogus")).await;
    is_a_page(&page);
    for shown in [
        "Wat 1 februari 2024 anders zegt dan 11 augustus 2023",
        "<span class=\"badge good\">nieuw</span> <ins><code>zoe</code> Zoë</ins>",
        "<dt>Geldig tot en met</dt><dd><ins>31 maart 2024</ins></dd>",
        "<code>cindy</code> Cindy",
    ] {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
    assert!(!page.has("Problematieken"), "what is the same is not listed: {page:?}");
    let same = public.get(&server.page("/beheer/catalogus?van=2024-02-01&naar=2024-02-01")).await;
    assert!(same.has("Deze twee versies zeggen hetzelfde"), "{same:?}");
    let none = public.get(&server.page("/beheer/catalogus?van=2024-02-02&naar=2024-02-01")).await;
    assert_eq!(none.status, 404, "{none:?}");
}

#[tokio::test]
async fn organisations_are_for_everybody_and_workers_for_who_works_together() {
    let server = Clocked::start().await;
    server.at("2024-03-20T09:00:00");
    names_in_the_directory(&server).await;
    let public = Browser::new();
    let get = async |browser: &Browser, query: &str| {
        browser.get(&server.page(&format!("/beheer/adressen{query}"))).await
    };
    let page = get(&public, "").await;
    is_a_page(&page);
    assert!(
        page.has("Huis De Overzet") && page.has("Werkplaats Kompas") && page.has("2 gevonden"),
        "{page:?}"
    );
    assert!(!page.has("Nieuwe organisatie"), "{page:?}");
    let found = get(&public, "?zoek=kompas").await;
    assert!(found.has("Werkplaats Kompas") && !found.has("Huis De Overzet"), "{found:?}");
    let one = get(&public, &format!("/organisaties/{OCMW}")).await;
    is_a_page(&one);
    assert!(
        one.has("levert brugfiguren")
            && one.has("partner.example")
            && one.has("Hoe dit veranderde"),
        "{one:?}"
    );
    assert!(!one.has("Mira"), "who changed it is not named to the public: {one:?}");
    assert_eq!(get(&public, "?soort=medewerkers").await.url.path(), "/sign-in");

    let caseworker = server.browser(Cast::CASEWORKER).await;
    let workers = get(&caseworker, "?soort=medewerkers").await;
    is_a_page(&workers);
    assert!(workers.has("Mira Windekind") && workers.has("Joris Zomerdijk"), "{workers:?}");
    let of_caw = get(&caseworker, &format!("?soort=medewerkers&organisatie={CAW}")).await;
    assert!(!of_caw.has(">Mira Windekind<") && of_caw.has("Joris Zomerdijk"), "{of_caw:?}");
    let analyst = server.browser(Cast::ANALYST).await;
    let refused = get(&analyst, "?soort=medewerkers").await;
    assert_eq!(refused.status, 403, "{refused:?}");
    is_a_page(&refused);
    let steward = server.browser(Cast::STEWARD).await;
    let worker = get(&steward, &format!("/medewerkers/{}", Cast::OF_CAW.id())).await;
    is_a_page(&worker);
    assert!(worker.has("Werkplaats Kompas") && worker.has("Wis de naam"), "{worker:?}");
    assert_eq!(get(&steward, &format!("/medewerkers/{}", new_id())).await.status, 404);
}
