//! What of a table is shown: every figure as it was counted, rounded, or withheld.

use super::publication::Publication;
use super::table::{Column, Formula, Row, Unit};
use super::{ReportKind, Table};
use crate::disclosure::perturbation::{
    Cell, Precision, enough, precision, quantile, share, shown as rounded,
};
use crate::disclosure::suppression::suppress;
use crate::disclosure::{Thresholds, Treatment};

/// How exact what is shown is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precise {
    /// As it was counted.
    Exact,
    /// Withheld where it counts few people; exact elsewhere.
    Withheld {
        /// Fewer people than this are few.
        below: u32,
    },
    /// Rounded by chance.
    Rounded(Precision),
}

/// A column as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownColumn {
    /// Its name, for programs.
    pub code: String,
    /// What its figures count.
    pub unit: Unit,
}

/// A table as it is shown. It holds all that is shown of it, so that one that was kept is as good.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Which report it is.
    pub report: ReportKind,
    /// The columns.
    pub columns: Vec<ShownColumn>,
    /// The rows.
    pub rows: Vec<Row>,
    /// How exact its figures are.
    pub precise: Precise,
    /// Row by row. Absent where the row cannot have it, where there is nothing to take a share or
    /// a quantile of, and where it is withheld.
    pub figures: Vec<Vec<Option<f64>>>,
    /// Whether any figure is absent because it may not be shown; where that is so, an absent figure
    /// says nothing.
    pub withheld: Vec<Vec<bool>>,
    /// Those who were left out because what the filter goes by is not known of them.
    pub unknown: Option<f64>,
}

/// The table as it is shown after a treatment.
#[must_use]
pub fn shown(table: &Table, treatment: Treatment) -> Shown {
    let rows = 0..table.rows.len();
    let columns = 0..table.columns.len();
    let applies = |row: usize, column: usize| table.applies(row, column);
    let each = |figure: &dyn Fn(usize, usize) -> Option<f64>| -> Vec<Vec<Option<f64>>> {
        let row = |row| columns.clone().map(|column| figure(row, column)).collect();
        rows.clone().map(row).collect()
    };
    let exact = each(&|row, column| table.figure(row, column));
    let (precise, figures, unknown) = match treatment {
        Treatment::Exact => (Precise::Exact, exact.clone(), Some(f64::from(table.unknown()))),
        Treatment::Suppressed(thresholds) => {
            let figures = withheld(table, thresholds);
            (Precise::Withheld { below: thresholds.smallest() }, figures, None)
        }
        Treatment::Perturbed(thresholds) => {
            let figures = each(&|row, column| perturbed(table, row, column, thresholds));
            let unknown = f64::from(rounded(table.unknown, thresholds));
            (Precise::Rounded(precision(thresholds)), figures, Some(unknown))
        }
    };
    let hidden = treatment != Treatment::Exact;
    let withheld = figures.iter().enumerate().map(|(row, figures)| {
        let absent = figures.iter().enumerate();
        absent.map(|(column, figure)| hidden && figure.is_none() && applies(row, column)).collect()
    });
    let withheld = withheld.collect();
    let columns = table.columns.iter();
    let columns =
        columns.map(|Column { code, unit, .. }| ShownColumn { code: code.clone(), unit: *unit });
    Shown {
        report: table.report,
        columns: columns.collect(),
        rows: table.rows.clone(),
        precise,
        figures,
        withheld,
        unknown,
    }
}

impl Shown {
    /// The place of a row, by its name.
    #[must_use]
    pub fn row(&self, key: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.key() == key)
    }

    /// The place of a column, by its name.
    #[must_use]
    pub fn column(&self, code: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.code == code)
    }
}

impl Table {
    /// Whether the row can have the column at all.
    pub(super) fn applies(&self, row: usize, column: usize) -> bool {
        let count = |n: usize| &self.counts[row][n];
        match self.columns[column].formula {
            Formula::Count(n) | Formula::Quantile(_, n) | Formula::Share { whole: n, .. } => {
                count(n).applies()
            }
            Formula::Given(n)
            | Formula::Free { given: n, .. }
            | Formula::Uncovered { given: n, .. } => count(n).given().is_some(),
        }
    }
}

