//! The measures of all trajectories.
//!
//! Nearly all of them are current, and those of a slot are in order of day, so that a report reads
//! those of its period only. Superseded measures are kept apart. A report reads them only where one of
//! them was known at its position.

use super::column::Column;
use super::partitions::Partitions;
use super::rows::{Day, MeasureRow};
use crate::facts::Theme;
use loopbrug_domain::ids::Position;

/// The measures of all slots.
#[derive(Debug, Default)]
pub(super) struct Measures {
    current: [Partitions; Theme::COUNT],
    /// Those of a slot by theme and day.
    superseded: Column<MeasureRow>,
    /// From this position on, none of the superseded ones is known.
    superseded_until: Position,
}

impl Measures {
    /// The measures of a slot that were known at a position, of a theme and of the days from one to
    /// another.
    #[inline]
    pub(super) fn rows(
        &self,
        slot: usize,
        as_of: Position,
        theme: Theme,
        (from, end): (Day, Day),
    ) -> impl Iterator<Item = MeasureRow> {
        let partitions = self.current[theme as usize].during(from, end);
        let superseded = if as_of < self.superseded_until {
            of_theme(self.superseded.of(slot), theme)
        } else {
            &[]
        };
        // One loop for all of them, so that what is done with a row becomes a part of it.
        let rows = (0..=partitions.len()).flat_map(move |n| {
            let rows = partitions.get(n).map_or(superseded, |partition| partition.rows.of(slot));
            during(rows, from, end)
        });
        rows.filter(move |row| row.is_known_at(as_of)).copied()
    }

    /// Puts measures that follow from a state in place of those that the slot had.
    pub(super) fn put(&mut self, slot: usize, rows: &mut [MeasureRow]) {
        rows.sort_by_key(|row| (row.is_superseded(), row.order()));
        let (current, superseded) = rows.split_at(rows.partition_point(|row| !row.is_superseded()));
        for theme in Theme::ALL.iter().filter(|theme| !theme.by_event()) {
            let column = self.current[*theme as usize].of(*theme, Day::FIRST);
            column.put(slot, of_theme(current, *theme));
        }
        let of_events = self.superseded.of(slot).iter().filter(|row| row.theme().by_event());
        let mut superseded: Vec<_> = of_events.chain(superseded).copied().collect();
        superseded.sort_by_key(MeasureRow::order);
        self.superseded.put(slot, &superseded);
        let until = superseded.iter().map(|row| row.until).max();
        self.superseded_until = self.superseded_until.max(until.unwrap_or_default());
    }

    /// Adds the measure of an event.
    pub(super) fn add(&mut self, slot: usize, row: MeasureRow) {
        let column = if row.is_superseded() {
            self.superseded_until = self.superseded_until.max(row.until);
            &mut self.superseded
        } else {
            self.current[row.theme() as usize].of(row.theme(), row.day)
        };
        let index = column.of(slot).partition_point(|known| known.order() <= row.order());
        column.insert(slot, index, row);
    }

    /// Says that the measure of an event was superseded; nothing where it is not current.
    pub(super) fn supersede(&mut self, slot: usize, row: MeasureRow) {
        let column = self.current[row.theme() as usize].of(row.theme(), row.day);
        let current = MeasureRow { until: Position::NEVER, ..row };
        if let Some(index) = column.of(slot).iter().position(|known| *known == current) {
            column.remove(slot, index);
            self.add(slot, row);
        }
    }

    /// Takes as little room as it needs.
    pub(super) fn compact(&mut self) {
        self.current.iter_mut().for_each(Partitions::compact);
        self.superseded.compact();
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.superseded.bytes() + self.current.iter().map(Partitions::bytes).sum::<usize>()
    }

    #[cfg(test)]
    pub(super) fn rows_of(&self, theme: Theme) -> usize {
        self.current[theme as usize].len()
    }
}

/// The rows of a theme, of rows in order of theme.
fn of_theme(rows: &[MeasureRow], theme: Theme) -> &[MeasureRow] {
    let first = rows.partition_point(|row| row.theme() < theme);
    let after = rows.partition_point(|row| row.theme() <= theme);
    &rows[first..after]
}

/// The rows from a day to another, of rows in order of day.
#[inline]
fn during(rows: &[MeasureRow], from: Day, end: Day) -> &[MeasureRow] {
    // Mostly a period has all of them.
    let rows =
        if rows.first().is_some_and(|row| row.day < from) { since(rows, from) } else { rows };
    if rows.last().is_some_and(|row| row.day > end) {
        &rows[..rows.partition_point(|row| row.day <= end)]
    } else {
        rows
    }
}

/// The rows from a day on. They are looked for from the first row in ever longer steps, because what
/// was recorded since may be much.
fn since(rows: &[MeasureRow], day: Day) -> &[MeasureRow] {
    let mut reach = 1;
    while rows.get(reach - 1).is_some_and(|row| row.day < day) {
        reach *= 2;
    }
    // Those in the first half of the reach come before the day.
    let (known, reach) = (reach / 2, reach.min(rows.len()));
    let before = rows[known..reach].partition_point(|row| row.day < day);
    &rows[known + before..]
}
