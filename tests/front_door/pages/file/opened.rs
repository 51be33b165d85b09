//! A client is opened, with an intake, and starts in a job: by forms alone.

use serde_json::json;

use super::{GUIDE, OTHER, Site, TODAY, trajectory_of};
use crate::pages::is_a_page;

/// What every opening says.
pub(super) const START: &[(&str, &str)] = &[
    ("opening.source", "ocmw"),
    ("opening.municipality", "45041"),
    ("opening.contactLanguage", "tr"),
    ("opening.interpreter", "ja"),
];
/// What the client agreed to.
pub(super) const BASIS: &[(&str, &str)] = &[
    ("legalBasis.bases", "consent"),
    ("legalBasis.purposes", "guidance"),
    ("legalBasis.purposes", "esf_reporting"),
];
/// Who the client is.
const WHO: &[(&str, &str)] = &[
    ("identity.insz", "71.03.09-002.76"),
    ("identity.givenName", "Dilara"),
    ("identity.familyName", "Yılmaz"),
    ("identity.birthDate", "1971-03-09"),
];

#[tokio::test]
async fn from_opening_a_client_to_the_first_day_of_work_by_pages_alone() {
    let site = Site::start().await;
    let page = site.get(GUIDE, "/trajecten/nieuw").await;
    is_a_page(&page);
    assert!(page.has("<h1>Traject openen</h1>"), "{page:?}");
    let whole = site.sends(GUIDE, &page, WHO).await;
    assert_eq!(whole.status, 200, "nobody is alike: {whole:?}");
    is_a_page(&whole);
    // What was typed goes along, and is in no address.
    assert!(whole.has("value=\"Dilara\"") && whole.url.query().is_none(), "{whole:?}");
    let guide = GUIDE.id();
    let intake = [
        ("intake", "ja"),
        ("intake.labourStatus", "unemployed"),
        ("intake.gender", "woman"),
        ("intake.foreignBackground", "ja"),
        ("intake.disability", "nee"),
        ("intake.noIncome", "ja"),
        ("strengths.strength", "caring"),
        ("goal.domain", "work"),
        ("goal.ownWords", "Terug in een keuken staan."),
        ("bridgeFigure.worker", guide.as_str()),
        ("background.detention", "nee"),
    ];
    let fields = [START, BASIS, &intake].concat();
    let done = site.sends(GUIDE, &whole, &fields).await;
    assert!(done.has("Genoteerd om 10:42") && done.has("Dilara Y."), "{done:?}");
    is_a_page(&done);
    let id = trajectory_of(&done);

    let seen = "phase interpreter contactLanguage { code }
        intake { age gender { code } foreignBackground disability minority incomeSources { code } }
        bridgeFigure { worker }
        personal(purpose: \"guidance\") { identity { givenName familyName insz } ownWords { text }
            background { detention youthCare } }";
    let shown = site.trajectory(&id, seen).await;
    assert_eq!(shown["phase"], "ACTIVE", "{shown}");
    assert_eq!(shown["intake"]["age"], 54, "reckoned from the birth date: {shown}");
    assert_eq!(shown["intake"]["foreignBackground"], true, "{shown}");
    assert_eq!(shown["intake"]["disability"], false, "{shown}");
    assert_eq!(shown["intake"]["minority"], json!(null), "not said is not known: {shown}");
    assert_eq!(shown["intake"]["incomeSources"], json!([]), "none is said: {shown}");
    assert_eq!(shown["personal"]["identity"]["insz"], "71030900276", "{shown}");
    assert_eq!(shown["personal"]["ownWords"][0]["text"], "Terug in een keuken staan.", "{shown}");
    assert_eq!(shown["personal"]["background"]["youthCare"], "UNKNOWN", "{shown}");
    assert_eq!(shown["bridgeFigure"]["worker"], json!(GUIDE.id()), "{shown}");

    a_job_is_recorded_once_however_often_it_is_sent(&site, &id).await;
    let stranger = site.get(OTHER, &format!("/trajecten/{id}/noteer/werk-gestart")).await;
    assert_eq!(stranger.status, 404, "{stranger:?}");
}

