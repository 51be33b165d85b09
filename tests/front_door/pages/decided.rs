//! What is decided by forms of pages, without script: rights of a client, merges, the directory, caseloads.

use serde_json::{Value, json};

use super::is_a_page;
use super::steward::{done, names_in_the_directory, opened, uuid};
use crate::harness::{
    Browser, CAW, Cast, Clocked, OCMW, Page, Person, REGION, about, new_id, wait_until,
};

/// What a form holds that nobody sees.
fn hidden(page: &Page) -> Vec<(String, String)> {
    let (_, form) = page.text.split_once("<form class=\"record\"").expect("there is a form");
    let form = form.split_once("</form>").unwrap().0;
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1).map(|field| {
        let (name, after) = field.split_once("\" value=\"").unwrap();
        (name.to_owned(), after.split_once('"').unwrap().0.to_owned())
    });
    fields.collect()
}

/// Opens a form and sends it, with this filled in.
async fn fills_in(browser: &Browser, address: &str, fields: &[(&str, &str)]) -> Page {
    let form = browser.get(address).await;
    assert_eq!(form.status, 200, "{form:?}");
    is_a_page(&form);
    sends(browser, &form, fields).await
}

/// Sends a form that is open.
async fn sends(browser: &Browser, form: &Page, fields: &[(&str, &str)]) -> Page {
    let hidden = hidden(form);
    let mut all: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.extend_from_slice(fields);
    let mut address = form.url.clone();
    address.set_query(None);
    let page = browser.post(address.as_str(), &all).await;
    is_a_page(&page);
    page
}

/// What is said at a field, by its code.
fn refused(page: &Page, status: u16, code: &str) {
    assert_eq!(page.status, status, "{code}: {page:?}");
    assert!(page.has(&format!("data-code=\"{code}\"")), "{code}: {page:?}");
}

async fn rights(server: &Clocked, id: &str) -> Value {
    let fields =
        "restrictedSince erasureRequested { on } erasureDecisions { granted } keyDestroyedAt";
    let query = format!("{{ trajectory(id: \"{id}\") {{ mergedInto rights {{ {fields} }} }} }}");
    server.ask(Cast::COORDINATOR, &query).await["trajectory"].clone()
}

async fn closed(server: &Clocked, who: Person) -> String {
    let id = opened(server, who, Some("71.03.09-002.76")).await;
    let closing = about(&id, "2024-03-01", json!({ "reason": "goals_met" }));
    done(server, who, "closeTrajectory", closing, "").await;
    id
}

#[tokio::test]
async fn erasure_is_asked_for_and_decided_on_a_page_that_says_before_what_it_destroys() {
    let server = Clocked::with_keys().await;
    server.at("2024-03-20T09:00:00");
    let (id, open) =
        (closed(&server, Cast::CASEWORKER).await, opened(&server, Cast::CASEWORKER, None).await);
    let (caseworker, steward) =
        (server.browser(Cast::CASEWORKER).await, server.browser(Cast::STEWARD).await);
    let at =
        |id: &str, below: &str| server.page(&format!("/trajecten/{}/rechten{below}", uuid(id)));
    let nothing = fills_in(&caseworker, &at(&id, "/wissen"), &[]).await;
    refused(&nothing, 422, "NOTHING_CHOSEN");
    let asked = fills_in(&caseworker, &at(&id, "/wissen"), &[("ground", "objection")]).await;
    assert_eq!(asked.status, 200, "{asked:?}");
    assert!(asked.has("Genoteerd om 09:00") && asked.has("Gevraagd om te wissen."), "{asked:?}");
    assert_eq!(rights(&server, &id).await["rights"]["erasureRequested"]["on"], "2024-03-20");

    // Only the steward decides, whoever finds the address.
    assert!(!asked.has("/rechten/beslissen"), "{asked:?}");
    let granted = [("granted", "ja"), ("ground", "objection"), ("understood", "ja")];
    let other = fills_in(&caseworker, &at(&id, "/beslissen"), &granted).await;
    refused(&other, 403, "NOT_THE_STEWARD");

    let form = steward.get(&at(&id, "/beslissen")).await;
    for said in [
        "Dit kan niet teruggedraaid worden",
        "naam, rijksregisternummer, geboortedatum",
        "notities, doelen in eigen woorden",
        "cijfers blijven kloppen",
        "bezwaar (art. 17, lid 1, c)",
    ] {
        assert!(form.has(said), "{said}: {form:?}");
    }
    let unsaid = sends(&steward, &form, &granted[..2]).await;
    refused(&unsaid, 422, "NOT_CONFIRMED");
    assert!(unsaid.has("value=\"objection\" data-n") && unsaid.has("selected"), "{unsaid:?}");
    let wrong = [("granted", "ja"), ("ground", "refused_mistake"), ("understood", "ja")];
    refused(&sends(&steward, &unsaid, &wrong).await, 422, "GROUND_OF_OTHER_DECISION");
    assert_eq!(rights(&server, &id).await["rights"]["erasureDecisions"], json!([]));
    let unasked = fills_in(&steward, &at(&open, "/beslissen"), &granted).await;
    refused(&unasked, 422, "ERASED_WHILE_OPEN");

    let form = steward.get(&at(&id, "/beslissen")).await;
    let before = server.database.head().await;
    let decided = sends(&steward, &form, &granted).await;
    assert_eq!(decided.status, 200, "{decided:?}");
    assert!(
        decided.has("Genoteerd om 09:00") && decided.has("Beslist over wissen."),
        "{decided:?}"
    );
    let after = server.database.head().await;
    assert!(after > before);
    // Sent twice, it is recorded once.
    let again = sends(&steward, &form, &granted).await;
    assert_eq!((again.status.as_u16(), server.database.head().await), (200, after), "{again:?}");
    let now = rights(&server, &id).await;
    assert_eq!(now["rights"]["erasureDecisions"], json!([{ "granted": true }]));
    assert_ne!(now["rights"]["keyDestroyedAt"], Value::Null);
    let list = steward.get(&server.page("/beheer/wissingen")).await;
    assert!(list.has("gewist, ") && list.has("vernietigd"), "{list:?}");
}

