//! What may change after the opening: where the client stays, and the language to speak. What happened
//! counts in the row of its day, and what holds at the end in the row of then.

use super::groups::{ByCode, Places};
use super::question::Scope;
use super::table::{Grouping, Row};
use super::tally::Tally;
use crate::facts::image::{Day, DimensionsRow, Seen};
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

/// A row for each code of the catalogue.
pub(super) struct ByDated<'a> {
    at_opening: ByCode<'a>,
    /// The number of the code at the opening.
    number: fn(&DimensionsRow) -> u16,
    measure: Measure,
    /// By the number of a code to which it changed.
    since: Places,
}

/// In which row a client counts from when on.
#[derive(Debug, Clone)]
pub(super) struct RowOverTime {
    at_opening: Option<usize>,
    /// Most clients have none; not in order.
    since: Vec<(Day, Option<usize>)>,
}

impl<'a> ByDated<'a> {
    /// By municipality.
    pub(super) fn municipality(scope: Scope<'a>, tally: &mut Tally) -> Self {
        let number = |code: &str| scope.names().municipalities.get(code);
        let (grouping, kind) = (Grouping::Municipality, CodeKind::Municipality);
        let at_opening = ByCode::of(grouping, kind, &Row::total(), scope, number, tally);
        Self::new(at_opening, |row| row.municipality, Measure::Moved, scope)
    }

    /// By contact language.
    pub(super) fn language(scope: Scope<'a>, tally: &mut Tally) -> Self {
        let number = |code: &str| scope.names().languages.get(code);
        let (grouping, kind) = (Grouping::Language, CodeKind::Language);
        let at_opening = ByCode::of(grouping, kind, &Row::total(), scope, number, tally);
        Self::new(at_opening, |row| row.language, Measure::LanguageChanged, scope)
    }

    fn new(
        at_opening: ByCode<'a>,
        number: fn(&DimensionsRow) -> u16,
        measure: Measure,
        scope: Scope<'a>,
    ) -> Self {
        let mut since = Places::default();
        for (code, place) in at_opening.known() {
            since.insert(scope.names().codes.get(*code), *place);
        }
        Self { at_opening, number, measure, since }
    }

    /// The places of the rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.at_opening.rows()
    }

    /// The row of a client, from when on.
    pub(super) fn of(&self, seen: Seen<'_>) -> RowOverTime {
        let at_opening = self.at_opening.get((self.number)(seen.dimensions));
        let row = |code: Option<u16>| code.and_then(|code| self.since.get(code));
        let since = changes(seen, self.measure).map(|(day, code)| (day, row(code)));
        RowOverTime { at_opening, since: since.collect() }
    }
}

impl RowOverTime {
    /// Whether nothing changed since the opening.
    pub(super) fn never_changes(&self) -> bool {
        self.since.is_empty()
    }

    /// The row on a day; none where it is none of the catalogue.
    pub(super) fn on(&self, day: Day) -> Option<usize> {
        let until_then = self.since.iter().filter(|(since, _)| *since <= day);
        until_then.max_by_key(|(since, _)| *since).map_or(self.at_opening, |(_, row)| *row)
    }
}

/// The days on which something changed, and the number of the code to which it did.
fn changes(seen: Seen<'_>, measure: Measure) -> impl Iterator<Item = (Day, Option<u16>)> {
    let rows = seen.theme_until(Theme::Profile, Day::LAST);
    rows.filter(move |row| row.measure == measure).map(|row| (row.day, row.code()))
}

/// When a client stays in a municipality, which has one number at an opening and another where a client moved to it.
pub(super) fn stays(seen: Seen<'_>, (at_opening, since): (u16, u16)) -> RowOverTime {
    let there = |is_there: bool| is_there.then_some(0);
    let moves = changes(seen, Measure::Moved).map(|(day, code)| (day, there(code == Some(since))));
    RowOverTime {
        at_opening: there(seen.dimensions.municipality == at_opening),
        since: moves.collect(),
    }
}
