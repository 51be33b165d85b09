//! Partitions: the measures of a theme, those of single events year by year.
//!
//! Single events are many, so a report reads the years of its period and no others, however long the
//! history is. Of the other themes there is one partition.

use chrono::{Datelike, NaiveDate};

use super::column::Column;
use super::rows::{Day, MeasureRow};
use crate::facts::Theme;

/// The current measures of a theme, in order of their days.
#[derive(Debug, Default)]
pub(super) struct Partitions(Vec<Partition>);

/// The measures of some days, those of a slot in order of day.
#[derive(Debug)]
pub(super) struct Partition {
    first: Day,
    last: Day,
    pub(super) rows: Column<MeasureRow>,
}

impl Partitions {
    /// Those that have any day from one to another.
    #[inline]
    pub(super) fn during(&self, from: Day, end: Day) -> &[Partition] {
        let first = self.0.iter().take_while(|partition| partition.last < from).count();
        let after = self.0.iter().take_while(|partition| partition.first <= end).count();
        self.0.get(first..after).unwrap_or_default()
    }

    /// The one that has a day.
    pub(super) fn of(&mut self, theme: Theme, day: Day) -> &mut Column<MeasureRow> {
        let place = self.0.partition_point(|partition| partition.last < day);
        if self.0.get(place).is_none_or(|partition| day < partition.first) {
            let (first, last) = days_of(theme, day);
            self.0.insert(place, Partition { first, last, rows: Column::default() });
        }
        &mut self.0[place].rows
    }

    /// Takes as little room as they need.
    pub(super) fn compact(&mut self) {
        self.0.iter_mut().for_each(|partition| partition.rows.compact());
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|partition| partition.rows.bytes()).sum()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|partition| partition.rows.len()).sum()
    }
}

/// The days of a partition that has this day.
fn days_of(theme: Theme, day: Day) -> (Day, Day) {
    let year = day.date().year();
    let first = NaiveDate::from_ymd_opt(year, 1, 1).filter(|_| theme.by_event());
    let last = NaiveDate::from_ymd_opt(year, 12, 31).filter(|_| theme.by_event());
    (first.map_or(Day::FIRST, Day::of), last.map_or(Day::LAST, Day::of))
}
