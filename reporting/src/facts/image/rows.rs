//! The rows of an image. They are small, because a report reads many of them.

use chrono::NaiveDate;

use crate::facts::stored::Record;
use crate::facts::{AgeGroup, AtEntry, Dated, Measure, Theme, Versioned};
use loopbrug_domain::ids::Position;

/// A day in an image: days since the beginning of 1970. It ends in 2149.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(u16);

impl Day {
    /// The first and the last that there are.
    pub(crate) const FIRST: Self = Self(0);
    pub(crate) const LAST: Self = Self(u16::MAX);

    /// The day; the first or the last that there is for one before or after those.
    pub(crate) fn of(day: NaiveDate) -> Self {
        Self(u16::try_from(day.to_epoch_days().max(0)).unwrap_or(u16::MAX))
    }

    /// The day as a date.
    pub(crate) fn date(self) -> NaiveDate {
        NaiveDate::default() + chrono::Days::new(u64::from(self.0))
    }

    /// The day so many days before.
    pub(crate) fn before(self, days: u16) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// Days from another to this one.
    pub(crate) fn since(self, other: Self) -> u16 {
        self.0.saturating_sub(other.0)
    }
}

/// The number of a code where there is none: no code has it.
pub(super) const NO_CODE: u16 = u16::MAX;

/// In which rows a trajectory was counted, from a position on, until the next row of the trajectory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DimensionsRow {
    pub(super) since: Position,
    /// The number of its challenges and personas.
    pub(crate) links: u32,
    pub(crate) at_entry: AtEntry,
    pub(crate) organisation: u16,
    pub(crate) municipality: u16,
    pub(crate) language: u16,
    pub(super) gender: u16,
    pub(crate) age_group: Option<AgeGroup>,
}

impl DimensionsRow {
    /// The number of the gender, where it is known.
    pub(crate) fn gender(&self) -> Option<u16> {
        (self.gender != NO_CODE).then_some(self.gender)
    }
}

/// A measure, with the positions between which it was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MeasureRow {
    pub(crate) since: Position,
    pub(super) until: Position,
    pub(crate) day: Day,
    pub(super) code: u16,
    /// A number that goes with the measure; 0 where there is none.
    pub(crate) length: u16,
    pub(crate) measure: Measure,
    pub(crate) sign: i8,
}

impl MeasureRow {
    /// The row of a record. `codes` has the numbers of the codes that it may name; none where it names
    /// another.
    pub(super) fn of(record: &Record, codes: &[u16]) -> Option<Self> {
        let Versioned { since, until, what } = *record;
        let Dated { measure, day, sign, code, length } = what;
        let code = code.map_or(Some(NO_CODE), |place| codes.get(place).copied())?;
        let (day, length) = (Day::of(day), length.unwrap_or(0));
        Some(Self { since, until, day, code, length, measure, sign })
    }

    /// The number of its code, where it has one.
    pub(crate) fn code(&self) -> Option<u16> {
        (self.code != NO_CODE).then_some(self.code)
    }

    /// The theme of its measure.
    pub(super) fn theme(&self) -> Theme {
        self.measure.theme()
    }

    /// By what rows are ordered.
    pub(super) fn order(&self) -> (Theme, Day) {
        (self.theme(), self.day)
    }

    /// Whether it was known at a position.
    #[inline]
    pub(super) fn is_known_at(&self, as_of: Position) -> bool {
        self.since <= as_of && as_of < self.until
    }

    /// Whether something superseded it.
    pub(super) fn is_superseded(&self) -> bool {
        self.until != Position::NEVER
    }
}
