//! What else an answer says than its figures of people: medians and shares, which rows there are, how long it takes.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use loopbrug_reporting::reports::{ReportKind, Unit};
use strum::VariantArray;

use crate::figures::{Asked, REPORTS};
use crate::grid::{Condition, Span};
use crate::grids::Grid;
use crate::population::Population;

/// How many secrets there could have been, and how often an answer is timed.
const SECRETS: u64 = 300;

/// Of figures that one person changes: by how much they give the person away where all others are known.
#[derive(Default)]
pub(crate) struct Advantages {
    pub(crate) medians: Vec<f64>,
    pub(crate) shares: Vec<f64>,
}

/// How often a figure came out like this with the person, and how often without.
type Seen = BTreeMap<Option<u64>, (u32, u32)>;

/// The medians and the shares of a year that this person changes.
pub(crate) fn advantages(people: &Population, who: usize) -> Advantages {
    let others: Vec<usize> = (0..people.len()).filter(|n| *n != who).collect();
    let mut seen: HashMap<(ReportKind, usize, usize, bool), Seen> = HashMap::new();
    for secret in 0..SECRETS {
        let [with, without] = [
            people.image(secret),
            // Another secret: what is compared are chances.
            people.image_of(others.iter().copied(), SECRETS + secret),
        ];
        for (image, is_with) in [(&with, true), (&without, false)] {
            let asked = Asked { image, catalogue: &people.catalogue };
            for report in REPORTS {
                let table = asked.table(report, (Span::Year, 11), &Condition::filter(&[]));
                let shown = asked.shown(&table);
                for (row, column) in (0..shown.figures.len())
                    .flat_map(|row| (0..table.columns.len()).map(move |column| (row, column)))
                {
                    let is_share = match table.columns[column].unit {
                        Unit::Days | Unit::Points => false,
                        Unit::Percent => true,
                        _ => continue,
                    };
                    let figure = shown.figures[row][column].map(f64::to_bits);
                    let seen = seen.entry((report, row, column, is_share)).or_default();
                    let (present, absent) = seen.entry(figure).or_default();
                    *(if is_with { present } else { absent }) += 1;
                }
            }
        }
    }
    let mut advantages = Advantages::default();
    for ((.., is_share), seen) in seen {
        let apart: u32 = seen.values().map(|(with, without)| with.saturating_sub(*without)).sum();
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let apart = f64::from(apart) / SECRETS as f64;
        let into = if is_share { &mut advantages.shares } else { &mut advantages.medians };
        into.push(apart);
    }
    advantages
}

/// How many questions of the grid there are with so many filters, and of how many of them the rows are others than if there were nobody.
pub(crate) fn rows(people: &Population, grid: &Grid, filters: usize) -> (usize, usize) {
    let [image, nobody] = [people.image(0), people.image_of([], 0)];
    let [asked, of_nobody] =
        [&image, &nobody].map(|image| Asked { image, catalogue: &people.catalogue });
    let (mut questions, mut others) = (0, 0);
    for filter in Condition::filters(&people.catalogue, filters) {
        for slot in Span::all().map(|span| (span, 11)).filter(|slot| grid.asks(*slot, filter.len()))
        {
            for report in ReportKind::VARIANTS {
                let rows = |asked: &Asked<'_>| {
                    asked.shown(&asked.table(*report, slot, &Condition::filter(&filter))).rows
                };
                questions += 1;
                others += usize::from(rows(&asked) != rows(&of_nobody));
            }
        }
    }
    (questions, others)
}

/// By how much the time that an answer takes gives one person away: how far the chances of it lie apart at most, at
/// one limit.
pub(crate) fn time(people: &Population, who: usize) -> f64 {
    let others = (0..people.len()).filter(|n| *n != who);
    let images = [people.image(0), people.image_of(others, 0)];
    let mut taken: [Vec<Duration>; 2] = [vec![], vec![]];
    for n in 0..2 * SECRETS {
        let which = usize::from(n % 2 == 1);
        let asked = Asked { image: &images[which], catalogue: &people.catalogue };
        let begun = Instant::now();
        let table = asked.table(ReportKind::Outcomes, (Span::Year, 11), &Condition::filter(&[]));
        std::hint::black_box(asked.shown(&table));
        taken[which].push(begun.elapsed());
    }
    let below = |taken: &[Duration], limit: Duration| taken.iter().filter(|t| **t <= limit).count();
    let apart = |limit: &Duration| below(&taken[0], *limit).abs_diff(below(&taken[1], *limit));
    let most = taken.iter().flatten().map(apart).max().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "few")]
    let share = most as f64 / SECRETS as f64;
    share
}
