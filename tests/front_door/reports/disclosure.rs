//! Who is told what is there, and who is told it rounded.

use serde_json::{Value, json};

use super::clocked::{
    ANALYST, CASEWORKER, COORDINATOR, of_two_organisations, over_2024, takes_part,
};
use crate::harness::{CAW, Clocked, FIGURES, OCMW, Person, REGION, figure, new_id};

/// Somebody without a role.
const NOBODY: Person = Person { roles: "", ..COORDINATOR };
const MONITOR: Person = Person { roles: "monitor", ..COORDINATOR };
const OF_CAW: Person = Person { organisation: CAW, ..CASEWORKER };
const PRECISION: &str = "precision { treatment step spread }";

async fn report(server: &Clocked, who: Person, more: &str, name: &str) -> Value {
    let fields = format!("{name} {{ {PRECISION} {FIGURES} }}");
    server.ask(who, &over_2024(more, &fields)).await["reports"][name].clone()
}

async fn esf(server: &Clocked, who: Person, more: &str) -> Value {
    report(server, who, more, "esf").await
}

fn exactly() -> Value {
    json!({ "treatment": "EXACT", "step": null, "spread": null })
}

fn of(organisation: &str) -> String {
    format!(", filter: {{ organisation: \"{organisation}\" }}")
}

/// Every figure of a report, and where it stands.
fn all(report: &Value) -> Vec<(String, f64)> {
    let rows = report["rows"].as_array().unwrap().iter();
    let figures = rows.flat_map(|row| {
        row["figures"].as_array().unwrap().iter().map(|figure| {
            let place = format!("{} {}", row["key"], figure["column"]);
            assert_eq!(figure["withheld"], json!(false), "{place}");
            (place, figure["value"].as_f64().unwrap())
        })
    });
    figures.collect()
}

