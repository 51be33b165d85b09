//! Figures that are made of others: shares, medians and the like.

use super::{Cell, shown};
use crate::disclosure::Thresholds;

/// A share in whole percent, made of the two figures that are shown and of nothing else, so that
/// it reveals nothing beyond them. Absent where the whole is shown as fewer than `least`, twice the
/// threshold, for then rounding alone makes nearly any share of it; no more than 100.
#[must_use]
pub fn share(part: u32, whole: u32, least: u32) -> Option<u32> {
    if whole < least.max(1) {
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

/// The place, from 0, of the value that is shown for a quantile of so many values in order, which are those of
/// `people`. It is the place of a value close by and not always of the right one: the keys decide among
/// three neighbours.
///
/// There is none without enough people: going by the figure that is shown for them, the threshold is reached
/// on both sides. At a threshold of 5 a median needs 10, and p90 needs 50. People and not values decide:
/// many values of few people are about few people.
#[must_use]
pub fn place(
    quantile: Quantile,
    people: Cell,
    values: usize,
    thresholds: Thresholds,
) -> Option<usize> {
    let tenths = quantile.tenths();
    let figure = u64::from(shown(people, thresholds));
    let least = u64::from(thresholds.smallest()) * 10;
    let enough = figure * tenths >= least && figure * (10 - tenths) >= least;
    let end = values.checked_sub(1).filter(|_| enough)?;
    let place = (values * usize::try_from(tenths).unwrap_or(5)).div_ceil(10) - 1;
    let shift = people.key.draw("quantile", 3) as usize;
    Some((place + shift).saturating_sub(1).min(end))
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
        assert_eq!(share(5, 20, 10), Some(25));
        assert_eq!(share(20, 15, 10), Some(100), "parts may be shown greater");
        assert_eq!(share(5, 5, 10), None, "too few to make a share of");
        assert_eq!(share(0, 0, 0), None, "a share of nothing");
    }

    #[test]
    fn a_median_needs_the_threshold_on_both_sides_and_p90_above_it() {
        for (of, least) in [(Quantile::Median, 10), (Quantile::P90, 50)] {
            let ask = |count: u32| {
                let people = Cell { count, key: CellKey::default() };
                place(of, people, 2 * count as usize, analysts())
            };
            assert!(ask(least).is_some());
            assert_eq!(ask(least - 5), None);
            assert_eq!(ask(0), None);
        }
    }

    #[test]
    fn a_quantile_is_that_of_a_neighbour() {
        let seen = |of| -> std::collections::BTreeSet<_> {
            let one = |n: u128| place(of, keys(n * 100, 100).collect(), 100, analysts()).unwrap();
            (0..60).map(one).collect()
        };
        assert_eq!(seen(Quantile::Median), [48, 49, 50].into());
        assert_eq!(seen(Quantile::P90), [88, 89, 90].into());
    }

    #[test]
    fn who_is_at_the_very_end_is_no_neighbour_of_the_place() {
        // Of 50 values the longest would be an individual's; the 45th and its neighbours are not.
        let p90 = place(Quantile::P90, keys(0, 50).collect(), 50, analysts()).unwrap();
        assert!((43..=45).contains(&p90));
    }
}
