//! A proposal from its draft to its end, through pages alone: an applicant, an assessor, the jury and the coordinator.

use super::Part::{Applicant, Assessor, Caseworker, Coordinator, Jury, Other};
use super::{PEOPLE, Part, Taking, offered, scored};
use crate::harness::Filled;

#[tokio::test]
async fn four_people_bring_a_proposal_from_its_draft_to_its_rebuttal_without_script() {
    let taking = Taking::launched().await;
    taking.at("2023-09-01T10:00:00");
    let proposal = taking.draft().await;
    it_is_changed_and_submitted(&taking, &proposal).await;
    it_is_assessed(&taking, &proposal).await;
    it_is_pitched_and_judged(&taking, &proposal).await;
    it_is_ratified_and_decided(&taking, &proposal).await;
    it_is_rebutted_and_closed(&taking, &proposal).await;
}

async fn it_is_changed_and_submitted(taking: &Taking, proposal: &str) {
    let edit = format!("{proposal}/bewerk");
    let add = |form: Filled| offered(form).with("approach", "Een tweede aanbod.");
    taking.on(Applicant, &edit, "Voeg een interventie toe", add).await;
    let page = taking.get(Applicant, &edit).await;
    assert!(page.has("Een tweede aanbod.") && page.has("id=\"aanbod-2\""), "{page:?}");
    // The first of the links is that of the first offer; which one that is, follows from its id.
    let change = |form: Filled| form.with("approach", "Anders dan eerst.").with("capacity", "30");
    taking.on(Applicant, &edit, "Wijzig", change).await;
    let page = taking.get(Applicant, &edit).await;
    assert!(page.has("Anders dan eerst.") && !page.has("id=\"aanbod-3\""), "{page:?}");
    taking.on(Applicant, &edit, "Verwijder", |form| form).await;
    let page = taking.get(Applicant, &edit).await;
    assert!(page.has("id=\"aanbod-1\"") && !page.has("id=\"aanbod-2\""), "{page:?}");
    let receipt = taking.on(Applicant, proposal, "Nalezen en indienen", |form| form).await;
    for shown in [
        "Kandidatuur ingediend.",
        "Ontvangstbewijs",
        "vrijdag 1 september 2023, 10:00",
        "vingerafdruk",
    ] {
        assert!(receipt.has(shown), "{shown}: {receipt:?}");
    }
    // What was submitted can be taken back and submitted again.
    taking.on(Applicant, proposal, "Intrekken", |form| form).await;
    let again = taking.on(Applicant, proposal, "Nalezen en indienen", |form| form).await;
    let fingerprint = |page: &crate::harness::Page| {
        page.text
            .split_once("class=\"fingerprint\">")
            .unwrap()
            .1
            .split_once('<')
            .unwrap()
            .0
            .to_owned()
    };
    assert_eq!(fingerprint(&again), fingerprint(&receipt), "the same content");
}

async fn it_is_assessed(taking: &Taking, proposal: &str) {
    taking.at("2023-09-25T09:00:00");
    let board = taking.get(Coordinator, "/kandidaturen/2023").await;
    assert!(board.has("Waar staat elke kandidatuur?") && board.has("Huis "), "{board:?}");
    let admit = |form: Filled| form.with("ok", "ja");
    taking.on(Coordinator, proposal, "Beslis over de ontvankelijkheid", admit).await;
    let assessor = PEOPLE[Assessor as usize].id();
    let assign = |form: Filled| form.with("assessor", &assessor);
    taking.on(Coordinator, proposal, "Wijs een beoordelaar toe", assign).await;
    // A score that is too high is said at its field, and the rest stays as it was typed.
    let page = taking.get(Assessor, &format!("{proposal}/beoordeling")).await;
    let wrong =
        scored(page.form(), "70").with("scores-approach", "101").with("motivation", "Helder.");
    let page = wrong.send(taking.browser(Assessor)).await;
    assert_eq!(page.status, 422, "{page:?}");
    assert!(
        page.has("href=\"#f-scores-approach\"") && page.has("Kies een getal van 0 tot en met 100"),
        "{page:?}"
    );
    assert_eq!(page.form().values("motivation"), ["Helder."]);
    assert_eq!(page.form().values("scores-fit"), ["70"]);
    let assess = |form: Filled| scored(form, "70").with("motivation", "Helder.");
    taking.on(Assessor, proposal, "Beoordeel schriftelijk", assess).await;
    let page = taking.get(Applicant, proposal).await;
    assert!(!page.has("Helder.") && !page.has("Scores per criterium"), "{page:?}");
}

