//! What is published, for who has not signed in too, and the explanations.

use serde_json::{Value, json};

use super::is_a_page;
use crate::harness::{Browser, Cast, Clocked, Page, Person, REGION, about, figure, opening};

const NOBODY: Person = Person { roles: "", ..Cast::ANALYST };

fn path(below: &str) -> String {
    format!("/regio/{REGION}/publicaties{below}")
}

/// A client who takes part since the first quarter. Gives the trajectory.
async fn takes_part(server: &Clocked, intake: Value) -> String {
    let who = Cast::CASEWORKER;
    let opened = server.send(who, "openTrajectory", opening(json!({})), "trajectory { id }").await;
    let id = opened["trajectory"]["id"].as_str().unwrap().to_owned();
    let basis = json!({ "bases": ["consent"], "purposes": ["guidance", "esf_reporting"] });
    for (day, name, more) in
        [("2024-01-05", "recordLegalBasis", basis), ("2024-01-10", "completeIntake", intake)]
    {
        let payload = server.send(who, name, about(&id, day, more), "").await;
        assert_eq!(payload["errors"], json!([]), "{name}: {payload}");
    }
    id
}

async fn women_take_part(server: &Clocked, how_many: usize) {
    for _ in 0..how_many {
        takes_part(server, json!({ "gender": "woman", "age": 34 })).await;
    }
}

/// The participants of all, as a file says.
fn participants(file: &Page) -> f64 {
    let mut lines = file.text.lines();
    let column = lines.next().unwrap().split(',').position(|code| code == "participants").unwrap();
    let total = lines.find(|line| line.starts_with("total,")).unwrap();
    total.split(',').nth(column).unwrap().parse().unwrap()
}

async fn asked(server: &Clocked, who: Person, edition: u32) -> f64 {
    let query = format!(
        "{{ publication(region: \"{REGION}\", report: PROFILE, quarter: {{ year: 2024, quarter: 1 }},
            edition: {edition}) {{ {} }} }}",
        crate::harness::FIGURES
    );
    let report = server.ask(who, &query).await["publication"].clone();
    figure(&report, "total", "participants").as_f64().unwrap()
}

#[tokio::test]
async fn what_is_published_is_for_everybody_and_corrections_stand_beside_it() {
    let server = Clocked::start().await;
    server.at("2024-03-01T09:00:00");
    women_take_part(&server, 25).await;
    server.at("2024-05-13T00:00:00").has_published(2024, 1, 1).await;
    let public = Browser::new();
    let get = async |browser: &Browser, below: &str| browser.get(&server.page(&path(below))).await;

    let all = get(&public, "").await;
    is_a_page(&all);
    for shown in [
        "1e kwartaal 2024",
        "13 mei 2024",
        "/publicaties/2024-k1/uitkomsten",
        "Het 2e kwartaal 2024 verschijnt op 12 augustus 2024",
    ] {
        assert!(all.has(shown), "{shown}: {all:?}");
    }
    let welcome = public.get(&server.page("/")).await;
    assert!(welcome.has(&format!("href=\"{}\"", path(""))), "{welcome:?}");

    let analyst = server.browser(Cast::ANALYST).await;
    for (browser, step) in [(&public, 10), (&analyst, 5)] {
        for report in [
            "uitkomsten",
            "esf",
            "trechter",
            "duurzaam",
            "noden",
            "doorverwijzingen",
            "bereik",
            "begeleiding",
            "verandering",
            "bevindingen",
            "dakloosheid",
            "profiel",
        ] {
            let page = get(browser, &format!("/2024-k1/{report}")).await;
            assert_eq!(page.status, 200, "{report}: {page:?}");
            is_a_page(&page);
            let label = format!(">Afgerond op {step}<");
            assert_eq!(page.text.matches(&label).count(), 1, "{report}: {page:?}");
            assert!(page.has("editie 1, zoals bekend op 13 mei 2024"), "{report}: {page:?}");
            assert!(page.has(&format!("/uitleg/cijfers#{report}")), "{report}");
        }
    }
    for (below, status, words) in [
        ("/2024-k1/caseload", 404, "Dit rapport wordt niet gepubliceerd"),
        ("/2024-k1/nergens", 404, "Deze pagina is er niet"),
        ("/2024-k2/esf", 404, "Dit kwartaal is nog niet gepubliceerd"),
        ("/2024-k2", 404, "Dit kwartaal is nog niet gepubliceerd"),
        ("/2023-k1/esf", 404, "In dat kwartaal was er nog niets genoteerd"),
        ("/2024-k5/esf", 404, "Dat kwartaal bestaat niet"),
        ("/2024-k1/esf?editie=2", 404, "Die editie van dit kwartaal is er niet"),
        ("/2024-k1/esf?editie=x", 404, "Die editie van dit kwartaal is er niet"),
    ] {
        let page = get(&public, below).await;
        assert_eq!(page.status, status, "{below}: {page:?}");
        assert!(page.has(words), "{below}: {page:?}");
        is_a_page(&page);
    }

    // The file is what the API says, to each audience.
    let first = get(&public, "/2024-k1/profiel.csv").await;
    assert!(first.headers["content-disposition"].to_str().unwrap().contains("profiel-editie-1"));
    let analysts = get(&analyst, "/2024-k1/profiel.csv").await;
    for (file, who) in [(&first, NOBODY), (&analysts, Cast::ANALYST)] {
        assert!((participants(file) - asked(&server, who, 1).await).abs() < 0.5, "{}", file.text);
    }

    // Later others turn out to have taken part.
    server.at("2024-06-03T10:00:00");
    women_take_part(&server, 30).await;
    server.at("2024-08-12T00:00:00").has_published(2024, 2, 1).await;
    let again = get(&public, "/2024-k1/profiel.csv?editie=1").await;
    assert_eq!(again.text, first.text, "an edition does not change");
    let second = get(&public, "/2024-k1/profiel.csv").await;
    assert!(participants(&second) > participants(&first), "{}", second.text);
    let page = get(&public, "/2024-k1/profiel").await;
    is_a_page(&page);
    assert!(
        page.has("editie 2, zoals bekend op 12 augustus 2024")
            && !page.has("Er is een latere editie"),
        "{page:?}"
    );
    assert!(page.has("?editie=2&amp;naast=1#verschil"), "{page:?}");
    let beside = get(&public, "/2024-k1/profiel?editie=2&naast=1").await;
    is_a_page(&beside);
    assert!(beside.has("Wat editie 2 anders zegt dan editie 1"), "{beside:?}");
    let (was, is) = (participants(&first), participants(&second));
    let row = format!("<del>{was}</del></td><td class=\"number\"><ins>{is}</ins>");
    assert!(beside.has(&row), "{row}: {beside:?}");
    let old = get(&public, "/2024-k1/profiel?editie=1").await;
    assert!(old.has("Er is een latere editie"), "{old:?}");
}

