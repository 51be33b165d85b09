//! Rows of one kind, those of a slot side by side.

use std::ops::Range;

/// An array of rows, and where those of each slot stand.
#[derive(Debug)]
pub(super) struct Chapter<T> {
    rows: Vec<T>,
    spans: Vec<Span>,
    in_use: usize,
}

/// Where a slot's rows stand.
#[derive(Debug, Default, Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

impl<T> Default for Chapter<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), spans: Vec::new(), in_use: 0 }
    }
}

impl Span {
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<T: Copy> Chapter<T> {
    /// The rows of a slot.
    pub(super) fn of(&self, slot: usize) -> &[T] {
        self.spans.get(slot).map_or(&[], |span| &self.rows[span.range()])
    }

    /// Puts rows in place of those that the slot had.
    pub(super) fn put(&mut self, slot: usize, rows: &[T]) {
        if rows.is_empty() && slot >= self.spans.len() {
            return;
        }
        if slot >= self.spans.len() {
            self.spans.resize(slot + 1, Span::default());
        }
        self.in_use += rows.len();
        let range = self.spans[slot].range();
        self.in_use -= range.len();
        if range.len() == rows.len() {
            self.rows[range].copy_from_slice(rows);
            return;
        }
        self.spans[slot] = append(&mut self.rows, rows);
        self.pack_when_half_is_left_behind();
    }

    /// Adds a row to those of a slot, at this place among them.
    pub(super) fn insert(&mut self, slot: usize, place: usize, row: T) {
        let span = self.spans.get(slot).copied().unwrap_or_default();
        let (rows, of_slot) = (self.rows.len(), span.range());
        if of_slot.end == rows && of_slot.len() == place && place > 0 {
            self.rows.push(row);
            self.spans[slot].end += 1;
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
        self.spans.shrink_to_fit();
        let mut packed = Vec::with_capacity(self.in_use);
        for span in &mut self.spans {
            let rows = &self.rows[span.range()];
            *span = append(&mut packed, rows);
        }
        self.rows = packed;
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<T>() + self.spans.capacity() * size_of::<Span>()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// There is room for as many rows as a number of 32 bits can count.
fn append<T: Copy>(rows: &mut Vec<T>, new: &[T]) -> Span {
    let place = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let start = place(rows.len());
    rows.extend_from_slice(new);
    Span { start, end: place(rows.len()) }
}
