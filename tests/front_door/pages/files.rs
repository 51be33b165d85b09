//! The work list and the files of trajectories.

use super::{Demo, Who, is_a_page};
use crate::harness::Page;

/// Where links to trajectories lead, and what they say.
fn trajectories(page: &Page) -> Vec<(String, String)> {
    let links = page.text.split("<a href=\"/trajecten/").skip(1);
    let links = links.filter_map(|link| {
        let (id, after) = link.split_once("\">")?;
        Some((format!("/trajecten/{id}"), after.split_once("</a>")?.0.to_owned()))
    });
    links.collect()
}

fn is_name((_, said): &(String, String)) -> bool {
    said.ends_with('.') && !said.contains("<code>")
}

pub(super) async fn the_work_list_is_of_whom_one_asks_for(demo: &Demo) {
    let browser = demo.signed_in(Who::Caseworker).await;
    for (path, chosen) in
        [("/werklijst", "Mijn cliënten"), ("/werklijst?wie=organisatie", "Huis De Overzet")]
    {
        let page = browser.get(&demo.at(path)).await;
        assert_eq!(page.status, 200, "{page:?}");
        is_a_page(&page);
        assert!(page.has(&format!("aria-current=\"true\">{chosen}")), "{path}: {page:?}");
        // Empty groups are left out.
        assert!(!page.has("<span class=\"count\">0</span>"), "{page:?}");
    }
    let page = browser.get(&demo.at("/werklijst?wie=organisatie")).await;
    assert!(trajectories(&page).iter().any(is_name), "a name and an initial: {page:?}");
    let coordinator = demo.signed_in(Who::Coordinator).await.get(&demo.at("/werklijst")).await;
    is_a_page(&coordinator);
    assert!(coordinator.has("aria-current=\"true\">Hele regio"), "{coordinator:?}");
    assert!(
        trajectories(&coordinator)[0].1.starts_with("<code>"),
        "no names without a grant: {coordinator:?}"
    );
    let next = browser.get(&demo.at("/werklijst?wie=organisatie&na=x")).await;
    assert!(next.status == 400 && next.has("vertrek van de lijst"), "{next:?}");
}

pub(super) async fn a_trajectory_shows_names_to_who_guides_alone(demo: &Demo) {
    let browser = demo.signed_in(Who::Caseworker).await;
    let list = browser.get(&demo.at("/trajecten?fase=active")).await;
    is_a_page(&list);
    let (path, name) = trajectories(&list).into_iter().find(is_name).unwrap();
    let page = browser.get(&demo.at(&path)).await;
    assert_eq!(page.status, 200, "{page:?}");
    is_a_page(&page);
    for shown in [
        "Sterktes en drempels",
        "Doelen, in eigen woorden",
        "Tijdlijn",
        "Wie mag meekijken",
        "class=\"course\" viewBox",
        "In begeleiding",
    ] {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
    let given = name.split(' ').next().unwrap();
    assert!(page.has(&format!("<h1>{given}")), "{name}: {page:?}");
    assert!(page.has("Dat je dit dossier opende, is genoteerd"), "{page:?}");
    let coordinator = demo.signed_in(Who::Coordinator).await.get(&demo.at(&path)).await;
    assert_eq!(coordinator.status, 200, "{coordinator:?}");
    assert!(
        !coordinator.has(given) && coordinator.has("Namen zijn voor wie begeleidt"),
        "{coordinator:?}"
    );
    let monitor = demo.signed_in(Who::Monitor).await.get(&demo.at(&path)).await;
    assert!(
        monitor.status == 404 && monitor.has("Dit traject is er niet, of is niet voor jou"),
        "{monitor:?}"
    );
    let nowhere = browser.get(&demo.at("/trajecten/x")).await;
    assert_eq!(nowhere.status, 404);
}
