//! Rounded figures: one by itself, two subtracted, many at once.
//!
//! An attacker's *advantage* is by how much more often a guess is right with the figures than
//! without, at best, where presence and absence are equally likely: the total variation distance
//! between what is shown in the one case and in the other.

use std::collections::BTreeMap;

use loopbrug_domain::ids::TrajectoryId;
use loopbrug_reporting::disclosure::Thresholds;
use loopbrug_reporting::disclosure::perturbation::{Cell, RecordKey, Secret, precision, shown};

use crate::reported::limits;

/// By how much one figure may give somebody away to whoever knows about all others: one in k.
const BY_ONE_FIGURE: [f64; 2] = [1.0 / 5.0, 1.0 / 10.0];
/// By how much two figures may, of cells that can differ by nobody but the target.
const BY_A_DIFFERENCE: [f64; 2] = [0.32, 29.0 / 150.0];
/// Far enough to have seen every remainder, with small counts and with large ones.
const COUNTS: std::ops::Range<u32> = 0..60;

type Distribution<T> = BTreeMap<T, f64>;

fn audiences() -> [Thresholds; 2] {
    let limits = limits(5, 10);
    [Thresholds::of_analysts(&limits), Thresholds::of_public(&limits)]
}

/// All that may be shown for a count, with the chances over the secrets that there could be: rounded to a
/// multiple of the first threshold, and for the public to one of the second, more likely to the nearer one.
fn figure(count: u32, thresholds: Thresholds) -> Distribution<i64> {
    let mut chances = Distribution::from([(i64::from(count), 1.0)]);
    for k in [5, 10].into_iter().filter(|k| *k <= thresholds.smallest()) {
        let mut rounded = Distribution::new();
        for (count, chance) in chances {
            let over = u32::try_from(count.rem_euclid(i64::from(k))).unwrap();
            let (below, up) = (count - i64::from(over), f64::from(over) / f64::from(k));
            *rounded.entry(below).or_default() += chance * (1.0 - up);
            if over > 0 {
                *rounded.entry(below + i64::from(k)).or_default() += chance * up;
            }
        }
        chances = rounded;
    }
    chances
}

/// What comes of two figures whose chances were drawn apart.
fn together<T: Ord>(
    one: &Distribution<i64>,
    other: &Distribution<i64>,
    told: impl Fn(i64, i64) -> T,
) -> Distribution<T> {
    let mut both = Distribution::new();
    for (a, p) in one {
        for (b, q) in other {
            *both.entry(told(*a, *b)).or_default() += p * q;
        }
    }
    both
}

fn advantage<T: Ord + Copy>(present: &Distribution<T>, absent: &Distribution<T>) -> f64 {
    let chance = |of: &Distribution<T>, what: &T| of.get(what).copied().unwrap_or(0.0);
    let gained = |(what, p): (&T, &f64)| (p - chance(absent, what)).max(0.0);
    present.iter().map(gained).sum()
}

fn worst(of: impl Fn(u32) -> f64) -> f64 {
    COUNTS.map(of).fold(0.0, f64::max)
}

#[track_caller]
fn reaches(worst: f64, bound: f64) {
    assert!(worst <= bound + 1e-9, "{worst} is more than the {bound} that is stated");
    assert!(worst > bound - 0.03, "{worst}: the bound of {bound} could be stated lower");
}

#[test]
fn one_figure_tells_of_the_last_person_no_more_than_one_in_k() {
    for (thresholds, bound) in audiences().into_iter().zip(BY_ONE_FIGURE) {
        let told = |n| advantage(&figure(n + 1, thresholds), &figure(n, thresholds));
        reaches(worst(told), bound);
    }
}

/// How often the figures of so many people and of the target beside them differ. They are rounded by one draw,
/// unless the target has the greatest key.
fn differ(others: u32, thresholds: Thresholds) -> f64 {
    let [one, other] = [others, others + 1].map(|count| figure(count, thresholds));
    let drawn_anew =
        advantage(&together(&one, &other, |a, b| b - a), &Distribution::from([(0, 1.0)]));
    let by_one_draw = 1.0 / f64::from(thresholds.smallest());
    (f64::from(others) * by_one_draw + drawn_anew) / f64::from(others + 1)
}

