//! The work of reports: how many tables are counted, and how many figures are told of them.
//!
//! A table is a pass over everybody there is, however few of its figures are told, and so is finding who
//! is behind a figure. Tables are counted through their regions and steps of time, which variables may
//! say, over all fields of the request.

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Value, Variables};
use chrono::NaiveDate;
use loopbrug_domain::reports::Period;
use loopbrug_infra::views::MOST_TABLES;

use super::{Limit, TooCostly};
use crate::types::StepInput;

const TABLES: Limit =
    Limit { code: "REPORT_TOO_LARGE", most: MOST_TABLES as u64, of: "tables to count" };
const FIGURES: Limit = Limit { code: "REPORT_TOO_LARGE", most: 250_000, of: "figures to tell" };

/// A publication is worked out by trying what could be computed from what it shows: as much as so many
/// tables.
const PUBLICATION: u64 = 20;

/// How large a table is: rows follow from the catalogue and from who there is, columns from the report.
#[derive(Debug, Clone, Copy)]
struct Extent {
    rows: u64,
    columns: u64,
}

/// The reports: as a field, as an argument, and how large each is in a region of some hundred clients.
const REPORTS: [(&str, &str, Extent); 12] = [
    ("outcomes", "OUTCOMES", Extent { rows: 25, columns: 26 }),
    ("esf", "ESF", Extent { rows: 5, columns: 50 }),
    ("funnel", "FUNNEL", Extent { rows: 5, columns: 10 }),
    ("lasting", "LASTING", Extent { rows: 30, columns: 7 }),
    ("needsAgainstSupply", "NEEDS", Extent { rows: 80, columns: 12 }),
    ("referrals", "REFERRALS", Extent { rows: 60, columns: 11 }),
    ("caseload", "CASELOAD", Extent { rows: 40, columns: 6 }),
    ("reach", "REACH", Extent { rows: 50, columns: 8 }),
    ("change", "CHANGE", Extent { rows: 30, columns: 5 }),
    ("homelessness", "HOMELESSNESS", Extent { rows: 15, columns: 10 }),
    ("profile", "PROFILE", Extent { rows: 60, columns: 9 }),
    ("quality", "QUALITY", Extent { rows: 15, columns: 17 }),
];

/// What is counted of a report that is none: the request is refused for it later.
const UNKNOWN: Extent = Extent { rows: 80, columns: 50 };

/// Whether a field of the query leads to reports.
pub(super) fn is_of_reports(field: &str) -> bool {
    field == "reports" || field == "publication"
}

/// Counts the reports of an operation.
pub(super) fn hold(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), TooCostly> {
    let asked = Asked { document, operation, variables };
    let mut all = Work::default();
    asked.each(&operation.selection_set.node, &mut |field| match field.name.node.as_str() {
        "reports" => all.add(asked.reports(field)),
        "publication" => {
            let told = asked.told(&field.selection_set.node, asked.extent(field));
            all.add(Work { tables: PUBLICATION, figures: told });
        }
        _ => {}
    });
    TABLES.hold(all.tables)?;
    FIGURES.hold(all.figures)
}

#[derive(Debug, Clone, Copy, Default)]
struct Work {
    tables: u64,
    figures: u64,
}

impl Work {
    fn add(&mut self, other: Self) {
        self.tables = self.tables.saturating_add(other.tables);
        self.figures = self.figures.saturating_add(other.figures);
    }
}

struct Asked<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
}

