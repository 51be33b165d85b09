//! Each form, from its page to what the API shows.

use serde_json::json;

use super::filled::Filled;
use super::{Partnership, done};
use crate::harness::{CAW, Cast, OCMW, about};

#[tokio::test]
async fn an_appointment_is_planned_and_told_by_one_touch_that_is_confirmed() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let planned = [
        ("purpose", "guidance"),
        ("at", "2024-03-20"),
        ("at-time", "14u30"),
        ("accompanied", "ja"),
    ];
    let page = partnership.fills_in(&browser, "afspraak", &planned).await;
    assert!(page.has("Afspraak gemaakt: begeleidingsgesprek"), "{page:?}");
    let fields = "appointments { at organisation accompanied purpose { code } outcome { code } }";
    let seen = partnership.shows(fields).await;
    let appointment = &seen["appointments"][0];
    assert_eq!(appointment["at"], json!("2024-03-20T14:30:00"), "{seen}");
    assert_eq!(appointment["organisation"], json!(OCMW), "the own organisation is likely: {seen}");
    assert_eq!(appointment["accompanied"], json!(true), "{seen}");

    partnership.is_on_the_work_list().await;
    let list = browser.get(&partnership.server.page("/werklijst?wie=organisatie")).await;
    for touch in ["Aanwezig: Nele V.", "Te laat: Nele V.", "Afwezig: Nele V."] {
        assert!(list.has(&format!("aria-label=\"{touch}\"")), "{touch}: {list:?}");
    }
    let touched = Filled::called(&list, "<form class=\"touch\"").with(&[("outcome", "late")]);
    let asked = partnership.is_not_recorded(&browser, &touched, 200).await;
    assert!(asked.has("Klopt dit?"), "{asked:?}");
    let confirmed = Filled::of(&asked);
    assert_eq!(confirmed.value("outcome").as_deref(), Some("late"));
    let page = partnership.is_recorded(&browser, &confirmed).await;
    assert!(page.has("te laat, vandaag."), "{page:?}");
    let seen = partnership.shows(fields).await;
    assert_eq!(seen["appointments"][0]["outcome"]["code"], json!("late"), "{seen}");
}

#[tokio::test]
async fn a_touch_that_a_script_confirms_is_recorded_at_once() {
    let partnership = Partnership::start().await;
    let plan = json!({ "at": "2024-03-19T09:00:00", "organisation": OCMW, "purpose": "care" });
    partnership.records("planAppointment", "2024-03-01", plan).await;
    partnership.is_on_the_work_list().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let list = browser.get(&partnership.server.page("/werklijst?wie=organisatie")).await;
    let touched = Filled::called(&list, "<form class=\"touch\"");
    assert_eq!(touched.value("occurredOn").as_deref(), Some("2024-03-19"), "on its day");
    let touched = touched.with(&[("outcome", "no_show"), ("bevestigd", "ja")]);
    partnership.is_recorded(&browser, &touched).await;
    let seen = partnership.shows("appointments { outcome { code } }").await;
    assert_eq!(seen["appointments"][0]["outcome"]["code"], json!("no_show"), "{seen}");
}

#[tokio::test]
async fn a_note_is_sealed_and_read_by_who_may() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let words = "Haar zus zei:\r\n\"bel morgen\" <& neem de trein>";
    let page = partnership.fills_in(&browser, "notitie", &[("note", words)]).await;
    assert!(page.has("Notitie: vandaag.") && !page.has("trein"), "{page:?}");
    let seen = partnership
        .shows("personal(purpose: \"guidance\") { notes(first: 5) { edges { node { text } } } }")
        .await;
    let text = words.replace("\r\n", "\n");
    assert_eq!(seen["personal"]["notes"]["edges"][0]["node"]["text"], json!(text), "{seen}");
    let with_a_contact =
        [("outcome", "reached"), ("mode", "phone"), ("minutes", "12"), ("note", "Belde terug.")];
    let page = partnership.fills_in(&browser, "contactpoging", &with_a_contact).await;
    for recorded in ["Contactpoging: telefoon, bereikt, vandaag.", "Notitie: vandaag."] {
        assert!(page.has(recorded), "both are recorded by one form: {page:?}");
    }
}

