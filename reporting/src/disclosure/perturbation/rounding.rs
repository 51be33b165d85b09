//! Rounding by chance to a multiple of the threshold.
//!
//! A count of `k·m + j` is shown as `k·(m+1)` with chance `j/k` and as `k·m` otherwise, so that
//! figures are right on average. Counts that differ by one and are rounded by one draw then give different
//! figures in one case of `k`; and because only multiples of `k` are shown, even figures whose chance was
//! drawn anew are the same about half of the time, which noise of ±3 hardly ever gives. Nobody is shown as
//! zero, and so are few at times: zero does not say that there is nobody. No figure from 1 to `k − 1` is ever
//! shown.

use super::Cell;
use crate::disclosure::Thresholds;

/// How far off a figure may be. It is stated beside every figure that was rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precision {
    /// Figures are multiples of this.
    pub step: u32,
    /// No figure is further off than this.
    pub spread: u32,
    /// No figure has a greater variance than this, over the secrets that there could have been.
    pub variance: u32,
}

/// How far off figures may be at these thresholds.
#[must_use]
pub fn precision(thresholds: Thresholds) -> Precision {
    let exact = Precision { step: 1, spread: 0, variance: 0 };
    thresholds.steps().fold(exact, |before, k| Precision {
        step: k,
        spread: before.spread + k - greatest_common_divisor(before.step, k),
        // Rounding in two steps to a multiple of the first is as rounding once.
        variance: k * k / 4 + if k % before.step == 0 { 0 } else { before.variance },
    })
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// The figure that is shown for a cell.
///
/// What the public sees is the analysts' figure, rounded once more.
#[must_use]
pub fn shown(cell: Cell, thresholds: Thresholds) -> u32 {
    thresholds.steps().zip(PURPOSES).fold(cell.count, |count, (k, purpose)| match count % k {
        // Most figures are none: there is nothing to draw.
        0 => count,
        _ => rounded(count, k, cell.key.draw(purpose, k)),
    })
}

/// What is drawn for analysts and for the public. The public's draw must not depend on the
/// other, or figures would be biased.
const PURPOSES: [&str; 2] = ["analysts", "public"];

/// To the multiple of `k` above where `draw`, which is below `k`, is less than the remainder.
fn rounded(count: u32, k: u32, draw: u32) -> u32 {
    let remainder = count % k;
    let below = count - remainder;
    if draw < remainder { below.saturating_add(k) } else { below }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::perturbation::Secret;
    use loopbrug_domain::catalogue::Catalogues;
    use loopbrug_domain::ids::TrajectoryId;

    /// A figure that may be shown, in how many of all cases.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Chance {
        shown: u32,
        cases: u32,
        /// Of how many cases, all equally likely.
        of: u32,
    }

    /// All that may be shown for a count, with the chances over the secrets that there could be, in
    /// ascending order. It is no secret: statisticians correct for it, and the tests hold the figures
    /// that are stated against it.
    fn chances(count: u32, thresholds: Thresholds) -> Vec<Chance> {
        let of = thresholds.steps().product();
        let mut cases = std::collections::BTreeMap::from([(count, of)]);
        for k in thresholds.steps() {
            let mut next = std::collections::BTreeMap::new();
            for (count, cases) in cases {
                for draw in 0..k {
                    *next.entry(rounded(count, k, draw)).or_default() += cases / k;
                }
            }
            cases = next;
        }
        cases.into_iter().map(|(shown, cases)| Chance { shown, cases, of }).collect()
    }

    fn audiences() -> [Thresholds; 2] {
        let catalogues = Catalogues::embedded();
        let limits = catalogues.latest("vlaamse-ardennen").unwrap().limits();
        [Thresholds::of_analysts(limits), Thresholds::of_public(limits)]
    }

    /// Thresholds of another catalogue, of which the second is no multiple of the first.
    fn odd() -> Thresholds {
        let catalogues = Catalogues::embedded();
        let mut limits = catalogues.latest("vlaamse-ardennen").unwrap().limits().clone();
        (limits.disclosure_k, limits.public_k) = (4, 10);
        Thresholds::of_public(&limits)
    }

    fn moments(count: u32, thresholds: Thresholds) -> (f64, f64) {
        let chances = chances(count, thresholds);
        let over = |of: &dyn Fn(f64) -> f64| -> f64 {
            let weighted = |chance: &Chance| {
                of(f64::from(chance.shown)) * f64::from(chance.cases) / f64::from(chance.of)
            };
            chances.iter().map(weighted).sum()
        };
        let mean = over(&|shown| shown);
        (mean, over(&|shown| (shown - mean).powi(2)))
    }

    #[test]
    fn the_stated_precision_holds_for_every_count_and_is_reached() {
        for thresholds in audiences().into_iter().chain([odd()]) {
            let stated = precision(thresholds);
            let (mut spread, mut variance) = (0, 0.0_f64);
            for count in 0..200 {
                let (mean, about_mean) = moments(count, thresholds);
                assert!((mean - f64::from(count)).abs() < 1e-9, "{count} is {mean} on average");
                variance = variance.max(about_mean);
                for chance in chances(count, thresholds) {
                    assert_eq!(chance.shown % stated.step, 0);
                    spread = spread.max(chance.shown.abs_diff(count));
                }
            }
            assert_eq!(spread, stated.spread);
            assert!(variance <= f64::from(stated.variance));
            assert!(variance > f64::from(stated.variance) * 0.75, "{variance} of {stated:?}");
        }
    }

    #[test]
    fn analysts_see_multiples_of_five_no_more_than_four_off() {
        let [analysts, public] = audiences();
        assert_eq!(precision(analysts), Precision { step: 5, spread: 4, variance: 6 });
        assert_eq!(precision(public), Precision { step: 10, spread: 9, variance: 25 });
    }

    #[test]
    fn nobody_is_shown_as_nobody_and_few_as_none_or_as_the_threshold() {
        for thresholds in audiences() {
            let k = thresholds.smallest();
            assert_eq!(
                chances(0, thresholds),
                [Chance { shown: 0, cases: 1, of: 1 }].map(|c| {
                    let of = thresholds.steps().product();
                    Chance { cases: of, of, ..c }
                })
            );
            let few: Vec<_> = chances(1, thresholds).iter().map(|chance| chance.shown).collect();
            assert_eq!(few, [0, k]);
        }
    }

    #[test]
    fn figures_come_out_as_often_as_their_chances_say() {
        let secret = Secret::new([3; 32]);
        let key = |n| secret.record_key(TrajectoryId(uuid::Uuid::from_u128(n)));
        for thresholds in audiences() {
            let mut seen = std::collections::BTreeMap::<u32, u32>::new();
            for group in 0..10_000 {
                let cell: Cell = (0..7).map(|n| key(group * 7 + n)).collect();
                *seen.entry(shown(cell, thresholds)).or_default() += 1;
            }
            let chances = chances(7, thresholds);
            assert_eq!(seen.len(), chances.len());
            for chance in chances {
                let expected = 10_000 * chance.cases / chance.of;
                // Five standard deviations are 250 at the most.
                assert!(seen[&chance.shown].abs_diff(expected) < 250, "{seen:?}");
            }
        }
    }

    #[test]
    fn the_greatest_count_is_not_rounded_out_of_range() {
        for draw in 0..5 {
            assert!(rounded(u32::MAX - 1, 5, draw) >= u32::MAX - 5);
        }
    }
}
