//! Pairs of figures that differ by one person: a group within another, and a period as it was known at one moment and
//! at the next, when somebody had been recorded late or was corrected.

use std::collections::BTreeSet;

use loopbrug_reporting::reports::ReportKind;

use crate::bounds::Bounds;
use crate::figures::{Asked, Figure, Figures, at_the_end, kept};
use crate::grid::Condition;
use crate::grids::Grid;
use crate::reader::Reader;

/// How many pairs there are, and how many of them are not shown as the same figure.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pairs {
    pub(crate) all: usize,
    pub(crate) differ: usize,
}

impl Pairs {
    fn count(&mut self, reader: Reader, one: Figure, other: Figure) {
        if one.exact.abs_diff(other.exact) == 1 {
            self.all += 1;
            self.differ += usize::from(reader.tells_apart(one, other));
        }
    }
}

/// Groups within groups, with so many filters, all as known when the year is over.
pub(crate) fn within(
    asked: &Asked<'_>,
    grid: &Grid,
    reports: &[ReportKind],
    filters: usize,
    reader: Reader,
) -> Pairs {
    let filters = Condition::filters(asked.catalogue, filters);
    let slots = at_the_end();
    let figures = Figures::ask(asked, grid, reports, slots, &filters);
    let mut pairs = Pairs::default();
    for measure in figures.measures.keys() {
        let bounds = Bounds::of(&figures, measure, grid, reader);
        let within: BTreeSet<_> = bounds.within.iter().collect();
        for (part, whole) in within {
            let of = |cell: u32| bounds.shown[cell as usize];
            if let (Some(part), Some(whole)) = (of(*part), of(*whole)) {
                pairs.count(reader, part, whole);
            }
        }
    }
    pairs
}

/// Periods as known at each moment at which this grid shows them, and at the next.
pub(crate) fn editions(asked: &Asked<'_>, grid: &Grid, reports: &[ReportKind]) -> Pairs {
    let figures = Figures::ask(asked, grid, reports, kept(grid), &[vec![]]);
    let mut pairs = Pairs::default();
    for line in figures.measures.values().flat_map(|lines| lines.values()) {
        for (n, (before, after)) in figures.slots.iter().zip(&figures.slots[1..]).enumerate() {
            let shown = [line.shown(grid, *before, n), line.shown(grid, *after, n + 1)];
            if let [Some(before_it), Some(after_it)] = shown
                && before.0 == after.0
            {
                pairs.count(Reader::Analyst, before_it, after_it);
            }
        }
    }
    pairs
}