async fn it_is_pitched_and_judged(taking: &Taking, proposal: &str) {
    taking.at("2023-10-02T09:00:00");
    let invite = |form: Filled| form.with("slot", "2023-10-11").with("time", "9:30");
    taking.on(Coordinator, proposal, "Nodig uit om te pitchen", invite).await;
    let page = taking.get(Applicant, proposal).await;
    assert!(page.has("woensdag 11 oktober 2023, 09:30"), "{page:?}");
    taking.at("2023-10-11T12:00:00");
    taking.on(Coordinator, proposal, "Noteer de pitch", |form| form).await;
    taking.at("2023-10-13T12:00:00");
    let judge = |form: Filled| {
        let member = PEOPLE[Jury as usize].id();
        scored(form, "80")
            .with("advice", "rejected")
            .with("motivation", "Te duur.")
            .with("members", &member)
    };
    taking.on(Jury, proposal, "Noteer het oordeel van de jury", judge).await;
    let page = taking.get(Coordinator, proposal).await;
    assert!(page.has("Te duur.") && page.has("Oordeelden: Jan"), "{page:?}");
}

async fn it_is_ratified_and_decided(taking: &Taking, proposal: &str) {
    let round = "/kandidaturen/2023";
    let page = taking.get(Coordinator, round).await;
    let done = taking.follow(Coordinator, &page, "Maak het matchingsverslag op", |form| form).await;
    assert!(done.has("Matchingsverslag opgemaakt."), "{done:?}");
    let page = taking.get(Jury, round).await;
    assert!(page.has("Rangschikking van de jury") && page.has("80"), "{page:?}");
    // No decision is communicated before the ratification: the page says so and keeps what was typed.
    let early = taking.get(Coordinator, &format!("{proposal}/beslissing")).await;
    let decide =
        |form: Filled| form.with("motivation", "Zoals bekrachtigd.").with("channel", "email");
    let early = decide(early.form()).send(taking.browser(Coordinator)).await;
    assert!(early.status == 422 && early.has("kan pas na de bekrachtiging"), "{early:?}");
    assert_eq!(early.form().values("motivation"), ["Zoals bekrachtigd."]);
    taking.at("2023-10-19T20:00:00");
    let page = taking.get(Coordinator, round).await;
    let done = taking.follow(Coordinator, &page, "Noteer de bekrachtiging", |form| form).await;
    assert!(
        done.has("Einddatum bepaald.") || done.has("Matchingsverslag bekrachtigd."),
        "{done:?}"
    );
    taking.at("2023-10-20T09:00:00");
    taking.on(Coordinator, proposal, "Deel de beslissing mee", decide).await;
    let letter = taking.get(Applicant, proposal).await;
    for shown in [
        "Geachte medewerkers van Huis ",
        "U wordt in deze ronde geen partner",
        "Zoals bekrachtigd.",
    ] {
        assert!(letter.has(shown), "{shown}: {letter:?}");
    }
    assert!(!letter.has("Te duur."), "what the jury wrote is not for the applicant: {letter:?}");
}

