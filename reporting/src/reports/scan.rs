//! The pass over the image, part by part, on as many threads as there are cores.
//!
//! A trajectory is counted in one part, and each part is counted by itself, from the first row to the
//! last. Counts of different people add up, and rows that come of what was recorded are added in the
//! order of the parts. So the table is the same whatever the parts are, and whoever counts them.

use std::ops::Range;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::kind::ReportKind;
use super::question::{Fit, Scope, Sieve, Sources};
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
type Make = for<'a> fn(ReportKind, Scope<'a>, &mut Tally) -> Box<dyn Report + 'a>;

/// Answers a report from these parts of the image, of which there is at least one. It is made anew for each.
pub(super) fn over(
    kind: ReportKind,
    make: Make,
    scope: Scope<'_>,
    parts: Vec<Range<usize>>,
) -> Table {
    let count = |slots| {
        let mut tally = Tally::new();
        let mut report = make(kind, scope, &mut tally);
        run(report.as_mut(), slots, scope, &mut tally);
        report.conclude(&mut tally);
        tally.into_table(kind)
    };
    if let [all] = &parts[..] {
        return count(all.clone());
    }
    let mut tables = parts.into_par_iter().map(count).collect::<Vec<_>>().into_iter();
    let first = tables.next().unwrap_or_else(|| count(0..0));
    tables.fold(first, |mut table, next| {
        table.go_on(next);
        table
    })
}

/// Counts these slots.
pub(super) fn run(
    report: &mut dyn Report,
    slots: Range<usize>,
    Scope { sources: Sources { image, .. }, question, days }: Scope<'_>,
    tally: &mut Tally,
) {
    let sieve = Sieve::new(question, image.interners());
    for seen in image.scan(slots, question.as_of.position) {
        let fit = sieve.fit(seen);
        tally.turn_to(seen.slot, image.key(seen.slot), fit == Fit::Unknown);
        let counted = match sieve.stays(seen).filter(|_| fit != Fit::Out) {
            Some(there) => Counted::of(seen, &there, report.day_of(), days),
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
