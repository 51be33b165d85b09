//! Lasting work and housing: who is still there on day 91 and 182, and why others are not.

use super::groups::{ByCode, Rows};
use super::question::Days;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Report, Sources};
use crate::facts::image::Seen;
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

/// Counts: due and lasting at each of the two days, and lost.
const LOST: usize = 4;

pub(super) struct Lasting {
    days: Days,
    rows: Rows,
    work: Kind,
    housing: Kind,
    /// Rows that have the column of losses only.
    reasons: Vec<usize>,
}

struct Kind {
    place: usize,
    reasons: ByCode,
}

impl Lasting {
    pub(super) fn new(sources: Sources<'_>, days: Days) -> Self {
        let mut rows = Rows::default();
        let names = &sources.image.interners().codes;
        let mut kind = |code: &str, list| {
            let row = Row::of(Grouping::Kind, Some(code));
            let place = rows.add(row.clone());
            let codes = sources.catalogue.entries(list).map(|entry| &entry.code);
            let reasons = ByCode::of(Grouping::Reason, codes, &row, names, &mut rows);
            Kind { place, reasons }
        };
        let work = kind("work", CodeKind::JobEndReason);
        let housing = kind("housing", CodeKind::HousingLossReason);
        let reasons = work.reasons.places().chain(housing.reasons.places()).collect();
        Self { days, rows, work, housing, reasons }
    }
}

impl Report for Lasting {
    fn width(&self) -> usize {
        LOST + 1
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for (day, first) in [(91, 0), (182, 2)] {
            let count = |code: &str, n| {
                Column::new(format!("{code}_{day}"), Unit::People, Formula::Count(n))
            };
            columns.push(count("due", first));
            columns.push(count("lasting", first + 1));
            let share = Formula::Share { part: first + 1, whole: first };
            columns.push(Column::new(format!("share_{day}"), Unit::Percent, share));
        }
        columns.push(Column::new("lost", Unit::People, Formula::Count(LOST)));
        columns
    }

    fn prepare(&mut self, tally: &mut Tally) {
        for row in &self.reasons {
            (0..LOST).for_each(|count| tally.absent(*row, count));
        }
    }

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

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