async fn a_job_is_recorded_once_however_often_it_is_sent(site: &Site, id: &str) {
    let june = ["2025-06-01", "2025-06-30"];
    assert_eq!(site.outcome("started_work", june).await, 0);
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/werk-gestart")).await;
    let job = [
        ("contract", "flexi"),
        ("ftePercent", "40"),
        ("from", TODAY),
        ("adaptations", "fewer_hours"),
        ("support", "dutch_at_work"),
    ];
    let first = site.sends(GUIDE, &page, &job).await;
    assert!(first.has("Startte met werk: ") && first.has("flexi-job"), "{first:?}");
    let head = site.server.database.head().await;
    let again = site.sends(GUIDE, &page, &job).await;
    assert_eq!((again.url.as_str(), again.status.as_u16()), (first.url.as_str(), 200));
    assert_eq!(site.server.database.head().await, head, "sent twice is recorded once");
    let fields = "jobs { contract { code } ftePercent from adapted adaptations { code } }";
    let jobs = site.trajectory(id, fields).await["jobs"].clone();
    assert_eq!(jobs.as_array().unwrap().len(), 1, "{jobs}");
    assert_eq!(jobs[0]["ftePercent"], 40, "{jobs}");
    assert_eq!(jobs[0]["adapted"], true, "{jobs}");
    assert_eq!(site.outcome("started_work", june).await, 1, "one higher");
}

#[tokio::test]
async fn all_is_recorded_or_nothing_and_what_is_wrong_is_said_at_its_field() {
    let site = Site::start().await;
    let first = site.get(GUIDE, "/trajecten/nieuw").await;
    let wrong = [("identity.insz", "71.03.09-002.77"), ("identity.givenName", "Dilara")];
    site.is_refused(GUIDE, &first, &wrong, "MALFORMED_INSZ").await;
    let whole = site.sends(GUIDE, &first, &[]).await;

    // The client agreed to nothing yet: it is said where that is asked.
    let words = ("goal.ownWords", "Een eigen plek.");
    let without = [START, &[("intake", "ja"), ("goal.domain", "housing"), words]].concat();
    let refused = site.is_refused(GUIDE, &whole, &without, "LEGAL_BASIS_MISSING").await;
    assert!(refused.has("Noteer eerst de toestemming"), "{refused:?}");
    assert!(refused.has("href=\"#f-legalBasis.bases\""), "{refused:?}");

    // All that is wrong with the fields is said at once.
    let later = [("intake.entryOn", "2025-07-15"), ("intake.age", "130"), words];
    let refused = site.sends(GUIDE, &whole, &[START, BASIS, &later].concat()).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    for code in ["DAY_OUT_OF_ORDER", "OUT_OF_RANGE"] {
        assert!(refused.has(&format!("data-code=\"{code}\"")), "{code}: {refused:?}");
    }
    assert!(refused.has("Kies een getal van 0 tot en met 120."), "{refused:?}");
    assert!(refused.has("Een eigen plek."), "{refused:?}");

    let full_time = [("intake.labourStatus", "employed_full_time")];
    let refused = site.sends(GUIDE, &whole, &[START, BASIS, &full_time].concat()).await;
    assert!(refused.status == 422, "{refused:?}");

    // Nothing at all is said of the start.
    let refused = site.sends(GUIDE, &whole, &[]).await;
    assert!(refused.status == 422 && refused.has("data-code=\"NOTHING_CHOSEN\""), "{refused:?}");
    assert_eq!(site.server.database.head().await, 0, "nothing was recorded of any of it");
}

#[tokio::test]
async fn a_client_who_is_sought_is_opened_first_and_taken_in_later() {
    let site = Site::start().await;
    let first = site.get(GUIDE, "/trajecten/nieuw").await;
    let whole = site.sends(GUIDE, &first, &[("identity.givenName", "Kevin")]).await;
    let early = [("opening.occurredOn", "2025-06-02")];
    let done = site.sends(GUIDE, &whole, &[START, &early].concat()).await;
    let id = trajectory_of(&done);
    let shown = site.trajectory(&id, "phase openedOn").await;
    assert_eq!(shown, json!({ "phase": "OUTREACH", "openedOn": "2025-06-02" }));

    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/intake")).await;
    assert!(!page.has("Voornaam"), "who it is, is known: {page:?}");
    let refused = site.is_refused(GUIDE, &page, &[("intake", "ja")], "LEGAL_BASIS_MISSING").await;
    let barriers: Vec<_> = refused.text.match_indices("name=\"barriers.").collect();
    assert!(barriers.len() >= 24, "each problem area is asked: {}", barriers.len());
    site.records(GUIDE, &id, "intake", BASIS).await;
    let shown = site.trajectory(&id, "phase intake { entryOn }").await;
    assert_eq!(shown, json!({ "phase": "ACTIVE", "intake": { "entryOn": TODAY } }));

    // Who it is becomes known in part, and is put right.
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/identiteit")).await;
    assert!(page.has("value=\"Kevin\""), "{page:?}");
    let done = site.sends(GUIDE, &page, &[("identity.familyName", "De Smet")]).await;
    assert!(done.has("Identiteit gewijzigd"), "{done:?}");
    let names = "personal(purpose: \"guidance\") { identity { givenName familyName } }";
    let shown = site.trajectory(&id, names).await["personal"]["identity"].clone();
    assert_eq!(shown, json!({ "givenName": "Kevin", "familyName": "De Smet" }));
}
