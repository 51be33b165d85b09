//! A table: rows, columns, and what was counted for each. What may be shown of it is for
//! [`shown`](super::shown()) to say.

use std::fmt::Write;

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::ReportKind;
use super::count::Count;
use crate::disclosure::perturbation::{Cell, Quantile};
use loopbrug_domain::catalogue::Code;

/// By what rows differ.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Grouping {
    /// Linked challenge.
    Challenge,
    /// Linked persona.
    Persona,
    /// Gender at entry.
    Gender,
    /// Work or housing.
    Kind,
    /// Why a job or a home was lost.
    Reason,
    /// Problem area.
    Area,
    /// Service.
    Service,
    /// Why an organisation declined.
    DeclineReason,
    /// Why a client declined.
    ClientDeclineReason,
    /// Organisation, by KBO number.
    Organisation,
    /// Bridge figure, by worker id.
    Worker,
    /// Contact mode.
    Mode,
    /// Contact language.
    Language,
    /// Domain of a goal.
    Domain,
    /// Municipality, by NIS code.
    Municipality,
}

/// A row: a group of trajectories, or of what happened in them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Row {
    /// What its members have in common; nothing in the row of all. An absent code is *none*, or
    /// *unknown*.
    pub group: Vec<(Grouping, Option<Code>)>,
}

impl Row {
    /// The row of all.
    #[must_use]
    pub fn total() -> Self {
        Self { group: vec![] }
    }

    /// The row of a code.
    #[must_use]
    pub fn of(grouping: Grouping, code: Option<&str>) -> Self {
        Self { group: vec![(grouping, code.map(Code::new))] }
    }

    /// A row under this one.
    #[must_use]
    pub fn under(&self, grouping: Grouping, code: Option<&str>) -> Self {
        let mut group = self.group.clone();
        group.push((grouping, code.map(Code::new)));
        Self { group }
    }

    /// Its name, for programs: `total`, `challenge=RU1/persona=nora`, `gender=-`.
    #[must_use]
    pub fn key(&self) -> String {
        if self.group.is_empty() {
            return "total".to_owned();
        }
        let mut key = String::new();
        for (n, (grouping, code)) in self.group.iter().enumerate() {
            let slash = if n == 0 { "" } else { "/" };
            let code = code.as_ref().map_or("-", Code::as_str);
            let _ = write!(key, "{slash}{grouping}={code}");
        }
        key
    }
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Unit {
    /// Distinct trajectories.
    People,
    /// Things, each once.
    Times,
    /// Days.
    Days,
    /// A number on a scale, or how often.
    Points,
    /// Percent.
    Percent,
    /// Places at a time.
    Places,
    /// Whole euros.
    Euro,
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
    /// Counts by row, so many a row.
    pub(super) counts: Vec<Vec<Count>>,
    pub(super) unknown: Cell,
    /// The most things of one person that count where figures are rounded.
    pub(super) bundle: u32,
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

    /// How many were left out because what the filter goes by is not known of them.
    #[must_use]
    pub fn unknown(&self) -> u32 {
        self.unknown.count
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
        for (n, (row, counts)) in other.rows.into_iter().zip(other.counts).enumerate() {
            // Nearly all rows are those of the catalogue, and are in the same place.
            let same_place = self.rows.get(n).filter(|known| **known == row).map(|_| n);
            match same_place.or_else(|| self.rows.iter().position(|known| *known == row)) {
                Some(n) => self.counts[n].iter_mut().zip(counts).for_each(|(a, b)| join(a, b)),
                None => {
                    self.rows.push(row);
                    self.counts.push(counts);
                }
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
