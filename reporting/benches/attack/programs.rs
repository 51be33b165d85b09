//! What follows from all figures about a measure that are near a cell, exactly: by integer programming, which finds
//! whatever there is to be found in the relations, and may also reason about whose key is the greatest.
//!
//! A count `n` with draw `d` is shown as the multiple of `k` from `n - d` to `n - d + k - 1`. The draw of a group is that of the
//! person in it with the greatest key: if that person is in a part, the part has the same draw.

use std::collections::{BTreeMap, BTreeSet};

use loopbrug_reporting::reports::ReportKind;
use microlp::ComparisonOp::{Ge, Le};
use microlp::{OptimizationDirection, Problem, SolveOutcome, Variable};

use crate::bounds::Bounds;
use crate::figures::{Asked, Figures, at_the_end};
use crate::grid::Condition;
use crate::grids::Grid;
use crate::pinned::Few;
use crate::reader::Reader;

const K: i32 = 5;
/// So many figures around a cell are taken in at most: leaving some out cannot exclude what is possible.
const NEAR: usize = 40;

/// Somebody who knows every relation, and can count.
struct Attacker<'a> {
    bounds: &'a Bounds<'a>,
    within: BTreeSet<(u32, u32)>,
    /// Whether keys are reasoned about.
    keys: bool,
}

/// The numbers that are looked for about a cell.
struct Unknowns {
    people: BTreeMap<u32, Variable>,
    draws: BTreeMap<u32, Variable>,
}

impl<'a> Attacker<'a> {
    fn new(bounds: &'a Bounds<'a>, keys: bool) -> Self {
        let is_shown = |cell: &u32| bounds.shown[*cell as usize].is_some();
        let within = bounds.within.iter().filter(|(part, whole)| is_shown(part) && is_shown(whole));
        Self { bounds, within: within.copied().collect(), keys }
    }

    /// The fewest and the most people that a cell may count.
    fn interval(&self, cell: u32) -> (i32, i32) {
        let [least, most] = [OptimizationDirection::Minimize, OptimizationDirection::Maximize]
            .map(|direction| self.extreme(cell, direction));
        (least, most)
    }

    /// The cells that are near.
    fn near(&self, cell: u32) -> BTreeSet<u32> {
        let (mut near, mut before) = (BTreeSet::from([cell]), 0);
        while before < near.len() && near.len() < NEAR {
            before = near.len();
            let joined = |(part, whole): &&(u32, u32)| near.contains(part) != near.contains(whole);
            let joined = self
                .within
                .iter()
                .filter(joined)
                .map(|(part, whole)| if near.contains(part) { *whole } else { *part });
            let joined: BTreeSet<_> = joined.collect();
            near.extend(joined.into_iter().take(NEAR - before));
        }
        near
    }

