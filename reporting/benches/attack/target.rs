//! One given person, and whether the region has them: how far the chances of all that is shown lie apart with them and
//! without (total variation), for somebody who knows the whole life of the person and nobody else's.
//!
//! Worlds are invented by the hundred: other people, another secret. Somebody learns from half of them what the figures
//! that the person would be counted in look like with them and without, and guesses in the other half.

use std::collections::BTreeSet;
use std::fmt;

use loopbrug_domain::catalogue::Limits;
use loopbrug_reporting::disclosure::Thresholds;
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::reports::{ReportKind, Table, Unit};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use strum::VariantArray;

use crate::figures::{Asked, Figures, Group, Slot, rounded};
use crate::grid::{Condition, YEAR_END};
use crate::grids::{Grid, Had};
use crate::population::Population;
use crate::simulate::Dice;

/// What figures are of that somebody may be counted in.
const UNITS: [Unit; 5] = [Unit::People, Unit::Times, Unit::Days, Unit::Points, Unit::Percent];

/// A figure that the person is counted in.
struct Place {
    asked: usize,
    row: usize,
    column: usize,
    slot: Slot,
    had: Had,
    of_people: bool,
}

/// What is asked about somebody.
pub(crate) struct Target<'a> {
    people: &'a Population,
    who: usize,
    asked: Vec<(ReportKind, Slot, Vec<Condition>)>,
    places: Vec<Place>,
}

/// By which figures somebody is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By {
    Analysts,
    Public,
    /// Those of analysts and of the public.
    Both,
    /// Those of analysts at a threshold of [`WIDER`].
    Wider,
}

/// What somebody looks at of what was shown.
#[derive(Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) by: By,
    pub(crate) grid: &'a Grid,
    pub(crate) reports: &'a [ReportKind],
    /// Whether what was known later is looked at, too, and not only what is known at the end of the year.
    pub(crate) editions: bool,
    /// Whether figures that are not of people are, too.
    pub(crate) all_units: bool,
}

impl fmt::Display for Look<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by, grid, reports, editions, all_units } = self;
        let known = if *editions { "as of all moments" } else { "as of its end" };
        let units = if *all_units { "all figures" } else { "people" };
        let left_out = ReportKind::VARIANTS.iter().filter(|report| !reports.contains(report));
        let left_out = left_out.map(ToString::to_string).collect::<Vec<_>>().join(" ");
        write!(f, "{by:?}, {}, without [{left_out}], {known}, {units}", grid.name)
    }
}

/// What was shown in one world: with the person, and without.
pub(crate) struct World {
    with: Vec<Seen>,
    without: Vec<Seen>,
}

/// A figure as analysts are shown it, as the public is, and as analysts would be in steps of [`WIDER`], where it is
/// shown.
type Seen = [Option<f64>; 3];

/// Another threshold, between that of analysts and that of the public.
pub(crate) const WIDER: u32 = 8;

impl<'a> Target<'a> {
    pub(crate) fn new(
        people: &'a Population,
        who: usize,
        reports: &[ReportKind],
        grid: &Grid,
        slots: &[Slot],
    ) -> Self {
        let image = people.image_of([who], 0);
        let asked = Asked { image: &image, catalogue: &people.catalogue };
        let filters = Condition::filters(&people.catalogue, grid.most_filters());
        let mut target = Self { people, who, asked: vec![], places: vec![] };
        let mut names = Figures::default();
        let mut known: BTreeSet<(String, Group, Slot)> = BTreeSet::new();
        for filter in filters {
            for report in reports {
                for slot in slots.iter().copied().filter(|slot| grid.asks(*slot, filter.len())) {
                    let table = asked.table(*report, slot, &Condition::filter(&filter));
                    target.add(&table, slot, &filter, &mut names, &mut known);
                }
            }
        }
        target
    }

    fn add(
        &mut self,
        table: &Table,
        slot: Slot,
        filter: &[Condition],
        names: &mut Figures,
        known: &mut BTreeSet<(String, Group, Slot)>,
    ) {
        let before = self.places.len();
        for place in names.places(table, &UNITS) {
            let figure = table.figure(place.row, place.column);
            let of_people = table.columns[place.column].unit == Unit::People;
            let of_things = table.columns[place.column].unit == Unit::Times;
            let counted = figure.is_some_and(|n| n > 0.0 || !of_people && !of_things);
            let group = names.group(&place, filter);
            if counted && known.insert((place.measure.clone(), group, slot)) {
                let had = Had { filters: filter.len(), of_all: place.of_all && filter.is_empty() };
                let (asked, row, column) = (self.asked.len(), place.row, place.column);
                self.places.push(Place { asked, row, column, slot, had, of_people });
            }
        }
        if self.places.len() > before {
            self.asked.push((table.report, slot, filter.to_vec()));
        }
    }

    fn figures(&self, image: &Image) -> Vec<Seen> {
        let asked = Asked { image, catalogue: &self.people.catalogue };
        let shown: Vec<_> = self
            .asked
            .iter()
            .map(|(report, slot, filter)| {
                let table = asked.table(*report, *slot, &Condition::filter(filter));
                let limits = self.people.catalogue.limits();
                let wider = Limits { disclosure_k: WIDER, ..limits.clone() };
                [
                    Thresholds::of_analysts(limits),
                    Thresholds::of_public(limits),
                    Thresholds::of_analysts(&wider),
                ]
                .map(|thresholds| rounded(&table, thresholds).figures)
            })
            .collect();
        let figure = |place: &Place| {
            let figure = |shown: &Vec<Vec<Option<f64>>>| shown.get(place.row)?[place.column];
            shown[place.asked].each_ref().map(figure)
        };
        self.places.iter().map(figure).collect()
    }

