//! The work of reports: how many tables are counted, and how many figures of them are shown. That of searches for a
//! name. And that of mutations which record several things: how many they are.
//!
//! A table is a pass over everybody there is, however few of its figures are shown, and so is finding who
//! is behind a figure. Tables are counted through their regions and steps of time, which variables may
//! say, over all fields of the request.

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Value, Variables};
use chrono::NaiveDate;
use loopbrug_infra::views::MOST_TABLES;
use loopbrug_reporting::reports::Period;

use super::{Limit, Share, TooCostly};
use crate::types::StepInput;

const TABLES: Limit =
    Limit { code: "REPORT_TOO_LARGE", most: MOST_TABLES as u64, of: "tables to count" };
const FIGURES: Limit = Limit { code: "REPORT_TOO_LARGE", most: 250_000, of: "figures to show" };

/// As many as there may be mutations in a request, which have a name each.
const RECORDS: Limit = Limit { code: "QUERY_TOO_COMPLEX", most: 300, of: "things to record" };

/// What a search for a name weighs in how much somebody may ask: with fewer of them at hand, nobody tries names one by
/// one.
const SEARCH: u64 = 10;

/// How large a table is: rows follow from the catalogue and from who there is, columns from the report.
#[derive(Debug, Clone, Copy)]
struct Extent {
    rows: u64,
    columns: u64,
}

/// The reports: as a field, as an argument, and how large each is in a region of some hundred clients.
const REPORTS: [(&str, &str, Extent); 14] = [
    ("outcomes", "OUTCOMES", Extent { rows: 25, columns: 26 }),
    ("esf", "ESF", Extent { rows: 5, columns: 53 }),
    ("funnel", "FUNNEL", Extent { rows: 5, columns: 10 }),
    ("lasting", "LASTING", Extent { rows: 30, columns: 9 }),
    ("needsAgainstSupply", "NEEDS", Extent { rows: 125, columns: 12 }),
    ("referrals", "REFERRALS", Extent { rows: 60, columns: 11 }),
    ("caseload", "CASELOAD", Extent { rows: 40, columns: 6 }),
    ("reach", "REACH", Extent { rows: 50, columns: 8 }),
    ("guidance", "GUIDANCE", Extent { rows: 205, columns: 21 }),
    ("change", "CHANGE", Extent { rows: 30, columns: 5 }),
    ("findings", "FINDINGS", Extent { rows: 70, columns: 2 }),
    ("homelessness", "HOMELESSNESS", Extent { rows: 15, columns: 10 }),
    ("profile", "PROFILE", Extent { rows: 60, columns: 13 }),
    ("quality", "QUALITY", Extent { rows: 15, columns: 17 }),
];

/// What is counted of a report that is none: the request is refused for it later.
const UNKNOWN: Extent = Extent { rows: 125, columns: 53 };

/// Whether the work of a field depends on its arguments.
pub(super) fn is_counted(field: &str) -> bool {
    matches!(
        field,
        "reports" | "publication" | "secretHalf" | "clients" | "recordTogether" | "enrolClient"
    )
}

/// Counts the reports of an operation, and what it records; gives what it weighs: each table, and more for a search.
pub(super) fn hold(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    share: Share,
) -> Result<u64, TooCostly> {
    let asked = Asked { document, operation, variables };
    let mut all = Work::default();
    asked.each(&operation.selection_set.node, &mut |field| match field.name.node.as_str() {
        "reports" => all.add(asked.reports(field)),
        "publication" => {
            let selections = &field.selection_set.node;
            let (tables, figures) = (1 + asked.receipts(selections), asked.extent(field));
            let figures = asked.shown(selections, figures);
            all.add(Work { tables, figures, ..Work::default() });
        }
        "secretHalf" => all.add(Work { tables: 1, ..Work::default() }),
        "clients" => all.add(Work { searches: 1, ..Work::default() }),
        "recordTogether" | "enrolClient" => {
            all.add(Work { records: asked.records(field), ..Work::default() });
        }
        _ => {}
    });
    RECORDS.hold(all.records)?;
    TABLES.within(share).hold(all.tables)?;
    FIGURES.within(share).hold(all.figures)?;
    Ok(all.tables.saturating_add(all.searches.saturating_mul(SEARCH)))
}

#[derive(Debug, Clone, Copy, Default)]
struct Work {
    tables: u64,
    figures: u64,
    searches: u64,
    records: u64,
}

impl Work {
    fn add(&mut self, other: Self) {
        self.tables = self.tables.saturating_add(other.tables);
        self.figures = self.figures.saturating_add(other.figures);
        self.searches = self.searches.saturating_add(other.searches);
        self.records = self.records.saturating_add(other.records);
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

    /// How many things a mutation records: those in lists, and each other object of its input.
    fn records(&self, mutation: &Field) -> u64 {
        let Some(Value::Object(input)) = self.argument(mutation, "input") else { return 1 };
        let records = input.values().map(|value| match value {
            Value::List(records) => records.len() as u64,
            Value::Object(_) => 1,
            _ => 0,
        });
        records.fold(0, u64::saturating_add)
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
                    let shown = self.shown(selections, self.extent(field));
                    let tables = steps.saturating_mul(regions);
                    (self.with_receipts(tables, selections), steps.saturating_mul(shown))
                }
                // One pass to count, one to find who it is.
                "lineage" => (2, 0),
                "selectionProcedure" => (1, 0),
                name => match REPORTS.iter().find(|(field, ..)| *field == name) {
                    Some((.., extent)) => {
                        let tables = self.with_receipts(regions, selections);
                        (tables, self.shown(selections, *extent))
                    }
                    None => (0, 0),
                },
            };
            all.add(Work { tables, figures, ..Work::default() });
        });
        all
    }

    /// How many receipts are asked for of each table.
    fn receipts(&self, table: &'a SelectionSet) -> u64 {
        let mut all = 0_u64;
        self.each(table, &mut |field| all += u64::from(field.name.node == "receipt"));
        all
    }

    /// How many tables are counted: for a receipt each once more.
    fn with_receipts(&self, tables: u64, table: &'a SelectionSet) -> u64 {
        tables.saturating_mul(self.receipts(table).saturating_add(1))
    }

    /// How much of one table is shown.
    fn shown(&self, table: &'a SelectionSet, extent: Extent) -> u64 {
        let mut all = 0_u64;
        self.each(table, &mut |field| {
            let selections = &field.selection_set.node;
            let shown = match field.name.node.as_str() {
                "rows" => extent.rows.saturating_mul(self.of_row(selections, extent)),
                "row" | "total" => self.of_row(selections, extent),
                "columns" => extent.columns.saturating_mul(self.all_of(selections)),
                "receipt" => extent.columns.saturating_mul(extent.rows),
                _ => 1,
            };
            all = all.saturating_add(shown);
        });
        all
    }

    fn of_row(&self, row: &'a SelectionSet, extent: Extent) -> u64 {
        let mut all = 0_u64;
        self.each(row, &mut |field| {
            let of_each = self.all_of(&field.selection_set.node);
            let shown = match field.name.node.as_str() {
                "figures" => {
                    // A column that is named twice is shown once, but it has to be read.
                    let columns = self.length(field, "columns").unwrap_or(extent.columns);
                    columns.saturating_mul(of_each)
                }
                "group" => of_each.saturating_mul(2),
                _ => of_each,
            };
            all = all.saturating_add(shown);
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
mod tests;
