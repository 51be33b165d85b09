//! Who is told what is there, and who is told it rounded.

use serde_json::{Value, json};

use super::{ANALYST, CASEWORKER, NOBODY, question, told, women_take_part};
use crate::harness::{Asker, CAW, COORDINATOR, FIGURES, OCMW, Server, figure};

const PRECISION: &str = "precision { treatment below step spread }";

/// Thirteen women take part at one organisation and nine at another.
async fn of_two_organisations() -> Server {
    let server = Server::start().await;
    women_take_part(&server, OCMW, 13).await;
    women_take_part(&server, CAW, 9).await;
    server
}

async fn esf(server: &Server, who: Asker, more: &str) -> Value {
    told(server, who, more, &format!("esf {{ {PRECISION} {FIGURES} }}")).await["esf"].clone()
}

fn exactly() -> Value {
    json!({ "treatment": "EXACT", "below": null, "step": null, "spread": null })
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

#[tokio::test]
async fn who_does_not_hold_the_cases_is_told_multiples_no_further_off_than_is_stated() {
    let server = of_two_organisations().await;
    let exact = esf(&server, COORDINATOR, "").await;
    assert_eq!(exact["precision"], exactly());
    assert_eq!(figure(&exact, "total", "EECO01"), 22);
    assert_eq!(figure(&exact, "gender=woman", "EECO01"), 22);
    for (who, step) in [(ANALYST, 5), (NOBODY, 10)] {
        let rounded = esf(&server, who, "").await;
        let precision = &rounded["precision"];
        assert_eq!(precision["treatment"], json!("ROUNDED"), "{who:?}");
        assert_eq!(precision["step"], json!(step), "{who:?}");
        assert_eq!(precision["below"], Value::Null, "{who:?}");
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
    let stated = json!({ "treatment": "ROUNDED", "below": null, "step": 5, "spread": 4 });
    assert_eq!(analyst["precision"], stated);
}

#[tokio::test]
async fn the_same_people_give_the_same_figure_however_often_and_of_whomever_it_is_asked() {
    let server = of_two_organisations().await;
    let second = Server::on(server.database.clone()).await;
    for who in [ANALYST, NOBODY] {
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
    let of = |organisation: &str| format!(", filter: {{ organisation: \"{organisation}\" }}");
    let own = esf(&server, CASEWORKER, &of(CAW)).await;
    assert_eq!((&own["precision"], figure(&own, "total", "EECO01")), (&exactly(), json!(9)));
    for more in [of(OCMW), String::new()] {
        let other = esf(&server, CASEWORKER, &more).await;
        assert_eq!(other["precision"]["treatment"], json!("ROUNDED"), "{more}");
        assert_eq!(other, esf(&server, ANALYST, &more).await, "{more}");
    }
    // Who analyses is not told more of the own organisation.
    let own = esf(&server, ANALYST, &of(OCMW)).await;
    assert_eq!(own["precision"]["treatment"], json!("ROUNDED"));
}

#[tokio::test]
async fn who_is_behind_a_figure_is_for_those_who_see_it_exactly() {
    let server = of_two_organisations().await;
    let behind = "lineage(report: ESF, row: \"total\", column: \"EECO01\") { count }";
    for who in [ANALYST, NOBODY, CASEWORKER] {
        let code = server.refuses_to(who, &question("", behind)).await;
        assert_eq!(code, "LINEAGE_NOT_VISIBLE", "{who:?}");
    }
    let own = format!(", filter: {{ organisation: \"{CAW}\" }}");
    for (who, more, count) in [(COORDINATOR, "", 22), (CASEWORKER, own.as_str(), 9)] {
        let found = told(&server, who, more, behind).await;
        assert_eq!(found["lineage"]["count"], json!(count), "{who:?}");
    }
}
