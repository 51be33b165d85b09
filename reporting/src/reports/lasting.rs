//! Lasting work and housing: who is still there on day 91 and 182, and why others are not.

use super::Report;
use super::groups::ByCode;
use super::question::{Days, Scope};
use super::stocks::bits;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::{Lasts, Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

/// Counts: due, lasting and unknown at each of the two days, and lost.
const LOST: usize = 6;
const DUE: [usize; 2] = [0, 3];

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
        for (day, first) in [91, 182].into_iter().zip(DUE) {
            let share = Formula::Share { part: first + 1, whole: first };
            tally.columns([
                Column::count(format!("due_{day}"), Unit::People, first),
                Column::count(format!("lasting_{day}"), Unit::People, first + 1),
                Column::count(format!("unknown_{day}"), Unit::People, first + 2),
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
        // By kind: a bit for each count, so that who has one that lasts is not unknown for another.
        let mut found = [0_u64; 2];
        self.days.of_theme(seen, Theme::Lasting).for_each(|row| {
            let (kind, first) = match row.measure {
                Measure::WorkDay91 => (0, DUE[0]),
                Measure::WorkDay182 => (0, DUE[1]),
                Measure::HousingDay91 => (1, DUE[0]),
                Measure::HousingDay182 => (1, DUE[1]),
                Measure::WorkLost => (0, LOST),
                Measure::HousingLost => (1, LOST),
                _ => return,
            };
            found[kind] |= 1 << first;
            if first == LOST {
                let reasons = &[&self.work, &self.housing][kind].reasons;
                if let Some(place) = row.code().and_then(|reason| reasons.get(reason)) {
                    tally.person(place, LOST);
                }
            } else if row.length == Lasts::Yes as u16 {
                found[kind] |= 1 << (first + 1);
            } else if row.length == Lasts::Unknown as u16 {
                found[kind] |= 1 << (first + 2);
            }
        });
        for (kind, found) in [&self.work, &self.housing].into_iter().zip(found) {
            let lasting = DUE.iter().filter(|first| found & 1 << (*first + 1) != 0);
            let known = lasting.fold(0, |known, first| known | 1 << (first + 2));
            bits(found & !known).for_each(|count| tally.person(kind.place, count));
        }
    }
}