async fn it_is_rebutted_and_closed(taking: &Taking, proposal: &str) {
    taking.at("2023-10-27T14:59:00");
    let page = taking.get(Applicant, proposal).await;
    for shown in
        ["7 dagen 10 uur", "vrijdag 3 november 2023, 23:59", "gaat het uur terug (29 oktober)"]
    {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
    let reply = |form: Filled| form.with("text", "De kosten zijn verkeerd opgeteld.");
    taking.on(Applicant, proposal, "Dien een weerwoord in", reply).await;
    let round = taking.get(Coordinator, "/kandidaturen/2023").await;
    assert!(round.has("weerwoord ontvangen"), "{round:?}");
    let answer = |form: Filled| form.with("outcome", "approved").with("motivation", "Dat klopt.");
    taking.on(Coordinator, proposal, "Beantwoord het weerwoord", answer).await;
    // It is not closed as long as a rebuttal may come.
    let page = taking.get(Coordinator, &format!("{proposal}/afsluiten")).await;
    let page = page.form().send(taking.browser(Coordinator)).await;
    assert!(
        page.status == 422 && page.has("Een weerwoord kan nog tot 3 nov 2023, 23:59"),
        "{page:?}"
    );
    taking.at("2023-11-04T09:00:00");
    taking.on(Coordinator, proposal, "Sluit de kandidatuur af", |form| form).await;
    let page = taking.get(Applicant, proposal).await;
    assert!(page.has("afgesloten · goedgekeurd") && page.has("Dat klopt."), "{page:?}");
}

/// Every form, with those who may open it.
const FORMS: [(&str, &[Part]); 18] = [
    ("gebied", &[Applicant]),
    ("aanbod", &[Applicant]),
    ("wijzig", &[Applicant]),
    ("verwijder", &[Applicant]),
    ("indienen", &[Applicant]),
    ("intrekken", &[Applicant]),
    ("weerwoord", &[Applicant]),
    ("beoordeling", &[Assessor]),
    ("jury", &[Jury]),
    ("belangenconflict", &[Assessor, Jury, Coordinator]),
    ("ontvankelijkheid", &[Coordinator]),
    ("beoordelaar", &[Coordinator]),
    ("uitnodiging", &[Coordinator]),
    ("geen-uitnodiging", &[Coordinator]),
    ("pitch", &[Coordinator]),
    ("beslissing", &[Coordinator]),
    ("antwoord", &[Coordinator]),
    ("afsluiten", &[Coordinator]),
];

#[tokio::test]
async fn who_may_not_take_a_step_gets_no_form_for_it_and_records_nothing() {
    let taking = Taking::launched().await;
    taking.at("2023-09-01T10:00:00");
    let proposal = taking.draft().await;
    taking.on(Applicant, &proposal, "Nalezen en indienen", |form| form).await;
    let head = taking.server.database.head().await;
    for (name, may) in FORMS {
        let path = format!("{proposal}/{name}");
        for who in [Applicant, Assessor, Jury, Coordinator] {
            let page = taking.get(who, &path).await;
            let status = if may.contains(&who) { 200 } else { 403 };
            assert_eq!(page.status, status, "{who:?} {name}: {page:?}");
        }
        // To others it is not there.
        for who in [Other, Caseworker] {
            let page = taking.get(who, &path).await;
            assert!(
                page.status == 404 && page.has("Deze kandidatuur is er niet"),
                "{who:?} {name}: {page:?}"
            );
        }
    }
    // A form of somebody who may, sent by somebody who may not.
    let token = taking.get(Jury, &format!("{proposal}/jury")).await.hidden("token");
    let form = taking.get(Coordinator, &format!("{proposal}/ontvankelijkheid")).await.form();
    let stolen = form.with("token", &token).with("ok", "ja").send(taking.browser(Jury)).await;
    assert!(
        stolen.status == 403 && stolen.has("Deze stap is voor de regiocoördinator"),
        "{stolen:?}"
    );
    let forged = form_without_token(&taking, &proposal).await;
    assert_eq!(forged, 403);
    assert_eq!(taking.server.database.head().await, head, "nothing is recorded");
}

async fn form_without_token(taking: &Taking, proposal: &str) -> u16 {
    let form = taking.get(Coordinator, &format!("{proposal}/ontvankelijkheid")).await.form();
    let page = form.with("token", "").with("ok", "ja").send(taking.browser(Coordinator)).await;
    page.status.as_u16()
}
