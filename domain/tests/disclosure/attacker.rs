//! Whoever knows every relation of a table and all figures that are shown, and can count.

use loopbrug_domain::disclosure::suppression::{Published, Table};
use microlp::{ComparisonOp, Error, OptimizationDirection, Problem};

/// More than the attacker needs to know how many there may be.
const MANY: i32 = 10_000;

/// What can be told of a table from outside.
pub(crate) struct Attacker<'a> {
    table: &'a Table,
    /// By cell: the figure that is shown.
    known: Vec<Option<i64>>,
}

impl<'a> Attacker<'a> {
    pub(crate) fn of(table: &'a Table, published: &Published) -> Self {
        let mut known = vec![None; table.values().len()];
        for row in 0..table.rows().shown() {
            for column in 0..table.columns().shown() {
                known[table.cell(row, column)] = published.figure(row, column).map(i64::from);
            }
        }
        Self { table, known }
    }

    /// One who sees every figure that is not small, as if withholding the small ones were enough.
    pub(crate) fn of_small_figures_withheld(table: &'a Table, k: i64) -> Self {
        let shown = |(cell, value): (usize, &i64)| {
            Some(*value).filter(|value| table.is_shown(cell) && *value >= k)
        };
        Self { table, known: table.values().iter().enumerate().map(shown).collect() }
    }

    /// The fewest and the most people that a cell may count.
    pub(crate) fn interval(&self, cell: usize) -> (i64, i64) {
        let least = self.extreme(cell, OptimizationDirection::Minimize);
        let most = self.extreme(cell, OptimizationDirection::Maximize);
        (least, most)
    }

    /// Over all tables of whole people that look like this one: stronger than linear programming,
    /// which would also take in tables with half a person.
    #[expect(clippy::cast_possible_truncation, reason = "rounded, and below ten thousand")]
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn extreme(&self, cell: usize, direction: OptimizationDirection) -> i64 {
        let mut problem = Problem::new(direction);
        let variables: Vec<_> = self
            .known
            .iter()
            .enumerate()
            .map(|(n, known)| {
                let bounds = known.map_or((0, MANY), |known| {
                    let known = i32::try_from(known).unwrap();
                    (known, known)
                });
                problem.add_integer_var(if n == cell { 1.0 } else { 0.0 }, bounds)
            })
            .collect();
        for relation in self.table.relations() {
            let terms: Vec<_> =
                relation.iter().map(|(cell, factor)| (variables[*cell], *factor as f64)).collect();
            problem.add_constraint(&terms, ComparisonOp::Eq, 0.0);
        }
        match problem.solve().map(microlp::SolveOutcome::into_solution) {
            Ok(Ok(solution)) => solution.var_value(variables[cell]).round() as i64,
            Err(Error::Unbounded) => i64::from(MANY),
            _ => panic!("the true table is always possible"),
        }
    }
}