    #[expect(clippy::cast_possible_truncation, reason = "rounded, and few")]
    fn extreme(&self, cell: u32, direction: OptimizationDirection) -> i32 {
        let mut problem = Problem::new(direction);
        let mut unknowns = Unknowns { people: BTreeMap::new(), draws: BTreeMap::new() };
        for near in self.near(cell) {
            let n = near as usize;
            let bounds = (self.bounds.least[n], self.bounds.most[n]);
            let wanted = if near == cell { 1.0 } else { 0.0 };
            unknowns.people.insert(near, problem.add_integer_var(wanted, bounds));
        }
        self.relate(&mut problem, &unknowns);
        if self.keys {
            self.draw(&mut problem, &mut unknowns);
        }
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => {
                solution.var_value(unknowns.people[&cell]).round() as i32
            }
            other => panic!("the true figures are always possible: {other:?}"),
        }
    }

    fn shown(&self, cell: u32) -> i32 {
        self.bounds.shown[cell as usize].map_or(0, |figure| i32::from(figure.shown))
    }

    /// The pairs of a part and a whole that are both looked for.
    fn pairs<'p>(
        &'p self,
        people: &'p BTreeMap<u32, Variable>,
    ) -> impl Iterator<Item = (u32, u32)> {
        let both =
            |(part, whole): &&(u32, u32)| people.contains_key(part) && people.contains_key(whole);
        self.within.iter().filter(both).copied()
    }

    /// What is within what, and what adds up.
    fn relate(&self, problem: &mut Problem, Unknowns { people, .. }: &Unknowns) {
        for (part, whole) in self.pairs(people) {
            let differ = self.shown(part) != self.shown(whole);
            let more = if differ { 1.0 } else { 0.0 };
            problem.add_constraint([(people[&whole], 1.0), (people[&part], -1.0)], Ge, more);
        }
        for sum in &self.bounds.parts {
            let Some(whole) = people.get(&sum.whole) else { continue };
            let parts: Vec<_> = sum.parts.iter().filter_map(|part| people.get(part)).collect();
            let terms = parts.iter().map(|part| (**part, 1.0)).chain([(*whole, -1.0)]);
            let terms: Vec<_> = terms.collect();
            if sum.apart {
                problem.add_constraint(&terms[..], Le, 0.0);
            }
            if sum.all && parts.len() == sum.parts.len() {
                problem.add_constraint(&terms[..], Ge, 0.0);
            }
        }
    }

    /// Who has the greatest key: of each whole, whether it is somebody in the part.
    fn draw(&self, problem: &mut Problem, Unknowns { people, draws }: &mut Unknowns) {
        let mut anybody = BTreeMap::new();
        for (cell, people) in people.iter() {
            let (draw, shown) = (problem.add_integer_var(0.0, (0, K - 1)), self.shown(*cell));
            draws.insert(*cell, draw);
            problem.add_constraint([(*people, 1.0), (draw, -1.0)], Le, f64::from(shown));
            problem.add_constraint([(*people, 1.0), (draw, -1.0)], Ge, f64::from(shown - K + 1));
            // Whether anybody is counted.
            let some = problem.add_integer_var(0.0, (i32::from(shown > 0), 1));
            problem.add_constraint([(*people, 1.0), (some, -1.0)], Ge, 0.0);
            if shown == 0 {
                problem.add_constraint([(*people, 1.0), (some, f64::from(1 - K))], Le, 0.0);
            }
            anybody.insert(*cell, some);
        }
        let people = &*people;
        let mut greatest = BTreeMap::new();
        for (part, whole) in self.pairs(people) {
            let in_part = problem.add_binary_var(0.0);
            greatest.insert((part, whole), in_part);
            problem.add_constraint([(people[&part], 1.0), (in_part, -1.0)], Ge, 0.0);
            // It is in the part if nobody is outside it.
            let outside = [(people[&whole], 1.0), (people[&part], -1.0)];
            let terms = [(in_part, 1.0), (anybody[&whole], -1.0)];
            problem.add_constraint([outside, terms].concat(), Ge, 0.0);
            let apart = f64::from(K - 1);
            for (one, other) in [(part, whole), (whole, part)] {
                let terms = [(draws[&one], 1.0), (draws[&other], -1.0), (in_part, apart)];
                problem.add_constraint(terms, Le, apart);
            }
        }
        for sum in &self.bounds.parts {
            let parts = sum.parts.iter().map(|part| greatest.get(&(*part, sum.whole)).copied());
            let Some(parts) = parts.collect::<Option<Vec<_>>>() else { continue };
            if sum.apart {
                problem.add_constraint(
                    parts.iter().map(|part| (*part, 1.0)).collect::<Vec<_>>(),
                    Le,
                    1.0,
                );
            }
            if sum.all {
                let terms = parts.iter().map(|part| (*part, 1.0));
                let terms = terms.chain([(anybody[&sum.whole], -1.0)]);
                problem.add_constraint(terms.collect::<Vec<_>>(), Ge, 0.0);
            }
        }
    }
}

/// What propagation, integer programs, and programs that reason about keys pin of some small cells of these reports,
/// taking in figures with so many filters. Each finds at least what the one before finds, and the truth is never
/// excluded.
pub(crate) fn compare(
    asked: &Asked<'_>,
    grid: &Grid,
    reports: &[ReportKind],
    filters: usize,
    every: usize,
) -> [Few; 3] {
    let filters = Condition::filters(asked.catalogue, filters);
    let slots = at_the_end();
    let figures = Figures::ask(asked, grid, reports, slots, &filters);
    let mut pinned = [Few::default(); 3];
    let measures: BTreeSet<_> = figures.measures.keys().collect();
    for measure in measures {
        let mut bounds = Bounds::of(&figures, measure, grid, Reader::Analyst);
        bounds.settle();
        let [plain, with_keys] = [false, true].map(|keys| Attacker::new(&bounds, keys));
        let small = (0_u32..).zip(&bounds.shown).filter_map(|(cell, figure)| {
            Some((cell, figure.as_ref()?.exact)).filter(|(_, exact)| (1..5).contains(exact))
        });
        for (cell, exact) in small.step_by(every) {
            let n = cell as usize;
            let mut before = (bounds.least[n], bounds.most[n]);
            pinned[0].count(exact, before, K);
            for (pinned, attacker) in pinned[1..].iter_mut().zip([&plain, &with_keys]) {
                let found = attacker.interval(cell);
                assert!(before.0 <= found.0 && found.1 <= before.1, "{measure}: {found:?}");
                assert!((found.0..=found.1).contains(&i32::from(exact)), "{measure}: {found:?}");
                pinned.count(exact, found, K);
                before = found;
            }
        }
    }
    pinned
}
