//! What was recorded wrongly is put right from the timeline: by the form that recorded it, and a reason.

use serde_json::{Value, json};

use super::{GUIDE, OTHER, Site};
use crate::harness::{CAW, Page, Person};
use crate::pages::is_a_page;

const JOB: [(&str, &str); 4] = [
    ("contract", "flexi"),
    ("ftePercent", "40"),
    ("from", "2025-06-02"),
    ("support", "dutch_at_work"),
];

/// The sequence of the last event of a trajectory.
async fn last(site: &Site, id: &str) -> u64 {
    site.trajectory(id, "version").await["version"].as_u64().unwrap()
}

async fn putting_right(site: &Site, who: Person, id: &str, event: u64) -> Page {
    let page = site.get(who, &format!("/trajecten/{id}/verbeter/{event}")).await;
    assert_eq!(page.status, 200, "{page:?}");
    is_a_page(&page);
    page
}

#[tokio::test]
async fn a_correction_is_seen_in_the_timeline_and_in_the_figures() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    site.records(GUIDE, id, "werk-gestart", &JOB).await;
    let (may, june) = (["2025-05-01", "2025-05-31"], ["2025-06-01", "2025-06-30"]);
    assert_eq!(site.outcome("started_work", june).await, 1);
    let event = last(&site, id).await;
    let file = site.get(GUIDE, &format!("/trajecten/{id}")).await;
    is_a_page(&file);
    assert!(file.has(&format!("/trajecten/{id}/verbeter/{event}")), "from the timeline: {file:?}");
    let page = putting_right(&site, GUIDE, id, event).await;
    let form = page.form();
    for (field, value) in [
        ("contract", "flexi"),
        ("ftePercent", "40"),
        ("from", "2025-06-02"),
        ("occurredOn", "2025-06-02"),
        ("support", "dutch_at_work"),
    ] {
        assert_eq!(form.values(field), [value], "{field}: {page:?}");
    }
    assert!(page.has("genoteerd door Hanne Wouters"), "{page:?}");
    let right = [("from", "2025-05-26"), ("occurredOn", "2025-05-26"), ("ftePercent", "50")];
    site.is_refused(GUIDE, &page, &right, "NOTHING_CHOSEN").await;
    let reason = ("correctionReason", "new_information");
    let done = site.sends(GUIDE, &page, &[&right[..], &[reason]].concat()).await;
    assert!(done.has("Registratie verbeterd"), "{done:?}");
    let jobs =
        site.trajectory(id, "jobs { from ftePercent contract { code } support { code } }").await;
    let expected = json!([{
        "from": "2025-05-26", "ftePercent": 50, "contract": { "code": "flexi" },
        "support": [{ "code": "dutch_at_work" }],
    }]);
    assert_eq!(jobs["jobs"], expected, "it is the same job");
    assert_eq!(site.outcome("started_work", june).await, 0);
    assert_eq!(site.outcome("started_work", may).await, 1);
    let timeline = site.get(GUIDE, &format!("/trajecten/{id}/tijdlijn")).await;
    is_a_page(&timeline);
    assert!(timeline.has("<s>Startte met werk</s>"), "both are shown: {timeline:?}");
    assert!(timeline.has(&format!("verbetert #{event}")), "{timeline:?}");
    // What was put right is put right again from the event itself.
    let again = site.get(GUIDE, &format!("/trajecten/{id}/verbeter/{}", event + 1)).await;
    assert!(again.url.path().ends_with(&format!("/verbeter/{event}")), "{again:?}");
    assert_eq!(again.form().values("ftePercent"), ["50"], "as it is now: {again:?}");
}

#[tokio::test]
async fn what_a_later_event_contradicts_is_refused_and_leads_to_that_event() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    let home = [("tenure", "room"), ("from", "2025-06-02")];
    site.records(GUIDE, id, "woning-gevonden", &home).await;
    let found = last(&site, id).await;
    site.records(GUIDE, id, "woning-verloren", &[("reason", "eviction"), ("on", "2025-06-20")])
        .await;
    let lost = last(&site, id).await;
    let page = putting_right(&site, GUIDE, id, found).await;
    assert_eq!(page.form().values("tenure"), ["room"], "{page:?}");
    let later = [
        ("from", "2025-06-27"),
        ("occurredOn", "2025-06-27"),
        ("correctionReason", "new_information"),
    ];
    let refused = site.is_refused(GUIDE, &page, &later, "LATER_EVENT_CONTRADICTED").await;
    let leads = refused.leads(&format!("Bekijk registratie {lost}"));
    let timeline = site.get(GUIDE, &leads).await;
    assert!(timeline.has(&format!("id=\"r{lost}\"")), "{timeline:?}");

    // Taken back, the loss stands in the way no more.
    let page = site.get(GUIDE, &format!("/trajecten/{id}/intrekken/{lost}")).await;
    is_a_page(&page);
    site.is_refused(GUIDE, &page, &[], "NOTHING_CHOSEN").await;
    let voided = site.sends(GUIDE, &page, &[("reason", "did_not_happen")]).await;
    assert!(voided.has("Registratie ingetrokken"), "{voided:?}");
    let gone = site.get(GUIDE, &format!("/trajecten/{id}/verbeter/{lost}")).await;
    assert_eq!(gone.status, 404, "{gone:?}");
    let page = putting_right(&site, GUIDE, id, found).await;
    let done = site.sends(GUIDE, &page, &later).await;
    assert!(done.has("Registratie verbeterd"), "{done:?}");
    let homes = site.trajectory(id, "housing { homes { from lostOn } }").await;
    let expected = json!([{ "from": "2025-06-27", "lostOn": Value::Null }]);
    assert_eq!(homes["housing"]["homes"], expected);
}