#[tokio::test]
async fn processing_is_restricted_and_the_restriction_lifted_by_who_guides() {
    let server = Clocked::start().await;
    server.at("2024-03-20T09:00:00");
    let id = opened(&server, Cast::CASEWORKER, None).await;
    let at = |below: &str| server.page(&format!("/trajecten/{}/rechten{below}", uuid(&id)));
    let caseworker = server.browser(Cast::CASEWORKER).await;
    let page = fills_in(&caseworker, &at("/beperken"), &[("ground", "accuracy_contested")]).await;
    assert!(
        page.has("Gegevens beperkt op vraag van de cliënt.")
            && page.has("Beperkt sinds 20 maart 2024"),
        "{page:?}"
    );
    assert!(page.has("/rechten/opheffen") && !page.has("/rechten/beperken"), "{page:?}");
    assert_eq!(rights(&server, &id).await["rights"]["restrictedSince"], "2024-03-20");
    // Whoever had the form open still sees what is so by now.
    let stale = fills_in(&caseworker, &at("/beperken"), &[("ground", "objection")]).await;
    refused(&stale, 422, "ALREADY_RESTRICTED");
    let page = fills_in(&caseworker, &at("/opheffen"), &[]).await;
    assert!(page.has("Beperking opgeheven."), "{page:?}");
    assert_eq!(rights(&server, &id).await["rights"]["restrictedSince"], Value::Null);
    // The client's data are not the steward's to restrict, and of another organisation nobody finds anything.
    let steward = server.browser(Cast::STEWARD).await;
    let page = fills_in(&steward, &at("/beperken"), &[("ground", "objection")]).await;
    refused(&page, 403, "NOT_A_CASEWORKER");
    let other = server.browser(Cast::OF_CAW).await.get(&at("")).await;
    refused(&other, 404, "TRAJECTORY_NOT_FOUND");
    let post = caseworker.post(&at("/beperken"), &[("ground", "objection")]).await;
    assert_eq!(post.status, 403, "a form that is not of the session: {post:?}");
}