#[tokio::test]
async fn a_referral_is_sent_and_answered_step_by_step() {
    let partnership = Partnership::start().await;
    let (ocmw, caw) = (
        partnership.server.browser(Cast::CASEWORKER).await,
        partnership.server.browser(Cast::OF_CAW).await,
    );
    let sent = [
        ("to", CAW),
        ("service", "debt_help"),
        ("urgency", "urgent"),
        ("areas", "administration_and_debt"),
        ("areas", "mobility"),
    ];
    let page = partnership.fills_in(&ocmw, "doorverwijzing", &sent).await;
    assert!(page.has("Doorverwezen:"), "{page:?}");
    let fields = "referrals { to step areas { code } expectedOn reason { code } }";
    let seen = partnership.shows(fields).await;
    assert_eq!(seen["referrals"][0]["areas"].as_array().unwrap().len(), 2, "{seen}");

    partnership.is_on_the_work_list().await;
    let list = caw.get(&partnership.server.page("/werklijst?wie=organisatie")).await;
    let link = format!("/trajecten/{}/noteer/antwoord?referral=", partnership.id);
    assert!(list.has(&link), "what awaits an answer leads to its form: {list:?}");
    for (browser, answer, step) in [
        (&caw, &[("answer", "seen")][..], "SEEN"),
        (&caw, &[("answer", "waitlisted"), ("expectedOn", "2024-05-02")], "WAITLISTED"),
        (&caw, &[("answer", "accepted")], "ACCEPTED"),
        (&ocmw, &[("answer", "first_attended")], "FIRST_ATTENDED"),
        (&caw, &[("answer", "done")], "DONE"),
    ] {
        partnership.fills_in(browser, "antwoord", answer).await;
        let seen = partnership.shows(fields).await;
        assert_eq!(seen["referrals"][0]["step"], json!(step), "{seen}");
    }
    let seen = partnership.shows(fields).await;
    assert_eq!(seen["referrals"][0]["expectedOn"], json!("2024-05-02"), "{seen}");

    for (answer, step) in [
        (&[("answer", "declined"), ("reason", "no_capacity")][..], "DECLINED"),
        (&[("answer", "declined_by_client"), ("clientReason", "not_now")], "DECLINED_BY_CLIENT"),
    ] {
        let page = partnership.fills_in(&ocmw, "doorverwijzing", &sent).await;
        assert!(page.has("Doorverwezen:"), "{page:?}");
        partnership.fills_in(&caw, "antwoord", answer).await;
        let seen = partnership.shows(fields).await;
        let newest = seen["referrals"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&newest["step"], &newest["reason"]["code"]),
            (&json!(step), &json!(answer[1].1)),
            "{seen}"
        );
    }
}

#[tokio::test]
async fn a_barrier_is_seen_looked_at_again_over_and_back() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let barrier = [("area", "mobility"), ("severity", "4"), ("suspected", "ja")];
    partnership.fills_in(&browser, "drempel", &barrier).await;
    let fields = "barriers { area { code } open suspected recurrences severities { severity } }";
    let seen = partnership.shows(fields).await;
    assert_eq!(seen["barriers"][0]["suspected"], json!(true), "{seen}");
    let again = partnership.opens(&browser, "drempel-herbekijken").await;
    assert_eq!(again.value("area").as_deref(), Some("mobility"), "there is but one");
    assert_eq!(again.value("severity"), None);
    for (severity, open, recurrences) in [("2", true, 0), ("resolved", false, 0), ("3", true, 1)] {
        partnership.fills_in(&browser, "drempel-herbekijken", &[("severity", severity)]).await;
        let seen = partnership.shows(fields).await;
        let barrier = &seen["barriers"][0];
        assert_eq!(
            (&barrier["open"], &barrier["recurrences"]),
            (&json!(open), &json!(recurrences)),
            "{severity}: {seen}"
        );
    }
}

