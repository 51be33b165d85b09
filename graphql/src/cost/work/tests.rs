use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::value;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::Position;
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::procedure::ProcedureImage;
use loopbrug_reporting::reports::{AsOf, Codes, Filter, Question, ReportKind, Sources, answer};
use loopbrug_sign_in::{Authenticated, Method};

use super::super::document::Measured;
use super::*;

fn code(text: &str, variables: async_graphql::Value) -> Option<&'static str> {
    let document = parse_query(text).unwrap();
    let measured = Measured::of(&document).unwrap();
    let variables = Variables::from_value(variables);
    measured.hold(&document, None, &variables, all()).err().map(|refused| refused.code)
}

fn of(roles: &[Role]) -> Share {
    let public = Authenticated::public();
    if roles.is_empty() {
        return Share::of(&public);
    }
    let actor = Actor { roles: roles.to_vec().into(), ..public.actor };
    Share::of(&Authenticated { actor, method: Method::Bearer })
}

/// The share of whoever may ask most.
fn all() -> Share {
    of(&[Role::Coordinator])
}

#[test]
fn the_public_and_those_who_read_rounded_figures_may_ask_less_than_a_coordinator() {
    let asked = |tables: usize, share| {
        let text = reports("", &many(tables, "funnel { position }"));
        let document = parse_query(&text).unwrap();
        let measured = Measured::of(&document).unwrap();
        measured.hold(&document, None, &Variables::default(), share).ok()
    };
    let (public, analyst) = (of(&[]), of(&[Role::Analyst]));
    assert_eq!((asked(60, all()), asked(61, all())), (Some(61), None));
    assert_eq!((asked(30, analyst), asked(31, analyst)), (Some(31), None));
    assert_eq!((asked(6, public), asked(7, public)), (Some(7), None));
}

#[test]
fn a_search_for_people_weighs_as_much_as_ten_requests_and_an_alias_of_it_as_much_again() {
    let search =
        "clients(region: \"r\", search: \"zo\", purpose: \"guidance\") { edges { cursor } }";
    let weight = |text: &str| {
        let document = parse_query(text).unwrap();
        let measured = Measured::of(&document).unwrap();
        measured.hold(&document, None, &Variables::default(), all())
    };
    assert_eq!(weight(&format!("{{ {search} }}")), Ok(11));
    assert_eq!(weight(&format!("{{ {search} again: {search} }}")), Ok(21));
    let known = "knownClient(region: \"r\", insz: \"71030900276\") { trajectoryId }";
    assert_eq!(weight(&format!("{{ {known} }}")), Ok(11));
    assert_eq!(weight(&format!("{{ {known} again: {known} {search} }}")), Ok(31));
}

#[test]
fn what_the_schema_is_is_told_to_those_who_are_signed_in() {
    let document = parse_query("{ __schema { types { name } } }").unwrap();
    let measured = Measured::of(&document).unwrap();
    let held = |share| measured.hold(&document, None, &Variables::default(), share);
    assert_eq!(held(of(&[])).err().map(|refused| refused.code), Some("INTROSPECTION_NOT_ALLOWED"));
    assert_eq!(held(of(&[Role::Applicant])), Ok(1));
}

const TOO_LARGE: Option<&str> = Some("REPORT_TOO_LARGE");
const SIX_YEARS: &str = r#"period: { from: "2020-01-01", to: "2025-12-31" }"#;

fn reports(more: &str, what: &str) -> String {
    format!("{{ reports(region: \"x\", {SIX_YEARS}{more}) {{ {what} }} }}")
}

fn many(n: usize, one: &str) -> String {
    (0..n).map(|n| format!("a{n}: {one}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn tables_are_counted_over_the_whole_request() {
    let table = "needsAgainstSupply { position }";
    assert_eq!(code(&reports("", &many(60, table)), value!({})), None);
    assert_eq!(code(&reports("", &many(61, table)), value!({})), TOO_LARGE);
    let each = format!("reports(region: \"x\", {SIX_YEARS}) {{ {table} }}");
    assert_eq!(code(&format!("{{ {} }}", many(60, &each)), value!({})), None);
    assert_eq!(code(&format!("{{ {} }}", many(61, &each)), value!({})), TOO_LARGE);
    let spread = format!(
        "{{ reports(region: \"x\", {SIX_YEARS}) {{ ...all ...all }} }} fragment all on Reports {{ {} }}",
        many(31, table)
    );
    assert_eq!(code(&spread, value!({})), TOO_LARGE);
}

#[test]
fn things_that_are_recorded_together_are_counted_one_by_one() {
    let text = "mutation ($input: RecordTogetherInput!) {
        a: recordTogether(input: $input) { position } b: recordTogether(input: $input) { position } }";
    let records = |n: usize| value!({ "input": { "commandId": "x", "records": (vec![1; n]) } });
    assert_eq!(code(text, records(150)), None);
    assert_eq!(code(text, records(151)), Some("QUERY_TOO_COMPLEX"));
    let barriers = "{ area: \"x\", severity: 1 } ".repeat(299);
    let enrol = |more: &str| {
        format!(
            "mutation {{ enrolClient(input: {{ opening: {{}} {more} barriers: [{barriers}] }}) {{ position }} }}"
        )
    };
    assert_eq!(code(&enrol(""), value!({})), None);
    assert_eq!(code(&enrol("goal: {}"), value!({})), Some("QUERY_TOO_COMPLEX"));
}

#[test]
fn steps_of_time_and_regions_are_counted_as_variables_say() {
    let series = "series(report: ESF, by: YEAR) { position }";
    assert_eq!(code(&reports("", &many(10, series)), value!({})), None);
    assert_eq!(code(&reports("", &many(11, series)), value!({})), TOO_LARGE);
    assert_eq!(code(&reports(", withRegions: [\"y\"]", &many(6, series)), value!({})), TOO_LARGE);

    let text =
        "query ($by: Step! = YEAR, $period: PeriodInput!, $to: String, $with: [String!]! = []) {
        a: reports(region: \"x\", withRegions: $with, period: $period) {
            series(report: ESF, by: $by) { position } }
        b: reports(region: \"x\", period: { from: \"2025-01-01\", to: $to }) {
            series(report: ESF, by: $by) { position } } }";
    let period = |from: &str| value!({ "from": from, "to": "2025-12-31" });
    for (variables, expected) in [
        (value!({ "period": period("2021-01-01"), "to": "2025-12-31" }), None),
        (value!({ "period": period("2021-01-01"), "by": "QUARTER" }), None),
        (value!({ "period": period("2021-02-01"), "by": "MONTH" }), None),
        (value!({ "period": period("2020-12-31"), "by": "MONTH" }), TOO_LARGE),
        (value!({ "period": period("2021-02-01"), "by": "MONTH", "to": "2025-12-31" }), TOO_LARGE),
        (
            value!({ "period": period("2021-01-01"), "with": (0..20).map(|n| format!("r{n}")).collect::<Vec<_>>() }),
            TOO_LARGE,
        ),
        (value!({ "period": "ever", "by": "NOW" }), None),
    ] {
        assert_eq!(code(text, variables.clone()), expected, "{variables}");
    }
}

