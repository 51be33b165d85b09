//! Histories: an auditor goes through one step by step, and nobody sees one who may not.

use serde_json::{Value, json};

use super::{Demo, Who, is_a_page};
use crate::harness::{Browser, Page, REGION, wait_until};

/// What somebody is answered by the API, in the session of a browser.
pub(super) async fn ask(demo: &Demo, browser: &Browser, query: &str) -> Value {
    let request = browser.http.post(demo.at("/graphql")).json(&json!({ "query": query }));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["errors"], Value::Null, "{query}: {answer}");
    answer["data"].clone()
}

/// All that the demo has is sealed.
pub(super) async fn is_sealed(demo: &Demo, browser: &Browser) {
    let query = format!("{{ integrity(region: \"{REGION}\") {{ unsealed events }} }}");
    let sealed = async || {
        let found = ask(demo, browser, &query).await;
        found["integrity"]["unsealed"] == json!(0)
    };
    wait_until("all is sealed", sealed).await;
}

/// A trajectory with something that was put right: its id, which event was, and by which.
async fn corrected(demo: &Demo, auditor: &Browser) -> (String, u64, u64) {
    let query = format!(
        "{{ corrections(region: \"{REGION}\", first: 50) {{ edges {{ node {{
             trajectory correction {{ event type }} target {{ event }} }} }} }} }}"
    );
    let found = ask(demo, auditor, &query).await;
    let mut all = found["corrections"]["edges"].as_array().unwrap().iter();
    let node = all.find(|edge| edge["node"]["correction"]["type"] == "EventCorrected").unwrap();
    let node = &node["node"];
    let id = node["trajectory"].as_str().unwrap();
    let id = id.rsplit_once(':').map_or(id, |(_, id)| id).to_owned();
    let event = |of: &str| node[of]["event"].as_u64().unwrap();
    (id, event("target"), event("correction"))
}

/// The numbers of the rows, in their order.
fn rows(page: &Page) -> Vec<u32> {
    let rows = page.text.split("<tr id=\"r").skip(1);
    rows.map(|row| row.split_once('"').unwrap().0.parse().unwrap()).collect()
}

/// The row of a number.
fn row(page: &Page, number: u64) -> &str {
    let (_, after) = page
        .text
        .split_once(&format!("<tr id=\"r{number}\""))
        .unwrap_or_else(|| panic!("no row {number}: {page:?}"));
    after.split_once("</tr>").unwrap().0
}

pub(super) async fn an_auditor_goes_through_a_history_in_both_orders(demo: &Demo) {
    let auditor = demo.signed_in(Who::Auditor).await;
    is_sealed(demo, &auditor).await;
    let (id, target, correction) = corrected(demo, &auditor).await;
    let first = auditor.get(&demo.at("/")).await;
    assert_eq!((first.url.path(), first.status.as_u16()), ("/historiek", 200));
    is_a_page(&first);
    assert!(first.has("Laatst genoteerd") && first.has("verzegeld</span>"), "{first:?}");

    // It is found by its id, as the API writes it or without.
    for sought in [id.clone(), format!("trajectory:{id}")] {
        let found = auditor.get(&demo.at(&format!("/historiek?zoek={sought}"))).await;
        assert_eq!(found.url.path(), format!("/historiek/traject/{id}"), "{found:?}");
    }
    let at = |query: &str| demo.at(&format!("/historiek/traject/{id}?{query}"));
    let mut page = auditor.get(&at("")).await;
    is_a_page(&page);
    let known = rows(&page);
    assert!(known.is_sorted() && known[0] == 1, "{known:?}");
    // Step by step, by links.
    for _ in 1..3 {
        page = auditor.get(&demo.at(&page.link("way-next"))).await;
    }
    assert!(page.has("stap 3 van") && page.has("Registratie 3"), "{page:?}");
    let back = auditor.get(&demo.at(&page.link("way-prev"))).await;
    assert!(back.has("stap 2 van"), "{back:?}");

    let page = auditor.get(&at(&format!("stap={correction}"))).await;
    is_a_page(&page);
    for shown in [
        format!("Verbetering van {target}"),
        format!("verbetert {target} ↑"),
        format!("Wat registratie {correction} verandert"),
        "zonder persoonsgegevens".to_owned(),
        "Controleer dit bewijs".to_owned(),
    ] {
        assert!(page.has(&shown), "{shown}: {page:?}");
    }
    let before = auditor.get(&at(&format!("stap={target}"))).await;
    let was = row(&before, target);
    assert!(
        was.contains("<s>") && was.contains(&format!("verbeterd door {correction} ↓")),
        "{was}"
    );
    assert!(was.contains(&format!("stap={correction}")), "a link leads there: {was}");
    assert!(page.has("<ins>") || page.has("Deze registratie verandert niets"), "{page:?}");
    assert!(!page.has("nog niet verzegeld") && !page.has("zegel klopt niet"), "{page:?}");

    let happened = auditor.get(&at(&format!("stap={correction}&volgorde=gebeurd"))).await;
    is_a_page(&happened);
    assert!(happened.has("aria-current=\"true\">zoals gebeurd"), "{happened:?}");
    let days = happened.text.split("data-label=\"Gebeurd\">").skip(1).count();
    assert_eq!(days, rows(&happened).len());

    let whole = auditor.get(&at(&format!("stap={correction}&toestand=ja"))).await;
    is_a_page(&whole);
    assert!(whole.has("id=\"whole\"") && whole.has("<h3>"), "{whole:?}");
    assert!(!page.has("id=\"whole\""));
}

