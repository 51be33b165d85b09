//! The questions that a reader of rounded figures may ask, and what becomes of others.

use serde_json::{Value, json};

use super::clocked::{ANALYST, COORDINATOR, of_two_organisations, over_2024};
use crate::harness::{Clocked, FIGURES, OCMW, REGION};

fn over(from: &str, to: &str, more: &str, fields: &str) -> String {
    format!(
        "{{ reports(region: \"{REGION}\", period: {{ from: \"{from}\", to: \"{to}\" }}{more}) {{
            {fields}
        }} }}"
    )
}

const ESF: &str = "esf { asOf { day } }";

#[tokio::test]
async fn what_is_off_the_grid_is_refused_with_the_nearest_questions() {
    let server = of_two_organisations().await;
    let query = over("2024-01-10", "2024-03-30", "", ESF);
    let answer = server.answered(ANALYST, &query).await;
    let told = &answer["errors"][0]["extensions"];
    assert_eq!(told["code"], json!("OFF_THE_GRID"));
    let end = "2024-12-31T23:00:00+00:00";
    let nearest = json!([
        { "from": "2024-01-01", "to": "2024-03-31", "asOf": end, "mostFilters": 0 },
        { "from": "2024-03-01", "to": "2024-03-31", "asOf": end, "mostFilters": 0 },
    ]);
    assert_eq!(told["nearest"], nearest);
    for near in nearest.as_array().unwrap() {
        let [from, to] = ["from", "to"].map(|day| near[day].as_str().unwrap());
        let as_of = format!(", asOf: {{ moment: {} }}", near["asOf"]);
        server.ask(ANALYST, &over(from, to, &as_of, ESF)).await;
    }
    // Whoever sees figures as they are may ask anything.
    server.ask(COORDINATOR, &query).await;
}

#[tokio::test]
async fn positions_other_moments_and_other_filters_are_off_the_grid() {
    let server = of_two_organisations().await;
    for more in [
        "asOf: { position: 4 }",
        "atLeast: 4",
        "asOf: { moment: \"2024-12-31T23:00:01Z\" }",
        // Before the year was over.
        "asOf: { moment: \"2024-09-30T22:00:00Z\" }",
        "asOf: { moment: \"2024-12-31T23:00:00Z\" }, atLeast: 4",
        "filter: { gender: \"woman\", ageGroup: FROM_30_TO_54 }",
        &format!("filter: {{ organisation: \"{OCMW}\" }}"),
    ] {
        let query = over_2024(&format!(", {more}"), ESF);
        assert_eq!(server.refuses(ANALYST, &query).await, "OFF_THE_GRID", "{more}");
        server.ask(COORDINATOR, &query).await;
    }
    let one = ", filter: { gender: \"woman\" }";
    let own_end = ", asOf: { moment: \"2024-03-31T22:00:00Z\" }";
    for (to, more, day) in [
        ("2024-12-31", one, "2025-01-01"),
        ("2024-03-31", "", "2025-01-01"),
        ("2024-03-31", own_end, "2024-04-01"),
    ] {
        let told = server.ask(ANALYST, &over("2024-01-01", to, more, ESF)).await;
        assert_eq!(told["reports"]["esf"]["asOf"][0]["day"], json!(day), "{to}{more}");
    }
    let filtered = over("2024-01-01", "2024-03-31", one, ESF);
    assert_eq!(server.refuses(ANALYST, &filtered).await, "OFF_THE_GRID");
    let not_over = over("2025-01-01", "2025-01-31", "", ESF);
    assert_eq!(server.refuses(ANALYST, &not_over).await, "OFF_THE_GRID");
}

async fn keys(server: &Clocked, query: &str) -> Vec<Value> {
    let told = server.ask(ANALYST, query).await["reports"]["outcomes"].clone();
    told["rows"].as_array().unwrap().iter().map(|row| row["key"].clone()).collect()
}

#[tokio::test]
async fn a_filter_that_nobody_fits_gives_a_table_and_an_unknown_code_none() {
    let server = of_two_organisations().await;
    let outcomes = format!("outcomes {{ {FIGURES} }}");
    let of_nobody = over_2024(", filter: { persona: \"mo\" }", &outcomes);
    let of_nobody = keys(&server, &of_nobody).await;
    assert!(of_nobody.len() > 5, "{of_nobody:?}");
    assert_eq!(of_nobody, keys(&server, &over_2024("", &outcomes)).await);
    let unknown = over_2024(", filter: { persona: \"nemo\" }", ESF);
    assert_eq!(server.refuses(ANALYST, &unknown).await, "UNKNOWN_CODE");
}

#[tokio::test]
async fn a_month_and_all_years_so_far_show_the_row_of_all_alone() {
    let server = of_two_organisations().await;
    let outcomes = format!("outcomes {{ {FIGURES} }}");
    for (from, to) in [("2024-01-01", "2024-01-31"), ("1900-01-01", "2024-12-31")] {
        assert_eq!(
            keys(&server, &over(from, to, "", &outcomes)).await,
            ["total"],
            "{from} to {to}"
        );
    }
    assert!(keys(&server, &over("2024-01-01", "2024-03-31", "", &outcomes)).await.len() > 5);
}

#[tokio::test]
async fn a_series_steps_on_the_grid() {
    let server = of_two_organisations().await;
    let table = format!("{{ from to asOf {{ day }} {FIGURES} }}");
    let series = |by: &str| format!("series(report: ESF, by: {by}) {table}");
    for (by, many) in [("MONTH", 12), ("QUARTER", 4), ("YEAR", 1)] {
        let told = server.ask(ANALYST, &over_2024("", &series(by))).await;
        let steps = told["reports"]["series"].as_array().unwrap();
        assert_eq!(steps.len(), many);
        for step in steps {
            let [from, to] = ["from", "to"].map(|day| step[day].as_str().unwrap());
            let query = over(from, to, "", &format!("esf {table}"));
            assert_eq!(server.ask(ANALYST, &query).await["reports"]["esf"], *step);
        }
    }
    for (from, to) in [("2024-01-02", "2024-03-31"), ("2024-01-01", "2024-03-30")] {
        let query = over(from, to, "", &series("MONTH"));
        assert_eq!(server.refuses(ANALYST, &query).await, "OFF_THE_GRID", "{from} to {to}");
    }
}
