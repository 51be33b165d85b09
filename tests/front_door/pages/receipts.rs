//! Receipts of figures, taken along from the pages that show these.

use loopbrug_infra::receipt::SignedReceipt;
use loopbrug_infra::seal::note::VerifierKey;
use serde_json::Value;

use super::replay::{ask, is_sealed};
use super::{Demo, Who, is_a_page};
use crate::harness::{Browser, Page, REGION};

/// The receipt that a report on a page offers.
async fn taken(demo: &Demo, browser: &Browser, query: &str) -> Page {
    let page = browser.get(&demo.at(&format!("/regio/{REGION}/uitkomsten{query}"))).await;
    is_a_page(&page);
    assert!(
        page.has("Bewaar het ontvangstbewijs") && page.has("href=\"/ontvangstbewijs\""),
        "{page:?}"
    );
    let (_, link) = page.text.split_once("class=\"button outlined\" href=\"").unwrap();
    let link = link.split_once('"').unwrap().0.replace("&amp;", "&");
    let receipt = browser.get(&demo.at(&link)).await;
    assert_eq!(receipt.status, 200, "{link}: {receipt:?}");
    assert_eq!(receipt.headers["content-type"], "text/plain; charset=utf-8");
    receipt
}

fn table(receipt: &str) -> Value {
    let json: Value = serde_json::from_str(receipt.lines().nth(1).unwrap()).unwrap();
    json["table"].clone()
}

pub(super) async fn a_report_offers_its_receipt_which_is_that_of_the_api(demo: &Demo) {
    let auditor = demo.signed_in(Who::Auditor).await;
    is_sealed(demo, &auditor).await;
    let receipt = taken(demo, &auditor, "?van=2025-01-01&tot=2025-12-31").await;
    let signed: SignedReceipt = receipt.text.parse().unwrap();
    let query = format!(
        "{{ seal(region: \"{REGION}\") {{ keys {{ verifierKey }} }}
            reports(region: \"{REGION}\", period: {{ from: \"2025-01-01\", to: \"2025-12-31\" }}) {{
                outcomes {{ receipt }} }} }}"
    );
    let asked = ask(demo, &auditor, &query).await;
    let key: VerifierKey =
        asked["seal"]["keys"][0]["verifierKey"].as_str().unwrap().parse().unwrap();
    assert!(signed.is_signed_by(&key));
    let of_api = asked["reports"]["outcomes"]["receipt"].as_str().unwrap();
    assert_eq!(table(&receipt.text), table(of_api));

    // Of a quarter as it was published it is the same for everybody with a role.
    let published = format!("/regio/{REGION}/ontvangstbewijs/2024-k1/uitkomsten");
    let page = auditor.get(&demo.at(&published)).await;
    assert!(page.status == 200 && page.has("\"edition\":"), "{page:?}");
    let nothing = auditor.get(&demo.at(&published.replace("k1", "k5"))).await;
    assert!(nothing.status == 404 && nothing.has("Deze pagina is er niet"), "{nothing:?}");
}

async fn half(demo: &Demo, browser: &Browser, receipt: &str) -> Page {
    let page = browser.get(&demo.at("/ontvangstbewijs")).await;
    is_a_page(&page);
    let token = page.hidden("token");
    browser.post(&demo.at("/ontvangstbewijs"), &[("token", &token), ("bewijs", receipt)]).await
}

pub(super) async fn the_secret_half_is_for_who_sees_exact_figures(demo: &Demo) {
    let (analyst, auditor) =
        (demo.signed_in(Who::Analyst).await, demo.signed_in(Who::Auditor).await);
    is_sealed(demo, &auditor).await;
    let receipt = taken(demo, &analyst, "?van=2025-01-01&tot=2025-03-31").await;
    assert!(receipt.has("\"audience\":\"analysts\"") && receipt.has("\"exact\":"), "{receipt:?}");
    let secret = half(demo, &auditor, &receipt.text).await;
    assert!(
        secret.status == 200 && secret.text.starts_with("loopbrug-receipt-secret/1\n"),
        "{secret:?}"
    );
    let refused = half(demo, &analyst, &receipt.text).await;
    assert_eq!(refused.status, 403);
    is_a_page(&refused);
    assert!(refused.has("Exacte cijfers mag je met deze rol niet zien"), "{refused:?}");
    for other in ["abc", &receipt.text.replacen("\"outcomes\"", "\"reach\"", 1)] {
        let refused = half(demo, &auditor, other).await;
        assert!(
            refused.status == 400 && refused.has("Dit is geen bewijs van een cijfer"),
            "{refused:?}"
        );
        assert!(refused.has(other.lines().next().unwrap()), "what was pasted is still there");
    }
    let fields = [("token", "x"), ("bewijs", receipt.text.as_str())];
    let refused = auditor.post(&demo.at("/ontvangstbewijs"), &fields).await;
    assert!(refused.status == 403 && refused.has("Dit formulier is verlopen"), "{refused:?}");
    let nobody = Browser::new().get(&demo.at("/ontvangstbewijs")).await;
    assert!(
        nobody.status == 200 && nobody.has("Zo tel je na") && !nobody.has("name=\"bewijs\""),
        "{nobody:?}"
    );
}
