//! A table in the making: its columns and rows, and who and what is counted where.

use super::count::{Count, Counting, Extras};
use super::kind::ReportKind;
use super::table::{Column, Formula, Row, Table, Unit};
use super::values::Values;
use crate::disclosure::perturbation::RecordKey;

/// A table in the making, and the trajectory that is being counted.
pub(super) struct Tally {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// By row: whether it is one of the catalogue.
    listed: Vec<bool>,
    /// By count: see [`Table`].
    bundles: Vec<u32>,
    /// That of what is not said to be otherwise.
    bundle: u32,
    counting: Vec<Counting>,
    /// By the same places.
    extras: Vec<Extras>,
    slot: u32,
    key: RecordKey,
    /// What the filter goes by is not known of the trajectory: it is only noted that it would count.
    unknown: bool,
    left_out: Counting,
    /// The row and the count whose members are wanted, and their cell once there is such a row.
    wanted: Option<(Row, usize)>,
    traced: usize,
    /// Whose they are, by slot.
    shares: Vec<(u32, Share)>,
}

/// What one trajectory adds to a cell: itself, so many things, and their values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Share {
    things: usize,
    values: Vec<i32>,
}

/// The minutes that are rounded as one: 32 hours, which few clients get in a quarter.
const BUNDLE_OF_MINUTES: u32 = 32 * 60;

/// The cell that nothing is counted in.
const NO_CELL: usize = usize::MAX;

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            columns: Vec::new(),
            rows: Vec::new(),
            listed: Vec::new(),
            bundles: Vec::new(),
            bundle: 8,
            counting: Vec::new(),
            extras: Vec::new(),
            slot: 0,
            key: RecordKey(0),
            unknown: false,
            left_out: Counting::default(),
            wanted: None,
            traced: NO_CELL,
            shares: Vec::new(),
        }
    }

    /// Adds columns, which say which counts a row has. All of them come before the first row.
    pub(super) fn columns(&mut self, columns: impl IntoIterator<Item = Column>) {
        for column in columns {
            let last = column.formula.counts().into_iter().max().unwrap_or(0);
            let width = self.bundles.len().max(last + 1);
            self.bundles.resize(width, self.bundle);
            match (column.formula, column.unit) {
                (Formula::Count(count), Unit::People) => self.bundles[count] = 1,
                (Formula::Count(count), Unit::Minutes) => self.bundles[count] = BUNDLE_OF_MINUTES,
                _ => {}
            }
            self.columns.push(column);
        }
    }

    /// Says how many things somebody may be expected to have at the most: where figures are rounded, things
    /// are rounded in such bundles, and more of one person do not count. It is said before there are columns.
    pub(super) fn bundle(&mut self, bundle: u32) {
        self.bundle = bundle;
    }

    /// Adds a row and gives its place.
    pub(super) fn row(&mut self, row: Row) -> usize {
        self.rows.push(row);
        self.listed.push(true);
        self.find_traced();
        self.rows.len() - 1
    }

    /// Says that a row is not one of the catalogue: it is there because somebody is counted.
    pub(super) fn met(&mut self, row: usize) {
        self.listed[row] = false;
    }

    /// How many counts a row has.
    #[inline]
    fn width(&self) -> usize {
        self.bundles.len()
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The row at a place.
    pub(super) fn row_at(&self, place: usize) -> &Row {
        &self.rows[place]
    }

    /// Notes from now on what each trajectory adds to this count of a row, which may be met later.
    pub(super) fn trace(&mut self, row: &Row, count: usize) {
        self.wanted = Some((row.clone(), count));
        self.find_traced();
    }

    fn find_traced(&mut self) {
        let Some((wanted, count)) = &self.wanted else { return };
        if let Some(row) = self.rows.iter().position(|row| row == wanted) {
            self.traced = row * self.width() + count;
        }
    }

    /// The slots that were counted in the traced cell, in the order of counting, with what each adds.
    pub(super) fn into_traced(self) -> Vec<(u32, Share)> {
        self.shares
    }

    /// What the trajectory that is being counted has added to the traced cell.
    fn share(&mut self) -> &mut Share {
        if self.shares.last().is_none_or(|(slot, _)| *slot != self.slot) {
            self.shares.push((self.slot, Share::default()));
        }
        let last = self.shares.len() - 1;
        &mut self.shares[last].1
    }

    /// What is counted from here on is this trajectory's.
    pub(super) fn turn_to(&mut self, slot: usize, key: RecordKey, unknown: bool) {
        self.slot = u32::try_from(slot).unwrap_or(u32::MAX);
        self.key = key;
        self.unknown = unknown;
    }

    /// Counts the trajectory, once however often this is called.
    #[inline]
    pub(super) fn person(&mut self, row: usize, count: usize) {
        self.cell(row, count);
    }

    /// Counts the trajectory in those of the counts from `first` on for which it holds. Which those are
    /// nobody can foretell, so that this does not branch on it.
    #[inline]
    pub(super) fn person_where<const N: usize>(
        &mut self,
        row: usize,
        first: usize,
        holds: [bool; N],
    ) {
        if self.unknown || self.traced != NO_CELL {
            let counts = (first..).zip(holds).filter(|(_, holds)| *holds);
            counts.for_each(|(count, _)| self.person(row, count));
            return;
        }
        let cell = self.place(row, first);
        for (counting, holds) in self.counting[cell..cell + N].iter_mut().zip(holds) {
            counting.note_if(holds, self.slot, self.key);
        }
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
            self.counting[cell].add_things(things, self.bundles[count]);
            if self.traced == cell {
                self.share().things += things;
            }
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
            self.counting[cell].add_things(1, self.bundles[count]);
            self.extras[cell].values.get_or_insert_default().add(value);
            if self.traced == cell {
                self.share().values.push(value);
            }
        }
    }

    /// Says what the values of a count are, where the report kept them itself.
    pub(super) fn give_values(&mut self, row: usize, count: usize, values: Values) {
        let cell = self.place(row, count);
        self.extras[cell].values = Some(Box::new(values));
    }

    /// Whether what the filter goes by is not known of the trajectory, so that it is not counted.
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

    /// The table.
    pub(super) fn into_table(mut self, report: ReportKind) -> Table {
        if let Some(last) = self.rows.len().checked_sub(1) {
            self.place(last, 0);
        }
        let width = self.width();
        let counts = self.counting.into_iter().zip(self.extras);
        let mut counts = counts.map(|(counting, extras)| Count::new(counting, extras));
        let row = |_: &Row| counts.by_ref().take(width).collect();
        let counts = self.rows.iter().map(row).collect();
        let Self { columns, rows, listed, bundles, left_out, .. } = self;
        Table { report, columns, rows, listed, counts, unknown: left_out.people(), bundles }
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
            self.share();
        }
        Some(cell)
    }

    #[inline]
    fn place(&mut self, row: usize, count: usize) -> usize {
        let cell = row * self.width() + count;
        if cell >= self.counting.len() {
            self.make_room(row);
        }
        cell
    }

    #[cold]
    fn make_room(&mut self, row: usize) {
        let cells = (row + 1) * self.width();
        self.counting.resize_with(cells, Counting::default);
        self.extras.resize_with(cells, Extras::default);
    }
}
