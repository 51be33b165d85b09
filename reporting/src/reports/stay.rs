//! The filter by municipality: what of a client is counted there. Nearly everybody stays where the opening
//! said, so that all or nothing is. Of who moved a part is counted: what happened there, and what holds where the
//! client stays there at the end.

use super::dated::RowOverTime;
use super::question::Days;
use crate::facts::image::{Day, Image, MeasureRow, Seen};
use crate::facts::{Kind, Measure, Theme};

/// The day that says where a client stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayOf {
    /// Of what happened the day on which it did, of what holds the end.
    Itself,
    /// The same, but of what became of a referral the day on which it was sent.
    Sending,
    /// Of everything the day of the opening.
    Opening,
    /// Of everything the day of entry.
    Entry,
}

/// What of a client is counted.
pub(super) enum Counted {
    Everything,
    Nothing,
    Part {
        of: Box<Image>,
        /// Whether what holds at the end is a part of it.
        holds_at_end: bool,
    },
}

impl Counted {
    /// What is counted of a client of whom it is known when the filter takes him or her in.
    pub(super) fn of(seen: Seen<'_>, there: &RowOverTime, day_of: DayOf, days: Days) -> Self {
        let is_there = |day: Day| there.on(day).is_some();
        let whole = |is_there: bool| if is_there { Self::Everything } else { Self::Nothing };
        if there.never_changes() {
            return whole(is_there(days.end));
        }
        let first = |measure: Measure| {
            let mut course = seen.theme_until(Theme::Course, Day::LAST);
            course.find(|row| row.measure == measure).is_some_and(|row| is_there(row.day))
        };
        match day_of {
            DayOf::Opening => whole(first(Measure::Opened)),
            DayOf::Entry => whole(first(Measure::Participant)),
            DayOf::Itself | DayOf::Sending => {
                let rows = rows(seen).filter_map(|row| part(row, is_there, day_of, days.end));
                Self::Part { of: Box::new(Image::of_rows(rows)), holds_at_end: is_there(days.end) }
            }
        }
    }
}

fn rows(seen: Seen<'_>) -> impl Iterator<Item = MeasureRow> {
    Theme::ALL.iter().flat_map(move |theme| seen.theme_until(*theme, Day::LAST))
}

/// What remains of a measure.
fn part(
    mut row: MeasureRow,
    is_there: impl Fn(Day) -> bool,
    day_of: DayOf,
    end: Day,
) -> Option<MeasureRow> {
    let holds = match (row.measure, row.measure.kind()) {
        (Measure::Moved | Measure::LanguageChanged, _) => true,
        // Whether somebody takes part is asked whatever was the place of entry: such a one did not enter here.
        (Measure::Participant, _) => {
            row.sign = i8::from(is_there(row.day));
            true
        }
        (_, Kind::Stock) => is_there(end),
        (_, Kind::Flow) if day_of == DayOf::Sending => is_there(row.day.before(row.length)),
        (_, Kind::Flow) => is_there(row.day),
    };
    holds.then_some(row)
}