fn perturbed(table: &Table, row: usize, column: usize, thresholds: Thresholds) -> Option<f64> {
    if !table.applies(row, column) {
        return None;
    }
    let count = |n: usize| &table.counts[row][n];
    match table.columns[column].formula {
        Formula::Count(n) => Some(figure(table, row, n, thresholds)),
        Formula::Quantile(of, n) => {
            // What is counted several times of few people is about few people.
            let count = count(n);
            if !enough(count.people(), of, thresholds) {
                return None;
            }
            // Days are shown by the week; what is shown in points has few values as it is, and may be
            // below zero.
            let days = table.columns[column].unit == Unit::Days;
            let (coarseness, lift) = if days { (7, 0) } else { (1, LIFT) };
            let lifted = |value: i32| value.saturating_add(lift).max(0).cast_unsigned();
            let mut values: Vec<u32> = count.values().map(lifted).collect();
            let cell = Cell { count: count.count(), key: count.people().key };
            let value = quantile(&mut values, of, cell, thresholds, coarseness)?;
            Some(f64::from(value) - f64::from(lift))
        }
        Formula::Share { part, whole } => {
            let cell = |n| in_bundles(table, row, n);
            share(cell(part), cell(whole), thresholds).map(f64::from)
        }
        Formula::Given(n) => count(n).given(),
        Formula::Free { given, taken } => {
            Some((count(given).given()? - figure(table, row, taken, thresholds)).max(0.0))
        }
        Formula::Uncovered { counted, given, taken } => {
            let free = (count(given).given()? - figure(table, row, taken, thresholds)).max(0.0);
            Some((figure(table, row, counted, thresholds) - free).max(0.0))
        }
    }
}

/// Lifts every change above zero.
const LIFT: i32 = 100;

/// What a count counts, by the column that shows it; what none shows are things.
fn unit_of(table: &Table, count: usize) -> Unit {
    let column = table.columns.iter().find(|column| column.formula == Formula::Count(count));
    column.map_or(Unit::Times, |column| column.unit)
}

/// So many things are rounded as one. The same for everybody: a bundle that followed from what
/// somebody has would reveal it.
fn bundle(table: &Table, count: usize) -> u32 {
    if unit_of(table, count) == Unit::People { 1 } else { table.bundle }
}

/// People as they are rounded. Things are rounded in bundles, and of nobody more than a bundle counts,
/// so that nobody moves a figure by more than one person moves a figure of people; and there is
/// none as long as there is nobody.
fn figure(table: &Table, row: usize, count: usize, thresholds: Thresholds) -> f64 {
    if rounded(table.counts[row][count].people(), thresholds) == 0 {
        return 0.0;
    }
    let bundles = rounded(in_bundles(table, row, count), thresholds);
    f64::from(bundles.saturating_mul(bundle(table, count)))
}

/// What was counted, in bundles, by the keys of those whose it is.
fn in_bundles(table: &Table, row: usize, count: usize) -> Cell {
    let (bundle, counted) = (bundle(table, count), &table.counts[row][count]);
    if bundle == 1 {
        return counted.people();
    }
    Cell { count: (counted.cut() + bundle / 2) / bundle, key: counted.people().key }
}

/// The figures of a published table. Only people are published.
fn withheld(table: &Table, thresholds: Thresholds) -> Vec<Vec<Option<f64>>> {
    let mut figures = vec![vec![None; table.columns.len()]; table.rows.len()];
    let Some(Publication { columns, full }) = Publication::of(table) else { return figures };
    let published = suppress(&full, thresholds);
    for (row, figures) in figures.iter_mut().enumerate() {
        for (n, column) in columns.iter().enumerate() {
            figures[*column] = published.figure(row, n).map(f64::from);
        }
    }
    figures
}
