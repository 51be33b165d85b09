//! Several regions answered as one, in the codes that they share.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{
    COORDINATOR, CatalogueFile, Database, FIGURES, OCMW, REGION, Server, about, figure, figures,
    opening,
};

/// An invented region whose lists have other codes, each with the common one that it stands for.
pub(crate) const ZANDSTREEK: &str = "zandstreek";

pub(crate) async fn of_two_regions() -> Server {
    let path = "domain/tests/catalogue/zandstreek.toml";
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let database = Database::create().await;
    CatalogueFile::new(ZANDSTREEK, "2024-01-15", &text).is_published(&database).await;
    let server = Server::on(database).await;
    for (region, municipality, areas) in [
        (REGION, "45041", &["housing", "childcare"][..]),
        (REGION, "45041", &["housing"]),
        (ZANDSTREEK, "99902", &["wonen", "vervoer"]),
    ] {
        let ocmw = server.ocmw();
        let there = json!({
            "region": region, "municipality": municipality, "occurredOn": "2024-02-01",
        });
        let id = ocmw.record("openTrajectory", opening(there)).await.trajectory();
        ocmw.has_consent_since(&id, "2024-02-01").await;
        let intake = about(&id, "2024-02-02", json!({ "gender": "woman", "age": 40 }));
        ocmw.record("completeIntake", intake).await;
        for area in areas {
            let barrier = json!({ "area": area, "severity": 4 });
            ocmw.record("identifyBarrier", about(&id, "2024-02-03", barrier)).await;
            let better = json!({ "area": area, "severity": 2 });
            ocmw.record("reassessBarrier", about(&id, "2024-02-10", better)).await;
        }
    }
    server
}

fn of(region: &str, more: &str, fields: &str) -> String {
    let period = r#"period: { from: "2024-01-01", to: "2024-12-31" }"#;
    format!("{{ reports(region: \"{region}\", {period}{more}) {{ {fields} }} }}")
}

fn with(region: &str) -> String {
    format!(", withRegions: [\"{region}\"]")
}

/// A report of one region in common codes; of the other; and of both.
async fn three_ways(server: &Server, report: &str) -> [Value; 3] {
    let fields = format!("{report} {{ asOf {{ region position }} {FIGURES} }}");
    let mut told = Vec::new();
    for region in [REGION, ZANDSTREEK] {
        let head = server.database.head_of(region).await;
        let alone = of(region, &format!(", atLeast: {head}, codes: COMMON"), &fields);
        told.push(server.ask_as(COORDINATOR, &alone).await["reports"][report].clone());
    }
    let both = of(REGION, &with(ZANDSTREEK), &fields);
    told.push(server.ask_as(COORDINATOR, &both).await["reports"][report].clone());
    told.try_into().unwrap()
}

/// A count; nothing where the region has no such row.
fn count(report: &Value, row: &str, column: &str) -> u64 {
    let has_row = report["rows"].as_array().unwrap().iter().any(|found| found["key"] == row);
    if has_row { figure(report, row, column).as_u64().unwrap() } else { 0 }
}

#[tokio::test]
async fn counts_of_several_regions_add_up_in_the_codes_that_they_share() {
    let server = of_two_regions().await;
    for (report, column, rows) in [
        ("needsAgainstSupply", "in_need", &["total", "area=housing", "area=mobility"][..]),
        ("change", "better", &["total", "area=housing", "area=mobility", "area=childcare"]),
        ("esf", "EECO01", &["total", "gender=woman", "gender=man"]),
        ("funnel", "opened", &["total"]),
    ] {
        let [here, there, both] = three_ways(&server, report).await;
        let mut sums = Vec::new();
        for row in rows {
            let [here, there, both] = [&here, &there, &both].map(|told| count(told, row, column));
            assert_eq!(here + there, both, "{report} {row}");
            sums.push((here, there));
        }
        assert_eq!(sums[0], (2, 1), "{report}");
        if report == "change" {
            assert_eq!(sums[1..], [(2, 1), (0, 1), (1, 0)]);
            assert_eq!(figures(&both, "area=housing", ["better", "change.median"]), [3, -2]);
        }
        let regions = json!([REGION, ZANDSTREEK]);
        let as_of = both["asOf"].as_array().unwrap().iter();
        assert_eq!(as_of.map(|of| of["region"].clone()).collect::<Value>(), regions);
        let position = json!(server.database.head_of(ZANDSTREEK).await);
        assert_eq!(both["asOf"][1]["position"], position);
    }
}

#[tokio::test]
async fn rows_of_one_region_are_in_its_own_codes_unless_common_ones_are_asked_for() {
    let server = of_two_regions().await;
    let head = server.database.head_of(ZANDSTREEK).await;
    let keys = async |codes: &str| {
        let more = format!(", atLeast: {head}{codes}");
        let query = of(ZANDSTREEK, &more, "change { rows { key group { code { code label } } } }");
        let told = server.ask_as(COORDINATOR, &query).await;
        let rows = told["reports"]["change"]["rows"].as_array().unwrap().clone();
        for group in rows.iter().flat_map(|row| row["group"].as_array().unwrap()) {
            assert_ne!(group["code"]["label"], group["code"]["code"], "in words");
        }
        let keys = rows.iter().map(|row| row["key"].as_str().unwrap().to_owned());
        keys.filter(|key| key.starts_with("area=")).collect::<Vec<_>>()
    };
    assert_eq!(keys("").await, ["area=wonen", "area=vervoer"]);
    let common = keys(", codes: COMMON").await;
    for area in ["area=housing", "area=mobility"] {
        assert!(common.iter().any(|key| key == area), "{common:?}");
    }
    assert!(!common.iter().any(|key| key == "area=wonen"), "{common:?}");
}

#[tokio::test]
async fn what_only_one_region_can_be_asked_is_refused_of_several() {
    let server = of_two_regions().await;
    let esf = "esf { position }";
    let lineage = "lineage(report: ESF, row: \"total\", column: \"EECO01\") { count }";
    let at = |more: &str| format!("{}, {more}", with(ZANDSTREEK));
    for (more, fields, code) in [
        (with(REGION), esf, "GIVEN_TWICE"),
        (format!(", withRegions: [\"{ZANDSTREEK}\", \"{ZANDSTREEK}\"]"), esf, "GIVEN_TWICE"),
        (with("atlantis"), esf, "REGION_NOT_FOUND"),
        (at("asOf: { position: 1 }"), esf, "POSITION_OF_SEVERAL_REGIONS"),
        (at("atLeast: 1"), esf, "POSITION_OF_SEVERAL_REGIONS"),
        (with(ZANDSTREEK), lineage, "LINEAGE_OF_SEVERAL_REGIONS"),
    ] {
        let query = of(REGION, &more, fields);
        assert_eq!(server.refuses_to(COORDINATOR, &query).await, code, "{more} {fields}");
    }
    let nowhere = of("atlantis", "", esf);
    assert_eq!(server.refuses_to(COORDINATOR, &nowhere).await, "REGION_NOT_FOUND");
    // A moment is the same everywhere.
    let before = at("asOf: { moment: \"2024-01-01T00:00:00Z\" }");
    let query = of(REGION, &before, &format!("esf {{ {FIGURES} }}"));
    let told = server.ask_as(COORDINATOR, &query).await["reports"]["esf"].clone();
    assert_eq!(figure(&told, "total", "EECO01"), 0);
    let organisation = format!("{}, filter: {{ organisation: \"{OCMW}\" }}", with(ZANDSTREEK));
    server.ask_as(COORDINATOR, &of(REGION, &organisation, esf)).await;
}
