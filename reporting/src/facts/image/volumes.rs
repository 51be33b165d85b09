//! The rows of a theme that stand.
//!
//! What is told by event is as much as there are events. It is kept year by year, so that a report
//! reads no more of it than the years of its period, however long the history is. Of the other themes
//! there is one volume.

use chrono::{Datelike, NaiveDate};

use super::chapter::Chapter;
use super::rows::{Day, StandingRow};
use crate::facts::Theme;

/// The volumes of a theme, in order of their days.
#[derive(Debug, Default)]
pub(super) struct Volumes(Vec<Volume>);

/// The rows of some days; those of a slot in order of day.
#[derive(Debug)]
pub(super) struct Volume {
    first: Day,
    last: Day,
    rows: Chapter<StandingRow>,
}

impl Volumes {
    /// The volumes that may hold rows of days from one on.
    pub(super) fn from(&self, day: Day) -> &[Volume] {
        let before = self.0.iter().take_while(|volume| volume.last < day).count();
        &self.0[before..]
    }

    /// The rows that stand together with those of a day.
    pub(super) fn of(&mut self, theme: Theme, day: Day) -> &mut Chapter<StandingRow> {
        let place = self.0.partition_point(|volume| volume.last < day);
        if self.0.get(place).is_none_or(|volume| day < volume.first) {
            let (first, last) = kept_together(theme, day);
            self.0.insert(place, Volume { first, last, rows: Chapter::default() });
        }
        &mut self.0[place].rows
    }

    /// The rows of every volume.
    pub(super) fn all(&self) -> impl Iterator<Item = &Chapter<StandingRow>> {
        self.0.iter().map(|volume| &volume.rows)
    }

    /// The same, to be changed.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Chapter<StandingRow>> {
        self.0.iter_mut().map(|volume| &mut volume.rows)
    }

    /// Packs everything into as little room as it needs.
    pub(super) fn pack(&mut self) {
        self.0.iter_mut().for_each(|volume| volume.rows.pack());
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|volume| volume.rows.bytes()).sum()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|volume| volume.rows.len()).sum()
    }
}

impl Volume {
    /// Whether it may hold rows of days up to one.
    pub(super) fn begins_by(&self, day: Day) -> bool {
        self.first <= day
    }

    /// The rows of a slot from a day to another.
    #[inline]
    pub(super) fn during(&self, slot: usize, from: Day, end: Day) -> &[StandingRow] {
        let rows = self.rows.of(slot);
        // Mostly a period takes in all of them.
        let rows = if rows.first().is_some_and(|row| row.day() < from) {
            Self::since(rows, from)
        } else {
            rows
        };
        if rows.last().is_some_and(|row| row.day() > end) {
            &rows[..rows.partition_point(|row| row.day() <= end)]
        } else {
            rows
        }
    }

    /// The rows from a day on. They are looked for from the first row in ever longer steps:
    /// what was recorded since may be much, and is not looked at.
    fn since(rows: &[StandingRow], day: Day) -> &[StandingRow] {
        let mut reach = 1;
        while rows.get(reach - 1).is_some_and(|row| row.day() < day) {
            reach *= 2;
        }
        // Those in the first half of the reach come before the day.
        let (known, reach) = (reach / 2, reach.min(rows.len()));
        let before = rows[known..reach].partition_point(|row| row.day() < day);
        &rows[known + before..]
    }
}

/// The days that are kept in one volume with a day.
fn kept_together(theme: Theme, day: Day) -> (Day, Day) {
    let year = day.date().year();
    let first = NaiveDate::from_ymd_opt(year, 1, 1).filter(|_| theme.by_event());
    let last = NaiveDate::from_ymd_opt(year, 12, 31).filter(|_| theme.by_event());
    (first.map_or(Day::FIRST, Day::of), last.map_or(Day::LAST, Day::of))
}
