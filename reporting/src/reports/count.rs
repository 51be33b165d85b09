//! What was counted in one row for one purpose.

use super::values::Values;
use crate::disclosure::perturbation::{Cell, Quantile, RecordKey};

/// What was counted in one row for one purpose.
#[derive(Debug, Clone, Default)]
pub struct Count {
    times: u32,
    /// Who it was.
    people: Cell,
    /// Things, of each person no more than a bundle holds.
    cut: u32,
    extras: Extras,
}

/// What goes with a count. Few have any of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Extras {
    pub(super) values: Option<Box<Values>>,
    /// What is known to everybody.
    pub(super) given: Option<u64>,
    /// Whether the row cannot have it.
    pub(super) absent: bool,
}

/// A count in the making. It is as small as it can be: a report counts in many by turns.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counting {
    people: Cell,
    /// The slot that was counted last, and one; and how many things it has so far.
    last: u32,
    of_last: u32,
    /// Things; none where people are counted.
    things: u32,
    cut: u32,
}

impl Counting {
    /// Counts a slot, once however often this is called.
    #[inline]
    pub(super) fn note(&mut self, slot: u32, key: RecordKey) {
        let slot = slot + 1;
        if self.last != slot {
            (self.last, self.of_last) = (slot, 0);
            self.people.add(key);
        }
    }

    /// The same where it holds, without a branch.
    #[inline]
    pub(super) fn note_if(&mut self, holds: bool, slot: u32, key: RecordKey) {
        let is_new = u32::from(holds) & u32::from(self.last != slot + 1);
        let all_if_new = 0_u64.wrapping_sub(u64::from(is_new));
        self.people.count += is_new;
        self.people.key.add(RecordKey(key.0 & all_if_new));
        self.last = if is_new == 1 { slot + 1 } else { self.last };
        self.of_last = if is_new == 1 { 0 } else { self.of_last };
    }

    /// So many more things of the slot that was counted last.
    pub(super) fn add_things(&mut self, things: usize, bundle: u32) {
        let things = u32::try_from(things).unwrap_or(u32::MAX);
        let before = self.of_last.min(bundle);
        self.things = self.things.saturating_add(things);
        self.of_last = self.of_last.saturating_add(things);
        self.cut = self.cut.saturating_add(self.of_last.min(bundle) - before);
    }

    /// Who was counted.
    pub(super) fn people(&self) -> Cell {
        self.people
    }
}

impl Count {
    pub(super) fn new(counting: Counting, extras: Extras) -> Self {
        let Counting { people, things, cut, .. } = counting;
        let of_people = if things == 0 { (people.count, people.count) } else { (things, cut) };
        let (times, cut) = of_people;
        Self { times, people, cut, extras }
    }

    /// How many: people, or things.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.times
    }

    /// Whose they are.
    #[must_use]
    pub fn people(&self) -> Cell {
        self.people
    }

    /// Things, of each person no more than a bundle holds.
    #[must_use]
    pub fn cut(&self) -> u32 {
        self.cut
    }

    /// Whether the row has it.
    #[must_use]
    pub fn applies(&self) -> bool {
        !self.extras.absent
    }

    /// The value at a place of all that were counted, in order, from 0.
    pub(super) fn value_at(&self, place: usize) -> Option<i32> {
        self.extras.values.as_deref()?.at(place)
    }

    /// What is known to everybody, where the row has it.
    #[must_use]
    pub fn given(&self) -> Option<f64> {
        // Sums of places and euros are far below what a float holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        self.extras.given.map(|given| given as f64)
    }

    /// The exact quantile; absent of nothing.
    pub(super) fn quantile(&self, quantile: Quantile) -> Option<f64> {
        let values = self.extras.values.as_deref()?;
        let last = values.len().checked_sub(1)?;
        let value = |place: usize| values.at(place).map(f64::from);
        match quantile {
            Quantile::Median => Some(f64::midpoint(value(last / 2)?, value(last.div_ceil(2))?)),
            Quantile::P90 => value(((last + 1) * 9).div_ceil(10) - 1),
        }
    }

    /// Adds what was counted of other people of another region.
    pub(super) fn join(&mut self, other: Self) {
        self.extras.given = match (self.extras.given, other.extras.given) {
            (None, given) | (given, None) => given,
            (Some(one), Some(other)) => Some(one + other),
        };
        self.extras.absent &= other.extras.absent;
        self.go_on(other);
    }

    /// Adds what was counted of other people of the same region: what is known to everybody is
    /// the same for them.
    #[expect(clippy::needless_pass_by_value, reason = "nobody is counted twice")]
    pub(super) fn go_on(&mut self, other: Self) {
        self.times = self.times.saturating_add(other.times);
        self.cut = self.cut.saturating_add(other.cut);
        self.people.join(other.people);
        if let Some(values) = &other.extras.values {
            self.extras.values.get_or_insert_default().add_all(values);
        }
    }
}
