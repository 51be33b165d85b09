//! What else an answer says than its figures of people: medians and shares, which rows there are, how long it takes.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::reports::{ReportKind, Unit};
use strum::VariantArray;

use crate::figures::{Asked, at_the_end};
use crate::grid::{Condition, Span, YEAR_END};
use crate::grids::Grid;
use crate::population::Population;

/// How many secrets there could have been.
const SECRETS: u64 = 300;
/// How often an answer is timed, over so many images.
const TIMES: usize = 2_000;
const IMAGES: usize = 20;

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
            for report in ReportKind::VARIANTS.iter().copied() {
                let table = asked.table(report, (Span::Year, YEAR_END), &Condition::filter(&[]));
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
        for slot in at_the_end().into_iter().filter(|slot| grid.asks(*slot, filter.len())) {
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
/// one limit. First with the person and without; then with the person both times, which is what chance gives.
pub(crate) fn time(people: &Population, who: usize) -> [f64; 2] {
    let others = || people.image_of((0..people.len()).filter(|n| *n != who), 0);
    let all = || people.image(0);
    // Images of the same people take different times, by where in memory they are: several of each.
    let [with, again, without]: [Vec<Image>; 3] = [
        (0..IMAGES).map(|_| all()).collect(),
        (0..IMAGES).map(|_| all()).collect(),
        (0..IMAGES).map(|_| others()).collect(),
    ];
    let mut taken: [Vec<Duration>; 3] = [vec![], vec![], vec![]];
    for n in 0..TIMES {
        for (images, taken) in [&with, &without, &again].into_iter().zip(&mut taken) {
            let asked = Asked { image: &images[n % IMAGES], catalogue: &people.catalogue };
            let begun = Instant::now();
            let table =
                asked.table(ReportKind::Outcomes, (Span::Year, YEAR_END), &Condition::filter(&[]));
            std::hint::black_box(asked.shown(&table));
            taken.push(begun.elapsed());
        }
    }
    let below = |taken: &[Duration], limit: Duration| taken.iter().filter(|t| **t <= limit).count();
    [&taken[1], &taken[2]].map(|other| {
        let apart = |limit: &Duration| below(&taken[0], *limit).abs_diff(below(other, *limit));
        let most = taken[0].iter().chain(other).map(apart).max().unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let share = most as f64 / TIMES as f64;
        share
    })
}