#[tokio::test]
async fn strengths_goals_and_milestones_are_recorded_as_the_client_says_them() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let strengths = [("strength", "humour"), ("strength", "handy")];
    partnership.fills_in(&browser, "sterkte", &strengths).await;
    let seen = partnership.shows("direction { strengths { strength { code } } }").await;
    assert_eq!(seen["direction"]["strengths"].as_array().unwrap().len(), 2, "{seen}");

    let goal = [("domain", "housing"), ("ownWords", "Een eigen voordeur")];
    let page = partnership.fills_in(&browser, "doel", &goal).await;
    assert!(page.has("Doel gekozen: huisvesting, vandaag."), "{page:?}");
    let form = partnership.opens(&browser, "doel-cijfer").await;
    assert!(form.page.has("“Een eigen voordeur”"), "{:?}", form.page);
    let second = [("domain", "work"), ("ownWords", "Iets met hout")];
    partnership.fills_in(&browser, "doel", &second).await;
    let seen = partnership.shows("direction { goals { goalId ratings { rating } } }").await;
    let goals = seen["direction"]["goals"].as_array().unwrap();
    let goal = goals[0]["goalId"].as_str().unwrap();
    partnership.fills_in(&browser, "doel-cijfer", &[("goal", goal), ("rating", "10")]).await;
    let seen = partnership.shows("direction { goals { ratings { rating } } }").await;
    assert_eq!(seen["direction"]["goals"][0]["ratings"][0]["rating"], json!(10), "{seen}");

    for (milestone, evidence) in
        [("cycling", "worker_observation"), ("driving_theory", "certificate")]
    {
        partnership.fills_in(&browser, "mijlpaal", &[("milestone", milestone)]).await;
        let seen = partnership.shows("milestones { milestone { code } evidence { code } }").await;
        let last = seen["milestones"].as_array().unwrap().last().unwrap();
        assert_eq!(last["evidence"]["code"], json!(evidence), "no paper is claimed: {seen}");
    }
    let form =
        partnership.opens(&browser, "mijlpaal").await.with(&[("milestone", "driving_practice")]);
    let page = partnership.is_not_recorded(&browser, &form, 422).await;
    assert!(page.has("id=\"f-evidence-fault\" data-code=\"NOTHING_CHOSEN\""), "{page:?}");
}

#[tokio::test]
async fn a_session_takes_as_long_as_the_last_one_unless_somebody_says_otherwise() {
    let partnership = Partnership::start().await;
    let plan = json!({ "service": "debt_help", "provider": OCMW, "mode": "office" });
    partnership.records("planIntervention", "2024-02-01", plan).await;
    let seen = partnership.shows("interventions { interventionId }").await;
    let id = &seen["interventions"][0]["interventionId"];
    let start = about(&partnership.client, "2024-02-02", json!({ "interventionId": id }));
    done(&partnership.server, Cast::CASEWORKER, "startIntervention", start).await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let form = partnership.opens(&browser, "sessie").await;
    assert_eq!((form.value("minutes").as_deref(), form.value("attended")), (Some("60"), None));
    let held = [("attended", "ja"), ("minutes", "90")];
    partnership.fills_in(&browser, "sessie", &held).await;
    assert_eq!(partnership.opens(&browser, "sessie").await.value("minutes").as_deref(), Some("90"));
    partnership.fills_in(&browser, "sessie", &[("attended", "nee")]).await;
    let seen = partnership.shows("interventions { sessions { attended minutes } }").await;
    assert_eq!(
        seen["interventions"][0]["sessions"],
        json!([{ "attended": true, "minutes": 90 }, { "attended": false, "minutes": 0 }])
    );
}
