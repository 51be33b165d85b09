//! The page of a region, its reports, and who is behind a figure.

use super::{Demo, Who, is_a_page};
use crate::harness::{Page, REGION};

/// The text of the key figure after a label.
pub(super) fn key_figure(page: &Page, label: &str) -> String {
    let (_, after) = page
        .text
        .split_once(&format!("tile-label\">{label}<"))
        .unwrap_or_else(|| panic!("{label}: {page:?}"));
    let (_, after) = after.split_once("tile-figure\">").unwrap();
    let (figure, _) = after.split_once("</p>").unwrap();
    let figure = figure.rsplit_once("\">").map_or(figure, |(_, figure)| figure);
    figure.split_once('<').map_or(figure, |(figure, _)| figure).to_owned()
}

fn region(query: &str) -> String {
    format!("/regio/{REGION}{query}")
}

pub(super) async fn exact_figures_are_for_who_accounts_for_the_region(demo: &Demo) {
    let coordinator = demo.signed_in(Who::Coordinator).await.get(&demo.at(&region(""))).await;
    let monitor = demo.signed_in(Who::Monitor).await.get(&demo.at(&region(""))).await;
    for page in [&coordinator, &monitor] {
        is_a_page(page);
        for shown in [
            "Exacte cijfers",
            "Waar tot positie",
            "Uitkomsten per persona en regio-uitdaging",
            "Verschillende deelnemers",
            "<td class=\"number heat-",
            "Tel ze dus niet op",
            "Van start tot resultaat",
            "Noden tegenover aanbod",
            "EECO01",
            "Onzichtbare dakloosheid",
            "role=\"img\"",
            "Toon als tabel",
        ] {
            assert!(page.has(shown), "{shown}: {page:?}");
        }
    }
    assert_eq!(key_figure(&coordinator, "Aan het werk"), key_figure(&monitor, "Aan het werk"));
    // Only one of them may see who is behind a figure.
    assert!(coordinator.has("/herkomst?") && !monitor.has("/herkomst?"));
    let analyst = demo.signed_in(Who::Analyst).await.get(&demo.at(&region(""))).await;
    is_a_page(&analyst);
    assert!(analyst.has("Afgerond op 5") && !analyst.has("Exacte cijfers"), "{analyst:?}");
    let figure: u32 = key_figure(&analyst, "Aan het werk").parse().unwrap();
    assert_eq!(figure % 5, 0);
    assert!(!analyst.has("/herkomst?"));
}

pub(super) async fn the_view_is_the_address(demo: &Demo) {
    let browser = demo.signed_in(Who::Coordinator).await;
    let all = browser.get(&demo.at(&region("?van=2025-01-01&tot=2025-12-31"))).await;
    let some = browser
        .get(&demo.at(&region("?van=2025-01-01&tot=2025-12-31&persona=nora&geslacht=woman")))
        .await;
    is_a_page(&some);
    let number = |page: &Page| key_figure(page, "Deelnemers in de periode").parse::<u32>().unwrap();
    assert!(number(&some) < number(&all), "{} of {}", number(&some), number(&all));
    for shown in [
        "<option value=\"nora\" selected>",
        "<option value=\"woman\" selected>",
        "value=\"2025-01-01\"",
        // Each filter is taken away by a link that keeps the rest.
        "href=\"/regio/vlaamse-ardennen?van=2025-01-01&amp;tot=2025-12-31&amp;geslacht=woman\"",
    ] {
        assert!(some.has(shown), "{shown}: {some:?}");
    }
    let quarters = browser.get(&demo.at(&region("?per=kwartaal"))).await;
    assert!(quarters.has("<th scope=\"row\">k"), "{quarters:?}");
}

