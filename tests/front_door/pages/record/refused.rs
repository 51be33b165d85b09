//! What is not recorded: it is said at the field and in words, what was typed stays, and nothing is in the log.

use serde_json::json;

use super::Partnership;
use super::filled::Filled;
use crate::harness::{Browser, Cast};

#[tokio::test]
async fn what_is_wrong_is_said_at_each_field_and_what_was_typed_stays() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let form = partnership.opens(&browser, "contactpoging").await;
    let form = form.with(&[
        ("mode", "email"),
        ("occurredOn-other", "2024-03-25"),
        ("minutes", "veel"),
        ("note", "Ze is bij haar <zus>."),
    ]);
    let page = partnership.is_not_recorded(&browser, &form, 422).await;
    for at_its_field in [
        "id=\"f-outcome-fault\" data-code=\"NOTHING_CHOSEN\">Dit is nog niet ingevuld.",
        "id=\"f-minutes-fault\" data-code=\"NUMBER_NOT_READ\">Dit is geen getal.",
        "aria-describedby=\"f-outcome-fault\" aria-invalid=\"true\"",
        "<a href=\"#f-outcome\">",
        "Nog niet genoteerd",
        "tabindex=\"-1\" autofocus",
        ">Ze is bij haar &lt;zus&gt;.</textarea>",
    ] {
        assert!(page.has(at_its_field), "{at_its_field}: {page:?}");
    }
    let again = Filled::of(&page);
    for (field, value) in [
        ("mode", "email"),
        ("occurredOn-other", "2024-03-25"),
        ("minutes", "veel"),
        ("note", "Ze is bij haar <zus>."),
    ] {
        assert_eq!(again.value(field).as_deref(), Some(value), "{field} stays");
    }
    assert_eq!(again.value("command"), form.value("command"), "it is the same command still");
    // What can be read now is looked at by the rules.
    let again = again.with(&[("outcome", "reached"), ("minutes", "2000")]);
    let page = partnership.is_not_recorded(&browser, &again, 422).await;
    assert!(page.has("data-code=\"OUT_OF_RANGE\">Kies een getal van 0 tot en met 1"), "{page:?}");
    let again = Filled::of(&page).with(&[("minutes", "20")]);
    let page = partnership.is_not_recorded(&browser, &again, 422).await;
    let words = "id=\"f-occurredOn-fault\" data-code=\"OCCURRED_IN_THE_FUTURE\">25 maart 2024 moet nog komen";
    assert!(page.has(words), "{page:?}");
    let again =
        Filled::of(&page).with(&[("occurredOn-other", "")]).with(&[("occurredOn", "2024-03-19")]);
    let page = partnership.is_recorded(&browser, &again).await;
    assert!(page.has("e-mail, bereikt, 19 maart 2024."), "{page:?}");
}

#[tokio::test]
async fn a_rule_of_the_whole_is_said_on_top() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let form = partnership
        .opens(&browser, "doel")
        .await
        .with(&[("domain", "work"), ("ownWords", "Bakker worden")]);
    partnership.records("closeTrajectory", "2024-03-19", json!({ "reason": "moved" })).await;
    let page = partnership.is_not_recorded(&browser, &form, 422).await;
    assert!(page.has("<li data-code=\"TRAJECTORY_CLOSED\">Dit traject is afgesloten."), "{page:?}");
    assert!(page.has(">Bakker worden</textarea>"), "{page:?}");
}

#[tokio::test]
async fn a_page_that_is_stale_says_what_was_recorded_meanwhile_and_by_whom() {
    let partnership = Partnership::start().await;
    let barrier = json!({ "area": "mobility", "severity": 3 });
    partnership.records("identifyBarrier", "2024-03-01", barrier).await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let form = partnership.opens(&browser, "drempel-herbekijken").await.with(&[("severity", "2")]);
    let worse = json!({ "area": "mobility", "severity": 5 });
    partnership.records("reassessBarrier", "2024-03-20", worse).await;
    let page = partnership.is_not_recorded(&browser, &form, 409).await;
    assert!(page.has("data-code=\"VERSION_CONFLICT\""), "{page:?}");
    assert!(page.has("<li>Mira Windekind: Drempel herbekeken:"), "{page:?}");
    let again = Filled::of(&page);
    assert_eq!(again.value("severity").as_deref(), Some("2"), "what was chosen stays");
    partnership.is_recorded(&browser, &again).await;
}