    /// So many worlds of so many people; where the others are known they are the same in all of them.
    pub(crate) fn worlds(&self, worlds: u64, size: usize, known: bool) -> Vec<World> {
        let world = |n: u64| {
            let mut dice = Dice::for_client(77, if known { 0 } else { n });
            let mut others: Vec<usize> =
                (0..self.people.len()).filter(|n| *n != self.who).collect();
            dice.shuffle(&mut others);
            others.truncate(size - 1);
            let without = self.figures(&self.people.image_of(others.iter().copied(), 2 * n));
            others.push(self.who);
            let with = self.figures(&self.people.image_of(others, 2 * n + 1));
            World { with, without }
        };
        (0..worlds).into_par_iter().map(world).collect()
    }

    /// How many figures the person is counted in, and the advantage of who has learnt.
    pub(crate) fn advantage(&self, worlds: &[World], look: Look<'_>) -> (usize, f64) {
        let kept = |n: &usize| {
            let Place { asked, slot, had, of_people, .. } = &self.places[*n];
            look.grid.shows(*slot, *had)
                && (look.editions || slot.1 == YEAR_END)
                && (look.all_units || *of_people)
                && look.reports.contains(&self.asked[*asked].0)
        };
        let seen = |[analysts, public, wider]: &Seen| {
            let figures = [(*analysts, 5.0), (*public, 10.0), (*wider, f64::from(WIDER))];
            let figures = match look.by {
                By::Analysts => &figures[..1],
                By::Public => &figures[1..2],
                By::Both => &figures[..2],
                By::Wider => &figures[2..],
            };
            let features = figures.iter().flat_map(|(figure, k)| {
                let present = if *figure > Some(0.0) { *k } else { 0.0 };
                [figure.unwrap_or(0.0), present]
            });
            features.collect::<Vec<f64>>()
        };
        let kept: Vec<usize> = (0..self.places.len()).filter(kept).collect();
        let features = |figures: &[Seen]| -> Vec<f64> {
            kept.iter().flat_map(|n| seen(&figures[*n])).collect()
        };
        let half = worlds.len() / 2;
        let (mut learnt, mut guessed) = (vec![], vec![]);
        for (n, world) in worlds.iter().enumerate() {
            let into = if n < half { &mut learnt } else { &mut guessed };
            into.push((features(&world.with), 1.0));
            into.push((features(&world.without), -1.0));
        }
        let best = [3.0, 30.0, 300.0].into_iter().map(|ridge| {
            let judge = Judge::learn(&learnt, ridge);
            let right = |(features, is): &&(Vec<f64>, f64)| judge.says(features) * is > 0.0;
            let right = guessed.iter().filter(right).count();
            #[expect(clippy::cast_precision_loss, reason = "few")]
            let share = right as f64 / guessed.len() as f64;
            2.0 * share - 1.0
        });
        (kept.len(), best.fold(0.0, f64::max))
    }
}

/// A logistic regression, with a penalty on large weights.
struct Judge {
    mean: Vec<f64>,
    scale: Vec<f64>,
    weights: Vec<f64>,
}

impl Judge {
    fn learn(examples: &[(Vec<f64>, f64)], ridge: f64) -> Self {
        let width = examples[0].0.len();
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let many = examples.len() as f64;
        let over = |of: &dyn Fn(&[f64], usize) -> f64| -> Vec<f64> {
            (0..width).map(|n| examples.iter().map(|(x, _)| of(x, n)).sum::<f64>() / many).collect()
        };
        let mean = over(&|x, n| x[n]);
        let spread = over(&|x, n| (x[n] - mean[n]).powi(2));
        let scale: Vec<f64> = spread.iter().map(|spread| 1.0 / (spread.sqrt() + 0.2)).collect();
        let mut judge = Self { mean, scale, weights: vec![0.0; width] };
        let examples: Vec<(Vec<f64>, f64)> =
            examples.iter().map(|(x, is)| (judge.centred(x), *is)).collect();
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let step = 4.0 / (width as f64 + 4.0 * ridge / many);
        let mut momentum = vec![0.0; width];
        for _ in 0..200 {
            let mut slope: Vec<f64> = judge.weights.iter().map(|w| w * ridge / many).collect();
            for (x, is) in &examples {
                let says: f64 = x.iter().zip(&judge.weights).map(|(x, w)| x * w).sum();
                let wrong = is / (1.0 + (is * says).exp()) / many;
                slope.iter_mut().zip(x).for_each(|(slope, x)| *slope -= wrong * x);
            }
            for ((weight, momentum), slope) in
                judge.weights.iter_mut().zip(&mut momentum).zip(&slope)
            {
                *momentum = 0.9 * *momentum - step * slope;
                *weight += *momentum;
            }
        }
        judge
    }

    fn centred(&self, x: &[f64]) -> Vec<f64> {
        x.iter()
            .zip(&self.mean)
            .zip(&self.scale)
            .map(|((x, mean), scale)| (x - mean) * scale)
            .collect()
    }

    fn says(&self, x: &[f64]) -> f64 {
        self.centred(x).iter().zip(&self.weights).map(|(x, w)| x * w).sum()
    }
}