pub(super) async fn a_history_is_as_it_was_known_and_within_days(demo: &Demo) {
    let auditor = demo.signed_in(Who::Auditor).await;
    let (id, target, correction) = corrected(demo, &auditor).await;
    let query = format!(
        "{{ history(id: \"trajectory:{id}\", first: 100) {{ edges {{ node {{ event position occurredOn }} }} }} }}"
    );
    let steps = ask(demo, &auditor, &query).await;
    let steps = steps["history"]["edges"].as_array().unwrap().clone();
    let of = |event: u64, what: &str| {
        let step = steps.iter().find(|step| step["node"]["event"] == json!(event)).unwrap();
        step["node"][what].clone()
    };
    let at = |query: &str| demo.at(&format!("/historiek/traject/{id}?{query}"));
    let before = of(correction, "position").as_u64().unwrap() - 1;
    let page = auditor.get(&at(&format!("stap={target}&positie={before}"))).await;
    is_a_page(&page);
    assert!(page.has("Je ziet wat op positie") && page.has("Terug naar nu"), "{page:?}");
    assert!(!row(&page, target).contains("verbeterd door"), "nobody knew yet: {page:?}");
    assert!(!rows(&page).contains(&u32::try_from(correction).unwrap()), "{page:?}");
    // A step that is not among those that are asked for leads to the first one that is.
    let page = auditor.get(&at(&format!("stap={correction}&positie={before}"))).await;
    assert!(page.status == 200 && page.has("stap 1 van"), "{page:?}");

    let day = of(target, "occurredOn").as_str().unwrap().to_owned();
    let page = auditor.get(&at(&format!("stap={target}&van={day}&tot={day}"))).await;
    let expected = steps.iter().filter(|step| step["node"]["occurredOn"] == json!(day)).count();
    assert_eq!(rows(&page).len(), expected, "{page:?}");
    for (query, words) in [
        ("tot=1901-01-01", "In deze dagen is er niets"),
        ("van=2025-02-01&tot=2025-01-01", "eindigt voor ze begint"),
        ("van=gisteren", "anders geschreven"),
        ("stap=x", "anders geschreven"),
        ("op=2100-01-01", "moet nog komen"),
        ("positie=99999999", "Zover is het logboek nog niet"),
    ] {
        let page = auditor.get(&at(query)).await;
        assert!(page.has(words), "{query}: {page:?}");
        is_a_page(&page);
    }
}

