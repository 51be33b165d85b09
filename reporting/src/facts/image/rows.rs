//! The rows of an image, as small as they can be: a report reads many of them.

use std::hash::{Hash, Hasher};

use chrono::NaiveDate;

use crate::facts::{AgeGroup, AtEntry, Believed, Dated, Measure};
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
const NO_CODE: u16 = u16::MAX;
/// The number of a gender that is not known.
pub(super) const NO_GENDER: u8 = u8::MAX;

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
    pub(super) gender: u8,
    pub(crate) age_group: Option<AgeGroup>,
}

impl DimensionsRow {
    /// The number of the gender, where it is known.
    pub(crate) fn gender(&self) -> Option<u16> {
        (self.gender != NO_GENDER).then_some(u16::from(self.gender))
    }
}

/// What a row tells, but for the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) code: u16,
    pub(super) length: u16,
    pub(super) measure: Measure,
    pub(super) sign: i8,
}

impl Hash for Kind {
    /// As one number: every row that is taken in is looked up by its kind.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let ([a, b], [c, d]) = (self.code.to_le_bytes(), self.length.to_le_bytes());
        let [sign] = self.sign.to_le_bytes();
        state.write_u64(u64::from_le_bytes([a, b, c, d, self.measure as u8, sign, 0, 0]));
    }
}

/// A measure that is believed, as it is kept: in single bytes, as there are a hundred of them for each
/// trajectory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StandingRow {
    after: [u8; 3],
    day: [u8; 2],
    kind: [u8; 2],
}

impl StandingRow {
    /// A row of the kind of a number, believed since so many positions after the first of its
    /// trajectory; none where that is further than it can say.
    pub(super) fn try_new(after: u32, day: Day, kind: u16) -> Option<Self> {
        let [a, b, c, 0] = after.to_le_bytes() else { return None };
        Some(Self { after: [a, b, c], day: day.0.to_le_bytes(), kind: kind.to_le_bytes() })
    }

    /// The first row of a trajectory, of the first kind.
    pub(super) fn first(day: Day) -> Self {
        Self { after: [0; 3], day: day.0.to_le_bytes(), kind: [0; 2] }
    }

    /// The same where the first of its trajectory is so many positions before.
    pub(super) fn later_by(self, positions: u32) -> Option<Self> {
        Self::try_new(self.after().checked_add(positions)?, self.day(), self.kind())
    }

    /// How many positions after the first of its trajectory.
    pub(super) fn after(self) -> u32 {
        let [a, b, c] = self.after;
        u32::from_le_bytes([a, b, c, 0])
    }

    /// The day.
    pub(super) fn day(self) -> Day {
        Day(u16::from_le_bytes(self.day))
    }

    /// The number of its kind.
    pub(super) fn kind(self) -> u16 {
        u16::from_le_bytes(self.kind)
    }
}

/// A measure, while it was believed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MeasureRow {
    pub(crate) since: Position,
    pub(super) until: Position,
    pub(crate) day: Day,
    code: u16,
    /// A number that goes with the measure; 0 where there is none.
    pub(crate) length: u16,
    pub(crate) measure: Measure,
    pub(crate) sign: i8,
}

impl MeasureRow {
    /// A row of what is told, whose code is at its place among these.
    pub(super) fn new(believed: &Believed<Dated<u32>>, codes: &[u16]) -> Self {
        let what = &believed.what;
        let code = what.code.map(|place| codes[place as usize]);
        Self {
            since: believed.since,
            until: believed.until,
            day: Day::of(what.day),
            code: code.unwrap_or(NO_CODE),
            length: what.length.unwrap_or(0),
            measure: what.measure,
            sign: what.sign,
        }
    }

    /// What is believed still, since a position.
    pub(super) fn of(since: Position, day: Day, kind: Kind) -> Self {
        let Kind { code, length, measure, sign } = kind;
        Self { since, until: Position::NEVER, day, code, length, measure, sign }
    }

    /// What it tells, but for the day.
    pub(super) fn kind(&self) -> Kind {
        let Self { code, length, measure, sign, .. } = *self;
        Kind { code, length, measure, sign }
    }

    /// The number of its code, where it has one.
    pub(crate) fn code(&self) -> Option<u16> {
        (self.code != NO_CODE).then_some(self.code)
    }

    /// Whether it was believed at a position.
    pub(super) fn was_believed_at(&self, as_of: Position) -> bool {
        self.since <= as_of && as_of < self.until
    }

    /// Whether another is the same row, told again because it is believed no longer.
    pub(super) fn is_ended_by(&self, other: &Self) -> bool {
        self.until == Position::NEVER
            && (self.since, self.day, self.kind()) == (other.since, other.day, other.kind())
    }
}
