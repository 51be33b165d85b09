//! Tables of a quarter that are published six weeks after it, the same for everybody and for ever.

use serde_json::{Value, json};

use super::clocked::{CASEWORKER, COORDINATOR, on, takes_part};
use crate::harness::{Clocked, FIGURES, Person, REGION, figure};

const ANALYST: Person = Person { roles: "analyst", ..COORDINATOR };
const NOBODY: Person = Person { roles: "", ..COORDINATOR };

fn publication(report: &str, quarter: u32, fields: &str) -> String {
    format!(
        "{{ publication(region: \"{REGION}\", report: {report},
            quarter: {{ year: 2024, quarter: {quarter} }}) {{ {fields} }} }}"
    )
}

async fn published(server: &Clocked, who: Person) -> Value {
    let fields = format!(
        "report from to position catalogue asOf {{ region position day }} unknown
         precision {{ treatment step spread }} {FIGURES}"
    );
    server.ask(who, &publication("PROFILE", 1, &fields)).await["publication"].clone()
}

/// Every figure, by its place.
fn shown(report: &Value) -> Vec<(String, f64)> {
    let rows = report["rows"].as_array().unwrap().iter();
    let figures = rows.flat_map(|row| {
        let figures = row["figures"].as_array().unwrap().iter();
        figures.map(|figure| (format!("{} {}", row["key"], figure["column"]), figure))
    });
    figures.map(|(place, figure)| (place, figure["value"].as_f64().unwrap())).collect()
}

/// Twenty-four women and two men take part in the first quarter.
async fn first_quarter() -> (Clocked, String) {
    let server = Clocked::start().await;
    server.at("2024-03-01T09:00:00");
    for _ in 0..12 {
        takes_part(&server, json!({ "gender": "woman", "age": 20 })).await;
        takes_part(&server, json!({ "gender": "woman", "age": 34 })).await;
    }
    takes_part(&server, json!({ "gender": "man", "age": 60 })).await;
    let man = takes_part(&server, json!({ "gender": "man", "age": 60 })).await;
    (server, man)
}

#[tokio::test]
async fn a_quarter_is_published_six_weeks_after_it_is_over() {
    let (server, _) = first_quarter().await;
    let query = publication("ESF", 1, "from to");
    for before in ["2024-03-31T12:00:00", "2024-05-12T23:59:59"] {
        for who in [COORDINATOR, ANALYST] {
            assert_eq!(server.at(before).refuses(who, &query).await, "NOT_YET_PUBLISHED");
        }
    }
    let told = server.at("2024-05-13T00:00:00").ask(ANALYST, &query).await;
    let quarter = json!({ "from": "2024-01-01", "to": "2024-03-31" });
    assert_eq!(told["publication"], quarter);
    let query = publication("ESF", 2, "from to");
    assert_eq!(server.refuses(COORDINATOR, &query).await, "NOT_YET_PUBLISHED");
}

#[tokio::test]
async fn figures_of_a_publication_are_rounded_for_who_does_not_hold_the_cases() {
    let (server, _) = first_quarter().await;
    server.at("2024-05-13T00:00:00");
    let exact = published(&server, COORDINATOR).await;
    assert_eq!(exact["precision"]["treatment"], json!("EXACT"));
    let of_all = shown(&exact);
    assert_eq!(figure(&exact, "total", "participants"), 26);
    assert_eq!(figure(&exact, "municipality=45041/gender=man", "participants"), 2);
    for (who, step, spread) in [(ANALYST, 5, 4), (CASEWORKER, 5, 4), (NOBODY, 10, 9)] {
        let told = published(&server, who).await;
        let precision = json!({ "treatment": "ROUNDED", "step": step, "spread": spread });
        assert_eq!(told["precision"], precision, "{who:?}");
        let shown = shown(&told);
        assert_eq!(shown.len(), of_all.len());
        for ((place, told), (_, exact)) in shown.iter().zip(&of_all) {
            assert!(told % f64::from(step) == 0.0, "{place}: {told}");
            assert!((told - exact).abs() <= f64::from(spread), "{place}: {told} for {exact}");
        }
        assert_ne!(shown, of_all, "{who:?}");
    }
}

#[tokio::test]
async fn a_publication_stays_as_it_was_when_something_is_put_right_later() {
    let (server, man) = first_quarter().await;
    server.at("2024-05-13T00:00:00");
    let people = [COORDINATOR, ANALYST, NOBODY];
    let mut before = Vec::new();
    for who in people {
        before.push(published(&server, who).await);
    }
    let head = server.database.head().await;
    let as_of = json!([{ "region": REGION, "position": head, "day": "2024-05-13" }]);
    assert_eq!(before[0]["asOf"], as_of);

    server.at("2024-06-03T10:00:00");
    let right = json!({
        "gender": "woman", "age": 60, "corrects": { "event": 3, "reason": "typing_error" },
    });
    on(&server, &man, "2024-01-10", "completeIntake", right).await;
    takes_part(&server, json!({ "gender": "man", "age": 20 })).await;
    for (who, before) in people.into_iter().zip(before) {
        assert_eq!(published(&server, who).await, before, "{who:?}");
    }
    // Whoever asks of today is told of today.
    let head = server.database.head().await;
    let query = format!(
        "{{ reports(region: \"{REGION}\", atLeast: {head},
            period: {{ from: \"2024-01-01\", to: \"2024-03-31\" }}) {{ profile {{ {FIGURES} }} }} }}"
    );
    let today = server.ask(COORDINATOR, &query).await["reports"]["profile"].clone();
    assert_eq!(figure(&today, "total", "participants"), 27);
    assert_eq!(figure(&today, "municipality=45041/gender=woman", "participants"), 25);
}

#[tokio::test]
async fn some_reports_are_published_and_no_others() {
    let server = Clocked::start().await;
    server.at("2025-01-01T09:00:00");
    for report in ["OUTCOMES", "ESF", "PROFILE", "HOMELESSNESS"] {
        let told = server.ask(ANALYST, &publication(report, 2, "report")).await;
        assert_eq!(told["publication"]["report"], json!(report));
    }
    for report in
        ["FUNNEL", "LASTING", "NEEDS", "REFERRALS", "CASELOAD", "REACH", "CHANGE", "QUALITY"]
    {
        for who in [COORDINATOR, ANALYST] {
            let code = server.refuses(who, &publication(report, 2, "report")).await;
            assert_eq!(code, "NOT_PUBLISHED", "{report}");
        }
    }
    for quarter in [0, 5] {
        let code = server.refuses(ANALYST, &publication("ESF", quarter, "report")).await;
        assert_eq!(code, "NO_SUCH_QUARTER", "{quarter}");
    }
    let elsewhere = publication("ESF", 1, "report").replace(REGION, "atlantis");
    assert_eq!(server.refuses(ANALYST, &elsewhere).await, "REGION_NOT_FOUND");
}
