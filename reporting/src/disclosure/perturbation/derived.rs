//! Figures that are made of others: shares, medians and the like.

use super::{Cell, shown};
use crate::disclosure::Thresholds;

/// A share in whole percent, made of the two figures that are shown and of nothing else, so that
/// it reveals nothing beyond them. Absent where the whole is shown as fewer than twice the
/// threshold, for then rounding alone makes nearly any share of it; no more than 100.
#[must_use]
pub fn share(part: Cell, whole: Cell, thresholds: Thresholds) -> Option<u32> {
    let (part, whole) = (shown(part, thresholds), shown(whole, thresholds));
    if whole < thresholds.smallest().saturating_mul(2) {
        return None;
    }
    let percent = (u64::from(part) * 100 + u64::from(whole) / 2) / u64::from(whole);
    Some(u32::try_from(percent).map_or(100, |percent| percent.min(100)))
}

/// Which value of all, in order, a figure shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantile {
    /// Half of all are no greater.
    Median,
    /// Nine in ten are no greater.
    P90,
}

impl Quantile {
    /// How many in ten are no greater.
    fn tenths(self) -> u64 {
        match self {
            Self::Median => 5,
            Self::P90 => 9,
        }
    }
}

/// Whether enough people are counted for a quantile: going by the figure that is shown for them, the
/// threshold is reached on both sides of it. At a threshold of 5 a median needs 10, and p90 needs 50.
#[must_use]
pub fn enough(people: Cell, quantile: Quantile, thresholds: Thresholds) -> bool {
    let tenths = quantile.tenths();
    let figure = u64::from(shown(people, thresholds));
    let least = u64::from(thresholds.smallest()) * 10;
    figure * tenths >= least && figure * (10 - tenths) >= least
}

/// A median or a 90th percentile of the values of those counted in `cell`, to the nearest
/// multiple of `coarseness` (days to a week: 7).
///
/// It is absent where there are not [`enough`] values. It is
/// the value of somebody close to that place and not always of the one who has it:
/// the keys decide among three neighbours.
///
/// # Panics
/// Where there are not as many values as people.
#[must_use]
pub fn quantile(
    values: &mut [u32],
    quantile: Quantile,
    cell: Cell,
    thresholds: Thresholds,
    coarseness: u32,
) -> Option<u32> {
    assert_eq!(u32::try_from(values.len()), Ok(cell.count), "one value for each that is counted");
    if values.is_empty() || !enough(cell, quantile, thresholds) {
        return None;
    }
    let tenths = quantile.tenths();
    let place = (values.len() * usize::try_from(tenths).unwrap_or(5)).div_ceil(10) - 1;
    let shift = cell.key.draw("quantile", 3) as usize;
    let place = (place + shift).saturating_sub(1).min(values.len() - 1);
    let (_, value, _) = values.select_nth_unstable(place);
    let coarseness = coarseness.max(1);
    Some(value.saturating_add(coarseness / 2) / coarseness * coarseness)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::perturbation::{CellKey, RecordKey, Secret};
    use loopbrug_domain::catalogue::Catalogues;
    use loopbrug_domain::ids::TrajectoryId;

    fn analysts() -> Thresholds {
        let catalogues = Catalogues::embedded();
        Thresholds::of_analysts(catalogues.latest("vlaamse-ardennen").unwrap().limits())
    }

    fn keys(first: u128, many: u128) -> impl Iterator<Item = RecordKey> {
        let key = |n| Secret::new([5; 32]).record_key(TrajectoryId(uuid::Uuid::from_u128(n)));
        (first..first + many).map(key)
    }

    #[test]
    fn a_share_is_made_of_what_is_shown() {
        let exact = |count| Cell { count, key: CellKey::default() };
        assert_eq!(share(exact(5), exact(20), analysts()), Some(25));
        assert_eq!(
            share(exact(20), exact(15), analysts()),
            Some(100),
            "parts may be shown greater"
        );
        assert_eq!(share(exact(5), exact(5), analysts()), None, "too few to make a share of");
        let seen: std::collections::BTreeSet<_> = (0..100)
            .map(|n| share(keys(n * 9, 9).collect(), exact(20), analysts()).unwrap())
            .collect();
        assert_eq!(seen, [25, 50].into(), "9 of 20 is shown as 5 or as 10 of 20");
    }

    #[test]
    fn a_median_needs_the_threshold_on_both_sides_and_p90_above_it() {
        for (of, least) in [(Quantile::Median, 10), (Quantile::P90, 50)] {
            let ask = |count: u32| {
                let cell = Cell { count, key: CellKey::default() };
                quantile(&mut vec![0; count as usize], of, cell, analysts(), 7)
            };
            assert_eq!(ask(least), Some(0));
            assert_eq!(ask(least - 5), None);
            assert_eq!(ask(0), None);
        }
    }

    #[test]
    fn a_quantile_is_that_of_a_neighbour_in_whole_weeks() {
        let seen = |of, coarseness| -> std::collections::BTreeSet<_> {
            (0..60)
                .map(|n| {
                    let cell: Cell = keys(n * 100, 100).collect();
                    let mut days: Vec<u32> = (1..=100).rev().collect();
                    quantile(&mut days, of, cell, analysts(), coarseness).unwrap()
                })
                .collect()
        };
        assert_eq!(seen(Quantile::Median, 1), [49, 50, 51].into());
        assert_eq!(seen(Quantile::P90, 1), [89, 90, 91].into());
        assert_eq!(seen(Quantile::Median, 7), [49].into());
    }

    #[test]
    fn who_is_at_the_very_end_is_no_neighbour_of_the_place() {
        // Of 50 values the longest would be an individual's; the 45th and its neighbours are not.
        let cell: Cell = keys(0, 50).collect();
        let mut days: Vec<u32> = (1..=50).collect();
        let p90 = quantile(&mut days, Quantile::P90, cell, analysts(), 1).unwrap();
        assert!((44..=46).contains(&p90));
    }
}
