//! Receipts are signed notes: whoever has the key verifies them by code that is not ours.

use std::path::Path;
use std::process::Command;

use super::{ANALYST, AUDITOR, COORDINATOR, Partnership, keys};
use crate::harness::{Said, run};

/// The example of docs/AUDIT.md, word for word.
fn script() -> &'static str {
    let page = include_str!("../../../docs/AUDIT.md");
    let scripts = page.split("```python\n").skip(1).filter_map(|after| after.split("```").next());
    let mut of_receipts = scripts.filter(|script| script.contains("receipt.txt"));
    of_receipts.next().expect("the page has a script for receipts")
}

/// What it says of a receipt, by a key.
async fn says(partnership: &Partnership, receipt: &str, key: &str) -> Said {
    partnership.keep("receipt.txt", receipt);
    partnership.keep("key.txt", key);
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin/python");
    assert!(python.exists(), "run `make tools`");
    let mut python = Command::new(python);
    python.args(["-c", script()]).current_dir(partnership.folder.path());
    tokio::task::spawn_blocking(move || run(&mut python)).await.unwrap()
}

fn is_refused(said: &Said) {
    assert!(said.code == Some(1) && said.stderr.contains("AssertionError"), "{said:?}");
}

#[tokio::test]
async fn a_receipt_is_verified_without_us_as_the_documentation_says() {
    let partnership = Partnership::simulated().await;
    let key = partnership.receipts(AUDITOR, &keys()).await;
    let key = key["seal"]["keys"][0]["verifierKey"].as_str().unwrap().to_owned();
    let exact = partnership.receipt(COORDINATOR, "outcomes").await;
    let rounded = partnership.receipt(ANALYST, "outcomes").await;
    for receipt in [&exact, &rounded] {
        let said = says(&partnership, receipt, &key).await;
        assert!(said.code == Some(0) && said.stdout.starts_with("outcomes "), "{said:?}");
    }
    // A figure is another one, the question is another one, or another key is believed.
    let first = exact.split_once(r#""figures":["#).unwrap().1.split_once(',').unwrap().0;
    let other_figure = exact.replacen(&format!(r#""figures":[{first},"#), r#""figures":[995,"#, 1);
    let other_question = exact.replacen(r#""from":"2024-01-01""#, r#""from":"2024-01-02""#, 1);
    for other in [other_figure, other_question] {
        assert_ne!(other, exact);
        is_refused(&says(&partnership, &other, &key).await);
    }
    let name = key.split_once('+').unwrap().0;
    let other_key = loopbrug_infra::seal::key::SealKey::draw().unwrap().verifier(name).unwrap();
    is_refused(&says(&partnership, &exact, &other_key.to_string()).await);
}
