//! Where the rows of each slot stand.

use std::collections::HashMap;
use std::ops::Range;

/// Where the rows of each slot begin, and how many they are. Nearly all slots have so few that a byte
/// can say it; those that have more are kept beside.
#[derive(Debug, Default)]
pub(super) struct Spans {
    starts: Vec<u32>,
    lengths: Vec<u8>,
    long: HashMap<usize, u32>,
}

/// The length of those that are kept beside.
const LONG: u8 = u8::MAX;

impl Spans {
    /// How many slots have had rows, and those between them.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Where the rows of a slot stand.
    pub(super) fn of(&self, slot: usize) -> Range<usize> {
        let Some(start) = self.starts.get(slot) else { return 0..0 };
        let length = match self.lengths[slot] {
            LONG => self.long.get(&slot).map_or(0, |length| *length as usize),
            length => usize::from(length),
        };
        let start = *start as usize;
        start..start + length
    }

    /// Says where they stand. There is room for as many rows as a number of 32 bits can count.
    pub(super) fn set(&mut self, slot: usize, rows: &Range<usize>) {
        let number = |places: usize| u32::try_from(places).unwrap_or(u32::MAX);
        if slot >= self.starts.len() {
            self.starts.resize(slot + 1, 0);
            self.lengths.resize(slot + 1, 0);
        }
        self.starts[slot] = number(rows.start);
        self.lengths[slot] = u8::try_from(rows.len()).unwrap_or(LONG);
        if self.lengths[slot] == LONG {
            self.long.insert(slot, number(rows.len()));
        }
    }

    /// Takes as little room as it needs.
    pub(super) fn pack(&mut self) {
        self.starts.shrink_to_fit();
        self.lengths.shrink_to_fit();
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let long = self.long.capacity() * (size_of::<(usize, u32)>() + 1);
        self.starts.capacity() * size_of::<u32>() + self.lengths.capacity() + long
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_has_as_many_rows_as_were_put_last_be_they_few_or_many() {
        let mut spans = Spans::default();
        for rows in [3..4, 4..258, 4..259, 4..260, 5..70_000, 9..9] {
            spans.set(2, &rows);
            assert_eq!(spans.of(2), rows);
        }
        assert_eq!((spans.of(0), spans.of(7), spans.len()), (0..0, 0..0, 3));
    }
}