fn keys(report: &Value) -> Vec<&str> {
    report["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn who_does_not_hold_the_cases_is_told_multiples_no_further_off_than_is_stated() {
    let server = of_two_organisations().await;
    let exact = esf(&server, COORDINATOR, "").await;
    assert_eq!(exact["precision"], exactly());
    assert_eq!(figure(&exact, "total", "EECO01"), 22);
    assert_eq!(figure(&exact, "gender=woman", "EECO01"), 22);
    for (who, step) in [(ANALYST, 5)] {
        let rounded = esf(&server, who, "").await;
        let precision = &rounded["precision"];
        assert_eq!(precision["treatment"], json!("ROUNDED"), "{who:?}");
        assert_eq!(precision["step"], json!(step), "{who:?}");
        let spread = precision["spread"].as_f64().unwrap();
        let step = f64::from(step);
        assert!(spread < 2.0 * step, "{precision}");
        let (exact, rounded) = (all(&exact), all(&rounded));
        assert_eq!(exact.len(), rounded.len());
        for ((place, exact), (_, rounded)) in exact.iter().zip(&rounded) {
            assert!(rounded % step == 0.0, "{place}: {rounded} to {who:?}");
            assert!((rounded - exact).abs() <= spread, "{place}: {rounded} for {exact}");
        }
        // 22 is no multiple of either.
        assert_ne!(exact, rounded);
    }
    let analyst = esf(&server, ANALYST, "").await;
    assert_eq!(analyst["precision"], json!({ "treatment": "ROUNDED", "step": 5, "spread": 4 }));
}

#[tokio::test]
async fn the_same_people_give_the_same_figure_however_often_and_of_whomever_it_is_asked() {
    let server = of_two_organisations().await;
    let second = Clocked::on(server.database.clone()).await;
    second.at("2025-01-02T09:00:00");
    for who in [ANALYST, OF_CAW] {
        for more in ["", ", filter: { gender: \"woman\" }", ", filter: { ageGroup: FROM_30_TO_54 }"]
        {
            let first = esf(&server, who, more).await;
            assert_eq!(esf(&server, who, more).await, first, "asked again");
            assert_eq!(esf(&second, who, more).await, first, "asked elsewhere");
        }
        // All of them are women: another question, the same people.
        let (of_all, of_women) = (
            esf(&server, who, "").await,
            esf(&server, who, ", filter: { gender: \"woman\" }").await,
        );
        let total = |report: &Value| figure(report, "total", "EECO01");
        assert_eq!(total(&of_women), total(&of_all));
        assert_eq!(figure(&of_all, "gender=woman", "EECO01"), total(&of_all));
    }
}

#[tokio::test]
async fn a_caseworker_is_told_exactly_what_the_own_organisation_holds() {
    let server = of_two_organisations().await;
    let own = esf(&server, OF_CAW, &of(CAW)).await;
    assert_eq!((&own["precision"], figure(&own, "total", "EECO01")), (&exactly(), json!(9)));
    // Nobody else is told of an organisation at all, and neither is the caseworker of another.
    let other = over_2024(&of(OCMW), "esf { position }");
    for who in [OF_CAW, ANALYST] {
        assert_eq!(server.refuses(who, &other).await, "OFF_THE_GRID", "{who:?}");
    }
    assert_eq!(server.refuses(NOBODY, &other).await, "FIGURES_NOT_VISIBLE");
}

#[tokio::test]
async fn the_whole_less_the_own_is_a_figure_of_the_others_that_is_rounded() {
    let server = of_two_organisations().await;
    let whole = esf(&server, OF_CAW, "").await;
    assert_eq!(whole["precision"]["treatment"], json!("ROUNDED"));
    let own = all(&esf(&server, OF_CAW, &of(CAW)).await);
    let others = all(&esf(&server, COORDINATOR, &of(OCMW)).await);
    let mut rounded = 0;
    for (((place, whole), (_, own)), (_, others)) in all(&whole).into_iter().zip(own).zip(others) {
        let shown = whole - own;
        assert!(shown % 5.0 == 0.0, "{place}: {whole} less {own}");
        assert!((shown - others).abs() <= 4.0, "{place}: {shown} for {others}");
        rounded += usize::from((shown - others).abs() > 0.5);
    }
    assert!(rounded > 0);
}

#[tokio::test]
async fn rows_of_workers_and_organisations_are_for_those_who_see_figures_as_they_are() {
    let server = of_two_organisations().await;
    for name in ["caseload", "quality"] {
        let exact = report(&server, COORDINATOR, "", name).await;
        let row = format!("organisation={OCMW}");
        assert!(keys(&exact).contains(&row.as_str()), "{exact}");
        for who in [ANALYST, OF_CAW] {
            assert_eq!(keys(&report(&server, who, "", name).await), ["total"], "{who:?}");
            let row = format!("{name} {{ row(key: \"{row}\") {{ key }} }}");
            assert_eq!(server.refuses(who, &over_2024("", &row)).await, "NO_SUCH_FIGURE");
        }
    }
}

#[tokio::test]
async fn who_is_behind_a_figure_is_for_those_who_see_it_exactly() {
    let server = of_two_organisations().await;
    let behind = "lineage(report: ESF, row: \"total\", column: \"EECO01\") { count }";
    for who in [ANALYST, NOBODY, OF_CAW, MONITOR] {
        let code = server.refuses(who, &over_2024("", behind)).await;
        assert_eq!(code, "LINEAGE_NOT_VISIBLE", "{who:?}");
    }
    let own = of(CAW);
    for (who, more, count) in [(COORDINATOR, "", 22), (OF_CAW, own.as_str(), 9)] {
        let found = server.ask(who, &over_2024(more, behind)).await;
        assert_eq!(found["reports"]["lineage"]["count"], json!(count), "{who:?}");
    }
}

#[tokio::test]
async fn a_monitor_is_told_what_is_there_now_and_nothing_of_any_trajectory() {
    let server = of_two_organisations().await;
    let id = takes_part(&server, json!({ "gender": "man", "age": 20 })).await;
    let live = format!(", atLeast: {}", server.database.head().await);
    let exact = esf(&server, MONITOR, &live).await;
    assert_eq!((&exact["precision"], figure(&exact, "total", "EECO01")), (&exactly(), json!(23)));
    assert_eq!(exact, esf(&server, COORDINATOR, &live).await);
    // It is answered like what is not there.
    for id in [id, format!("trajectory:{}", new_id())] {
        let query = format!(
            "{{ trajectory(id: \"{id}\") {{ id }} node(id: \"{id}\") {{ id }}
                history(id: \"{id}\", first: 1) {{ totalCount edges {{ cursor }} }}
                trajectories(region: \"{REGION}\") {{ totalCount edges {{ cursor }} }}
                workList(region: \"{REGION}\") {{ totalCount edges {{ cursor }} }} }}"
        );
        let none = json!({ "totalCount": 0, "edges": [] });
        let nothing = json!({
            "trajectory": null, "node": null, "history": none, "trajectories": none, "workList": none,
        });
        assert_eq!(server.ask(MONITOR, &query).await, nothing);
    }
}

#[tokio::test]
async fn the_public_reads_what_is_published_and_no_other_figures() {
    let server = of_two_organisations().await;
    for name in ["esf", "profile", "quality"] {
        let query = over_2024("", &format!("{name} {{ position }}"));
        assert_eq!(server.refuses(NOBODY, &query).await, "FIGURES_NOT_VISIBLE", "{name}");
    }
    let elsewhere = Person { roles: "coordinator@meetjesland", ..COORDINATOR };
    let query = over_2024("", "esf { position }");
    assert_eq!(server.refuses(elsewhere, &query).await, "FIGURES_NOT_VISIBLE");
}
