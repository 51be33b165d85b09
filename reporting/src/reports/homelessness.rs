//! Hidden homelessness, by municipality.

use super::groups::{ByCode, Rows};
use super::question::Days;
use super::stocks::Stocks;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Report, Sources};
use crate::facts::image::{Interners, Seen};
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind};

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

pub(super) struct Homelessness {
    days: Days,
    rows: Rows,
    municipalities: ByCode,
    /// The hidden situations: their codes and their numbers.
    situations: Vec<(String, u16)>,
    /// Those of the client that is counted.
    lives: Stocks,
}

impl Homelessness {
    pub(super) fn new(sources: Sources<'_>, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let names = sources.image.interners();
        let municipalities = municipality_rows(sources, &mut rows);
        let hidden = hidden_situations(sources.catalogue, names);
        Self { days, rows, municipalities, situations: hidden, lives: Stocks::default() }
    }
}

/// A row for each municipality of the catalogue.
pub(super) fn municipality_rows(sources: Sources<'_>, rows: &mut Rows) -> ByCode {
    let codes = sources.catalogue.entries(CodeKind::Municipality).map(|entry| &entry.code);
    let names = &sources.image.interners().municipalities;
    ByCode::of(Grouping::Municipality, codes, &Row::total(), names, rows)
}

fn hidden_situations(catalogue: &Catalogue, names: &Interners) -> Vec<(String, u16)> {
    let hidden =
        |code: &&Code| catalogue.housing(code.as_str()).is_some_and(|housing| housing.hidden);
    let codes = catalogue.entries(CodeKind::Ethos).map(|entry| &entry.code).filter(hidden);
    codes.map(|code| (code.to_string(), names.codes.get(code))).collect()
}

impl Report for Homelessness {
    fn width(&self) -> usize {
        COLUMNS.len() + self.situations.len()
    }

    fn columns(&self) -> Vec<Column> {
        let plain = COLUMNS.into_iter().map(str::to_owned);
        let situations = self.situations.iter().map(|(code, _)| format!("ethos_{code}"));
        let count = |(n, code)| Column::new(code, Unit::People, Formula::Count(n));
        plain.chain(situations).enumerate().map(count).collect()
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let municipality = self.municipalities.get(seen.dimensions.municipality);
        let places = [0].into_iter().chain(municipality);
        self.lives.clear();
        let mut found = |column| places.clone().for_each(|row| tally.person(row, column));
        // Where somebody lives follows from all that was, what happened by the period alone.
        seen.theme_until(Theme::Homelessness, self.days.end).for_each(|row| match row.measure {
            Measure::Lives => {
                let is = |(_, number): &(String, u16)| Some(*number) == row.code();
                if let Some(n) = self.situations.iter().position(is) {
                    self.lives.add(n, row.sign);
                }
            }
            _ if row.day < self.days.from => {}
            Measure::AddressRequested => found(1),
            Measure::AddressGranted => found(2),
            Measure::AddressRefused => found(3),
            _ => {}
        });
        let housing = self.days.of_theme(seen, Theme::Outcomes);
        housing.chain(self.days.of_theme(seen, Theme::Lasting)).for_each(|row| match row.measure {
            Measure::Housed => found(4),
            Measure::HousingLost if row.length < 6 => [5, 6].into_iter().for_each(&mut found),
            Measure::HousingLost if row.length < 12 => found(6),
            _ => {}
        });
        for (n, _) in self.lives.held() {
            found(HIDDEN);
            found(COLUMNS.len() + n);
        }
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
