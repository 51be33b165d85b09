//! What the client agreed to and who may see: recorded, withdrawn, given, ended, and handed over.

use serde_json::{Value, json};

use super::{GUIDE, OTHER, Site};
use crate::harness::{CAW, OCMW};
use crate::pages::is_a_page;

#[tokio::test]
async fn sharing_is_agreed_to_and_withdrawn() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    assert_eq!(site.get(OTHER, &format!("/trajecten/{id}")).await.status, 404);
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/toestemming")).await;
    assert!(page.form().values("bases").contains(&"consent"), "as before: {page:?}");
    site.is_refused(GUIDE, &page, &[("until", "2025-06-01")], "DAY_OUT_OF_ORDER").await;
    let agreed = [("organisations", CAW), ("until", "2026-06-30")];
    site.records(GUIDE, id, "toestemming", &agreed).await;
    let shared = "sharedWith legalBasis { until withdrawn }";
    let shown = site.trajectory(id, shared).await;
    let basis = json!({ "until": "2026-06-30", "withdrawn": false });
    assert_eq!(shown, json!({ "sharedWith": [CAW], "legalBasis": basis }));
    assert_eq!(site.get(OTHER, &format!("/trajecten/{id}")).await.status, 200);
    site.records(GUIDE, id, "delen-ingetrokken", &[]).await;
    let shown = site.trajectory(id, shared).await;
    assert_eq!(shown["sharedWith"], json!([]), "{shown}");
    assert_eq!(site.get(OTHER, &format!("/trajecten/{id}")).await.status, 404);
    // Whom the client has not agreed to is not let in.
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/toegang-gegeven")).await;
    let refused =
        site.is_refused(GUIDE, &page, &[("organisation", CAW)], "NOT_COVERED_BY_BASIS").await;
    assert!(refused.has("href=\"#f-organisation\""), "at its field: {refused:?}");
}

#[tokio::test]
async fn access_is_given_refused_and_ended() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    let page = site.get(OTHER, &format!("/trajecten/{id}/toegang-vragen")).await;
    site.sends(OTHER, &page, &[("purpose", "guidance")]).await;
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/toegang")).await;
    assert!(page.form().values("organisation") == [CAW], "the only one who asks: {page:?}");
    site.is_refused(GUIDE, &page, &[("answer", "weigeren")], "NOTHING_CHOSEN").await;
    let reasons = site.server.ask(GUIDE, &format!(
        "{{ catalogue(region: \"{}\") {{ codes(list: \"access_refusal_reason\") {{ code }} }} }}",
        crate::harness::REGION,
    )).await;
    let reason = reasons["catalogue"]["codes"][0]["code"].as_str().unwrap();
    site.records(GUIDE, id, "toegang", &[("answer", "weigeren"), ("reason", reason)]).await;
    assert_eq!(
        site.trajectory(id, "accessRequests { organisation }").await["accessRequests"],
        json!([])
    );
    site.records(GUIDE, id, "toegang-gegeven", &[("organisation", CAW)]).await;
    assert_eq!(site.trajectory(id, "sharedWith").await["sharedWith"], json!([CAW]));
    site.records(GUIDE, id, "toegang-beeindigd", &[("organisation", CAW)]).await;
    assert_eq!(site.trajectory(id, "sharedWith").await["sharedWith"], json!([]));
}

#[tokio::test]
async fn a_trajectory_is_handed_over_by_whoever_is_asked() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    let page = site.get(GUIDE, &format!("/trajecten/{id}/noteer/overdracht-gevraagd")).await;
    let refused = site.is_refused(GUIDE, &page, &[], "NOTHING_CHOSEN").await;
    assert!(refused.has("Het traject blijft van Huis De Overzet tot ze aanvaardt"), "{refused:?}");
    site.records(GUIDE, id, "overdracht-gevraagd", &[("organisation", CAW)]).await;
    let asked = format!("/trajecten/{id}/noteer/overdracht");
    let page = site.get(OTHER, &asked).await;
    is_a_page(&page);
    let refused = site.is_refused(OTHER, &page, &[("answer", "weigeren")], "NOTHING_CHOSEN").await;
    assert!(refused.has("href=\"#f-reason\""), "{refused:?}");
    // Only who was asked answers.
    let own = site.get(GUIDE, &asked).await;
    assert!(own.has("Er wacht geen overdracht op jouw antwoord"), "{own:?}");
    site.is_refused(GUIDE, &own, &[("answer", "overnemen")], "TRANSFER_OF_ANOTHER").await;
    let done = site.sends(OTHER, &page, &[("answer", "overnemen")]).await;
    assert!(done.status == 200 && done.has("Overdracht aanvaard"), "{done:?}");
    is_a_page(&done);
    let shown = site.trajectory(id, "owner transferRequested { on } sharedWith").await;
    let expected = json!({ "owner": CAW, "transferRequested": Value::Null, "sharedWith": [OCMW] });
    assert_eq!(shown, expected, "who had it before records still");
}
