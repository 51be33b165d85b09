//! Hidden homelessness, by municipality.

use super::dated::ByDated;
use super::question::{Days, Scope};
use super::report::Report;
use super::stocks::Stocks;
use super::table::{Column, Row, Unit};
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

const COLUMNS: [&str; 7] = [
    "hidden",
    "address_requested",
    "address_granted",
    "address_refused",
    "housed",
    "lost_within_6",
    "lost_within_12",
];
const HIDDEN: usize = 0;

pub(super) struct Homelessness<'a> {
    days: Days,
    municipalities: ByDated<'a>,
    /// The numbers of the hidden situations.
    situations: Vec<u16>,
    /// Those of the client that is counted.
    lives: Stocks,
}

impl<'a> Homelessness<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        let catalogue = scope.sources.catalogue;
        let codes = catalogue.entries(CodeKind::Ethos).map(|entry| entry.code.as_str());
        let hidden = |code: &&str| catalogue.housing(code).is_some_and(|housing| housing.hidden);
        let hidden: Vec<&str> = codes.filter(hidden).collect();
        let situations = hidden.iter().map(|code| format!("ethos_{code}"));
        let columns = COLUMNS.into_iter().map(str::to_owned).chain(situations);
        tally.columns(Column::counts(Unit::People, columns));
        tally.row(Row::total());
        Self {
            days: scope.days,
            municipalities: ByDated::municipality(scope, tally),
            situations: hidden.into_iter().map(|code| scope.names().codes.get(code)).collect(),
            lives: Stocks::default(),
        }
    }
}

impl Report for Homelessness<'_> {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let municipality = self.municipalities.of(seen);
        self.lives.clear();
        let mut found = |column, day| {
            let rows = [0].into_iter().chain(municipality.on(day));
            rows.for_each(|row| tally.person(row, column));
        };
        // Where somebody lives follows from all that was, what happened by the period alone.
        seen.theme_until(Theme::Homelessness, self.days.end).for_each(|row| match row.measure {
            Measure::Lives => {
                if let Some(n) = self.situations.iter().position(|n| Some(*n) == row.code()) {
                    self.lives.add(n, row.sign);
                }
            }
            _ if row.day < self.days.from => {}
            Measure::AddressRequested => found(1, row.day),
            Measure::AddressGranted => found(2, row.day),
            Measure::AddressRefused => found(3, row.day),
            _ => {}
        });
        let housing = self.days.of_theme(seen, Theme::Outcomes);
        housing.chain(self.days.of_theme(seen, Theme::Lasting)).for_each(|row| match row.measure {
            Measure::Housed => found(4, row.day),
            Measure::HousingLost if row.length < 6 => {
                for n in [5, 6] {
                    found(n, row.day);
                }
            }
            Measure::HousingLost if row.length < 12 => found(6, row.day),
            _ => {}
        });
        for (n, _) in self.lives.held() {
            found(HIDDEN, self.days.end);
            found(COLUMNS.len() + n, self.days.end);
        }
    }
}
