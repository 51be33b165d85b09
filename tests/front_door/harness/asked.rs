//! Reports: who asks them, and how their figures are read.

use serde_json::{Value, json};

use super::OCMW;

/// Somebody who asks a report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asker {
    /// What the person may be, with commas between.
    pub(crate) roles: &'static str,
    /// The organisation, by KBO number.
    pub(crate) organisation: &'static str,
}

/// Somebody who sees every figure as it is.
pub(crate) const COORDINATOR: Asker = Asker { roles: "coordinator", organisation: OCMW };

/// All figures of a report.
pub(crate) const FIGURES: &str = "rows { key figures { column value withheld } }";

/// A figure of a report that was asked with [`FIGURES`]: null where it has no value. It may not be
/// withheld.
pub(crate) fn figure(report: &Value, row: &str, column: &str) -> Value {
    let rows = report["rows"].as_array().unwrap_or_else(|| panic!("{report}"));
    let found = rows.iter().find(|found| found["key"] == row);
    let found = found.unwrap_or_else(|| panic!("no row {row}: {report}"));
    let mut figures = found["figures"].as_array().unwrap().iter();
    let figure = figures.find(|figure| figure["column"] == column);
    let figure = figure.unwrap_or_else(|| panic!("no column {column}: {found}"));
    assert_eq!(figure["withheld"], json!(false), "{row} {column}");
    whole(&figure["value"])
}

/// Some figures of a row.
pub(crate) fn figures<const N: usize>(report: &Value, row: &str, columns: [&str; N]) -> [Value; N] {
    columns.map(|column| figure(report, row, column))
}

/// A number as one writes it: 1 for 1.0.
fn whole(value: &Value) -> Value {
    let number = value.as_f64().filter(|number| number.fract() == 0.0);
    number.map_or_else(|| value.clone(), |number| format!("{number:.0}").parse().unwrap())
}
