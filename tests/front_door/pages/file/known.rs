//! Before a client is opened it is looked whether there is somebody alike: that is said, and with which organisation,
//! and no more.

use serde_json::json;

use super::opened::{BASIS, START};
use super::{GUIDE, OTHER, Site, trajectory_of};
use crate::harness::{Page, Person};
use crate::pages::is_a_page;

const DILARA: [(&str, &str); 4] = [
    ("identity.insz", "71.03.09-002.76"),
    ("identity.givenName", "Dilara"),
    ("identity.familyName", "Yılmaz"),
    ("identity.birthDate", "1971-03-09"),
];

async fn asks(site: &Site, who: Person, fields: &[(&str, &str)]) -> Page {
    let page = site.get(who, "/trajecten/nieuw").await;
    site.sends(who, &page, fields).await
}

async fn opened(site: &Site) -> String {
    let whole = asks(site, GUIDE, &DILARA).await;
    let done = site.sends(GUIDE, &whole, &[START, BASIS, &[("intake", "ja")]].concat()).await;
    trajectory_of(&done)
}

#[tokio::test]
async fn whoever_is_known_is_named_with_the_organisation_alone_and_access_is_asked_for() {
    let site = Site::start().await;
    let id = opened(&site).await;
    let head = site.server.database.head().await;
    // By the number alone, written in another way.
    let known = asks(&site, OTHER, &[("identity.insz", "71030900276")]).await;
    is_a_page(&known);
    assert!(known.has("Zelfde rijksregisternummer"), "{known:?}");
    assert!(known.has("bij Huis De Overzet"), "{known:?}");
    assert!(!known.has("Dilara") && !known.has("Ronse"), "no more is said: {known:?}");
    assert_eq!(site.server.database.head().await, head);

    let page = site.get(OTHER, &known.leads("Toegang vragen")).await;
    is_a_page(&page);
    let refused = site.sends(OTHER, &page, &[]).await;
    assert!(refused.status == 422 && refused.has("data-code=\"NOTHING_CHOSEN\""), "{refused:?}");
    let asked = site.sends(OTHER, &page, &[("purpose", "guidance")]).await;
    assert!(asked.has("Je vraag staat op de werklijst van de eigenaar"), "{asked:?}");
    is_a_page(&asked);
    let again = site.get(OTHER, &known.leads("Toegang vragen")).await;
    let again = site.sends(OTHER, &again, &[("purpose", "guidance")]).await;
    assert!(again.has("data-code=\"ACCESS_STILL_REQUESTED\""), "{again:?}");

    // The owner answers, and the other sees the client from then on.
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/toegang")).await;
    assert!(page.has("CAW De Kaai"), "{page:?}");
    site.records(GUIDE, &id, "toegang", &[("answer", "geven")]).await;
    let seen = site.get(OTHER, &format!("/trajecten/{id}")).await;
    assert!(seen.status == 200 && seen.has("Dilara"), "{seen:?}");
    let known = asks(&site, OTHER, &[("identity.insz", "71030900276")]).await;
    assert!(known.has("Deze cliënt is misschien al gekend"), "{known:?}");
}

#[tokio::test]
async fn somebody_who_is_another_person_is_opened_and_that_is_remembered() {
    let site = Site::start().await;
    let id = opened(&site).await;
    // The same name and day of birth, and another number.
    let mut twin = DILARA;
    twin[0].1 = "71.03.09-004.74";
    let known = asks(&site, OTHER, &twin).await;
    assert!(known.has("Zelfde naam en geboortedatum"), "{known:?}");
    let whole = site.sends(OTHER, &known, &[]).await;
    assert!(whole.has("value=\"Dilara\""), "what was typed goes along: {whole:?}");
    let done = site.sends(OTHER, &whole, START).await;
    assert!(done.has("Genoteerd om 10:42"), "{done:?}");
    let other = trajectory_of(&done);
    assert_ne!(other, id);
    let change = json!({ "trajectoryId": format!("trajectory:{other}"), "phone": "1" });
    let answer = site.server.send(OTHER, "changeIdentity", change, "knownClients { trajectoryId }");
    assert_eq!(answer.await["knownClients"], json!([]), "they are not suggested again");
}

#[tokio::test]
async fn whoever_becomes_known_while_the_form_is_filled_in_is_named_before_anything_is_recorded() {
    let site = Site::start().await;
    let whole = asks(&site, OTHER, &[]).await;
    let id = opened(&site).await;
    let head = site.server.database.head().await;
    let fields = [START, &DILARA[..1]].concat();
    let known = site.sends(OTHER, &whole, &fields).await;
    assert!(known.has("bij Huis De Overzet"), "{known:?}");
    assert_eq!(site.server.database.head().await, head, "nothing is recorded");
    assert!(known.has(&format!("/trajecten/{id}/toegang-vragen")), "{known:?}");
    // It is said to be somebody else: all that was typed is sent on.
    let done = site.sends(OTHER, &known, &[]).await;
    assert!(done.has("Genoteerd om 10:42"), "{done:?}");
}

#[tokio::test]
async fn somebody_who_does_not_guide_opens_nobody() {
    let site = Site::start().await;
    let page = site.get(super::COORDINATOR, "/trajecten/nieuw").await;
    assert!(page.status == 403 && page.has("Dit is voor trajectbegeleiders"), "{page:?}");
}
