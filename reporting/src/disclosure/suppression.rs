//! Withholding figures of a fixed table, so that no small number of people can be worked out.
//!
//! *The rule:* a figure that counts fewer than `k` people is withheld, zero included, for zero of
//! a known group says something of everybody in it. The same holds for what the table implies: a
//! whole less its part, the people that overlapping rows have in common. And whoever knows all
//! relations of the table and every figure that is shown finds, for each of these, both that it
//! may be nobody and that it may be `k` or more.
//!
//! To that end other figures are withheld too, the least informative first. Which ones were small
//! is not shown. Every decision is proved as it is made, by two other tables that look the same
//! from outside ([`Axis`] says what may move); where no such tables are found, nothing is shown.

mod axis;
mod moves;
mod search;
mod table;

use std::cmp::Reverse;

pub use axis::{Axis, Relation};
pub use table::{Inconsistent, Table};

use super::Thresholds;
use search::Search;

/// A table that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    columns: usize,
    figures: Vec<Option<u32>>,
}

impl Published {
    /// The figure of a row and a column; absent where it is withheld. Nothing says whether it is
    /// withheld for its own sake or for another's.
    ///
    /// # Panics
    /// Where the table has no such row or column.
    #[must_use]
    pub fn figure(&self, row: usize, column: usize) -> Option<u32> {
        assert!(column < self.columns, "the table has {} columns", self.columns);
        self.figures[row * self.columns + column]
    }

    /// All figures, row by row.
    #[must_use]
    pub fn figures(&self) -> &[Option<u32>] {
        &self.figures
    }

    /// How many figures are withheld.
    #[must_use]
    pub fn withheld(&self) -> usize {
        self.figures.iter().filter(|figure| figure.is_none()).count()
    }
}

/// The table as it may be shown at these thresholds.
///
/// What the public sees is part of what analysts see: figures withheld from analysts stay so.
#[must_use]
pub fn suppress(table: &Table, thresholds: Thresholds) -> Published {
    let mut search = Search::of(table);
    for k in thresholds.steps().filter(|k| *k > 1) {
        protect(table, &mut search, k);
    }
    let withheld = search.withheld();
    let figure = |(cell, value): (usize, u32)| (!withheld[cell]).then_some(value);
    Published { columns: table.columns().shown(), figures: table.shown().map(figure).collect() }
}

/// Withholds what the rule asks for at `k`, on top of what is withheld already.
fn protect(table: &Table, search: &mut Search<'_>, k: u32) {
    let k = i64::from(k);
    let values = table.values();
    let mut small: Vec<usize> = (0..values.len()).filter(|cell| values[*cell] < k).collect();
    for cell in &small {
        search.withhold(*cell);
    }
    // What needs most room comes first: the figures withheld for it serve many of the others.
    small.sort_by_key(|cell| (Reverse(values[*cell]), *cell));
    for cell in small {
        let may_be_nobody = search.lower(cell, values[cell]);
        if !(may_be_nobody && search.raise(cell, k - values[cell])) {
            search.withhold_everything();
            return;
        }
    }
}

#[cfg(test)]
mod tests;