#[tokio::test]
async fn an_opening_and_an_intake_are_put_right_by_their_own_part_of_the_form() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    let page = putting_right(&site, GUIDE, id, 1).await;
    assert_eq!(page.form().values("opening.municipality"), ["45041"], "{page:?}");
    let right = [("opening.municipality", "45035"), ("correctionReason", "new_information")];
    let done = site.sends(GUIDE, &page, &right).await;
    assert!(done.has("Registratie verbeterd"), "{done:?}");
    let timeline = site.get(GUIDE, &format!("/trajecten/{id}/tijdlijn")).await;
    assert!(timeline.has("<b>Intake</b>"), "{timeline:?}");
    let page = putting_right(&site, GUIDE, id, 3).await;
    let right = [
        ("intake.gender", "woman"),
        ("intake.noIncome", "ja"),
        ("correctionReason", "new_information"),
    ];
    let done = site.sends(GUIDE, &page, &right).await;
    assert!(done.has("Registratie verbeterd"), "{done:?}");
    let seen = "municipality { code } intake { gender { code } incomeSources { code } }";
    let shown = site.trajectory(id, seen).await;
    let intake = json!({ "gender": { "code": "woman" }, "incomeSources": [] });
    assert_eq!(shown, json!({ "municipality": { "code": "45035" }, "intake": intake }));
    // No income is shown as it was said.
    let page = putting_right(&site, GUIDE, id, 3).await;
    assert_eq!(page.form().values("intake.noIncome"), ["ja"], "{page:?}");
}

#[tokio::test]
async fn whose_record_is_put_right_by_another_is_asked_and_disputes_it() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    site.records(GUIDE, id, "toegang-gegeven", &[("organisation", CAW)]).await;
    site.records(OTHER, id, "woonsituatie", &[("ethos", "6")]).await;
    let event = last(&site, id).await;
    let page = putting_right(&site, GUIDE, id, event).await;
    assert!(page.has("Deze registratie is van CAW De Kaai."), "{page:?}");
    let right = [("ethos", "7"), ("correctionReason", "new_information")];
    site.sends(GUIDE, &page, &right).await;
    // Whoever corrected it has nothing to answer.
    let own = site.get(GUIDE, &format!("/trajecten/{id}/noteer/verbetering")).await;
    assert!(own.has("Er wacht geen verbetering op jouw antwoord"), "{own:?}");
    let page = site.get(OTHER, &format!("/trajecten/{id}/noteer/verbetering")).await;
    let said =
        format!("Huis De Overzet zette registratie {event} van jullie recht, op 30 juni 2025");
    assert!(page.has(&said), "{page:?}");
    site.is_refused(OTHER, &page, &[("answer", "betwisten")], "NOTHING_CHOSEN").await;
    site.records(OTHER, id, "verbetering", &[("answer", "betwisten"), ("reason", "did_happen")])
        .await;
    let shown = site.trajectory(id, "corrections { status } housing { situation { code } }").await;
    assert_eq!(shown["corrections"], json!([{ "status": "DISPUTED" }]), "{shown}");
    assert_eq!(shown["housing"]["situation"]["code"], "7", "it holds all the same");
}

#[tokio::test]
async fn what_is_personal_is_filled_in_and_sealed_anew() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    let closed = [("reason", "goals_met"), ("rationale", "Ze redt het alleen.")];
    site.records(GUIDE, id, "afsluiten", &closed).await;
    let event = last(&site, id).await;
    let page = putting_right(&site, GUIDE, id, event).await;
    assert_eq!(page.form().values("rationale"), ["Ze redt het alleen."], "{page:?}");
    let right = [("rationale", "Ze redt het nu alleen."), ("correctionReason", "typing_error")];
    let done = site.sends(GUIDE, &page, &right).await;
    assert!(done.has("Registratie verbeterd"), "{done:?}");
    let shown =
        site.trajectory(id, "personal(purpose: \"guidance\") { rationales { text } }").await;
    let texts: Vec<_> =
        shown["personal"]["rationales"].as_array().unwrap().iter().map(|it| &it["text"]).collect();
    assert!(texts.contains(&&json!("Ze redt het nu alleen.")), "{shown}");
}