#[tokio::test]
async fn two_of_one_client_are_merged_with_what_would_be_lost_and_taken_apart_again() {
    let server = Clocked::with_keys().await;
    server.at("2024-03-20T09:00:00");
    let one = opened(&server, Cast::CASEWORKER, Some("71.03.09-002.76")).await;
    let other = opened(&server, Cast::OF_CAW, Some("71.03.09-002.76")).await;
    let home = about(&other, "2024-02-01", json!({ "tenure": "room" }));
    done(&server, Cast::OF_CAW, "recordHousingFound", home, "").await;
    let steward = server.browser(Cast::STEWARD).await;
    let list = steward.get(&server.page("/beheer/dubbels")).await;
    is_a_page(&list);
    let link = format!("/beheer/samenvoegen?duplicate={}&amp;into={}", uuid(&one), uuid(&other));
    assert!(list.has(&link), "the one with less in it is the duplicate: {list:?}");

    let path = format!("/beheer/samenvoegen?duplicate={}&into={}", uuid(&other), uuid(&one));
    let form = steward.get(&server.page(&path)).await;
    assert!(
        form.has("Het dubbel") && form.has(uuid(&one)) && form.has("1 januari 2024"),
        "{form:?}"
    );
    let fields = [("duplicate", uuid(&other)), ("into", uuid(&one))];
    let losing = sends(&steward, &form, &fields).await;
    refused(&losing, 422, "MERGE_LOSES_RECORDS");
    assert!(losing.has(&format!("value=\"{}\"", uuid(&other))), "what was typed stays: {losing:?}");
    let bad = sends(&steward, &form, &[("duplicate", "x"), ("into", uuid(&one))]).await;
    refused(&bad, 422, "MALFORMED_ID");
    let itself = sends(&steward, &losing, &[("duplicate", uuid(&one)), ("into", uuid(&one))]).await;
    refused(&itself, 422, "MERGE_WITH_ITSELF");
    let whole = [fields[0], fields[1], ("takeOver", "ja")];
    let merged = sends(&steward, &itself, &whole).await;
    assert!(
        merged.has("Samengevoegd met een ander traject.") && merged.has("/rechten/losmaken"),
        "{merged:?}"
    );
    assert_eq!(rights(&server, &other).await["mergedInto"], json!(one));
    let list = steward.get(&server.page("/beheer/dubbels")).await;
    assert!(list.has("Geen cliënten die op elkaar lijken"), "{list:?}");
    let at = server.page(&format!("/trajecten/{}/rechten/losmaken", uuid(&other)));
    let apart = fills_in(&steward, &at, &[]).await;
    assert!(apart.has("Samenvoegen ongedaan gemaakt."), "{apart:?}");
    assert_eq!(rights(&server, &other).await["mergedInto"], Value::Null);

    // Who guides one of them says that they are two.
    let address =
        server.page(&format!("/trajecten/{}/niet-dezelfde?otherId={}", uuid(&one), uuid(&other)));
    let caseworker = server.browser(Cast::CASEWORKER).await;
    let form = caseworker.get(&address).await;
    let said = sends(&caseworker, &form, &[("otherId", uuid(&other))]).await;
    assert_eq!(said.status, 200, "{said:?}");
    let list = steward.get(&server.page("/beheer/dubbels")).await;
    assert!(list.has("Geen cliënten die op elkaar lijken"), "{list:?}");
    let nobody = sends(&caseworker, &form, &[("otherId", &new_id())]).await;
    assert!(nobody.status.is_client_error(), "{nobody:?}");
    let page = caseworker.get(&server.page("/beheer/dubbels")).await;
    refused(&page, 403, "NOT_THE_STEWARD");
}

