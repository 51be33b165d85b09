//! However much was recorded, the timeline has all of it.

use serde_json::json;

use super::{COORDINATOR, GUIDE, Site};
use crate::pages::is_a_page;

#[tokio::test]
async fn a_long_timeline_is_read_page_by_page_to_its_beginning() {
    let site = Site::start().await;
    let id = &site.has_client(GUIDE).await;
    for _ in 0..5 {
        let attempt = json!({ "recordContactAttempt": {
            "mode": "phone", "outcome": "not_reached", "occurredOn": "2025-06-02",
        } });
        let records = vec![attempt; 50];
        let input = json!({ "trajectoryId": format!("trajectory:{id}"), "records": records });
        let recorded = site.server.send(GUIDE, "recordTogether", input, "").await;
        assert_eq!(recorded["errors"], json!([]), "{recorded}");
    }
    let total = site.trajectory(id, "version").await["version"].as_u64().unwrap();
    assert!(total > 250, "{total}");
    let file = site.get(GUIDE, &format!("/trajecten/{id}")).await;
    let mut page = site.get(GUIDE, &file.leads(&format!("Alle {total} registraties"))).await;
    let mut pages = 1;
    while page.has("Oudere registraties") {
        is_a_page(&page);
        let older = site.get(GUIDE, &page.leads("Oudere registraties")).await;
        assert_ne!(older.url, page.url);
        page = older;
        pages += 1;
    }
    assert!(pages > 5 && page.has("id=\"r1\""), "{pages}: {page:?}");
    assert!(page.has("Registraties 1 tot en met "), "{page:?}");
    let newer = site.get(GUIDE, &page.leads("Nieuwere registraties")).await;
    assert!(newer.has("Oudere registraties"), "{newer:?}");
    // An event is found by its number, whatever page has it.
    let around = site.get(GUIDE, &format!("/trajecten/{id}/tijdlijn?rond=100")).await;
    assert!(around.has("id=\"r100\""), "{around:?}");
    // Who looks after the region reads it, and puts nothing right.
    let read = site.get(COORDINATOR, &format!("/trajecten/{id}/tijdlijn")).await;
    assert!(read.status == 200 && !read.has("/verbeter/"), "{read:?}");
}
