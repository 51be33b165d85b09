//! Whoever knows every relation of a table and all figures that are shown, and can count.

use std::collections::{BTreeMap, BTreeSet};

use loopbrug_reporting::disclosure::suppression::{Published, Table};
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
        if let Some(known) = self.known[cell] {
            return known;
        }
        let mut problem = Problem::new(direction);
        let relations = self.relations_about(cell);
        let unknown: BTreeSet<usize> =
            relations.iter().flatten().map(|(n, _)| *n).chain([cell]).collect();
        let unknown = unknown.into_iter().filter(|n| self.known[*n].is_none());
        let variables: BTreeMap<usize, _> = unknown
            .map(|n| (n, problem.add_integer_var(if n == cell { 1.0 } else { 0.0 }, (0, MANY))))
            .collect();
        for relation in relations {
            let known = |(n, factor): &(usize, i64)| self.known[*n].map(|known| known * factor);
            let known: i64 = relation.iter().filter_map(known).sum();
            let terms: Vec<_> = relation
                .iter()
                .filter_map(|(n, factor)| Some((*variables.get(n)?, *factor as f64)))
                .collect();
            problem.add_constraint(&terms, ComparisonOp::Eq, -known as f64);
        }
        match problem.solve().map(microlp::SolveOutcome::into_solution) {
            Ok(Ok(solution)) => solution.var_value(variables[&cell]).round() as i64,
            Err(Error::Unbounded) => i64::from(MANY),
            _ => panic!("the true table is always possible"),
        }
    }

    /// The relations that have to do with a cell, directly or by others that are not known.
    fn relations_about(&self, cell: usize) -> Vec<Vec<(usize, i64)>> {
        let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let relations: Vec<_> = self.table.relations().collect();
        for (n, relation) in relations.iter().enumerate() {
            for (cell, _) in relation {
                of.entry(*cell).or_default().push(n);
            }
        }
        let (mut found, mut seen, mut next) = (BTreeSet::new(), BTreeSet::new(), vec![cell]);
        while let Some(cell) = next.pop() {
            if !seen.insert(cell) {
                continue;
            }
            for n in of.get(&cell).into_iter().flatten() {
                found.insert(*n);
                let cells = relations[*n].iter().map(|(cell, _)| *cell);
                next.extend(cells.filter(|cell| self.known[*cell].is_none()));
            }
        }
        found.into_iter().map(|n| relations[n].clone()).collect()
    }
}
