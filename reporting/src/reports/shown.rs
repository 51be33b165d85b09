//! What of a table is shown: every figure as it was counted, or rounded.

use super::kind::ReportKind;
use super::table::{Formula, Row, Table, Unit};
use crate::disclosure::perturbation::{Cell, Precision, place, precision, share, shown as rounded};
use crate::disclosure::{Thresholds, Treatment};

/// How exact what is shown is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precise {
    /// As it was counted.
    Exact,
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

/// A table as it is shown. It holds nothing that may not be.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Which report it is.
    pub report: ReportKind,
    /// How exact its figures are.
    pub precise: Precise,
    /// The columns.
    pub columns: Vec<ShownColumn>,
    /// The rows. Where figures are rounded they are those of the catalogue, always all of them, or that of all
    /// alone: whether a row is there says nothing.
    pub rows: Vec<Row>,
    /// Row by row. Absent where the row cannot have it, where there is nothing to take a share or
    /// a quantile of, and where it is withheld.
    pub figures: Vec<Vec<Option<f64>>>,
    /// Whether a figure is absent because it may not be shown; where that is so, an absent figure says
    /// nothing.
    pub withheld: Vec<Vec<bool>>,
    /// Those who were left out because what the filter goes by is not known of them.
    pub unknown: f64,
}

impl Shown {
    /// The row of all alone, where there is one.
    #[must_use]
    pub fn of_all(mut self) -> Self {
        let of_all = self.row("total");
        self.rows = of_all.map(|row| self.rows.swap_remove(row)).into_iter().collect();
        self.figures = of_all.map(|row| self.figures.swap_remove(row)).into_iter().collect();
        self.withheld = of_all.map(|row| self.withheld.swap_remove(row)).into_iter().collect();
        self
    }

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

/// The table as it is shown after a treatment.
#[must_use]
pub fn shown(table: &Table, treatment: Treatment) -> Shown {
    match treatment {
        Treatment::Exact => {
            let figures = |row| {
                let columns = 0..table.columns.len();
                columns.map(|column| table.figure(row, column)).collect()
            };
            let figures: Vec<_> = (0..table.rows.len()).map(figures).collect();
            Shown {
                report: table.report,
                precise: Precise::Exact,
                columns: columns_of(table),
                rows: table.rows.clone(),
                withheld: figures.iter().map(|row: &Vec<_>| vec![false; row.len()]).collect(),
                figures,
                unknown: f64::from(table.unknown()),
            }
        }
        Treatment::Rounded(thresholds) => Rounding { table, own: None, thresholds }.shown(),
    }
}

/// The table of all as it is shown to somebody who sees `own` as it was counted: `own`, and the others
/// rounded by their own keys. Taking `own` off leaves a figure like any other.
#[must_use]
pub fn shown_with_own(others: &Table, own: &Table, thresholds: Thresholds) -> Shown {
    Rounding { table: others, own: Some(own), thresholds }.shown()
}

fn columns_of(table: &Table) -> Vec<ShownColumn> {
    let columns = table.columns.iter();
    columns.map(|column| ShownColumn { code: column.code.clone(), unit: column.unit }).collect()
}

/// How the figures of a table are rounded.
struct Rounding<'a> {
    /// Those whose figures are rounded.
    table: &'a Table,
    /// Those whose figures are added as they were counted.
    own: Option<&'a Table>,
    thresholds: Thresholds,
}

impl Rounding<'_> {
    fn shown(&self) -> Shown {
        let table = self.table;
        let (mut rows, mut figures, mut withheld) = (vec![], vec![], vec![]);
        for (row, named) in table.rows.iter().enumerate().filter(|(row, _)| table.listed[*row]) {
            let own_row = self.own.and_then(|own| own.place_of(row, named));
            let columns = 0..table.columns.len();
            let of_row: Vec<_> = columns.map(|column| self.derived(row, own_row, column)).collect();
            let absent = of_row.iter().enumerate();
            let absent = absent.map(|(n, figure)| figure.is_none() && table.applies(row, n));
            withheld.push(absent.collect());
            figures.push(of_row);
            rows.push(named.clone());
        }
        let own = self.own.map_or(0, Table::unknown);
        Shown {
            report: table.report,
            precise: Precise::Rounded(precision(self.thresholds)),
            columns: columns_of(table),
            rows,
            figures,
            withheld,
            unknown: f64::from(rounded(table.unknown, self.thresholds).saturating_add(own)),
        }
    }

    /// A figure of a column. Days of a quantile are shown by the week; what is shown in points has few values as
    /// it is.
    fn derived(&self, row: usize, own_row: Option<usize>, column: usize) -> Option<f64> {
        let table = self.table;
        if !table.applies(row, column) {
            return None;
        }
        let count = |n: usize| &table.counts[row][n];
        let figure = |n: usize| self.figure(row, own_row, n);
        let free = |given: usize, taken: usize| {
            Some((count(given).given()? - f64::from(figure(taken))).max(0.0))
        };
        match table.columns[column].formula {
            Formula::Count(n) => Some(f64::from(figure(n))),
            Formula::Quantile(quantile, n) => {
                let (people, values) = (count(n).people(), count(n).count() as usize);
                let place = place(quantile, people, values, self.thresholds)?;
                let value = count(n).value_at(place)?;
                let by_week = table.columns[column].unit == Unit::Days;
                Some(f64::from(if by_week {
                    value.max(0).saturating_add(3) / 7 * 7
                } else {
                    value
                }))
            }
            Formula::Share { part, whole } => {
                let least = self.thresholds.smallest().saturating_mul(2 * table.bundles[whole]);
                share(figure(part), figure(whole), least).map(f64::from)
            }
            Formula::Given(n) => count(n).given(),
            Formula::Free { given, taken } => free(given, taken),
            Formula::Uncovered { counted, given, taken } => {
                Some((f64::from(figure(counted)) - free(given, taken)?).max(0.0))
            }
        }
    }

    /// What was counted, rounded by the keys of those whose it is. Things are rounded in bundles, and of nobody
    /// more than a bundle counts, so that nobody moves a figure by more than one person moves a figure of
    /// people; and there is none as long as there is nobody.
    fn figure(&self, row: usize, own_row: Option<usize>, count: usize) -> u32 {
        let counted = &self.table.counts[row][count];
        let people = rounded(counted.people(), self.thresholds);
        let others = match self.table.bundles[count] {
            1 => people,
            _ if people == 0 => 0,
            bundle => {
                let bundles = (counted.cut() + bundle / 2) / bundle;
                let bundles = Cell { count: bundles, key: counted.people().key };
                rounded(bundles, self.thresholds).saturating_mul(bundle)
            }
        };
        let own = self.own.zip(own_row).filter(|(own, _)| !own.is_of_anybody(count));
        others.saturating_add(own.map_or(0, |(own, row)| own.counts[row][count].count()))
    }
}
