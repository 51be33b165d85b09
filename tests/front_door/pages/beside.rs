//! Two regions beside each other.

use std::path::Path;

use super::region::key_figure;
use super::{Demo, Who, is_a_page};
use crate::harness::{CatalogueFile, Database, REGION};

/// An invented region in which nothing is recorded.
const OTHER: &str = "zandstreek";

pub(super) async fn another_region(database: &Database) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("domain/tests/catalogue/zandstreek.toml");
    let text = std::fs::read_to_string(path).unwrap();
    CatalogueFile::new(OTHER, "2024-01-15", &text).is_published(database).await;
}

pub(super) async fn two_regions_stand_beside_each_other(demo: &Demo) {
    let coordinator = demo.signed_in(Who::Coordinator).await;
    let at =
        |query: &str| demo.at(&format!("/regio/{REGION}?van=2025-01-01&tot=2025-12-31{query}"));
    let alone = coordinator.get(&at("")).await;
    assert!(alone.has(&format!("naast={OTHER}")), "there is a link: {alone:?}");
    let page = coordinator.get(&at(&format!("&naast={OTHER}"))).await;
    assert_eq!(page.status, 200, "{page:?}");
    is_a_page(&page);
    assert_eq!(page.text.matches("Exacte cijfers").count(), 2, "{page:?}");
    let (_, row) =
        page.text.split_once("scope=\"row\">deelnemers</th>").unwrap_or_else(|| panic!("{page:?}"));
    let (row, _) = row.split_once("</tr>").unwrap();
    let number = key_figure(&alone, "Deelnemers in de periode");
    assert!(row.contains(&format!(">{number}</a>")), "{number}: {row}");
    assert!(row.contains(&format!("href=\"{REGION}/herkomst?")), "{row}");
    assert!(row.ends_with(">0</td>"), "nothing is recorded there: {row}");
    let analyst = demo.signed_in(Who::Analyst).await;
    let page = analyst.get(&demo.at(&format!("/regio/{REGION}?naast={OTHER}"))).await;
    is_a_page(&page);
    assert_eq!(page.text.matches("Afgerond op").count(), 2, "{page:?}");
    for (who, query, status) in [
        (Who::Applicant, format!("?naast={OTHER}"), 403),
        (Who::Coordinator, "?naast=nergens".to_owned(), 404),
        (Who::Coordinator, format!("?naast={REGION}"), 400),
    ] {
        let page =
            demo.signed_in(who).await.get(&demo.at(&format!("/regio/{REGION}{query}"))).await;
        assert_eq!(page.status, status, "{query}: {page:?}");
        is_a_page(&page);
    }
}
