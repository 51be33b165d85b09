//! What the pages say when it is too late, or too early.

use super::Part::{Applicant, Coordinator};
use super::Taking;
use crate::harness::Filled;

#[tokio::test]
async fn when_the_deadline_has_passed_the_form_says_so_and_the_draft_stays() {
    let taking = Taking::launched().await;
    taking.at("2023-09-22T16:59:00");
    let proposal = taking.draft().await;
    let page = taking.get(Applicant, &format!("{proposal}/bewerk")).await;
    assert!(page.has("nog 7 uur 1 minuut"), "{page:?}");
    assert!(page.has("vrijdag 22 september 2023, 23:59"), "{page:?}");
    let form = taking.get(Applicant, &format!("{proposal}/indienen")).await.form();
    taking.at("2023-09-23T00:00:00");
    let late = form.send(taking.browser(Applicant)).await;
    assert_eq!(late.status, 422, "{late:?}");
    for shown in ["data-code=\"SUBMISSION_DEADLINE_PASSED\"", "De deadline was 22 sep 2023, 23:59."]
    {
        assert!(late.has(shown), "{shown}: {late:?}");
    }
    let page = taking.get(Applicant, &proposal).await;
    assert!(page.has("Aanklampend, aan huis.") && page.has("de deadline is voorbij"), "{page:?}");
    assert!(!page.has("Nalezen en indienen"), "{page:?}");
    let board = taking.get(Coordinator, "/kandidaturen/2023").await;
    assert!(board.has("niet ingediend"), "{board:?}");
}

#[tokio::test]
async fn a_rebuttal_after_its_last_minute_is_kept_and_marked() {
    let taking = Taking::launched().await;
    taking.at("2023-09-01T10:00:00");
    let proposal = taking.draft().await;
    taking.on(Applicant, &proposal, "Nalezen en indienen", |form| form).await;
    taking.at("2023-09-25T10:00:00");
    let refuse = |form: Filled| form.with("ok", "nee").with("grounds", "outside_call");
    taking.on(Coordinator, &proposal, "Beslis over de ontvankelijkheid", refuse).await;
    let round = "/kandidaturen/2023";
    let page = taking.get(Coordinator, round).await;
    taking.follow(Coordinator, &page, "Maak het matchingsverslag op", |form| form).await;
    taking.at("2023-10-19T20:00:00");
    let page = taking.get(Coordinator, round).await;
    taking.follow(Coordinator, &page, "Noteer de bekrachtiging", |form| form).await;
    taking.at("2023-10-20T10:00:00");
    let decide =
        |form: Filled| form.with("motivation", "Buiten de oproep.").with("channel", "letter");
    taking.on(Coordinator, &proposal, "Deel de beslissing mee", decide).await;
    let board = taking.get(Coordinator, round).await;
    assert!(board.has("Niet ontvankelijk") && board.has("nog, tot en met"), "{board:?}");
    taking.at("2023-11-04T00:00:00");
    let reply = |form: Filled| form.with("text", "Te laat, maar toch.");
    taking.on(Applicant, &proposal, "Dien een weerwoord in", reply).await;
    let page = taking.get(Coordinator, &proposal).await;
    assert!(page.has("kwam te laat") && page.has("Te laat, maar toch."), "{page:?}");
}

#[tokio::test]
async fn a_date_is_moved_as_far_as_the_rules_let_it() {
    let taking = Taking::launched().await;
    taking.at("2023-09-01T10:00:00");
    let round = taking.get(Coordinator, "/kandidaturen/2023").await;
    let earlier = taking.get(Coordinator, &round.leads("Verzet een datum")).await.form();
    let earlier = earlier.with("item", "submission_deadline").with("new", "2023-08-20");
    let page = earlier.with("reason", "other").send(taking.browser(Coordinator)).await;
    assert!(page.status == 422 && page.has("Deze deadline zou in het verleden vallen"), "{page:?}");
    assert!(page.has("href=\"#f-new\""), "{page:?}");
    let later = |form: Filled| {
        form.with("item", "submission_deadline")
            .with("new", "2023-09-29")
            .with("reason", "too_few_proposals")
    };
    let done = taking.follow(Coordinator, &round, "Verzet een datum", later).await;
    assert!(done.has("Datum verzet."), "{done:?}");
    let page = taking.get(Applicant, "/kandidaturen/2023").await;
    for shown in ["29 sep, 23:59", "te weinig kandidaturen", "<del>22 september 2023</del>"] {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
}
