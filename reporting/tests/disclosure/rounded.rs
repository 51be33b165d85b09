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
/// By how much two figures may whose draws are not the same, of cells that can differ by nobody but the target.
const BY_TWO_DRAWS: f64 = 13.0 / 25.0;
/// Far enough to have seen every remainder, with small counts and with large ones.
const COUNTS: std::ops::Range<u32> = 0..60;

/// By how much two figures may, of this many people, and of these and the target. Of so many and one more, the
/// target is the one with the greatest key once; otherwise both figures have the same draw.
fn by_a_difference(many: u32, by_one_figure: f64) -> f64 {
    by_one_figure + (BY_TWO_DRAWS - by_one_figure) / f64::from(many + 1)
}

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
    shown: impl Fn(i64, i64) -> T,
) -> Distribution<T> {
    let mut both = Distribution::new();
    for (a, p) in one {
        for (b, q) in other {
            *both.entry(shown(*a, *b)).or_default() += p * q;
        }
    }
    both
}

/// What comes of two analysts' figures that have the same draw.
fn at_once<T: Ord>(one: i64, other: i64, shown: impl Fn(i64, i64) -> T) -> Distribution<T> {
    let figure = |count: i64, draw| count - count % 5 + if draw < count % 5 { 5 } else { 0 };
    let mut both = Distribution::new();
    for draw in 0..5 {
        *both.entry(shown(figure(one, draw), figure(other, draw))).or_default() += 0.2;
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
        let given_away = |n| advantage(&figure(n + 1, thresholds), &figure(n, thresholds));
        reaches(worst(given_away), bound);
    }
}

#[test]
fn a_difference_of_cells_that_others_change_too_tells_no_more_than_one_figure() {
    let gap = |a: i64, b: i64| b - a;
    let one = BY_ONE_FIGURE[0];
    for (thresholds, bound) in audiences().into_iter().zip(BY_ONE_FIGURE) {
        for others in 1..8 {
            let given_away = |n| {
                let before = figure(n, thresholds);
                let after = |more| together(&before, &figure(n + others + more, thresholds), gap);
                advantage(&after(1), &after(0))
            };
            assert!(worst(given_away) <= bound + 1e-9);
        }
    }
    // And where the greatest key is that of somebody in both, so that they have the same draw.
    for others in 1..8 {
        let after = |n: u32, more| at_once(i64::from(n), i64::from(n) + others + more, gap);
        assert!(worst(|n| advantage(&after(n, 1), &after(n, 0))) <= one + 1e-9);
    }
}

#[test]
fn a_difference_that_only_the_target_can_make_mostly_has_one_draw_and_tells_as_one_figure() {
    // Absent, the two cells are of the same people, and their figures the same. Present, they have the same
    // greatest key and draw, unless it is the target's: the attacker is right when they differ, and
    // learns nothing when not.
    let gap = |without: i64, with: i64| with - without;
    let absent = Distribution::from([(0, 1.0)]);
    for (thresholds, one) in audiences().into_iter().zip(BY_ONE_FIGURE) {
        let given_away = |n: u32| {
            let present = together(&figure(n, thresholds), &figure(n + 1, thresholds), gap);
            let apart = advantage(&present, &absent);
            let shared = advantage(&figure(n + 1, thresholds), &figure(n, thresholds));
            (shared * f64::from(n) + apart) / f64::from(n + 1)
        };
        for n in COUNTS {
            assert!(given_away(n) <= by_a_difference(n, one) + 1e-9, "{n}: {}", given_away(n));
        }
        reaches(given_away(12), by_a_difference(12, one));
        assert!(worst(given_away) <= 0.32 + 1e-9, "{}", worst(given_away));
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
        let given_away = |n, m| advantage(&both(n + 1, m), &both(n, m + 1));
        let bound = 1.0 - (1.0 - one).powi(2);
        assert!(worst(|n| worst(|m| given_away(n, m))) <= bound + 1e-9);
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
    // decides is only who is counted. From 12 to 13 figures of two draws differ most often.
    for (thresholds, one) in audiences().into_iter().zip(BY_ONE_FIGURE) {
        let often = told_by(1, 12, thresholds);
        assert!(often < by_a_difference(12, one) + 0.03, "{often}");
        assert!(often > one - 0.03, "{often}: the simulation does not attack");
    }
}

#[test]
fn every_further_pair_of_cells_that_isolates_the_target_is_at_most_one_more_chance() {
    let [analysts, _] = audiences();
    for pairs in 1..6 {
        let often = told_by(pairs, 12, analysts);
        let over = |one: f64| 1.0 - (1.0 - one).powi(i32::try_from(pairs).unwrap());
        let stated = over(by_a_difference(12, BY_ONE_FIGURE[0]));
        assert!(often < stated + 0.03, "{pairs} pairs: {often}, stated {stated}");
        assert!(often > over(BY_ONE_FIGURE[0]) - 0.03, "{pairs} pairs: {often}");
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
