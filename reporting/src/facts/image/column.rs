//! A column: values of all trajectories in one array, those of a trajectory side by side.

use std::ops::Range;

/// Values of one kind, by trajectory. A trajectory has a number, its slot.
///
/// A slot that gets more values than there is room for gets a new place at the end and leaves the old
/// one unused. When half of the array is unused, it is compacted.
#[derive(Debug)]
pub(super) struct Column<T> {
    values: Vec<T>,
    /// By slot, where its values begin and how many they are.
    places: Vec<(u32, u32)>,
    /// How many values belong to a slot.
    used: usize,
    /// It was compacted: what is added from here on is little beside what is there.
    compacted: bool,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { values: Vec::new(), places: Vec::new(), used: 0, compacted: false }
    }
}

impl<T: Copy> Column<T> {
    /// The values of a slot.
    #[inline]
    pub(super) fn of(&self, slot: usize) -> &[T] {
        &self.values[self.place(slot)]
    }

    /// Puts values in place of those that the slot had.
    pub(super) fn put(&mut self, slot: usize, values: &[T]) {
        let place = self.place(slot);
        self.used = self.used + values.len() - place.len();
        if place.len() == values.len() {
            self.values[place].copy_from_slice(values);
            return;
        }
        if place.end == self.values.len() {
            self.values.truncate(place.start);
        }
        self.make_room(values.len());
        let start = self.values.len();
        self.values.extend_from_slice(values);
        self.set_place(slot, start..self.values.len());
        self.compact_when_half_is_unused();
    }

    /// Adds a value to those of a slot, at this index among them.
    pub(super) fn insert(&mut self, slot: usize, index: usize, value: T) {
        let mut place = self.place(slot);
        self.make_room(place.len() + 1);
        if place.end != self.values.len() {
            let start = self.values.len();
            self.values.extend_from_within(place);
            place = start..self.values.len();
        }
        self.values.insert(place.start + index, value);
        self.set_place(slot, place.start..place.end + 1);
        self.used += 1;
        self.compact_when_half_is_unused();
    }

    /// Removes the value of a slot at this index among them.
    pub(super) fn remove(&mut self, slot: usize, index: usize) {
        let place = self.place(slot);
        self.values.copy_within(place.start + index + 1..place.end, place.start + index);
        self.set_place(slot, place.start..place.end - 1);
        self.used -= 1;
    }

    /// Moves the values together, into as little room as they need.
    pub(super) fn compact(&mut self) {
        let mut values = Vec::with_capacity(self.used);
        for slot in 0..self.places.len() {
            let start = values.len();
            values.extend_from_slice(self.of(slot));
            self.set_place(slot, start..values.len());
        }
        self.places.shrink_to_fit();
        self.values = values;
        self.compacted = true;
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.values.capacity() * size_of::<T>() + self.places.capacity() * size_of::<(u32, u32)>()
    }

    /// How many places for values there are, the unused ones included.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    fn place(&self, slot: usize) -> Range<usize> {
        let (start, length) = self.places.get(slot).copied().unwrap_or_default();
        start as usize..start as usize + length as usize
    }

    /// There are fewer values than a number of 32 bits can count.
    fn set_place(&mut self, slot: usize, place: Range<usize>) {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        if slot >= self.places.len() {
            self.places.resize(slot + 1, (0, 0));
        }
        // What takes no place must not name one: the array may become shorter than that.
        self.places[slot] =
            if place.is_empty() { (0, 0) } else { (number(place.start), number(place.len())) };
    }

    fn compact_when_half_is_unused(&mut self) {
        /// Below this many values, compacting is not worth the while.
        const SMALL: usize = 4096;
        if self.values.len() >= SMALL && self.used * 2 <= self.values.len() {
            self.compact();
        }
    }

    /// Makes room for more values. Once it was compacted, an eighth more is enough for long, where twice
    /// as much would stay empty.
    fn make_room(&mut self, more: usize) {
        if self.compacted && self.values.capacity() - self.values.len() < more {
            self.values.reserve_exact(more.max(self.values.len() / 8));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compacted_grows_by_little() {
        let mut column = Column::<u32>::default();
        for slot in 0..1_000 {
            column.put(slot, &[1; 100]);
        }
        column.compact();
        assert_eq!(column.values.capacity(), 100_000);
        for slot in 1_000..1_100 {
            for index in 0..100 {
                column.insert(slot, index, 2);
            }
        }
        assert_eq!(column.len(), 110_000);
        assert_eq!(column.values.capacity(), 112_500);
        assert_eq!(column.of(1_050), [2; 100]);
    }

    #[test]
    fn a_slot_keeps_its_values_in_order_wherever_they_are_moved_to() {
        let mut column = Column::<u32>::default();
        column.put(1, &[10, 30]);
        column.put(0, &[1, 2, 3]);
        column.insert(1, 1, 20);
        column.remove(0, 1);
        column.put(3, &[7]);
        column.insert(0, 2, 4);
        column.put(4, &[8]);
        column.remove(4, 0);
        column.put(5, &[9, 9, 9]);
        column.put(5, &[]);
        column.compact();
        let all: Vec<_> = (0..5).map(|slot| column.of(slot).to_vec()).collect();
        assert_eq!(all, [vec![1, 3, 4], vec![10, 20, 30], vec![], vec![7], vec![]]);
        assert_eq!(column.len(), 7);
    }
}
