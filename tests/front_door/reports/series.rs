//! A report in steps of time.

use serde_json::{Value, json};

use super::told;
use crate::harness::{COORDINATOR, FIGURES, REGION, Server, about, figure};

fn over(from: &str, to: &str, fields: &str, head: u32) -> String {
    format!(
        "{{ reports(region: \"{REGION}\", atLeast: {head},
            period: {{ from: \"{from}\", to: \"{to}\" }}) {{ {fields} }} }}"
    )
}

/// Somebody enters in each of January, February and May, and two do in the year after.
async fn of_two_years() -> Server {
    let server = Server::start().await;
    let ocmw = server.ocmw();
    for day in ["2024-01-31", "2024-02-01", "2024-05-15", "2025-01-01", "2025-03-31"] {
        let id = ocmw.opens(json!({})).await.trajectory();
        ocmw.has_consent(&id).await;
        ocmw.record("completeIntake", about(&id, day, json!({ "gender": "woman" }))).await;
    }
    server
}

#[tokio::test]
async fn every_step_is_the_report_of_its_own_days() {
    let server = of_two_years().await;
    let head = server.database.head().await;
    let table = format!("{{ report from to {FIGURES} }}");
    let reports = [("outcomes", "OUTCOMES"), ("esf", "ESF"), ("quality", "QUALITY")];
    for (by, steps) in [("MONTH", 14), ("QUARTER", 5), ("YEAR", 2)] {
        for (name, report) in reports {
            let series = format!("series(report: {report}, by: {by}) {table}");
            let query = over("2024-01-15", "2025-02-20", &series, head);
            let told = server.ask_as(COORDINATOR, &query).await["reports"]["series"].clone();
            let told = told.as_array().unwrap();
            assert_eq!(told.len(), steps, "{by}");
            let day = |step: &Value, end: &str| step[end].as_str().unwrap().to_owned();
            assert_eq!(day(&told[0], "from"), "2024-01-15");
            assert_eq!(day(&told[steps - 1], "to"), "2025-02-20");
            for step in told {
                let fields = format!("{name} {table}");
                let query = over(&day(step, "from"), &day(step, "to"), &fields, head);
                let alone = server.ask_as(COORDINATOR, &query).await["reports"][name].clone();
                assert_eq!(*step, alone, "{report} by {by}");
            }
        }
    }
}

#[tokio::test]
async fn who_enters_counts_in_the_step_of_the_day() {
    let server = of_two_years().await;
    let head = server.database.head().await;
    for (by, entering) in [
        ("MONTH", &[1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1][..]),
        ("QUARTER", &[2, 1, 0, 0, 2]),
        ("YEAR", &[3, 2]),
    ] {
        let series = format!("series(report: ESF, by: {by}) {{ {FIGURES} }}");
        let query = over("2024-01-01", "2025-03-31", &series, head);
        let told = server.ask_as(COORDINATOR, &query).await["reports"]["series"].clone();
        let told = told.as_array().unwrap().iter().map(|step| figure(step, "total", "EECO01"));
        assert_eq!(told.collect::<Value>(), json!(entering), "{by}");
    }
}

#[tokio::test]
async fn no_answer_holds_more_than_sixty_steps() {
    let server = Server::start().await;
    let months = "series(report: ESF, by: MONTH) { from }";
    let sixty = over("2019-01-31", "2023-12-01", months, 0);
    let told = server.ask(&sixty).await["reports"]["series"].clone();
    assert_eq!(told.as_array().unwrap().len(), 60);
    for (from, to) in [("2019-01-31", "2024-01-01"), ("1900-01-01", "2199-12-31")] {
        let query = over(from, to, months, 0);
        assert_eq!(server.refuses(&query).await, "REPORT_TOO_LARGE", "{from} {to}");
    }
    let years = "series(report: ESF, by: YEAR) { from to }";
    let told = told_of_one_year(&server, years).await;
    assert_eq!(told, json!([{ "from": "2024-01-01", "to": "2024-12-31" }]));
}

async fn told_of_one_year(server: &Server, fields: &str) -> Value {
    told(server, COORDINATOR, "", fields).await["series"].clone()
}
