//! The search for a table that looks the same from outside.

use super::moves::Moves;
use super::table::Table;

/// What is withheld so far, and the search for what else has to be.
pub(super) struct Search<'a> {
    table: &'a Table,
    rows: Moves,
    columns: Moves,
    /// What nobody is shown: what is withheld, and all that is implied and no figure of the table.
    withheld: Vec<bool>,
}

/// A move along the rows times one along the columns, so many times.
struct Step {
    row: usize,
    column: usize,
    times: i64,
    /// By how much it changes the cell that is sought.
    by: i64,
    cost: i64,
}

impl<'a> Search<'a> {
    pub(super) fn of(table: &'a Table) -> Self {
        Self {
            table,
            rows: Moves::of(table.rows()),
            columns: Moves::of(table.columns()),
            withheld: (0..table.values().len()).map(|cell| !table.is_shown(cell)).collect(),
        }
    }

    pub(super) fn withheld(&self) -> &[bool] {
        &self.withheld
    }

    pub(super) fn withhold(&mut self, cell: usize) {
        self.withheld[cell] = true;
    }

    /// With nothing shown, every table is possible.
    pub(super) fn withhold_everything(&mut self) {
        self.withheld.fill(true);
    }

    /// Withholds what it takes for a cell to be possibly less by `amount`. Whether it is found.
    pub(super) fn lower(&mut self, cell: usize, amount: i64) -> bool {
        self.reach(cell, -1, amount)
    }

    /// Withholds what it takes for a cell to be possibly more by `amount`, at least.
    pub(super) fn raise(&mut self, cell: usize, amount: i64) -> bool {
        self.reach(cell, 1, amount)
    }

    /// Goes from the table to another in steps that each leave a possible table. What is withheld
    /// on the way is all that the two differ in, so that nobody outside can see which is which.
    fn reach(&mut self, cell: usize, direction: i64, amount: i64) -> bool {
        let mut other = self.table.values().to_vec();
        let mut left = amount;
        while left > 0 {
            let Some(step) = self.cheapest(cell, direction, left, &other) else { return false };
            for (changed, factor) in self.terms(&step) {
                other[changed] += factor * step.times;
            }
            let changed: Vec<_> = self.terms(&step).map(|(changed, _)| changed).collect();
            for changed in changed {
                self.withhold(changed);
            }
            left -= step.by;
        }
        true
    }

    /// The step that costs least for how far it goes; of equals, the first.
    fn cheapest(&self, cell: usize, direction: i64, left: i64, other: &[i64]) -> Option<Step> {
        let places = self.table.columns().places();
        let mut best: Option<Step> = None;
        for (row, by_row) in self.rows.touching(cell / places) {
            for (column, by_column) in self.columns.touching(cell % places) {
                let by = by_row * by_column;
                let sign = by.signum() * direction;
                let pair = (*row, *column);
                let Some(step) = self.step(pair, (by * sign, sign), left, other, best.as_ref())
                else {
                    continue;
                };
                let better =
                    best.as_ref().is_none_or(|best| step.cost * best.by < best.cost * step.by);
                let perfect = step.cost == 0 && step.by >= left;
                if better || perfect {
                    best = Some(step);
                }
                if perfect {
                    return best;
                }
            }
        }
        best
    }

    /// A pair of moves taken as often as it is useful and as nobody falls below zero.
    fn step(
        &self,
        (row, column): (usize, usize),
        (by, sign): (i64, i64),
        left: i64,
        other: &[i64],
        best: Option<&Step>,
    ) -> Option<Step> {
        // Lowering must not go below zero, which the room of the cell itself sees to.
        let mut times = if by < 0 { left / -by } else { (left + by - 1) / by };
        let mut cost = 0;
        let pair = Step { row, column, times: sign, by: 0, cost: 0 };
        for (cell, factor) in self.terms(&pair) {
            if factor * sign < 0 {
                times = times.min(other[cell] / factor.abs());
                if times == 0 {
                    return None;
                }
            }
            if !self.withheld[cell] {
                cost += self.table.values()[cell];
                // Most pairs are given up here, before all that they change was looked at.
                if best.is_some_and(|best| cost * best.by >= best.cost * times * by.abs()) {
                    return None;
                }
            }
        }
        (times > 0).then(|| Step { times: times * sign, by: times * by.abs(), cost, ..pair })
    }

    fn terms(&self, step: &Step) -> impl Iterator<Item = (usize, i64)> {
        let columns = self.columns.terms(step.column);
        self.rows.terms(step.row).iter().flat_map(move |(row, by_row)| {
            columns.iter().map(move |(column, by_column)| {
                (self.table.cell(*row, *column), by_row * by_column)
            })
        })
    }
}
