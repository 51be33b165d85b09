//! Two people at once, forms sent twice, and what is frozen.

use super::Part::{Applicant, Colleague, Coordinator};
use super::{Taking, aimed, offered};

#[tokio::test]
async fn of_two_who_change_a_draft_at_once_the_second_sees_what_changed_and_keeps_what_was_typed() {
    let taking = Taking::launched().await;
    taking.at("2023-09-01T10:00:00");
    let proposal = taking.draft().await;
    let path = format!("{proposal}/aanbod");
    let mine = offered(taking.get(Applicant, &path).await.form()).with("approach", "Van Aya.");
    let theirs = offered(taking.get(Colleague, &path).await.form()).with("approach", "Van Bo.");
    let done = theirs.send(taking.browser(Colleague)).await;
    assert!(done.status == 200 && done.has("Genoteerd om 10:00."), "{done:?}");
    let stale = mine.send(taking.browser(Applicant)).await;
    assert_eq!(stale.status, 409, "{stale:?}");
    for shown in ["data-code=\"VERSION_CONFLICT\"", "Intussen genoteerd:", "Interventie toegevoegd"]
    {
        assert!(stale.has(shown), "{shown}: {stale:?}");
    }
    assert_eq!(stale.form().values("approach"), ["Van Aya."]);
    // Looked at and sent again, it is recorded.
    let done = stale.form().send(taking.browser(Applicant)).await;
    assert!(done.status == 200 && done.has("Interventie toegevoegd."), "{done:?}");
    let page = taking.get(Colleague, &proposal).await;
    assert!(page.has("Van Aya.") && page.has("Van Bo."), "{page:?}");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_recorded_once() {
    let taking = Taking::launched().await;
    taking.at("2023-09-01T23:59:00");
    let proposal = taking.draft().await;
    let add = offered(taking.get(Applicant, &format!("{proposal}/aanbod")).await.form());
    let first = add.send(taking.browser(Applicant)).await;
    // After midnight it is still the same form.
    taking.at("2023-09-02T00:01:00");
    let again = add.send(taking.browser(Applicant)).await;
    assert_eq!((first.status, first.url), (again.status, again.url));
    let edit = taking.get(Applicant, &format!("{proposal}/bewerk")).await;
    assert!(edit.has("id=\"aanbod-2\"") && !edit.has("id=\"aanbod-3\""), "{edit:?}");
    // A change is two commands, and both are recorded once.
    let change = taking.get(Applicant, &edit.leads("Wijzig")).await.form();
    let change = change.with("approach", "Gewijzigd.");
    for _ in 0..2 {
        let page = change.send(taking.browser(Applicant)).await;
        assert_eq!(page.status, 200, "{page:?}");
    }
    let edit = taking.get(Applicant, &format!("{proposal}/bewerk")).await;
    assert!(edit.has("Gewijzigd.") && !edit.has("id=\"aanbod-3\""), "{edit:?}");
}

#[tokio::test]
async fn what_was_submitted_is_frozen_and_every_form_says_so() {
    let taking = Taking::launched().await;
    taking.at("2023-09-01T10:00:00");
    let proposal = taking.draft().await;
    taking.on(Applicant, &proposal, "Nalezen en indienen", |form| form).await;
    let frozen = "Deze kandidatuur is ingediend en ligt vast. Tot de deadline kun je ze intrekken";
    let edit = taking.get(Applicant, &format!("{proposal}/bewerk")).await;
    assert!(edit.has(frozen) && !edit.has("Voeg een interventie toe"), "{edit:?}");
    let page = taking.get(Applicant, &format!("{proposal}/aanbod")).await;
    assert!(page.has(frozen), "{page:?}");
    let page = offered(page.form()).send(taking.browser(Applicant)).await;
    assert!(page.status == 422 && page.has("data-code=\"PROPOSAL_FROZEN\""), "{page:?}");
    assert_eq!(page.form().values("approach"), ["Aanklampend, aan huis."]);
    // Withdrawn, it is changed again.
    taking.on(Applicant, &proposal, "Intrekken", |form| form).await;
    let done = page.form().send(taking.browser(Applicant)).await;
    assert_eq!(done.status, 409, "what was withdrawn is another version: {done:?}");
    let done = done.form().send(taking.browser(Applicant)).await;
    assert!(done.status == 200 && done.has("Interventie toegevoegd."), "{done:?}");
}

#[tokio::test]
async fn an_organisation_has_one_proposal_and_fields_that_are_left_out_are_named() {
    let taking = Taking::launched().await;
    taking.at("2023-09-01T10:00:00");
    let begin = taking.get(Applicant, "/kandidaturen/2023/begin").await;
    let page = begin.form().with("challenges", "RU1").send(taking.browser(Applicant)).await;
    assert_eq!(page.status, 422, "{page:?}");
    for field in ["services", "municipalities"] {
        assert!(page.has(&format!("href=\"#f-{field}\"")), "{field}: {page:?}");
    }
    assert_eq!(page.form().values("challenges"), ["RU1"]);
    let begin = taking.get(Colleague, "/kandidaturen/2023/begin").await.form();
    taking.draft().await;
    let second = aimed(begin).send(taking.browser(Colleague)).await;
    assert!(
        second.status == 422 && second.has("heeft al een kandidatuur voor deze ronde"),
        "{second:?}"
    );
    // Who has no role for it begins none.
    let page = taking.get(Coordinator, "/kandidaturen/2023/begin").await;
    assert!(page.status == 403 && page.has("Alleen een kandidaat"), "{page:?}");
}