#[test]
fn figures_are_counted_by_rows_and_columns() {
    let all = "series(report: OUTCOMES, by: MONTH) { rows { key figures { column value } } }";
    let five_years = |what: &str| reports("", what).replace("2020-01-01", "2021-01-01");
    assert_eq!(code(&five_years(all), value!({})), None);
    let more = all.replace("key", &many(4, "figures { column value withheld }"));
    assert_eq!(code(&five_years(&more), value!({})), TOO_LARGE);

    let columns = |n: usize, row: &str| {
        let names = "\"free\" ".repeat(n);
        reports(
            "",
            &format!(
                "needsAgainstSupply {{ {row} {{ figures(columns: [{names}]) {{ value }} }} }}"
            ),
        )
    };
    assert_eq!(code(&columns(8_000, "rows"), value!({})), TOO_LARGE);
    assert_eq!(code(&columns(8_000, "total"), value!({})), None);
    assert_eq!(code(&columns(12, "rows"), value!({})), None);
}

#[test]
fn a_publication_weighs_one_table_and_a_lineage_two() {
    let publication =
        "publication(region: \"x\", report: ESF, quarter: { year: 2024, quarter: 1 }) { position }";
    assert_eq!(code(&format!("{{ {} }}", many(60, publication)), value!({})), None);
    assert_eq!(code(&format!("{{ {} }}", many(61, publication)), value!({})), TOO_LARGE);
    let lineage = "lineage(report: ESF, row: \"total\", column: \"x\") { count }";
    assert_eq!(code(&reports("", &many(30, lineage)), value!({})), None);
    assert_eq!(code(&reports("", &many(31, lineage)), value!({})), TOO_LARGE);
}

#[test]
fn the_operation_that_is_asked_for_is_the_one_that_is_counted() {
    let many = many(61, "esf { position }");
    let text = format!(
        "query One {{ __typename }} query Many {{ reports(region: \"x\", {SIX_YEARS}) {{ {many} }} }}"
    );
    let document = parse_query(&text).unwrap();
    let measured = Measured::of(&document).unwrap();
    let held = |name| measured.hold(&document, Some(name), &Variables::default(), all());
    assert_eq!(held("One"), Ok(1));
    assert_eq!(held("Many").unwrap_err().code, "REPORT_TOO_LARGE");
    assert_eq!(held("None"), Ok(1), "that no operation is asked for is reported by others");
}

#[test]
fn every_report_has_as_many_rows_and_columns_as_it_is_said_to_have() {
    use strum::VariantArray;

    let catalogues = Catalogues::embedded();
    let catalogue = Arc::clone(catalogues.latest("vlaamse-ardennen").unwrap());
    let day = "2024-12-31".parse().unwrap();
    let question = Question {
        period: Period::try_new(day, day).unwrap(),
        as_of: AsOf { position: Position(0), day },
        filter: Filter::default(),
        codes: Codes::Own,
    };
    let (image, procedure) = (Image::default(), ProcedureImage::default());
    let sources = Sources { image: &image, procedure: &procedure, catalogue: &catalogue };
    for kind in ReportKind::VARIANTS {
        let name = kind.to_string().to_uppercase();
        let found = REPORTS.iter().find(|(_, argument, _)| *argument == name);
        let (.., extent) = found.unwrap_or_else(|| panic!("{name} is counted"));
        let table = answer(*kind, sources, &question);
        assert_eq!(table.columns.len() as u64, extent.columns, "columns of {name}");
        // Some rows are there only because somebody is.
        assert!(table.rows.len() as u64 <= extent.rows, "rows of {name}");
    }
}
