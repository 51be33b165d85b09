//! Values that were counted, as a number of times each: what a quantile is taken of.

use std::collections::BTreeMap;

/// How often each value came. There are far more values than different ones, and a quantile needs no
/// more than this to be exact.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    /// How often each of the usual values came, from the [`LOWEST`] of them on, as far as they came.
    usual: Vec<u32>,
    /// How often each of the others came.
    others: BTreeMap<i32, u32>,
}

/// Changes, numbers of attempts and days within two years have a place; what is longer is rare.
const LOWEST: i32 = -128;
const HIGHEST: i32 = 895;

impl Values {
    /// One more of this value.
    #[inline]
    pub(super) fn add(&mut self, value: i32) {
        // One below the lowest comes out above all others.
        match self.usual.get_mut(value.wrapping_sub(LOWEST).cast_unsigned() as usize) {
            Some(times) => *times += 1,
            None => self.add_times(value, 1),
        }
    }

    /// All those of another.
    pub(super) fn add_all(&mut self, other: &Self) {
        other.each().for_each(|(value, times)| self.add_times(value, times));
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.each().map(|(_, times)| times as usize).sum()
    }

    /// The value at a place of all in order, from 0.
    pub(super) fn at(&self, place: usize) -> Option<i32> {
        let mut passed = 0;
        let mut each = self.each();
        let at = each.find(|(_, times)| {
            passed += *times as usize;
            passed > place
        });
        at.map(|(value, _)| value)
    }

    #[cold]
    fn add_times(&mut self, value: i32, times: u32) {
        if !(LOWEST..=HIGHEST).contains(&value) {
            *self.others.entry(value).or_default() += times;
            return;
        }
        let place = value.abs_diff(LOWEST) as usize;
        if place >= self.usual.len() {
            self.usual.resize((place + 1).next_power_of_two(), 0);
        }
        self.usual[place] += times;
    }

    /// The values that came, in order, and how often.
    fn each(&self) -> impl Iterator<Item = (i32, u32)> {
        let lower = self.others.range(..LOWEST);
        let higher = self.others.range(HIGHEST..);
        let pair = |(value, times): (&i32, &u32)| (*value, *times);
        let usual = (LOWEST..).zip(self.usual.iter().copied()).filter(|(_, times)| *times > 0);
        lower.map(pair).chain(usual).chain(higher.map(pair))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_order_however_far_apart_and_in_whatever_order_they_came() {
        let came = [0, 70_000, -128, 895, 3, i32::MIN, 896, 3, -129, 12];
        let (mut values, mut others) = (Values::default(), Values::default());
        came[..4].iter().for_each(|value| values.add(*value));
        came[4..].iter().for_each(|value| others.add(*value));
        values.add_all(&others);
        let mut sorted = came.to_vec();
        sorted.sort_unstable();
        assert_eq!(values.len(), sorted.len());
        for (place, value) in sorted.into_iter().enumerate() {
            assert_eq!(values.at(place), Some(value));
        }
        assert_eq!(values.at(came.len()), None);
    }
}
