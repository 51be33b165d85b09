//! What every report answers with.

use serde_json::{Value, json};

use super::{question, told, women_take_part};
use crate::harness::{CAW, COORDINATOR, OCMW, Server};

const REPORTS: [(&str, &str); 14] = [
    ("outcomes", "OUTCOMES"),
    ("esf", "ESF"),
    ("funnel", "FUNNEL"),
    ("lasting", "LASTING"),
    ("needsAgainstSupply", "NEEDS"),
    ("referrals", "REFERRALS"),
    ("caseload", "CASELOAD"),
    ("reach", "REACH"),
    ("guidance", "GUIDANCE"),
    ("change", "CHANGE"),
    ("findings", "FINDINGS"),
    ("homelessness", "HOMELESSNESS"),
    ("profile", "PROFILE"),
    ("quality", "QUALITY"),
];

#[tokio::test]
async fn every_report_is_a_table_of_what_was_recorded() {
    let server = Server::start().await;
    women_take_part(&server, OCMW, 2).await;
    women_take_part(&server, CAW, 1).await;
    let head = server.database.head().await;
    for (name, report) in REPORTS {
        let fields = format!(
            "{name} {{ report from to position catalogue unknown columns {{ code }} total {{ key }}
               rows {{ key group {{ by code {{ code label }} }} figures {{ column value withheld }} }}
            }}"
        );
        let told = told(&server, COORDINATOR, "", &fields).await[name].clone();
        for (field, expected) in [
            ("report", json!(report)),
            ("from", json!("2024-01-01")),
            ("to", json!("2024-12-31")),
            ("position", json!(head)),
            ("catalogue", json!("2023-08-11")),
            ("unknown", json!(0.0)),
        ] {
            assert_eq!(told[field], expected, "{name}");
        }
        let columns = told["columns"].as_array().unwrap();
        let rows = told["rows"].as_array().unwrap();
        assert!(!columns.is_empty() && !rows.is_empty(), "{name}");
        // How long things last is told of work and of housing, not of both together.
        assert_eq!(told["total"].is_null(), name == "lasting", "{name}");
        for row in rows {
            let figures = row["figures"].as_array().unwrap();
            let of = figures.iter().map(|figure| figure["column"].clone());
            let codes: Vec<_> = columns.iter().map(|column| column["code"].clone()).collect();
            assert_eq!(of.collect::<Vec<_>>(), codes, "{name} {}", row["key"]);
            assert!(figures.iter().all(|figure| figure["withheld"] == json!(false)));
            assert_eq!(row["key"], json!(key(row)), "{name}");
        }
    }
}

/// The key of a row as its group spells it.
fn key(row: &Value) -> String {
    let group = row["group"].as_array().unwrap().iter().map(|part| {
        let code = part["code"]["code"].as_str().unwrap_or("-");
        format!("{}={code}", part["by"].as_str().unwrap())
    });
    let key = group.collect::<Vec<_>>().join("/");
    if key.is_empty() { "total".to_owned() } else { key }
}

#[tokio::test]
async fn every_column_is_named_in_words_with_its_unit() {
    let server = Server::start().await;
    let mut columns = 0;
    for (name, _) in REPORTS {
        let fields = format!("{name} {{ columns {{ code unit nl: label en: label(lang: EN) }} }}");
        let told = server.ask(&question("", &fields)).await["reports"][name].clone();
        let mut labels = std::collections::BTreeSet::new();
        for column in told["columns"].as_array().unwrap() {
            let text = |field: &str| column[field].as_str().unwrap();
            let words = |label: &'static str| text(label).split(": ").map(str::trim);
            for language in ["nl", "en"] {
                assert!(words(language).all(|word| !word.is_empty()), "{name}: {column}");
            }
            // A budget is one in Dutch too.
            let codes = text("code").split('.').filter(|code| *code != "budget");
            let codes: Vec<_> = codes.collect();
            assert!(words("nl").all(|word| !codes.contains(&word)), "{name}: {column}");
            assert!(labels.insert(text("nl").to_owned()), "{name}: two are named {column}");
            let expected = match text("code") {
                code if code.starts_with("days_") || code.starts_with("delay.") => "DAYS",
                code if code.starts_with("share_") || code == "no_show_share" => "PERCENT",
                "participants" | "opened" | "guided" | "EECO01" | "hidden" | "in_need"
                | "with_finding" => "PEOPLE",
                code if code.contains("minutes") => "MINUTES",
                "sent" | "attempts" | "records" => "TIMES",
                "change.median" => "POINTS",
                "capacity" => "PLACES",
                "budget" => "EURO",
                _ => text("unit"),
            };
            assert_eq!(text("unit"), expected, "{name}: {column}");
            columns += 1;
        }
    }
    assert!(columns > 100, "{columns} columns");
}
