//! Reports of a quarter that are published six weeks after it, the same for everybody and for ever.

use serde_json::{Value, json};

use super::clocked::{CASEWORKER, COORDINATOR, on, takes_part};
use crate::harness::{
    Clocked, Database, ELSEWHERE, FIGURES, Person, REGION, elsewhere, figure, newer_with, opening,
    wait_until,
};

const ANALYST: Person = Person { roles: "analyst", ..COORDINATOR };
const NOBODY: Person = Person { roles: "", ..COORDINATOR };

fn publication(report: &str, quarter: u32, more: &str, fields: &str) -> String {
    format!(
        "{{ publication(region: \"{REGION}\", report: {report},
            quarter: {{ year: 2024, quarter: {quarter} }}{more}) {{ {fields} }} }}"
    )
}

const FIELDS: &str = "report from to position catalogue asOf { region position day } unknown
    precision { treatment step spread variance }
    edition { number position day catalogue disclosureK publicK method madeAt }
    columns { code label unit }";

/// A report of a quarter of 2024 as it is shown to somebody.
async fn published(server: &Clocked, who: Person, report: &str, quarter: u32, more: &str) -> Value {
    let query = publication(report, quarter, more, &format!("{FIELDS} {FIGURES}"));
    server.ask(who, &query).await["publication"].clone()
}

async fn profile(server: &Clocked, who: Person) -> Value {
    published(server, who, "PROFILE", 1, "").await
}

/// The numbers of the editions of a quarter of 2024, and the thresholds for analysts.
async fn editions(server: &Clocked, quarter: u32) -> Vec<(u64, u64)> {
    let query = format!(
        "{{ editions(region: \"{REGION}\", quarter: {{ year: 2024, quarter: {quarter} }}) {{
            number disclosureK }} }}"
    );
    let told = server.ask(NOBODY, &query).await["editions"].clone();
    let numbers = told.as_array().unwrap().iter();
    let number = |one: &Value, name: &str| one[name].as_u64().unwrap();
    numbers.map(|one| (number(one, "number"), number(one, "disclosureK"))).collect()
}

/// Every figure that is shown, by its place.
fn figures(report: &Value) -> Vec<(String, f64)> {
    let rows = report["rows"].as_array().unwrap().iter();
    let figures = rows.flat_map(|row| {
        let figures = row["figures"].as_array().unwrap().iter();
        figures.filter_map(|figure| {
            Some((format!("{} {}", row["key"], figure["column"]), figure["value"].as_f64()?))
        })
    });
    figures.collect()
}

async fn women_take_part(server: &Clocked, how_many: usize) {
    for _ in 0..how_many {
        takes_part(server, json!({ "gender": "woman", "age": 34 })).await;
    }
}

/// Twenty-six clients take part in the first quarter, and one of them is a man.
async fn first_quarter() -> (Clocked, String) {
    let server = Clocked::start().await;
    server.at("2024-03-01T09:00:00");
    women_take_part(&server, 25).await;
    let man = takes_part(&server, json!({ "gender": "man", "age": 60 })).await;
    (server, man)
}

/// The same, once that quarter is published.
async fn first_publication() -> (Clocked, String) {
    let (server, man) = first_quarter().await;
    server.at("2024-05-13T00:00:00").has_published(2024, 1, 1).await;
    (server, man)
}

#[tokio::test]
async fn a_quarter_is_published_six_weeks_after_it_is_over() {
    let (server, _) = first_quarter().await;
    let query = publication("ESF", 1, "", "from to");
    for before in ["2024-03-31T12:00:00", "2024-05-12T23:59:59"] {
        for who in [COORDINATOR, ANALYST] {
            assert_eq!(server.at(before).refuses(who, &query).await, "NOT_YET_PUBLISHED");
        }
    }
    server.at("2024-05-13T00:00:00").has_published(2024, 1, 1).await;
    let told = server.ask(ANALYST, &query).await;
    assert_eq!(told["publication"], json!({ "from": "2024-01-01", "to": "2024-03-31" }));
    let query = publication("ESF", 2, "", "from to");
    assert_eq!(server.refuses(COORDINATOR, &query).await, "NOT_YET_PUBLISHED");
}