#[tokio::test]
async fn every_figure_of_every_report_is_explained_and_so_is_what_is_done_to_it() {
    let server = Clocked::start().await;
    server.at("2024-03-01T09:00:00");
    women_take_part(&server, 1).await;
    let public = Browser::new();
    let explained = public.get(&server.page("/uitleg/cijfers")).await;
    is_a_page(&explained);
    let coordinator = server.browser(Cast::COORDINATOR).await;
    let mut figures = 0;
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
        let file = coordinator.get(&server.page(&format!("/regio/{REGION}/{report}.csv"))).await;
        for column in file.text.lines().next().unwrap().split(',').skip(2) {
            let code = column.split('.').next().unwrap();
            assert!(explained.has(&format!("<dt id=\"{report}-{code}\">")), "{report}: {column}");
            figures += 1;
        }
        assert!(explained.has(&format!("id=\"{report}\"")), "{report}");
    }
    assert!(figures > 150, "{figures}");
    let small = public.get(&server.page("/uitleg/kleine-aantallen")).await;
    is_a_page(&small);
    for shown in [
        "veelvouden van 5",
        "veelvouden van 10",
        "een kwartaal",
        "500 verschillende vragen",
        "Wat we niet beloven",
    ] {
        assert!(small.has(shown), "{shown}: {small:?}");
    }
    let accessible = public.get(&server.page("/uitleg/toegankelijkheid?lang=en")).await;
    is_a_page(&accessible);
    assert!(accessible.has("WCAG 2.2") && accessible.has("screen reader"), "{accessible:?}");
    for page in ["/uitleg/cijfers", "/uitleg/kleine-aantallen", "/uitleg/toegankelijkheid"] {
        assert!(small.has(&format!("<a href=\"{page}\"")), "the foot leads to {page}");
    }
    // The label of how exact figures are leads to what that is.
    let analyst = server.browser(Cast::ANALYST).await;
    let page = analyst
        .get(&server.page(&format!("/regio/{REGION}/esf?van=2023-10-01&tot=2023-12-31")))
        .await;
    assert!(
        page.has("<a class=\"precision\" href=\"/uitleg/kleine-aantallen\">Afgerond op 5</a>"),
        "{page:?}"
    );
}