pub(super) async fn rounds_proposals_and_employers_have_histories_too(demo: &Demo) {
    let steward = demo.signed_in(Who::Steward).await;
    let query = format!(
        "{{ history(region: \"{REGION}\", first: 100) {{ edges {{ node {{ about position }} }} }}
            employers(region: \"{REGION}\", first: 1) {{ edges {{ node {{ id }} }} }} }}"
    );
    let found = ask(demo, &steward, &query).await;
    let steps = found["history"]["edges"].as_array().unwrap();
    let about = |kind: &str| {
        let mut all = steps.iter().filter_map(|step| step["node"]["about"].as_str());
        all.find_map(|id| id.strip_prefix(kind))
            .unwrap_or_else(|| panic!("{kind}: {found}"))
            .to_owned()
    };
    let employer = found["employers"]["edges"][0]["node"]["id"].as_str().unwrap();
    for (kind, id, words) in [
        ("ronde", about("round:"), "Ronde gelanceerd"),
        ("kandidatuur", about("proposal:"), "Kandidatuur begonnen"),
        ("werkgever", employer.replace("employer:", ""), "Werkgever geregistreerd"),
    ] {
        let page = steward.get(&demo.at(&format!("/historiek?zoek={id}"))).await;
        assert_eq!(page.url.path(), format!("/historiek/{kind}/{id}"), "{page:?}");
        is_a_page(&page);
        assert!(page.has(words), "{words}: {page:?}");
        let whole = steward.get(&demo.at(&format!("/historiek/{kind}/{id}?toestand=ja"))).await;
        assert!(whole.has("id=\"whole\"") && whole.has("<h3>"), "{whole:?}");
    }
    // The newest of the region, page by page, and one by its position.
    let page = steward.get(&demo.at("/historiek?zoek=7")).await;
    assert!(page.url.path().starts_with("/historiek/") && page.status == 200, "{page:?}");
    let page = steward.get(&demo.at("/historiek?voor=31")).await;
    is_a_page(&page);
    assert!(page.has("Kandidatuur") && !page.has("voor=1\""), "{page:?}");
}

pub(super) async fn a_history_is_for_who_may_see_it(demo: &Demo) {
    let auditor = demo.signed_in(Who::Auditor).await;
    let (id, ..) = corrected(demo, &auditor).await;
    let of_trajectory = format!("/historiek/traject/{id}");
    let nobody = format!("/historiek/traject/{}", uuid::Uuid::from_u128(7));
    let role = "Dit mag je met deze rol niet zien";
    let (caseworker, monitor, applicant) = (
        demo.signed_in(Who::Caseworker).await,
        demo.signed_in(Who::Monitor).await,
        demo.signed_in(Who::Applicant).await,
    );
    for (browser, path, status, words) in [
        (&caseworker, "/historiek", 403, role),
        (&caseworker, "/historiek?zoek=7", 403, role),
        (&caseworker, "/zegel", 403, role),
        (&caseworker, "/zegel/bewijs?positie=7", 403, role),
        (&caseworker, "/zegel/bewijs.txt?positie=7", 403, role),
        (&caseworker, "/zegel/controlepunt", 403, role),
        (&monitor, "/historiek", 403, role),
        (&monitor, &of_trajectory, 404, "Dit traject is er niet, of is niet voor jou"),
        (&applicant, &of_trajectory, 404, "Dit traject is er niet, of is niet voor jou"),
        (&auditor, &nobody, 404, "Dit traject is er niet, of is niet voor jou"),
        (&auditor, "/historiek/traject/7", 404, "Deze pagina is er niet"),
        (&auditor, &of_trajectory.replace("traject", "dossier"), 404, "Deze pagina is er niet"),
        (&auditor, "/historiek?regio=nergens", 404, "Die regio is er niet"),
        (&auditor, "/historiek?zoek=niets", 200, "Daarvan is in deze regio niets genoteerd"),
    ] {
        let page = browser.get(&demo.at(path)).await;
        assert_eq!(page.status, status, "{path}: {page:?}");
        assert!(page.has(words), "{path}: {page:?}");
        is_a_page(&page);
    }
    assert!(!caseworker.get(&demo.at("/werklijst")).await.has("href=\"/historiek\""));
}