#[tokio::test]
async fn whoever_has_a_role_is_shown_the_same_figures_and_the_public_coarser_ones() {
    let (server, _) = first_publication().await;
    let analysts = profile(&server, ANALYST).await;
    let precision = json!({ "treatment": "ROUNDED", "step": 5, "spread": 4, "variance": 6 });
    assert_eq!(analysts["precision"], precision);
    for who in [COORDINATOR, CASEWORKER] {
        assert_eq!(profile(&server, who).await, analysts, "{who:?}");
    }
    let public = profile(&server, NOBODY).await;
    let precision = json!({ "treatment": "ROUNDED", "step": 10, "spread": 9, "variance": 25 });
    assert_eq!(public["precision"], precision);
    for (report, k) in [(&analysts, 5.0), (&public, 10.0)] {
        let figures = figures(report);
        assert!(figures.iter().all(|(_, figure)| figure % k == 0.0), "{figures:?}");
        let total = figure(report, "total", "participants").as_f64().unwrap();
        assert!((total - 26.0).abs() < k * 2.0, "{total}");
    }
    let edition = &analysts["edition"];
    assert_eq!(edition["number"], json!(1));
    assert_eq!((&edition["disclosureK"], &edition["publicK"]), (&json!(5), &json!(10)));
    assert_eq!(edition["method"], json!("cell_keys_1"));
    let head = server.database.head().await;
    let as_of = json!([{ "region": REGION, "position": head, "day": "2024-05-13" }]);
    assert_eq!(analysts["asOf"], as_of);
    let ronse = analysts["rows"].as_array().unwrap().iter();
    let mut ronse = ronse.filter(|row| row["key"] == "municipality=45041/gender=woman");
    assert!(ronse.next().is_some(), "its rows are those of the catalogue");
}

#[tokio::test]
async fn what_is_corrected_later_makes_another_edition_beside_the_first() {
    let (server, man) = first_publication().await;
    let people = [ANALYST, NOBODY];
    let mut before = Vec::new();
    for who in people {
        before.push(profile(&server, who).await);
    }
    server.at("2024-06-03T10:00:00");
    let right = json!({
        "gender": "woman", "age": 60, "corrects": { "event": 3, "reason": "typing_error" },
    });
    on(&server, &man, "2024-01-10", "completeIntake", right).await;
    women_take_part(&server, 30).await;
    for (who, before) in people.into_iter().zip(&before) {
        assert_eq!(profile(&server, who).await, *before, "{who:?}");
    }
    assert_eq!(editions(&server, 1).await, [(1, 5)]);

    server.at("2024-08-12T00:00:00").has_published(2024, 2, 1).await;
    assert_eq!(editions(&server, 1).await, [(2, 5), (1, 5)]);
    assert_eq!(editions(&server, 2).await, [(1, 5)]);
    for (who, before) in people.into_iter().zip(&before) {
        let first = published(&server, who, "PROFILE", 1, ", edition: 1").await;
        assert_eq!(first, *before, "{who:?}");
        let second = profile(&server, who).await;
        assert_eq!(second["edition"]["number"], json!(2));
        assert_eq!(second["edition"]["day"], json!("2024-08-12"));
        assert_eq!(second, published(&server, who, "PROFILE", 1, ", edition: 2").await);
        let total = figure(&second, "total", "participants").as_f64().unwrap();
        assert!((total - 56.0).abs() < 20.0, "{total}");
    }
    let query = publication("PROFILE", 1, ", edition: 3", "report");
    assert_eq!(server.refuses(ANALYST, &query).await, "NO_SUCH_EDITION");
    let query = publication("PROFILE", 2, ", edition: 0", "report");
    assert_eq!(server.refuses(ANALYST, &query).await, "NO_SUCH_EDITION");
}