#[tokio::test]
async fn what_was_typed_when_the_session_was_over_is_there_after_sign_in() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let form =
        partnership.opens(&browser, "notitie").await.with(&[("note", "Nieuw nummer: 0470.")]);
    for (again, is_there) in [(Cast::CASEWORKER, true), (Cast::OF_CAW, false)] {
        let head = partnership.server.database.head().await;
        let browser = Browser::new();
        let over = form.sent_from_its_page(&browser).await;
        assert_eq!(over.status, 401, "{over:?}");
        assert!(over.has("Je bent afgemeld") && !over.has("0470"), "{over:?}");
        let back = partnership.server.signs_in(&browser, again, &over.link("sign-in")).await;
        assert_eq!(back.has(">Nieuw nummer: 0470.</textarea>"), is_there, "{back:?}");
        assert_eq!(partnership.server.database.head().await, head, "nothing is recorded yet");
        if is_there {
            assert!(back.has("Je bent weer aangemeld."), "{back:?}");
            partnership.is_recorded(&browser, &Filled::of(&back)).await;
        }
    }
    // A page elsewhere cannot put words into somebody's mouth.
    let elsewhere = form.sent_by(&Browser::new()).await;
    assert_eq!(elsewhere.url.path(), "/sign-in", "{elsewhere:?}");
}

#[tokio::test]
async fn a_form_without_its_token_or_of_another_session_is_not_carried_out() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let other = partnership.server.browser(Cast::CASEWORKER).await;
    let form = partnership.opens(&browser, "notitie").await.with(&[("note", "Van gisteren")]);
    for (sender, form) in [
        (&browser, form.clone().without("token")),
        (&browser, form.clone().with(&[("token", "x")])),
        (&other, form.clone()),
    ] {
        let page = partnership.is_not_recorded(sender, &form, 403).await;
        assert!(
            !page.has("Van gisteren"),
            "nothing is said of what a page elsewhere may have sent: {page:?}"
        );
    }
    // Somebody signed in anew in another window: the form comes back with what was typed.
    let page = form.sent_from_its_page(&other).await;
    assert_eq!(page.status, 403, "{page:?}");
    assert!(page.has("data-code=\"FORM_OF_ANOTHER_SESSION\""), "{page:?}");
    partnership.is_recorded(&other, &Filled::of(&page)).await;
    let form = form.without("command");
    let page = partnership.is_not_recorded(&browser, &form, 403).await;
    assert!(page.has("data-code=\"FORM_OF_ANOTHER_SESSION\""), "{page:?}");
}

#[tokio::test]
async fn to_a_caseworker_without_access_nothing_is_there() {
    let partnership = Partnership::start().await;
    let browser = partnership.server.browser(Cast::CASEWORKER).await;
    let other = partnership.server.browser(Cast::OF_CAW).await;
    for name in ["contactpoging", "notitie", "doel", "antwoord"] {
        let page = other.get(&partnership.form(name)).await;
        assert_eq!(page.status, 404, "{name}: {page:?}");
        assert!(
            page.has("Dit traject is er niet, of is niet voor jou") && !page.has("Nele"),
            "{page:?}"
        );
    }
    let form = partnership.opens(&browser, "notitie").await.with(&[("note", "Hallo")]);
    let own = partnership.server.browser_token(&other).await;
    let form = form.with(&[("token", &own)]);
    partnership.is_not_recorded(&other, &form, 404).await;
    let nowhere = browser.get(&partnership.form("nergens")).await;
    assert_eq!(nowhere.status, 404, "{nowhere:?}");
    // Whoever had access when the form was made, and has it no longer.
    let caw = Cast::OF_CAW.organisation;
    let basis = json!({ "bases": ["consent"], "purposes": ["guidance"], "organisations": [caw] });
    partnership.records("recordLegalBasis", "2024-03-01", basis).await;
    let form = partnership.opens(&other, "notitie").await.with(&[("note", "Hallo")]);
    partnership.records("expireAccess", "2024-03-20", json!({ "organisation": caw })).await;
    partnership.is_not_recorded(&other, &form, 404).await;
}
