//! What is shown of the round of the demo, and to whom.

use crate::harness::Page;
use crate::pages::{Demo, Who, is_a_page};

const ROUND: &str = "/kandidaturen/2023";

/// Where the links to proposals lead.
fn proposals(page: &Page) -> Vec<String> {
    let links = page.text.split("href=\"/kandidaturen/2023/").skip(1);
    let ids = links.filter_map(|link| Some(link.split_once('"')?.0.to_owned()));
    let ids = ids.filter(|id| id.len() == 36);
    ids.map(|id| format!("{ROUND}/{id}")).collect()
}

pub(in crate::pages) async fn a_round_is_a_board_a_list_and_a_bridge_of_dates(demo: &Demo) {
    let jury = demo.signed_in(Who::Jury).await;
    let list = jury.get(&demo.at("/kandidaturen")).await;
    is_a_page(&list);
    assert!(list.has("Kandidatuurronde 2023") && list.has("bekrachtigd"), "{list:?}");
    let board = jury.get(&demo.at(ROUND)).await;
    assert_eq!(board.status, 200, "{board:?}");
    is_a_page(&board);
    for shown in [
        "12 kandidaturen, 11 ingediend",
        "Waar tot positie",
        "<svg class=\"deck\"",
        "Pitches en jury",
        "22 sep, 23:59",
        "25 sep – 6 okt",
        "Goedgekeurd <span class=\"count\">",
        "niet ingediend",
        "plaatsen · €",
        "Rangschikking van de jury",
        "gelijk; plaats 2 door",
        "Dit kon tot en met",
        "Matchingsverslag",
        "beheerscomité SEVA",
        "class=\"fingerprint\"",
    ] {
        assert!(board.has(shown), "{shown}: {board:?}");
    }
    let listed = jury.get(&demo.at(&format!("{ROUND}?vorm=lijst"))).await;
    is_a_page(&listed);
    assert!(listed.has("Als bord") && listed.has("<td>afgesloten</td>"), "{listed:?}");
    let ids = |page: &Page| proposals(page).into_iter().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(ids(&listed), ids(&board), "the same proposals");
    assert_eq!(ids(&board).len(), 12);
}

pub(in crate::pages) async fn a_proposal_shows_what_somebody_may_see_of_it(demo: &Demo) {
    let (jury, applicant) = (demo.signed_in(Who::Jury).await, demo.signed_in(Who::Applicant).await);
    let ours = applicant.get(&demo.at(ROUND)).await;
    is_a_page(&ours);
    assert!(ours.has("Je kandidatuur") && !ours.has("Rangschikking"), "{ours:?}");
    let own = proposals(&ours);
    assert_eq!(own.len(), 1, "an applicant sees the own one alone: {ours:?}");
    let page = applicant.get(&demo.at(&own[0])).await;
    assert_eq!(page.status, 200, "{page:?}");
    is_a_page(&page);
    for shown in ["Ontvangstbewijs", "Eigen datums", "Geachte medewerkers van", "Aanbod"] {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
    assert!(!page.has("Scores per criterium"), "{page:?}");
    let seen = jury.get(&demo.at(&own[0])).await;
    is_a_page(&seen);
    for shown in ["Scores per criterium", "Gewogen totaal", "Beoordelaars", "De jury"] {
        assert!(seen.has(shown), "{shown}: {seen:?}");
    }
    let board = proposals(&jury.get(&demo.at(ROUND)).await);
    let another = board.into_iter().find(|one| !own.contains(one)).unwrap();
    let page = applicant.get(&demo.at(&another)).await;
    assert!(page.status == 404 && page.has("Deze kandidatuur is er niet"), "{page:?}");
    let page = demo.signed_in(Who::Auditor).await.get(&demo.at(&another)).await;
    assert_eq!(page.status, 200, "{page:?}");
    is_a_page(&page);
    assert!(!page.has("class=\"steps-now\""), "an auditor takes no step: {page:?}");
}

pub(in crate::pages) async fn what_is_not_for_somebody_is_said_in_words(demo: &Demo) {
    let jury = demo.signed_in(Who::Jury).await;
    let board = proposals(&jury.get(&demo.at(ROUND)).await);
    let coordinator = demo.signed_in(Who::Coordinator).await;
    let analyst = demo.signed_in(Who::Analyst).await;
    let monitor = demo.signed_in(Who::Monitor).await;
    let page = monitor.get(&demo.at(ROUND)).await;
    assert!(page.has("Rangschikking van de jury") && proposals(&page).is_empty(), "{page:?}");
    for (browser, path, status, words) in [
        (&jury, "/kandidaturen/1999", 404, "Deze pagina is er niet"),
        (&jury, "/kandidaturen/2023/x", 404, "Deze kandidatuur is er niet"),
        (&jury, "/kandidaturen/2023/ronde/nergens", 404, "Deze pagina is er niet"),
        (&jury, "/kandidaturen?regio=nergens", 404, "Die regio is er niet"),
        (&jury, "/kandidaturen/2023/ronde/datum", 403, "Deze stap is voor de regiocoördinator"),
        (&jury, &format!("{}/nergens", board[0]), 404, "Deze pagina is er niet"),
        (&coordinator, &format!("{}/jury", board[0]), 403, "Alleen een jurylid"),
        (&coordinator, &format!("{}/bewerk", board[0]), 403, "Alleen een kandidaat"),
        (&analyst, &board[0], 404, "Deze kandidatuur is er niet"),
    ] {
        let page = browser.get(&demo.at(path)).await;
        assert_eq!(page.status, status, "{path}: {page:?}");
        assert!(page.has(words), "{path}: {page:?}");
        is_a_page(&page);
    }
}