#[tokio::test]
async fn what_happens_after_a_quarter_makes_no_other_edition_of_it() {
    let (server, man) = first_publication().await;
    let before = profile(&server, ANALYST).await;
    server.at("2024-06-03T10:00:00");
    on(&server, &man, "2024-06-03", "recordHousingFound", json!({ "tenure": "room" })).await;
    server.at("2024-08-12T00:00:00").has_published(2024, 2, 1).await;
    server.at("2024-11-12T00:00:00").has_published(2024, 3, 1).await;
    assert_eq!(editions(&server, 1).await, [(1, 5)]);
    assert_eq!(editions(&server, 2).await, [(1, 5)]);
    assert_eq!(profile(&server, ANALYST).await, before);
}

#[tokio::test]
async fn a_newer_catalogue_changes_nothing_of_what_was_published_nor_of_its_later_editions() {
    let (server, _) = first_publication().await;
    let mut before = Vec::new();
    for report in ["OUTCOMES", "PROFILE"] {
        before.push(published(&server, ANALYST, report, 1, "").await);
    }
    let newer = newer_with("2024-09-01", "disclosure_k = 5", "disclosure_k = 3");
    newer.is_published(&server.database).await;
    let server = Clocked::on(server.database.clone()).await;
    server.at("2024-10-01T10:00:00").has_published(2024, 2, 1).await;
    for (report, before) in ["OUTCOMES", "PROFILE"].into_iter().zip(&before) {
        assert_eq!(published(&server, ANALYST, report, 1, "").await, *before);
    }
    women_take_part(&server, 30).await;
    server.at("2024-11-12T00:00:00").has_published(2024, 3, 1).await;
    assert_eq!(editions(&server, 1).await, [(2, 5), (1, 5)]);
    assert_eq!(editions(&server, 3).await, [(1, 3)]);
    let has_zoe = |report: &Value| {
        let mut rows = report["rows"].as_array().unwrap().iter();
        rows.any(|row| row["key"].as_str().unwrap().ends_with("persona=zoe"))
    };
    let again = published(&server, ANALYST, "OUTCOMES", 1, "").await;
    assert_eq!(again["edition"]["number"], json!(2));
    assert_eq!((&again["catalogue"], has_zoe(&again)), (&json!("2023-08-11"), false));
    let third = published(&server, ANALYST, "OUTCOMES", 3, "").await;
    assert_eq!((&third["catalogue"], has_zoe(&third)), (&json!("2024-09-01"), true));
    let first = published(&server, ANALYST, "OUTCOMES", 1, ", edition: 1").await;
    assert_eq!(first, before[0]);
}

#[tokio::test]
async fn quarters_that_were_over_before_anybody_looked_are_published_as_they_were_known_then() {
    let (server, _) = first_quarter().await;
    server.at("2024-07-20T10:00:00");
    women_take_part(&server, 30).await;
    // Nobody was there on the days on which the first three were due.
    server.at("2024-11-20T10:00:00").has_published(2024, 3, 1).await;
    for quarter in 1..=3 {
        let first = published(&server, ANALYST, "ESF", quarter, ", edition: 1").await;
        let days = ["2024-05-13", "2024-08-12", "2024-11-12"];
        assert_eq!(first["asOf"][0]["day"], json!(days[quarter as usize - 1]));
    }
    // What was recorded in July was known when the second quarter was published, and not before.
    assert_eq!(editions(&server, 1).await, [(2, 5), (1, 5)]);
    let total = async |edition: &str| {
        let told = published(&server, ANALYST, "PROFILE", 1, edition).await;
        figure(&told, "total", "participants").as_f64().unwrap()
    };
    assert!((total(", edition: 1").await - 26.0).abs() < 5.0);
    assert!((total(", edition: 2").await - 56.0).abs() < 5.0);
}