impl<'a> Asked<'a> {
    /// Every field of a selection, those of its fragments included. They may be spread out, since they
    /// were counted before.
    fn each(&self, selections: &'a SelectionSet, to: &mut dyn FnMut(&'a Field)) {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) => to(&field.node),
                Selection::InlineFragment(inline) => {
                    self.each(&inline.node.selection_set.node, to);
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    if let Some(fragment) = fragment {
                        self.each(&fragment.node.selection_set.node, to);
                    }
                }
            }
        }
    }

    /// What an argument is, with the variables in their places.
    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let value = field.get_argument(name)?.node.clone();
        value.into_const_with(|name| self.variable(&name).ok_or(())).ok()
    }

    fn variable(&self, name: &Name) -> Option<Value> {
        let definitions = self.operation.variable_definitions.iter();
        let definition = definitions.map(|one| &one.node).find(|one| one.name.node == *name)?;
        self.variables.get(name).cloned().or_else(|| definition.default_value().cloned())
    }

    /// How many there are in a list; a value alone is a list of one.
    fn length(&self, field: &Field, name: &str) -> Option<u64> {
        match self.argument(field, name)? {
            Value::Null => None,
            Value::List(values) => Some(values.len() as u64),
            _ => Some(1),
        }
    }

    fn word(&self, field: &Field, name: &str) -> Option<String> {
        match self.argument(field, name)? {
            Value::Enum(name) => Some(name.to_string()),
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    fn period(&self, field: &Field) -> Option<Period> {
        let period = self.argument(field, "period")?.into_json().ok()?;
        let day = |name: &str| period.get(name)?.as_str()?.parse::<NaiveDate>().ok();
        Period::try_new(day("from")?, day("to")?).ok()
    }

    /// How large the report is that an argument names.
    fn extent(&self, field: &Field) -> Extent {
        let named = self.word(field, "report");
        let found = REPORTS.iter().find(|(_, name, _)| Some(*name) == named.as_deref());
        found.map_or(UNKNOWN, |(.., extent)| *extent)
    }

    fn reports(&self, reports: &'a Field) -> Work {
        let regions = self.length(reports, "withRegions").unwrap_or(0).saturating_add(1);
        let period = self.period(reports);
        let mut all = Work::default();
        self.each(&reports.selection_set.node, &mut |field| {
            let selections = &field.selection_set.node;
            let (tables, figures) = match field.name.node.as_str() {
                "series" => {
                    let steps =
                        period.zip(self.word(field, "by").and_then(|by| StepInput::named(&by)));
                    let steps =
                        steps.map_or(1, |(period, by)| by.of(period, MOST_TABLES).len() as u64);
                    let told = self.told(selections, self.extent(field));
                    (steps.saturating_mul(regions), steps.saturating_mul(told))
                }
                // One pass to count, one to find who it is.
                "lineage" => (2, 0),
                "selectionProcedure" => (1, 0),
                name => match REPORTS.iter().find(|(field, ..)| *field == name) {
                    Some((.., extent)) => (regions, self.told(selections, *extent)),
                    None => (0, 0),
                },
            };
            all.add(Work { tables, figures });
        });
        all
    }

    /// How much is told of one table.
    fn told(&self, table: &'a SelectionSet, extent: Extent) -> u64 {
        let mut all = 0_u64;
        self.each(table, &mut |field| {
            let selections = &field.selection_set.node;
            let told = match field.name.node.as_str() {
                "rows" => extent.rows.saturating_mul(self.of_row(selections, extent)),
                "row" | "total" => self.of_row(selections, extent),
                "columns" => extent.columns.saturating_mul(self.all_of(selections)),
                _ => 1,
            };
            all = all.saturating_add(told);
        });
        all
    }

    fn of_row(&self, row: &'a SelectionSet, extent: Extent) -> u64 {
        let mut all = 0_u64;
        self.each(row, &mut |field| {
            let of_each = self.all_of(&field.selection_set.node);
            let told = match field.name.node.as_str() {
                "figures" => {
                    // A column that is named twice is told once, but it has to be read.
                    let columns = self.length(field, "columns").unwrap_or(extent.columns);
                    columns.saturating_mul(of_each)
                }
                "group" => of_each.saturating_mul(2),
                _ => of_each,
            };
            all = all.saturating_add(told);
        });
        all
    }

    /// All fields below a selection and one for the selection itself.
    fn all_of(&self, selections: &'a SelectionSet) -> u64 {
        let mut all = 1_u64;
        self.each(selections, &mut |field| {
            all = all.saturating_add(self.all_of(&field.selection_set.node));
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_graphql::parser::parse_query;
    use async_graphql::value;
    use loopbrug_domain::catalogue::Catalogues;
    use loopbrug_domain::facts::image::Image;
    use loopbrug_domain::facts::procedure::ProcedureImage;
    use loopbrug_domain::ids::Position;
    use loopbrug_domain::reports::{AsOf, Codes, Filter, Question, ReportKind, Sources, answer};

    use super::super::document::Measured;
    use super::*;

    fn code(text: &str, variables: async_graphql::Value) -> Option<&'static str> {
        let document = parse_query(text).unwrap();
        let measured = Measured::of(&document).unwrap();
        let variables = Variables::from_value(variables);
        measured.hold(&document, None, &variables).err().map(|refused| refused.code)
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
    fn steps_of_time_and_regions_are_counted_as_variables_say() {
        let series = "series(report: ESF, by: YEAR) { position }";
        assert_eq!(code(&reports("", &many(10, series)), value!({})), None);
        assert_eq!(code(&reports("", &many(11, series)), value!({})), TOO_LARGE);
        assert_eq!(
            code(&reports(", withRegions: [\"y\"]", &many(6, series)), value!({})),
            TOO_LARGE
        );

        let text = "query ($by: Step! = YEAR, $period: PeriodInput!, $to: String, $with: [String!]! = []) {
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
            (
                value!({ "period": period("2021-02-01"), "by": "MONTH", "to": "2025-12-31" }),
                TOO_LARGE,
            ),
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
    fn publications_and_lineages_weigh_more_than_one_table() {
        let publication = "publication(region: \"x\", report: ESF, quarter: { year: 2024, quarter: 1 }) { position }";
        assert_eq!(code(&format!("{{ {} }}", many(3, publication)), value!({})), None);
        assert_eq!(code(&format!("{{ {} }}", many(4, publication)), value!({})), TOO_LARGE);
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
        let held = |name| measured.hold(&document, Some(name), &Variables::default());
        assert_eq!(held("One"), Ok(()));
        assert_eq!(held("Many").unwrap_err().code, "REPORT_TOO_LARGE");
        assert_eq!(held("None"), Ok(()), "who asks for no operation is told so by others");
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
            assert_eq!(table.columns().len() as u64, extent.columns, "columns of {name}");
            // Some rows are there only because somebody is.
            assert!(table.rows().len() as u64 <= extent.rows, "rows of {name}");
        }
    }
}
