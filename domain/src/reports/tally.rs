//! Counting: who and what is counted where.

use super::values::Values;
use crate::disclosure::perturbation::{Cell, Quantile, RecordKey};

/// What was counted in one row for one purpose.
#[derive(Debug, Clone, Default)]
pub struct Count {
    times: u32,
    /// Who it was.
    people: Cell,
    /// The slot that was counted last, and one; and how many things it has so far.
    last: u32,
    of_last: u32,
    /// Things, of each person no more than a bundle holds.
    cut: u32,
    /// Few counts have any.
    values: Option<Box<Values>>,
    /// What is known to everybody.
    given: Option<u64>,
    /// Whether the row cannot have it.
    absent: bool,
}

impl Count {
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
        !self.absent
    }

    /// The values that were counted, in order.
    pub fn values(&self) -> impl Iterator<Item = i32> {
        self.values.iter().flat_map(|values| values.iter())
    }

    /// What is known to everybody, where the row has it.
    #[must_use]
    pub fn given(&self) -> Option<f64> {
        // Sums of places and euros are far below what a float holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        self.given.map(|given| given as f64)
    }

    /// The exact quantile; absent of nothing.
    pub(super) fn quantile(&self, quantile: Quantile) -> Option<f64> {
        let values = self.values.as_deref()?;
        let last = values.len().checked_sub(1)?;
        let value = |place: usize| values.at(place).map(f64::from);
        match quantile {
            Quantile::Median => Some(f64::midpoint(value(last / 2)?, value(last.div_ceil(2))?)),
            Quantile::P90 => value(((last + 1) * 9).div_ceil(10) - 1),
        }
    }

    /// So many more of the slot that was counted last.
    fn add_things(&mut self, things: usize, bundle: u32) {
        let things = u32::try_from(things).unwrap_or(u32::MAX);
        let before = self.of_last.min(bundle);
        self.times += things;
        self.of_last += things;
        self.cut += self.of_last.min(bundle) - before;
    }

    /// Takes in what was counted of other people of another region.
    pub(super) fn join(&mut self, other: Self) {
        self.given = match (self.given, other.given) {
            (None, given) | (given, None) => given,
            (Some(one), Some(other)) => Some(one + other),
        };
        self.absent &= other.absent;
        self.go_on(other);
    }

    /// Takes in what was counted of other people of the same region: what is known to everybody is
    /// the same for them.
    #[expect(clippy::needless_pass_by_value, reason = "nobody is counted twice")]
    pub(super) fn go_on(&mut self, other: Self) {
        self.times += other.times;
        self.cut += other.cut;
        self.people.join(other.people);
        if let Some(values) = &other.values {
            self.values.get_or_insert_default().add_all(values);
        }
    }
}

/// The counts of a table in the making, and the trajectory that is being counted.
pub(super) struct Tally {
    width: usize,
    /// The most things of one person that count where figures are rounded.
    bundle: u32,
    counts: Vec<Count>,
    slot: u32,
    key: RecordKey,
    /// What is asked about is not known of the trajectory: it is only noted that it would count.
    unknown: bool,
    left_out: Count,
    traced: Option<Traced>,
}

/// A cell whose members are wanted.
struct Traced {
    cell: usize,
    slots: Vec<u32>,
}

impl Tally {
    /// A tally of so many counts a row.
    pub(super) fn new(width: usize, bundle: u32) -> Self {
        Self {
            width,
            bundle,
            counts: Vec::new(),
            slot: 0,
            key: RecordKey(0),
            unknown: false,
            left_out: Count::default(),
            traced: None,
        }
    }

    /// Notes who is counted in this cell.
    pub(super) fn trace(&mut self, row: usize, count: usize) {
        self.traced = Some(Traced { cell: row * self.width + count, slots: Vec::new() });
    }

