//! Reach: attempts, appointments, and how many attempts it takes.

use super::Report;
use super::dated::ByDated;
use super::groups::ByCode;
use super::question::{Days, Scope};
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

const ATTEMPTS: usize = 0;
const SUCCESSFUL: usize = 1;
const APPOINTMENTS: usize = 2;
const NO_SHOWS: usize = 3;
const FIRST_REACHED: usize = 4;

pub(super) struct Reach<'a> {
    days: Days,
    modes: ByCode<'a>,
    languages: ByDated<'a>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        tally.bundle(16);
        let things = ["attempts", "successful", "appointments", "no_shows"];
        tally.columns(Column::counts(Unit::Times, things));
        let share = Formula::Share { part: NO_SHOWS, whole: APPOINTMENTS };
        tally.columns([
            Column::new("no_show_share", Unit::Percent, share),
            Column::count("first_reached", Unit::People, FIRST_REACHED),
        ]);
        let attempts = "attempts_until_reached";
        tally.columns(Column::quantiles(attempts, Unit::Points, FIRST_REACHED));
        tally.row(Row::total());
        let modes = ByCode::of_list(Grouping::Mode, CodeKind::ContactMode, scope, tally);
        for row in modes.rows() {
            (APPOINTMENTS..=FIRST_REACHED).for_each(|count| tally.absent(row, count));
        }
        let languages = ByDated::language(scope, tally);
        Self { days: scope.days, modes, languages }
    }
}

impl Report for Reach<'_> {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let language = self.languages.of(seen);
        let rows_on = |day| [0].into_iter().chain(language.on(day));
        let mut course = self.days.of_theme(seen, Theme::Course);
        if let Some(reached) = course.find(|row| row.measure == Measure::Reached) {
            for row in rows_on(reached.day) {
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
            for place in rows_on(row.day).chain(mode) {
                tally.thing(place, all);
                if row.length == 1 {
                    tally.thing(place, some);
                }
            }
        });
    }
}
