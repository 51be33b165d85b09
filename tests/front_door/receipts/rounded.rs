//! Receipts of rounded figures, and their secret halves.

use serde_json::{Value, json};

use super::{ANALYST, AUDITOR, Partnership, REPORTS, is_equal, is_refused, reproduce};
use crate::harness::{Asker, COORDINATOR, OCMW, REGION, wait_until};

const MONITOR: Asker = Asker { roles: "monitor", organisation: OCMW };

async fn secret_half(partnership: &Partnership, who: Asker, receipt: &str) -> Value {
    let query = format!("{{ secretHalf(receipt: {}) }}", json!(receipt));
    partnership.server.answer_to(who, &query).await
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}"))
}

#[tokio::test]
async fn rounded_figures_are_held_against_the_exact_ones_as_far_as_rounding_moves_them() {
    let partnership = Partnership::simulated().await;
    let mut receipts = vec![];
    for report in REPORTS {
        receipts.push((report, partnership.receipt(ANALYST, report).await));
    }
    let export = partnership.export(REGION).await;
    for (report, receipt) in &receipts {
        let path = partnership.keep(report, receipt);
        let said = reproduce(&path, &[&export], &[]).await;
        is_equal(&said);
        assert!(said.stdout.contains("the figures are rounded"), "{said:?}");
        assert!(said.stdout.contains("can be verified with its secret half"), "{said:?}");
        // Those who see exact figures look into what it commits to.
        let half = secret_half(&partnership, AUDITOR, receipt).await["data"]["secretHalf"].clone();
        let half = partnership.keep("half", half.as_str().unwrap());
        let said = reproduce(&path, &[&export], &["--secret", half.to_str().unwrap()]).await;
        is_equal(&said);
        assert!(said.stdout.contains("the exact table was held against"), "{said:?}");
    }
}

#[tokio::test]
async fn a_publication_is_reproduced_and_those_who_see_exact_figures_have_its_secret_half() {
    let partnership = Partnership::simulated().await;
    let published = "SELECT count(*)::text FROM publications WHERE (year, quarter) = (2024, 3)";
    let database = &partnership.server.database;
    wait_until("the quarter is published", async || database.text(published).await != "0").await;
    let query = format!(
        "{{ publication(region: \"{REGION}\", report: OUTCOMES, quarter: {{ year: 2024, quarter: 3 }},
             edition: 1) {{ receipt edition {{ number method }} }} }}"
    );
    let export = partnership.export(REGION).await;
    for who in [ANALYST, COORDINATOR] {
        let answer = partnership.receipts(who, &query).await["publication"].clone();
        let receipt = answer["receipt"].as_str().unwrap();
        assert!(receipt.contains(r#""audience":"analysts""#), "{receipt}");
        assert!(receipt.contains(r#""edition":{"method":"cell_keys_1","number":1}"#), "{receipt}");
        let half = secret_half(&partnership, MONITOR, receipt).await["data"]["secretHalf"].clone();
        let half = partnership.keep("half", half.as_str().unwrap());
        let path = partnership.keep("publication", receipt);
        is_equal(&reproduce(&path, &[&export], &["--secret", half.to_str().unwrap()]).await);
    }
}

#[tokio::test]
async fn the_secret_half_is_for_those_who_see_exact_figures_and_of_receipts_that_were_issued_here()
{
    let partnership = Partnership::simulated().await;
    let receipt = partnership.receipt(ANALYST, "esf").await;
    assert_eq!(code(&secret_half(&partnership, ANALYST, &receipt).await), "FIGURES_NOT_EXACT");
    let caseworker = Asker { roles: "caseworker", organisation: OCMW };
    assert_eq!(code(&secret_half(&partnership, caseworker, &receipt).await), "FIGURES_NOT_EXACT");
    let edited = receipt.replacen("\"esf\"", "\"reach\"", 1);
    for other in [edited.as_str(), "", "loopbrug-receipt/1\n{}\n"] {
        let code = code(&secret_half(&partnership, AUDITOR, other).await).to_owned();
        assert_eq!(code, "NOT_A_RECEIPT", "{other}");
    }
    let exact = partnership.receipt(COORDINATOR, "esf").await;
    assert_eq!(code(&secret_half(&partnership, AUDITOR, &exact).await), "NOT_A_RECEIPT");

    // Of a receipt of exact figures there is none, and that of another receipt does not fit.
    let half = secret_half(&partnership, AUDITOR, &receipt).await["data"]["secretHalf"].clone();
    let half = partnership.keep("half", half.as_str().unwrap());
    let with_half = ["--secret", half.to_str().unwrap()];
    let export = partnership.export(REGION).await;
    let exact = partnership.keep("exact", &exact);
    is_refused(&reproduce(&exact, &[&export], &with_half).await, "NOTHING_SECRET", 72);
    let again = partnership.receipt(ANALYST, "esf").await;
    let again = partnership.keep("again", &again);
    is_refused(&reproduce(&again, &[&export], &with_half).await, "OTHER_COMMITMENT", 64);
    let none = partnership.keep("none", "loopbrug-receipt-secret/1\n{\"salt\":\"\"}\n");
    let with_none = ["--secret", none.to_str().unwrap()];
    is_refused(&reproduce(&again, &[&export], &with_none).await, "NOT_A_SECRET_HALF", 71);
}

/// What the receipt says beside the table and the signature.
fn committed(receipt: &str) -> (Value, Value) {
    let json: Value = serde_json::from_str(receipt.lines().nth(1).unwrap()).unwrap();
    (json["table"].clone(), json["exact"].clone())
}

#[tokio::test]
async fn the_same_question_twice_has_the_same_table_and_commitments_that_tell_nothing() {
    let partnership = Partnership::simulated().await;
    let one = committed(&partnership.receipt(ANALYST, "esf").await);
    let other = committed(&partnership.receipt(ANALYST, "esf").await);
    assert_eq!(one.0, other.0);
    for member in ["nonce", "sha256"] {
        assert_ne!(one.1[member], other.1[member], "{member}");
        assert_eq!(one.1[member].as_str().unwrap().len(), 44);
    }
    assert_eq!(committed(&partnership.receipt(COORDINATOR, "esf").await).1, Value::Null);
}
