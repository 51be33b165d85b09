//! Counting: who and what is counted where.

use super::count::{Count, Counting, Extras};
use super::values::Values;
use crate::disclosure::perturbation::{Cell, RecordKey};

/// The counts of a table in the making, and the trajectory that is being counted.
pub(super) struct Tally {
    width: usize,
    /// The most things of one person that count where figures are rounded.
    bundle: u32,
    counting: Vec<Counting>,
    /// By the same places.
    extras: Vec<Extras>,
    slot: u32,
    key: RecordKey,
    /// What is asked about is not known of the trajectory: it is only noted that it would count.
    unknown: bool,
    left_out: Counting,
    /// The cell whose members are wanted.
    traced: usize,
    members: Vec<u32>,
}

/// The cell that nothing is counted in.
const NO_CELL: usize = usize::MAX;

impl Tally {
    /// A tally of so many counts a row.
    pub(super) fn new(width: usize, bundle: u32) -> Self {
        Self {
            width,
            bundle,
            counting: Vec::new(),
            extras: Vec::new(),
            slot: 0,
            key: RecordKey(0),
            unknown: false,
            left_out: Counting::default(),
            traced: NO_CELL,
            members: Vec::new(),
        }
    }

    /// Notes who is counted in this cell.
    pub(super) fn trace(&mut self, row: usize, count: usize) {
        self.traced = row * self.width + count;
    }

    /// The slots that were counted in the traced cell, in order.
    pub(super) fn into_traced(mut self) -> Vec<u32> {
        self.members.sort_unstable();
        self.members.dedup();
        self.members
    }

    /// What is counted from here on is this trajectory's.
    pub(super) fn turn_to(&mut self, slot: usize, key: RecordKey, unknown: bool) {
        self.slot = u32::try_from(slot).unwrap_or(u32::MAX);
        self.key = key;
        self.unknown = unknown;
    }

    /// Counts the trajectory, once however often it is asked.
    #[inline]
    pub(super) fn person(&mut self, row: usize, count: usize) {
        self.cell(row, count);
    }

    /// Counts a thing.
    pub(super) fn thing(&mut self, row: usize, count: usize) {
        self.things(row, count, 1);
    }

    /// Counts things; none is not counted.
    #[inline]
    pub(super) fn things(&mut self, row: usize, count: usize, things: usize) {
        if things > 0
            && let Some(cell) = self.cell(row, count)
        {
            self.counting[cell].add_things(things, self.bundle);
        }
    }

    /// Counts things whoever's they are, also of those who are left out.
    pub(super) fn things_of_anybody(&mut self, row: usize, count: usize, things: usize) {
        let unknown = std::mem::take(&mut self.unknown);
        self.things(row, count, things);
        self.unknown = unknown;
    }

    /// Counts a thing with a value.
    #[inline]
    pub(super) fn value(&mut self, row: usize, count: usize, value: i32) {
        if let Some(cell) = self.cell(row, count) {
            self.counting[cell].add_things(1, self.bundle);
            self.extras[cell].values.get_or_insert_default().add(value);
        }
    }

    /// Says what the values of a count are, where the report kept them itself.
    pub(super) fn give_values(&mut self, row: usize, count: usize, values: Values) {
        let cell = self.place(row, count);
        self.extras[cell].values = Some(Box::new(values));
    }

    /// Whether what is asked about is not known of the trajectory, so that it is not counted.
    pub(super) fn leaves_out(&self) -> bool {
        self.unknown
    }

    /// Says that a row cannot have a count.
    pub(super) fn absent(&mut self, row: usize, count: usize) {
        let cell = self.place(row, count);
        self.extras[cell].absent = true;
    }

    /// Adds to what is known to everybody.
    pub(super) fn give(&mut self, row: usize, count: usize, given: u64) {
        let cell = self.place(row, count);
        *self.extras[cell].given.get_or_insert(0) += given;
    }

    /// The counts of so many rows, and those who were left out.
    pub(super) fn into_counts(mut self, rows: usize) -> (Vec<Vec<Count>>, Cell) {
        if let Some(last) = rows.checked_sub(1) {
            self.place(last, 0);
        }
        let counts = self.counting.into_iter().zip(self.extras);
        let mut counts = counts.map(|(counting, extras)| Count::new(counting, extras));
        let width = self.width;
        let rows = (0..rows).map(|_| counts.by_ref().take(width).collect()).collect();
        (rows, self.left_out.people())
    }

    /// The cell to count in, after its people have been counted; none for who is left out.
    #[inline]
    fn cell(&mut self, row: usize, count: usize) -> Option<usize> {
        if self.unknown {
            self.left_out.note(self.slot, self.key);
            return None;
        }
        let cell = self.place(row, count);
        self.counting[cell].note(self.slot, self.key);
        if self.traced == cell {
            self.members.push(self.slot);
        }
        Some(cell)
    }

    #[inline]
    fn place(&mut self, row: usize, count: usize) -> usize {
        let cell = row * self.width + count;
        if cell >= self.counting.len() {
            self.make_room(row);
        }
        cell
    }

    #[cold]
    fn make_room(&mut self, row: usize) {
        let cells = (row + 1) * self.width;
        self.counting.resize_with(cells, Counting::default);
        self.extras.resize_with(cells, Extras::default);
    }
}
