//! A full table, with all that can be worked out from it.

use super::axis::{Axis, Relation};

/// Figures that do not hang together as their axes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    /// Not one figure for each row and column.
    #[error("{found} figures for a table of {expected}")]
    Size {
        /// How many figures there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A part is greater than its whole, or a whole than all its parts.
    #[error("a relation leaves fewer than nobody at row {row}, column {column}")]
    FewerThanNobody {
        /// The row, in the order of the axis, with those that are implied.
        row: usize,
        /// The column, likewise.
        column: usize,
    },
    /// Parts that do not add up to their total.
    #[error("parts do not add up to their total")]
    Sum,
}

/// Counts of people by row and column, exact.
#[derive(Debug, Clone)]
pub struct Table {
    rows: Axis,
    columns: Axis,
    /// By place of row, then of column, with those that are implied.
    values: Vec<i64>,
}

impl Table {
    /// A table of these figures, row by row, that hang together along both axes.
    ///
    /// # Errors
    /// Where they do not.
    pub fn try_new(rows: Axis, columns: Axis, figures: &[u32]) -> Result<Self, Inconsistent> {
        let expected = rows.shown() * columns.shown();
        if figures.len() != expected {
            return Err(Inconsistent::Size { found: figures.len(), expected });
        }
        let values = vec![0; rows.places() * columns.places()];
        let mut table = Self { rows, columns, values };
        for (n, figure) in figures.iter().enumerate() {
            let (row, column) = (n / table.columns.shown(), n % table.columns.shown());
            let cell = table.cell(row, column);
            table.values[cell] = i64::from(*figure);
        }
        table.work_out();
        if let Some(cell) = table.values.iter().position(|value| *value < 0) {
            let (row, column) = (cell / table.columns.places(), cell % table.columns.places());
            return Err(Inconsistent::FewerThanNobody { row, column });
        }
        let broken = |relation: &Vec<(usize, i64)>| {
            relation.iter().map(|(cell, factor)| table.values[*cell] * factor).sum::<i64>() != 0
        };
        if table.relations().any(|relation| broken(&relation)) {
            return Err(Inconsistent::Sum);
        }
        Ok(table)
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &Axis {
        &self.rows
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &Axis {
        &self.columns
    }

    /// Every cell's number of people, with those that are implied.
    #[must_use]
    pub fn values(&self) -> &[i64] {
        &self.values
    }

    /// The number of the cell at these places of rows and columns.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> usize {
        row * self.columns.places() + column
    }

    /// Whether a cell is one that the table shows, and not one that it implies.
    #[must_use]
    pub fn is_shown(&self, cell: usize) -> bool {
        let places = self.columns.places();
        cell / places < self.rows.shown() && cell % places < self.columns.shown()
    }

    /// Everything that is known to hold between the cells, beside that none is below zero: cells,
    /// each times its factor, that add up to zero.
    pub fn relations(&self) -> impl Iterator<Item = Vec<(usize, i64)>> {
        let along_rows = self.rows.relations().iter().flat_map(move |relation| {
            (0..self.columns.places()).map(move |column| {
                relation.terms.iter().map(|(row, f)| (self.cell(*row, column), *f)).collect()
            })
        });
        let along_columns = self.columns.relations().iter().flat_map(move |relation| {
            (0..self.rows.places()).map(move |row| {
                relation.terms.iter().map(|(column, f)| (self.cell(row, *column), *f)).collect()
            })
        });
        along_rows.chain(along_columns)
    }

    /// The cells that are shown, row by row, with their figures.
    pub(super) fn shown(&self) -> impl Iterator<Item = (usize, u32)> {
        (0..self.values.len())
            .filter(|cell| self.is_shown(*cell))
            .map(|cell| (cell, u32::try_from(self.values[cell]).unwrap_or(u32::MAX)))
    }

    fn work_out(&mut self) {
        for relation in self.rows.relations().to_vec() {
            let Some(implied) = relation.implies else { continue };
            for column in 0..self.columns.shown() {
                self.imply(&relation, implied, |table, row| table.cell(row, column));
            }
        }
        for relation in self.columns.relations().to_vec() {
            let Some(implied) = relation.implies else { continue };
            for row in 0..self.rows.places() {
                self.imply(&relation, implied, |table, column| table.cell(row, column));
            }
        }
    }

    /// What is implied has the factor 1 or −1.
    fn imply(
        &mut self,
        relation: &Relation,
        (place, factor): (usize, i64),
        cell: impl Fn(&Self, usize) -> usize,
    ) {
        let others = relation.terms.iter().filter(|(other, _)| *other != place);
        let sum: i64 = others.map(|(other, f)| self.values[cell(self, *other)] * f).sum();
        let implied = cell(self, place);
        self.values[implied] = -sum * factor;
    }
}
