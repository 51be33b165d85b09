//! What waited in a browser for a connection: handles, days and numbers of what was chosen.

use serde_json::json;

use super::Partnership;
use super::filled::Filled;
use crate::harness::{Browser, Cast, Page, new_id};

/// What a browser keeps of a form.
#[derive(Debug, Clone)]
struct Waiting {
    fields: Vec<(&'static str, String)>,
}

impl Waiting {
    fn of(form: &Filled, chosen: &[(&str, &str)]) -> Self {
        let numbers = chosen.iter().map(|(name, value)| ("chosen", form.number_of(name, value)));
        let handle = form.handle.clone().expect("the form can be said by choosing alone");
        let mut fields = vec![
            ("handle", handle),
            ("command", form.value("command").unwrap()),
            ("day", "2024-03-20".to_owned()),
        ];
        fields.extend(numbers);
        Self { fields }
    }

    fn with(mut self, changed: &'static str, value: &str) -> Self {
        self.fields.retain(|(name, _)| *name != changed);
        self.fields.push((changed, value.to_owned()));
        self
    }

    async fn sent_by(&self, browser: &Browser, partnership: &Partnership) -> Page {
        let address = partnership.server.page("/wachtrij");
        browser.step(browser.http.post(address).form(&self.fields)).await
    }
}

const CHOSEN: [(&str, &str); 2] = [("outcome", "not_reached"), ("mode", "phone")];

#[tokio::test]
async fn what_waited_is_recorded_once_by_the_session_that_made_it() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let form = partnership.opens(&browser, "contactpoging").await;
    let waiting = Waiting::of(&form, &CHOSEN);
    for (_, kept) in &waiting.fields {
        for personal in [partnership.id.as_str(), "phone", "not_reached", "contact", "Nele"] {
            assert!(!kept.contains(personal), "nothing of it says {personal}: {kept}");
        }
    }
    let database = &partnership.server.database;
    let before = database.head().await;
    for (sender, status) in [
        (Browser::new(), 401),
        (partnership.server.browser(Cast::CASEWORKER).await, 403),
        (partnership.server.browser(Cast::OF_CAW).await, 403),
    ] {
        let answer = waiting.sent_by(&sender, &partnership).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(!answer.text.is_empty() && !answer.has("<"), "it is said in words: {answer:?}");
        assert_eq!(database.head().await, before);
    }
    for _ in 0..2 {
        let answer = waiting.sent_by(&browser, &partnership).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""), "{answer:?}");
        assert_eq!(database.head().await, before + 1, "it is recorded once");
    }
    // The same form, sent as it is after all, is the same command.
    let page = partnership.is_recorded(&browser, &form.with(&CHOSEN)).await;
    assert!(page.has("telefoon, niet bereikt, vandaag."), "{page:?}");
    assert_eq!(database.head().await, before + 1);
}

#[tokio::test]
async fn what_waited_for_more_than_a_day_or_says_something_else_by_now_is_refused_in_words() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let form = partnership.opens(&browser, "contactpoging").await;
    let waiting = Waiting::of(&form, &CHOSEN);
    let sterkte = partnership.opens(&browser, "sterkte").await;
    let strengths = Waiting::of(&sterkte, &[("strength", "humour")]);
    let again = waiting.clone().with("command", &new_id());
    for (waiting, status, words) in [
        (again.clone().with("handle", "x"), 403, "Dit formulier is van voor je opnieuw aanmeldde"),
        (again.clone().with("chosen", "9999"), 409, "Intussen is er iets anders te kiezen"),
        (again.clone().with("chosen", "x"), 409, "Intussen is er iets anders te kiezen"),
        (again.clone().with("chosen", "1"), 422, "Dit is nog niet ingevuld"),
        (again.clone().with("day", "2024-03-21"), 422, "21 maart 2024 moet nog komen"),
    ] {
        let answer = waiting.sent_by(&browser, &partnership).await;
        assert_eq!(answer.status, status, "{waiting:?}: {answer:?}");
        assert!(answer.text.starts_with(words), "{answer:?}");
    }
    let strength = json!({ "strength": "perseverance" });
    partnership.records("identifyStrength", "2024-03-20", strength).await;
    let answer = strengths.sent_by(&browser, &partnership).await;
    assert_eq!(answer.status, 409, "the numbers would say something else now: {answer:?}");
    partnership.server.at("2024-03-21T10:43:00");
    let answer = waiting.sent_by(&browser, &partnership).await;
    assert_eq!(answer.status, 403, "{answer:?}");
    assert!(answer.text.starts_with("Dit is van meer dan een dag geleden"), "{answer:?}");
}

#[tokio::test]
async fn what_has_to_be_typed_does_not_wait() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    for (name, waits) in [
        ("contactpoging", true),
        ("sterkte", true),
        ("drempel", true),
        ("notitie", false),
        ("afspraak", false),
    ] {
        let form = partnership.opens(&browser, name).await;
        assert_eq!(form.handle.is_some(), waits, "{name}");
    }
}