#[tokio::test]
async fn the_directory_is_kept_by_forms_with_its_history() {
    let server = Clocked::start().await;
    server.at("2024-03-20T09:00:00");
    let steward = server.browser(Cast::STEWARD).await;
    let at = |below: &str| server.page(&format!("/beheer/adressen/{below}"));
    let named = [
        ("organisation", OCMW),
        ("name", "Huis De Overzet"),
        ("roles", "guide"),
        ("roles", "lead"),
    ];
    let wrong = [&named[..], &[("phone", "bel maar"), ("mail", "info")]].concat();
    let page = fills_in(&steward, &at("nieuwe-organisatie"), &wrong).await;
    refused(&page, 422, "OF_ANOTHER_FORM");
    assert!(
        page.has("value=\"bel maar\"") && page.has("value=\"Huis De Overzet\""),
        "what was typed stays: {page:?}"
    );
    let right =
        [&named[..], &[("phone", "055 00 00 01"), ("website", "https://overzet.example")]].concat();
    let page = sends(&steward, &page, &right).await;
    assert!(
        page.has("Genoteerd om 09:00")
            && page.has("055 00 00 01")
            && page.has("levert brugfiguren"),
        "{page:?}"
    );

    let edit = at(&format!("organisaties/{OCMW}/wijzig"));
    let (first, second) = (steward.get(&edit).await, steward.get(&edit).await);
    assert!(first.has("value=\"055 00 00 01\""), "{first:?}");
    let page = sends(&steward, &first, &[("name", "Huis De Brug"), ("from", "2024-01-01")]).await;
    assert!(
        page.has("<h1>Huis De Brug</h1>") && page.has("Huis De Overzet"),
        "with its history: {page:?}"
    );
    let stale = sends(&steward, &second, &[("name", "Huis Niemand")]).await;
    refused(&stale, 409, "VERSION_CONFLICT");
    assert!(stale.has("value=\"Huis Niemand\""), "what was typed stays: {stale:?}");

    let form = steward.get(&at("nieuwe-medewerker")).await;
    let mira = [("name", "Mira Windekind"), ("organisation", OCMW)];
    let added = sends(&steward, &form, &mira).await;
    assert!(added.has("<h1>Mira Windekind</h1>"), "{added:?}");
    let again = sends(&steward, &form, &mira).await;
    assert_eq!(again.url, added.url, "sent twice, it is one person: {again:?}");
    let worker = added.url.path().rsplit_once('/').unwrap().1.to_owned();
    let unknown =
        fills_in(&steward, &at("nieuwe-medewerker"), &[("name", "X"), ("organisation", CAW)]).await;
    refused(&unknown, 422, "ORGANISATION_NOT_IN_DIRECTORY");
    let stopped =
        fills_in(&steward, &at(&format!("medewerkers/{worker}/stop")), &[("until", "2024-03-31")])
            .await;
    assert!(stopped.has("tot 31 mrt 2024") && stopped.has("werkt er niet meer."), "{stopped:?}");
    let erase = at(&format!("medewerkers/{worker}/wis"));
    refused(&fills_in(&steward, &erase, &[]).await, 422, "NOT_CONFIRMED");
    let erased = fills_in(&steward, &erase, &[("understood", "ja")]).await;
    assert!(erased.has("naam gewist.") && !erased.has("Mira"), "from the history too: {erased:?}");
    let page =
        fills_in(&steward, &at(&format!("organisaties/{OCMW}/stop")), &[("until", "2024-03-20")])
            .await;
    assert!(page.has("geen partner meer.") && !page.has("/stop?"), "{page:?}");
    for path in [
        "nieuwe-organisatie",
        &format!("organisaties/{OCMW}/wijzig"),
        &format!("medewerkers/{worker}/wis"),
    ] {
        let page = server.browser(Cast::CASEWORKER).await.get(&at(path)).await;
        refused(&page, 403, "NOT_THE_STEWARD");
    }
}

#[tokio::test]
async fn a_caseload_is_handed_over_by_a_form() {
    let server = Clocked::start().await;
    server.at("2024-03-20T09:00:00");
    names_in_the_directory(&server).await;
    let other = Person { worker: 77, ..Cast::CASEWORKER };
    let input = json!({ "region": REGION, "worker": other.id(), "name": "Tibo Eikenblad",
                        "organisation": OCMW, "from": "2024-01-01" });
    done(&server, Cast::STEWARD, "recordWorker", input, "").await;
    let mut clients = vec![];
    for _ in 0..2 {
        let id = opened(&server, Cast::CASEWORKER, None).await;
        let guide = json!({ "worker": Cast::CASEWORKER.id(), "organisation": OCMW });
        done(&server, Cast::CASEWORKER, "assignBridgeFigure", about(&id, "2024-02-01", guide), "")
            .await;
        clients.push(id);
    }
    wait_until("the views are at the head", async || server.database.views_are_at_the_head().await)
        .await;
    let caseworker = server.browser(Cast::CASEWORKER).await;
    let at = server.page("/beheer/overdracht");
    let (from, to) = (Cast::CASEWORKER.id(), other.id());
    let same = [
        ("from", from.as_str()),
        ("to", &from),
        ("organisation", OCMW),
        ("reason", "worker_left"),
        ("occurredOn", "2024-03-20"),
    ];
    refused(&fills_in(&caseworker, &at, &same).await, 422, "HANDED_OVER_TO_THE_SAME");
    let fields = [same[0], ("to", to.as_str()), same[2], same[3], same[4]];
    let done = fills_in(&caseworker, &at, &fields).await;
    assert!(done.has("Overgedragen: 2.") && !done.has("Niet overgedragen"), "{done:?}");
    for id in &clients {
        let query = format!("{{ trajectory(id: \"{id}\") {{ bridgeFigure {{ worker }} }} }}");
        let now = server.ask(Cast::COORDINATOR, &query).await;
        assert_eq!(now["trajectory"]["bridgeFigure"]["worker"], json!(to));
    }
    let steward = server.browser(Cast::STEWARD).await.get(&at).await;
    refused(&steward, 403, "NOT_A_CASEWORKER");
}
