//! A caseworker sees the own organisation's figures exactly, and the whole as those and the rest, which is rounded as a
//! group of its own. Together with an analyst, who sees the whole rounded by itself, that is two looks at the rest.

use loopbrug_domain::ids::KboNumber;
use loopbrug_reporting::reports::{Filter, ReportKind};

use crate::bounds::Bounds;
use crate::figures::{Asked, Figures, at_the_end};
use crate::grid::{Condition, Span, YEAR_END};
use crate::grids::Grid;
use crate::pinned::Pinned;
use crate::population::Population;
use crate::reader::Reader;

/// What is pinned of the rest, to a caseworker alone, and with an analyst.
pub(crate) fn pinned(
    people: &Population,
    seed: u64,
    grid: &Grid,
    reports: &[ReportKind],
) -> [Pinned; 2] {
    let owner = KboNumber::of_stem(1);
    let others = (0..people.len()).filter(|n| !people.is_owned(*n, owner));
    let filters = Condition::filters(&people.catalogue, grid.most_filters());
    let [whole, rest] = [people.image(seed), people.image_of(others, seed)].map(|image| {
        let asked = Asked { image: &image, catalogue: &people.catalogue };
        let slots = at_the_end();
        Figures::ask(&asked, grid, reports, slots, &filters)
    });
    let mut pinned = [Pinned::default(); 2];
    for measure in rest.measures.keys() {
        for (n, pinned) in pinned.iter_mut().enumerate() {
            let mut bounds = Bounds::of(&rest, measure, grid, Reader::Analyst);
            if n == 1 {
                bounds.compare(&whole.measures[measure]);
            }
            bounds.settle();
            pinned.add(&bounds.pinned());
        }
    }
    pinned
}

impl Population {
    fn is_owned(&self, n: usize, owner: KboNumber) -> bool {
        let image = self.image_of([n], 0);
        let asked = Asked { image: &image, catalogue: &self.catalogue };
        let filter = Filter { organisation: Some(owner), ..Filter::default() };
        let table = asked.table(ReportKind::Funnel, (Span::Since, YEAR_END), &filter);
        table.figure(0, 0) > Some(0.0)
    }
}
