//! Reach: attempts, appointments, and how many attempts it takes.

use super::groups::{ByCode, Rows};
use super::question::Days;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Report, Sources};
use crate::facts::image::{DimensionsRow, Seen};
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

const ATTEMPTS: usize = 0;
const SUCCESSFUL: usize = 1;
const APPOINTMENTS: usize = 2;
const NO_SHOWS: usize = 3;
const FIRST_REACHED: usize = 4;

pub(super) struct Reach {
    days: Days,
    rows: Rows,
    modes: ByCode,
    languages: ByCode,
}

impl Reach {
    pub(super) fn new(sources: Sources<'_>, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let names = sources.image.interners();
        let all = Row::total();
        let codes = |kind| sources.catalogue.entries(kind).map(|entry| &entry.code);
        let modes = codes(CodeKind::ContactMode);
        let modes = ByCode::of(Grouping::Mode, modes, &all, &names.codes, &mut rows);
        let languages = codes(CodeKind::Language);
        let languages =
            ByCode::of(Grouping::Language, languages, &all, &names.languages, &mut rows);
        Self { days, rows, modes, languages }
    }

    fn rows_of(&self, dimensions: &DimensionsRow) -> impl Iterator<Item = usize> + use<> {
        [0].into_iter().chain(self.languages.get(dimensions.language))
    }
}

impl Report for Reach {
    fn width(&self) -> usize {
        FIRST_REACHED + 1
    }

    fn bundle(&self) -> u32 {
        16
    }

    fn columns(&self) -> Vec<Column> {
        let things = |code: &str, n| Column::new(code, Unit::Times, Formula::Count(n));
        let share = Formula::Share { part: NO_SHOWS, whole: APPOINTMENTS };
        let mut columns = vec![
            things("attempts", ATTEMPTS),
            things("successful", SUCCESSFUL),
            things("appointments", APPOINTMENTS),
            things("no_shows", NO_SHOWS),
            Column::new("no_show_share", Unit::Percent, share),
            Column::new("first_reached", Unit::People, Formula::Count(FIRST_REACHED)),
        ];
        let attempts = "attempts_until_reached";
        columns.extend(Column::quantiles(attempts, Unit::Points, FIRST_REACHED));
        columns
    }

    fn prepare(&mut self, tally: &mut Tally) {
        for row in self.modes.places() {
            (APPOINTMENTS..=FIRST_REACHED).for_each(|count| tally.absent(row, count));
        }
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let mut course = self.days.of_theme(seen, Theme::Course);
        if let Some(reached) = course.find(|row| row.measure == Measure::Reached) {
            for row in self.rows_of(seen.dimensions) {
                tally.value(row, FIRST_REACHED, i32::from(reached.length));
            }
        }
        self.days.of_theme(seen, Theme::Reach).for_each(|row| {
            let (all, some) = match row.measure {
                Measure::Attempt => (ATTEMPTS, SUCCESSFUL),
                Measure::Appointment => (APPOINTMENTS, NO_SHOWS),
                _ => return,
            };
            let mode = row.code().and_then(|mode| self.modes.get(mode));
            for place in self.rows_of(seen.dimensions).chain(mode) {
                tally.thing(place, all);
                if row.length == 1 {
                    tally.thing(place, some);
                }
            }
        });
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
