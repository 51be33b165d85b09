//! Receipts about several regions, and exports of others.

use super::{COORDINATOR, Partnership, YEAR, is_equal, is_refused, reproduce};
use crate::harness::REGION;
use crate::reports::regions::{ZANDSTREEK, of_two_regions};

#[tokio::test]
async fn a_receipt_about_two_regions_takes_an_export_of_each_and_of_no_other() {
    let partnership = Partnership::of(of_two_regions().await).await;
    let query = format!(
        "{{ both: reports(region: \"{REGION}\", withRegions: [\"{ZANDSTREEK}\"], {YEAR}) {{ change {{ receipt }} }}
           one: reports(region: \"{ZANDSTREEK}\", {YEAR}) {{ change {{ receipt }} }} }}"
    );
    let receipts = partnership.receipts(COORDINATOR, &query).await;
    let receipt = |of: &str| receipts[of]["change"]["receipt"].as_str().unwrap().to_owned();
    let both = partnership.keep("both", &receipt("both"));
    let one = partnership.keep("one", &receipt("one"));
    let here = partnership.export(REGION).await;
    let there = partnership.export(ZANDSTREEK).await;
    is_equal(&reproduce(&both, &[&here, &there], &[]).await);
    is_equal(&reproduce(&both, &[&there, &here], &[]).await);
    // Its catalogue is not one that the program brings along: it comes with the export.
    is_equal(&reproduce(&one, &[&there], &[]).await);
    is_refused(&reproduce(&both, &[&here], &[]).await, "NO_EXPORT_OF_REGION", 77);
    is_refused(&reproduce(&one, &[&here], &[]).await, "RECEIPT_OF_ANOTHER_REGION", 76);
    let catalogue = there.join("catalogues/2024-01-15.toml");
    std::fs::remove_file(catalogue).unwrap();
    is_refused(&reproduce(&one, &[&there], &[]).await, "FILE_MISSING", 13);
}
