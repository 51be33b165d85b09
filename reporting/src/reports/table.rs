//! A table: rows, columns, and what was counted for each. What may be shown of it is for
//! [`shown`](super::shown()) to say.

use super::count::Count;
use super::kind::ReportKind;
pub use super::row::{Grouping, Row};
use crate::disclosure::perturbation::{Cell, Precision, Quantile};
use loopbrug_domain::word_enum;

word_enum! {
    /// What a figure counts.
    pub enum Unit {
        /// Distinct trajectories.
        People,
        /// Things, each once.
        Times,
        /// Days.
        Days,
        /// Minutes, added up.
        Minutes,
        /// A number on a scale, or how often.
        Points,
        /// Percent.
        Percent,
        /// Places at a time.
        Places,
        /// Whole euros.
        Euro,
    }
}

/// How a figure is made of what was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// The count itself.
    Count(usize),
    /// A quantile of the values that were counted.
    Quantile(Quantile, usize),
    /// One count over another.
    Share {
        /// The count above.
        part: usize,
        /// The count below.
        whole: usize,
    },
    /// What is known to everybody, and counts nobody.
    Given(usize),
    /// Places that are free: what is given, less what was counted.
    Free {
        /// What is given.
        given: usize,
        /// What was counted.
        taken: usize,
    },
    /// Of those who were counted, as many as there are no free places for.
    Uncovered {
        /// Who.
        counted: usize,
        /// The places that are given.
        given: usize,
        /// What of them was counted.
        taken: usize,
    },
}

impl Formula {
    /// The counts that it is made of. First comes the one of those that are behind the figure, if any are.
    pub(super) fn counts(self) -> Vec<usize> {
        match self {
            Self::Count(n) | Self::Quantile(_, n) | Self::Given(n) => vec![n],
            Self::Share { part, whole } => vec![whole, part],
            Self::Free { given, taken } => vec![taken, given],
            Self::Uncovered { counted, given, taken } => vec![counted, taken, given],
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, for programs.
    pub code: String,
    /// What its figures count.
    pub unit: Unit,
    pub(super) formula: Formula,
}

impl Column {
    pub(super) fn new(code: impl Into<String>, unit: Unit, formula: Formula) -> Self {
        Self { code: code.into(), unit, formula }
    }

    /// A count, by its number.
    pub(super) fn count(code: impl Into<String>, unit: Unit, count: usize) -> Self {
        Self::new(code, unit, Formula::Count(count))
    }

    /// Counts of the same unit, numbered from 0.
    pub(super) fn counts<C: Into<String>>(
        unit: Unit,
        codes: impl IntoIterator<Item = C>,
    ) -> impl Iterator<Item = Self> {
        codes.into_iter().enumerate().map(move |(n, code)| Self::count(code, unit, n))
    }

    /// The median and the 90th percentile of what was counted.
    pub(super) fn quantiles(code: &str, unit: Unit, count: usize) -> [Self; 2] {
        [("median", Quantile::Median), ("p90", Quantile::P90)].map(|(name, quantile)| {
            Self::new(format!("{code}.{name}"), unit, Formula::Quantile(quantile, count))
        })
    }
}

/// A report, as it was counted.
#[derive(Debug, Clone)]
pub struct Table {
    /// Which report it is.
    pub report: ReportKind,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// By row: whether it is one of the catalogue, so that it is there whoever is counted.
    pub(super) listed: Vec<bool>,
    /// Counts by row, so many a row.
    pub(super) counts: Vec<Vec<Count>>,
    pub(super) unknown: Cell,
    /// By count: so many things are rounded as one, and no more of one person count where figures are rounded.
    /// The same for everybody: a bundle that followed from what somebody has would reveal it.
    pub(super) bundles: Vec<u32>,
}

impl Table {
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

    /// The exact figure. Absent where the row cannot have it, and where there is nothing to take a
    /// share or a quantile of.
    ///
    /// # Panics
    /// Where the table has no such row or column.
    #[must_use]
    pub fn figure(&self, row: usize, column: usize) -> Option<f64> {
        let count = |tally: usize| &self.counts[row][tally];
        match self.columns[column].formula {
            Formula::Count(tally) => {
                count(tally).applies().then(|| f64::from(count(tally).count()))
            }
            Formula::Quantile(quantile, tally) => count(tally).quantile(quantile),
            Formula::Share { part, whole } => {
                let (part, whole) = (count(part).count(), count(whole).count());
                (whole > 0).then(|| percent(part, whole))
            }
            Formula::Given(tally) => count(tally).given(),
            Formula::Free { given, taken } => {
                let given = count(given).given()?;
                Some((given - f64::from(count(taken).count())).max(0.0))
            }
            Formula::Uncovered { counted, given, taken } => {
                let free = (count(given).given()? - f64::from(count(taken).count())).max(0.0);
                Some((f64::from(count(counted).count()) - free).max(0.0))
            }
        }
    }

    /// How far off the exact figures of a column those that are shown rounded may be; none where that has no limit of
    /// its own, since they are made of several, or of more than one thing of a person.
    #[must_use]
    pub fn furthest(&self, column: usize, precision: Precision) -> Option<u32> {
        match self.columns[column].formula {
            Formula::Count(n) => (self.bundles[n] == 1).then_some(precision.spread),
            Formula::Given(_) => Some(0),
            _ => None,
        }
    }

    /// How many were left out because what the filter goes by is not known of them.
    #[must_use]
    pub fn unknown(&self) -> u32 {
        self.unknown.count
    }

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

    /// Whether a count is of everybody, whatever the filter: of what takes places that are given.
    pub(super) fn is_of_anybody(&self, count: usize) -> bool {
        let mut formulas = self.columns.iter().map(|column| column.formula);
        formulas.any(|formula| matches!(formula, Formula::Free { taken, .. } if taken == count))
    }

    /// The place of a row of another table on the same report. Nearly all rows are those of the catalogue, and
    /// are in the same place.
    pub(super) fn place_of(&self, there: usize, row: &Row) -> Option<usize> {
        let same_place = self.rows.get(there).filter(|known| *known == row).map(|_| there);
        same_place.or_else(|| self.rows.iter().position(|known| known == row))
    }

    /// The same report on several regions as one: rows of the same group become one row, and every
    /// trajectory counts in its own region. None of no tables.
    #[must_use]
    pub fn joined(tables: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut tables = tables.into_iter();
        let mut joined = tables.next()?;
        tables.for_each(|table| joined.add(table, Count::join));
        Some(joined)
    }

    /// Adds the same report on other people of the same region.
    pub(super) fn go_on(&mut self, other: Self) {
        self.add(other, Count::go_on);
    }

    /// Adds another table. Its rows that this has not come last, in their order.
    fn add(&mut self, other: Self, join: impl Fn(&mut Count, Count)) {
        let rows = other.rows.into_iter().zip(other.listed).zip(other.counts);
        for (there, ((row, listed), counts)) in rows.enumerate() {
            if let Some(here) = self.place_of(there, &row) {
                self.counts[here].iter_mut().zip(counts).for_each(|(a, b)| join(a, b));
                self.listed[here] |= listed;
            } else {
                self.rows.push(row);
                self.listed.push(listed);
                self.counts.push(counts);
            }
        }
        self.unknown.join(other.unknown);
    }
}

/// A share in whole percent, rounded half up.
fn percent(part: u32, whole: u32) -> f64 {
    let (part, whole) = (u64::from(part), u64::from(whole));
    let percent = (part * 200 + whole) / (whole * 2);
    f64::from(u32::try_from(percent).unwrap_or(u32::MAX))
}
