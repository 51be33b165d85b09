//! Rows of one kind, those of a slot side by side.

use std::ops::Range;

use super::spans::Spans;

/// An array of rows, and where those of each slot stand.
#[derive(Debug)]
pub(super) struct Chapter<T> {
    rows: Vec<T>,
    spans: Spans,
    in_use: usize,
    /// It was packed: what comes from here on is little beside it.
    packed: bool,
}

impl<T> Default for Chapter<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), spans: Spans::default(), in_use: 0, packed: false }
    }
}

impl<T: Copy> Chapter<T> {
    /// The rows of a slot.
    pub(super) fn of(&self, slot: usize) -> &[T] {
        &self.rows[self.spans.of(slot)]
    }

    /// The same, to be changed.
    pub(super) fn of_mut(&mut self, slot: usize) -> &mut [T] {
        &mut self.rows[self.spans.of(slot)]
    }

    /// Puts rows in place of those that the slot had.
    pub(super) fn put(&mut self, slot: usize, rows: &[T]) {
        let range = self.spans.of(slot);
        self.in_use += rows.len();
        self.in_use -= range.len();
        if range.len() == rows.len() {
            self.rows[range].copy_from_slice(rows);
            return;
        }
        self.make_room(rows.len());
        self.spans.set(slot, &append(&mut self.rows, rows));
        self.pack_when_half_is_left_behind();
    }

    /// Adds a row to those of a slot, at this place among them.
    pub(super) fn insert(&mut self, slot: usize, place: usize, row: T) {
        let range = self.spans.of(slot);
        if range.end == self.rows.len() && range.len() == place && place > 0 {
            self.make_room(1);
            self.rows.push(row);
            self.spans.set(slot, &(range.start..range.end + 1));
            self.in_use += 1;
        } else {
            let (before, after) = self.of(slot).split_at(place);
            let rows = [before, &[row], after].concat();
            self.put(slot, &rows);
        }
    }

    /// Removes a row of a slot; whether there was one.
    pub(super) fn remove(&mut self, slot: usize, is: impl Fn(&T) -> bool) -> bool {
        let Some(place) = self.of(slot).iter().position(is) else { return false };
        let mut rows = self.of(slot).to_vec();
        rows.remove(place);
        self.put(slot, &rows);
        true
    }

    fn pack_when_half_is_left_behind(&mut self) {
        /// Below this many rows, packing is not worth the while.
        const SMALL: usize = 4096;
        if self.rows.len() >= SMALL && self.in_use * 2 <= self.rows.len() {
            self.pack();
        }
    }

    /// Packs the rows into as little room as they need.
    pub(super) fn pack(&mut self) {
        let mut packed = Vec::with_capacity(self.in_use);
        for slot in 0..self.spans.len() {
            let rows = append(&mut packed, self.of(slot));
            self.spans.set(slot, &rows);
        }
        self.spans.pack();
        self.rows = packed;
        self.packed = true;
    }

    /// Makes room for more rows. Once it was packed, an eighth more of it is enough for long, where twice
    /// as much would stand empty.
    fn make_room(&mut self, more: usize) {
        if self.packed && self.rows.capacity() - self.rows.len() < more {
            self.rows.reserve_exact(more.max(self.rows.len() / 8));
        }
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<T>() + self.spans.bytes()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

fn append<T: Copy>(rows: &mut Vec<T>, new: &[T]) -> Range<usize> {
    let start = rows.len();
    rows.extend_from_slice(new);
    start..rows.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_grows_by_little() {
        let mut chapter = Chapter::<u32>::default();
        for slot in 0..1_000 {
            chapter.put(slot, &[1; 100]);
        }
        chapter.pack();
        assert_eq!(chapter.rows.capacity(), 100_000);
        for slot in 1_000..1_100 {
            for place in 0..100 {
                chapter.insert(slot, place, 2);
            }
        }
        assert_eq!(chapter.len(), 110_000);
        assert_eq!(chapter.rows.capacity(), 112_500);
        assert_eq!(chapter.of(1_050), [2; 100]);
    }
}