pub(super) async fn somebody_looks_back_by_the_address(demo: &Demo) {
    let browser = demo.signed_in(Who::Coordinator).await;
    let over = "van=2025-01-01&tot=2025-12-31";
    let now = browser.get(&demo.at(&region(&format!("?{over}")))).await;
    let then = browser.get(&demo.at(&region(&format!("?{over}&op=2025-06-30")))).await;
    is_a_page(&then);
    for shown in [
        "Je ziet wat op 30 juni 2025 bekend was.",
        "Je kijkt terug",
        "Terug naar nu",
        "op=2025-06-29",
        "op=2025-07-01",
    ] {
        assert!(then.has(shown), "{shown}: {then:?}");
    }
    let number = |page: &Page| key_figure(page, "Deelnemers in de periode").parse::<u32>().unwrap();
    assert!(number(&then) < number(&now), "{} and {}", number(&then), number(&now));
    assert!(then.has(&format!("nu {}", number(&now))), "{then:?}");
    assert!(!now.has("Je kijkt terug"));
}

pub(super) async fn rounded_figures_are_asked_on_a_grid_with_links_to_the_nearest(demo: &Demo) {
    let browser = demo.signed_in(Who::Analyst).await;
    let page = browser.get(&demo.at(&region("?van=2025-01-10&tot=2025-03-30"))).await;
    is_a_page(&page);
    assert!(page.has("Deze vraag kan niet met afgeronde cijfers"), "{page:?}");
    assert!(!page.has("tile-figure"), "no empty table: {page:?}");
    let (_, link) = page.text.split_once("<ul class=\"plain\"><li><a href=\"").unwrap();
    let link = link.split_once('"').unwrap().0.replace("&amp;", "&");
    let page = browser.get(&demo.at(&link)).await;
    assert!(page.status == 200 && page.has("tile-figure"), "{link}: {page:?}");
    let page = browser.get(&demo.at(&region("?van=2025-01-01&tot=2025-12-31&persona=nora"))).await;
    assert!(page.has("tile-figure") && page.has("Met filters is er geen trend"), "{page:?}");
}

pub(super) async fn every_report_is_a_page_and_a_file(demo: &Demo) {
    let browser = demo.signed_in(Who::Monitor).await;
    for report in [
        "uitkomsten",
        "esf",
        "trechter",
        "duurzaam",
        "noden",
        "doorverwijzingen",
        "caseload",
        "bereik",
        "begeleiding",
        "verandering",
        "bevindingen",
        "dakloosheid",
        "profiel",
        "kwaliteit",
    ] {
        let page = browser.get(&demo.at(&region(&format!("/{report}")))).await;
        assert_eq!(page.status, 200, "{report}");
        assert!(page.has("<table class=\"full\">"), "{report}");
        is_a_page(&page);
        let file = browser.get(&demo.at(&region(&format!("/{report}.csv")))).await;
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        assert!(file.text.starts_with("key,label,"), "{report}: {}", file.text);
    }
    let file =
        browser.get(&demo.at(&region("/uitkomsten.csv?van=2025-01-01&tot=2025-12-31"))).await;
    assert!(
        file.headers["content-disposition"]
            .to_str()
            .unwrap()
            .contains("vlaamse-ardennen-uitkomsten-2025-01-01-2025-12-31.csv")
    );
    let page = browser.get(&demo.at(&region("?van=2025-01-01&tot=2025-12-31"))).await;
    let total = file.text.lines().find(|line| line.starts_with("total,")).unwrap();
    assert_eq!(total.split(',').nth(2).unwrap(), key_figure(&page, "Deelnemers in de periode"));
    let excel = browser.get(&demo.at(&region("/trechter.csv?excel=ja"))).await;
    assert!(excel.text.starts_with("\u{feff}key;label;"), "{}", excel.text);
}

pub(super) async fn who_is_behind_a_figure_is_for_who_may_see_it(demo: &Demo) {
    let path = region("/herkomst?rapport=uitkomsten&rij=total&kolom=started_work");
    let page = demo.signed_in(Who::Coordinator).await.get(&demo.at(&path)).await;
    is_a_page(&page);
    for shown in [
        "Startte met werk: ",
        "met werk gestart",
        "Met een willekeurig nummer, zonder namen",
        "<code>",
        "#",
    ] {
        assert!(page.has(shown), "{shown}: {page:?}");
    }
    let page = demo.signed_in(Who::Monitor).await.get(&demo.at(&path)).await;
    assert!(page.status == 403 && page.has("Dit mag je met deze rol niet zien"), "{page:?}");
}