#[tokio::test]
async fn two_servers_that_publish_at_once_publish_once() {
    let (one, _) = first_quarter().await;
    let other = Clocked::on(one.database.clone()).await;
    one.at("2024-08-12T00:00:00");
    other.at("2024-08-12T00:00:00");
    one.has_published(2024, 2, 1).await;
    let rows = "SELECT string_agg(year || '/' || quarter || '/' || edition || ' ' || reports, ', '
                                  ORDER BY year, quarter, edition)
                FROM (SELECT year, quarter, edition, count(*) AS reports FROM publications
                      GROUP BY year, quarter, edition) AS made";
    assert_eq!(one.database.text(rows).await, "2024/1/1 12, 2024/2/1 12");
    assert_eq!(profile(&one, ANALYST).await, profile(&other, ANALYST).await);
}

#[tokio::test]
async fn each_region_publishes_from_the_quarter_on_in_which_it_began() {
    let database = Database::create().await;
    elsewhere().is_published(&database).await;
    let server = Clocked::on(database).await;
    server.at("2024-03-01T09:00:00");
    women_take_part(&server, 1).await;
    server.at("2024-05-20T09:00:00");
    let late = opening(json!({ "region": ELSEWHERE, "municipality": "99041" }));
    let payload = server.send(CASEWORKER, "openTrajectory", late, "").await;
    assert_eq!(payload["errors"], json!([]), "{payload}");
    server.at("2024-08-12T00:00:00");
    let made = "SELECT coalesce(string_agg(DISTINCT region || ' ' || quarter, ', '
                                           ORDER BY region || ' ' || quarter), '')
                FROM publications";
    let all = format!("{ELSEWHERE} 2, {REGION} 1, {REGION} 2");
    let published = async || server.database.text(made).await == all;
    wait_until("both regions have published", published).await;
    let query = publication("ESF", 1, "", "report").replace(REGION, ELSEWHERE);
    assert_eq!(server.refuses(ANALYST, &query).await, "QUARTER_BEFORE_REGION");
}

#[tokio::test]
async fn reports_whose_rows_are_workers_or_organisations_are_not_published_and_all_others_are() {
    let (server, _) = first_publication().await;
    for report in [
        "OUTCOMES",
        "ESF",
        "FUNNEL",
        "LASTING",
        "NEEDS",
        "REFERRALS",
        "REACH",
        "GUIDANCE",
        "CHANGE",
        "FINDINGS",
        "HOMELESSNESS",
        "PROFILE",
    ] {
        let told = server.ask(ANALYST, &publication(report, 1, "", "report")).await;
        assert_eq!(told["publication"]["report"], json!(report));
    }
    for report in ["CASELOAD", "QUALITY"] {
        for who in [COORDINATOR, ANALYST] {
            let code = server.refuses(who, &publication(report, 1, "", "report")).await;
            assert_eq!(code, "NOT_PUBLISHED", "{report}");
        }
    }
    for quarter in [0, 5] {
        let code = server.refuses(ANALYST, &publication("ESF", quarter, "", "report")).await;
        assert_eq!(code, "NO_SUCH_QUARTER", "{quarter}");
    }
    let elsewhere = publication("ESF", 1, "", "report").replace(REGION, "atlantis");
    assert_eq!(server.refuses(ANALYST, &elsewhere).await, "REGION_NOT_FOUND");
}

#[tokio::test]
async fn a_quarter_that_was_over_before_the_region_began_is_refused_as_such() {
    let server = Clocked::start().await;
    server.at("2025-01-01T09:00:00");
    let query = publication("ESF", 2, "", "report");
    assert_eq!(server.refuses(ANALYST, &query).await, "QUARTER_BEFORE_REGION");
    women_take_part(&server, 1).await;
    let editions = query.replace("publication", "editions").replace("report: ESF,", "");
    let editions = editions.replace("report", "number");
    for query in [&query, &editions] {
        assert_eq!(server.refuses(ANALYST, query).await, "QUARTER_BEFORE_REGION", "{query}");
    }
    // The quarter in which it began is the first one.
    server.at("2025-05-13T00:00:00").has_published(2025, 1, 1).await;
    assert_eq!(server.refuses(ANALYST, &query).await, "QUARTER_BEFORE_REGION");
}