    /// The slots that were counted in the traced cell, in order.
    pub(super) fn into_traced(self) -> Vec<u32> {
        let mut slots = self.traced.map_or_else(Vec::new, |traced| traced.slots);
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// What is counted from here on is this trajectory's.
    pub(super) fn turn_to(&mut self, slot: usize, key: RecordKey, unknown: bool) {
        self.slot = u32::try_from(slot).unwrap_or(u32::MAX);
        self.key = key;
        self.unknown = unknown;
    }

    /// Counts the trajectory, once however often it is asked.
    pub(super) fn person(&mut self, row: usize, count: usize) {
        if let Some(cell) = self.cell(row, count) {
            let cell = &mut self.counts[cell];
            (cell.times, cell.cut) = (cell.people.count, cell.people.count);
        }
    }

    /// Counts a thing.
    pub(super) fn thing(&mut self, row: usize, count: usize) {
        self.things(row, count, 1);
    }

    /// Counts things; none is not counted.
    pub(super) fn things(&mut self, row: usize, count: usize, things: usize) {
        if things > 0
            && let Some(cell) = self.cell(row, count)
        {
            self.counts[cell].add_things(things, self.bundle);
        }
    }

    /// Counts things whoever's they are, also of those who are left out.
    pub(super) fn things_of_anybody(&mut self, row: usize, count: usize, things: usize) {
        let unknown = std::mem::take(&mut self.unknown);
        self.things(row, count, things);
        self.unknown = unknown;
    }

    /// Counts a thing with a value.
    pub(super) fn value(&mut self, row: usize, count: usize, value: i32) {
        self.values(row, count, &[value]);
    }

    /// Counts things with their values, of which there is at least one.
    pub(super) fn values(&mut self, row: usize, count: usize, values: &[i32]) {
        if let Some(cell) = self.cell(row, count) {
            let cell = &mut self.counts[cell];
            cell.add_things(values.len(), self.bundle);
            let known = cell.values.get_or_insert_default();
            values.iter().for_each(|value| known.add(*value));
        }
    }

    /// Gives the first row the values of all the others: a value that was counted for one of those
    /// needs no second place to be kept in.
    pub(super) fn sum_up_values(&mut self, count: usize) {
        let mut sum = Values::default();
        let rows = self.counts.chunks(self.width).skip(1);
        rows.filter_map(|row| row[count].values.as_deref()).for_each(|values| sum.add_all(values));
        let total = self.place(0, count);
        self.counts[total].values = Some(Box::new(sum));
    }

    /// Says that a row cannot have a count.
    pub(super) fn absent(&mut self, row: usize, count: usize) {
        let cell = self.place(row, count);
        self.counts[cell].absent = true;
    }

    /// Adds to what is known to everybody.
    pub(super) fn give(&mut self, row: usize, count: usize, given: u64) {
        let cell = self.place(row, count);
        *self.counts[cell].given.get_or_insert(0) += given;
    }

    /// The counts of so many rows, and those who were left out.
    pub(super) fn into_counts(mut self, rows: usize) -> (Vec<Vec<Count>>, Cell) {
        self.counts.resize_with(rows * self.width, Count::default);
        let mut counts = self.counts.into_iter();
        let width = self.width;
        let rows = (0..rows).map(|_| counts.by_ref().take(width).collect()).collect();
        (rows, self.left_out.people)
    }

    /// The cell to count in, after its people have been counted; none for who is left out.
    fn cell(&mut self, row: usize, count: usize) -> Option<usize> {
        let (slot, key) = (self.slot + 1, self.key);
        let note = |count: &mut Count| {
            if count.last != slot {
                (count.last, count.of_last) = (slot, 0);
                count.people.add(key);
            }
        };
        if self.unknown {
            note(&mut self.left_out);
            return None;
        }
        let cell = self.place(row, count);
        note(&mut self.counts[cell]);
        if let Some(traced) = self.traced.as_mut().filter(|traced| traced.cell == cell) {
            traced.slots.push(self.slot);
        }
        Some(cell)
    }

    fn place(&mut self, row: usize, count: usize) -> usize {
        let cell = row * self.width + count;
        if cell >= self.counts.len() {
            self.counts.resize_with((row + 1) * self.width, Count::default);
        }
        cell
    }
}
