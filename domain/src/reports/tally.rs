//! Counting: who and what is counted where.

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
    values: Vec<i32>,
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

    /// The values that were counted.
    #[must_use]
    pub fn values(&self) -> &[i32] {
        &self.values
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
        let mut values = self.values.clone();
        let last = values.len().checked_sub(1)?;
        let mut value = |place: usize| {
            let (_, value, _) = values.select_nth_unstable(place);
            f64::from(*value)
        };
        Some(match quantile {
            Quantile::Median => f64::midpoint(value(last / 2), value(last.div_ceil(2))),
            Quantile::P90 => value(((last + 1) * 9).div_ceil(10) - 1),
        })
    }

    /// One more of the slot that was counted last.
    fn add_thing(&mut self, bundle: u32) {
        self.times += 1;
        self.of_last += 1;
        self.cut += u32::from(self.of_last <= bundle);
    }

    pub(super) fn join(&mut self, other: Self) {
        self.times += other.times;
        self.cut += other.cut;
        self.people.join(other.people);
        self.values.extend(other.values);
        self.given = match (self.given, other.given) {
            (None, given) | (given, None) => given,
            (Some(one), Some(other)) => Some(one + other),
        };
        self.absent &= other.absent;
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
        if let Some(cell) = self.cell(row, count) {
            self.counts[cell].add_thing(self.bundle);
        }
    }

    /// Counts a thing whoever's it is, also of those who are left out.
    pub(super) fn thing_of_anybody(&mut self, row: usize, count: usize) {
        let unknown = std::mem::take(&mut self.unknown);
        self.thing(row, count);
        self.unknown = unknown;
    }

    /// Counts a thing with a value.
    pub(super) fn value(&mut self, row: usize, count: usize, value: i32) {
        if let Some(cell) = self.cell(row, count) {
            let cell = &mut self.counts[cell];
            cell.add_thing(self.bundle);
            cell.values.push(value);
        }
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
