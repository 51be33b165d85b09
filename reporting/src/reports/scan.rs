//! The pass over the image, part by part, on as many threads as there are cores.
//!
//! A trajectory is counted in one part, and each part is counted by itself, from the first row to the
//! last. Counts of different people add up, and rows that come of what was recorded are added in the
//! order of the parts. So the table is the same whatever the parts are, and whoever counts them.

use std::ops::Range;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::kind::ReportKind;
use super::question::{Days, Fit, Scope, Sieve, Sources};
use super::report::Report;
use super::stay::Counted;
use super::table::Table;
use super::tally::Tally;

/// Fewer trajectories than this take less time than a part costs by itself.
const LEAST: usize = 2_048;
/// A thread that is held up leaves parts to the others.
const PARTS_OF_A_THREAD: usize = 6;

/// The parts of an image of so many slots.
pub(super) fn parts(slots: usize) -> Vec<Range<usize>> {
    let size = slots.div_ceil(rayon::current_num_threads() * PARTS_OF_A_THREAD).max(LEAST);
    (0..slots.max(1)).step_by(size).map(|first| first..slots.min(first + size)).collect()
}

/// Makes a report, whose columns and rows are in the tally from then on.
pub(super) type Make = for<'a> fn(ReportKind, Scope<'a>, &mut Tally) -> Box<dyn Report + 'a>;

/// A report over one period, and what it has counted so far.
pub(super) struct Counter<'a> {
    report: Box<dyn Report + 'a>,
    pub(super) tally: Tally,
    days: Days,
}

impl<'a> Counter<'a> {
    pub(super) fn new(kind: ReportKind, make: Make, scope: Scope<'a>) -> Self {
        let mut tally = Tally::new();
        let report = make(kind, scope, &mut tally);
        Self { report, tally, days: scope.days }
    }

    fn table(mut self, kind: ReportKind) -> Table {
        self.report.conclude(&mut self.tally);
        self.tally.into_table(kind)
    }
}

/// Answers a report from these parts of the image, of which there is at least one, over each of these periods. They
/// are of one question but for the period, so that a trajectory is looked up once for all of them. A report is made
/// anew for each part.
pub(super) fn over(
    kind: ReportKind,
    make: Make,
    scopes: &[Scope<'_>],
    parts: Vec<Range<usize>>,
) -> Vec<Table> {
    let count = |slots: Range<usize>| {
        let counters = scopes.iter().map(|scope| Counter::new(kind, make, *scope));
        let mut counters: Vec<_> = counters.collect();
        if let Some(scope) = scopes.first() {
            run(&mut counters, slots, *scope);
        }
        counters.into_iter().map(|counter| counter.table(kind)).collect::<Vec<_>>()
    };
    if let [all] = &parts[..] {
        return count(all.clone());
    }
    let mut parts = parts.into_par_iter().map(count).collect::<Vec<_>>().into_iter();
    let first = parts.next().unwrap_or_else(|| count(0..0));
    parts.fold(first, |mut tables, next| {
        tables.iter_mut().zip(next).for_each(|(table, next)| table.go_on(next));
        tables
    })
}

/// Counts these slots. The question is that of all counters but for their periods.
pub(super) fn run(
    counters: &mut [Counter<'_>],
    slots: Range<usize>,
    Scope { sources: Sources { image, .. }, question, .. }: Scope<'_>,
) {
    let sieve = Sieve::new(question, image.interners());
    for seen in image.scan(slots, question.as_of.position) {
        let fit = sieve.fit(seen);
        let stays = sieve.stays(seen).filter(|_| fit != Fit::Out);
        for Counter { report, tally, days } in &mut *counters {
            tally.turn_to(seen.slot, image.key(seen.slot), fit == Fit::Unknown);
            let counted = match &stays {
                Some(there) => Counted::of(seen, there, report.day_of(), *days),
                None if fit == Fit::Out => Counted::Nothing,
                None => Counted::Everything,
            };
            match counted {
                Counted::Everything => report.count(seen, tally),
                Counted::Nothing => report.pass_over(seen, tally),
                Counted::Part { of, holds_at_end } => {
                    if !holds_at_end {
                        report.pass_over(seen, tally);
                    }
                    report.count(seen.of_part(&of), tally);
                }
            }
        }
    }
}