#[test]
fn a_difference_that_only_the_target_can_make_is_mostly_nothing() {
    // Absent, the two cells are of the same people, and their figures the same. Present, the attacker is right
    // when they differ, and learns nothing when not.
    for (thresholds, bound) in audiences().into_iter().zip(BY_A_DIFFERENCE) {
        reaches(worst(|others| differ(others, thresholds)), bound);
    }
}

#[test]
fn a_figure_and_that_of_the_others_tell_of_no_more_than_two_figures() {
    // The target takes part for sure: is it among those with a home, or among those without?
    for (thresholds, one) in audiences().into_iter().zip(BY_ONE_FIGURE) {
        let both = |n, m| {
            together(&figure(n, thresholds), &figure(m, thresholds), |with, without| {
                (with, without)
            })
        };
        let told = |n, m| advantage(&both(n + 1, m), &both(n, m + 1));
        let bound = 1.0 - (1.0 - one).powi(2);
        assert!(worst(|n| worst(|m| told(n, m))) <= bound + 1e-9);
    }
}

#[test]
fn a_smaller_bound_would_not_hold_for_plain_noise() {
    // Why rounding: noise of -3 to 3, redrawn, gives the same figure one time in six or seven.
    let noise = |n: i64| -> Distribution<i64> { (n - 3..=n + 3).map(|s| (s, 1.0 / 7.0)).collect() };
    let gap = together(&noise(10), &noise(11), |a, b| b - a);
    assert!(advantage(&gap, &Distribution::from([(0, 1.0)])) > 0.85);
}

fn key(secret: u8, person: u128) -> RecordKey {
    Secret::new([secret; 32]).record_key(TrajectoryId(uuid::Uuid::from_u128(person)))
}

/// The trials of a simulation: different people, so that every key is another.
const TRIALS: u128 = 4_000;

/// How often the figures of two cells differ that differ by the target, where it is present.
fn told_by(pairs: u128, size: u128, thresholds: Thresholds) -> f64 {
    let mut told = 0_u32;
    for trial in 0..TRIALS {
        let target = key(1, trial << 64);
        let differs = |pair: u128| {
            let others = (0..size).map(|n| key(1, trial << 64 | (pair * size + n + 1)));
            let without: Cell = others.collect();
            let mut with = without;
            with.add(target);
            shown(with, thresholds) != shown(without, thresholds)
        };
        told += u32::from((0..pairs).any(differs));
    }
    f64::from(told) / f64::from(u32::try_from(TRIALS).unwrap())
}

#[test]
fn subtraction_and_neighbouring_days_tell_as_often_as_is_stated() {
    // The cells may be of overlapping filters, of two days or of two positions of the log: what
    // decides is only who is counted.
    for thresholds in audiences() {
        let often = told_by(1, 12, thresholds);
        let stated = differ(12, thresholds);
        assert!((often - stated).abs() < 0.03, "{often}, stated {stated}");
    }
}

#[test]
fn every_further_pair_of_cells_that_isolates_the_target_is_one_more_chance() {
    let [analysts, _] = audiences();
    for pairs in 1..5 {
        let often = told_by(pairs, 12, analysts);
        let stated = 1.0 - (1.0 - differ(12, analysts)).powi(i32::try_from(pairs).unwrap());
        assert!((often - stated).abs() < 0.04, "{pairs} pairs: {often}, stated {stated}");
    }
}

#[test]
fn days_on_which_nobody_comes_show_one_figure_and_its_average_is_no_nearer() {
    for thresholds in audiences() {
        let people: Vec<u128> = (1..=13).collect();
        let mut figures: Vec<u32> = Vec::new();
        for day in 0..400 {
            // Another way to the same people: in another order, with nobody of another group.
            let turned = people.iter().cycle().skip(day % 13).take(13);
            let cell: Cell = turned.map(|person| key(9, *person)).collect();
            figures.push(shown(cell, thresholds));
        }
        figures.dedup();
        assert_eq!(figures.len(), 1);
        assert_ne!(figures[0], 13);
        assert!(figures[0].abs_diff(13) <= precision(thresholds).spread);
    }
}

#[test]
fn another_secret_would_give_the_average_away() {
    // Why the secret is never replaced: the average over secrets is the exact figure.
    let [analysts, _] = audiences();
    let figure = |secret| {
        let cell: Cell = (1..=13).map(|person| key(secret, person)).collect();
        f64::from(shown(cell, analysts))
    };
    let average = (0..=255).map(figure).sum::<f64>() / 256.0;
    assert!((average - 13.0).abs() < 0.8, "{average}");
}
