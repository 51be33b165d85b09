//! Lasting work and housing: who is still there on day 91 and 182, and why others are not.

use super::Report;
use super::groups::ByCode;
use super::question::{Days, Scope};
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

/// Counts: due and lasting at each of the two days, and lost.
const LOST: usize = 4;

pub(super) struct Lasting<'a> {
    days: Days,
    work: Kind<'a>,
    housing: Kind<'a>,
}

struct Kind<'a> {
    place: usize,
    /// Rows that have the column of losses only.
    reasons: ByCode<'a>,
}

impl<'a> Kind<'a> {
    fn new(code: &str, list: CodeKind, scope: Scope<'a>, tally: &mut Tally) -> Self {
        let row = Row::of(Grouping::Kind, Some(code));
        let place = tally.row(row.clone());
        let number = |code: &str| scope.names().codes.get(code);
        let reasons = ByCode::of(Grouping::Reason, list, &row, scope, number, tally);
        for row in reasons.rows() {
            (0..LOST).for_each(|count| tally.absent(row, count));
        }
        Self { place, reasons }
    }
}

impl<'a> Lasting<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        for (day, first) in [(91, 0), (182, 2)] {
            let share = Formula::Share { part: first + 1, whole: first };
            tally.columns([
                Column::count(format!("due_{day}"), Unit::People, first),
                Column::count(format!("lasting_{day}"), Unit::People, first + 1),
                Column::new(format!("share_{day}"), Unit::Percent, share),
            ]);
        }
        tally.columns([Column::count("lost", Unit::People, LOST)]);
        let work = Kind::new("work", CodeKind::JobEndReason, scope, tally);
        let housing = Kind::new("housing", CodeKind::HousingLossReason, scope, tally);
        Self { days: scope.days, work, housing }
    }
}

impl Report for Lasting<'_> {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        self.days.of_theme(seen, Theme::Lasting).for_each(|row| {
            let (kind, first) = match row.measure {
                Measure::WorkDay91 => (&self.work, 0),
                Measure::WorkDay182 => (&self.work, 2),
                Measure::HousingDay91 => (&self.housing, 0),
                Measure::HousingDay182 => (&self.housing, 2),
                Measure::WorkLost => (&self.work, LOST),
                Measure::HousingLost => (&self.housing, LOST),
                _ => return,
            };
            tally.person(kind.place, first);
            if first == LOST {
                if let Some(place) = row.code().and_then(|reason| kind.reasons.get(reason)) {
                    tally.person(place, LOST);
                }
            } else if row.length == 1 {
                tally.person(kind.place, first + 1);
            }
        });
    }
}
