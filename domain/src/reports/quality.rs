//! Data quality, by organisation: what is missing at entry, what is overdue, how late things are told.

use super::caseload::organisation_rows;
use super::groups::{ByCode, Rows};
use super::question::Days;
use super::table::{Column, Grouping, Made, Row, Unit};
use super::tally::Tally;
use super::{Report, Sources};
use crate::catalogue::Code;
use crate::facts::image::{DimensionsRow, Numbered, Seen};
use crate::facts::{AtEntry, Indicator, Measure, Theme};

/// What may be missing of an intake, and the indicator that tells it. Gender is told by none.
const MISSING: [(&str, Option<Indicator>); 9] = [
    ("labour", Some(Indicator::Eeco02)),
    ("age", Some(Indicator::Eeco06)),
    ("isced", Some(Indicator::Eeco09)),
    ("gender", None),
    ("nationality", Some(Indicator::Eeco13)),
    ("background", Some(Indicator::Eeco14)),
    ("disability", Some(Indicator::Eeco12)),
    ("minority", Some(Indicator::Eeco15)),
    ("housing", Some(Indicator::Eeco16)),
];
const PARTICIPANTS: usize = 0;
const INCOMPLETE: usize = 1;
const FIRST_MISSING: usize = 2;
const FOLLOW_UPS_OVERDUE: usize = FIRST_MISSING + MISSING.len();
const EXIT_OVERDUE: usize = FOLLOW_UPS_OVERDUE + 1;
const RECORDS: usize = EXIT_OVERDUE + 1;
const LATE: usize = RECORDS + 1;

pub(super) struct Quality<'a> {
    days: Days,
    rows: Rows,
    names: &'a Numbered<Code>,
    /// By the image's number of the organisation that owns.
    owners: Vec<usize>,
    /// By the number of the organisation that recorded.
    recorders: ByCode,
    /// The records of the client that is counted: by whom, and with which delay.
    records: Vec<(Option<u16>, i32)>,
    late_after: i32,
}

impl<'a> Quality<'a> {
    pub(super) fn new(sources: Sources<'a>, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let names = sources.image.names();
        let owners = organisation_rows(sources, &mut rows);
        let mut recorders = ByCode::empty(Grouping::Organisation);
        for (kbo, place) in names.organisations.names().iter().zip(&owners) {
            recorders.share(&Code::new(kbo.to_string()), *place, &names.codes);
        }
        let late_after = sources.catalogue.limits().late_recording_days;
        let late_after = i32::try_from(late_after).unwrap_or(i32::MAX);
        let (names, records) = (&names.codes, Vec::new());
        Self { days, rows, names, owners, recorders, records, late_after }
    }
}

impl Quality<'_> {
    fn count_records(&mut self, tally: &mut Tally) {
        let Self { records, recorders, names, rows, late_after, .. } = self;
        let is_late = |(_, delay): &&(_, i32)| *delay > *late_after;
        // Most of the records of a client are the work of one organisation.
        for of_one in records.chunk_by(|one, other| one.0 == other.0) {
            let Some(organisation) = of_one[0].0 else { continue };
            let row = recorders.at(organisation, &Row::total(), names, rows);
            tally.values(row, RECORDS, of_one.iter().map(|(_, delay)| *delay));
            tally.things(0, RECORDS, of_one.len());
            let late = of_one.iter().filter(is_late).count();
            tally.things(row, LATE, late);
            tally.things(0, LATE, late);
        }
    }
}

fn is_missing(what: Option<Indicator>, dimensions: &DimensionsRow) -> bool {
    let AtEntry { unknown, .. } = dimensions.at_entry;
    what.map_or(dimensions.gender().is_none(), |indicator| unknown.contains(indicator))
}

impl Report for Quality<'_> {
    fn width(&self) -> usize {
        LATE + 1
    }

    fn bundle(&self) -> u32 {
        128
    }

    fn columns(&self) -> Vec<Column> {
        let people = |code: String, n| Column::new(code, Unit::People, Made::Count(n));
        let mut columns = vec![
            people("participants".to_owned(), PARTICIPANTS),
            people("incomplete".to_owned(), INCOMPLETE),
        ];
        for ((what, _), n) in MISSING.iter().zip(FIRST_MISSING..) {
            columns.push(people(format!("missing.{what}"), n));
        }
        columns.push(people("follow_ups_overdue".to_owned(), FOLLOW_UPS_OVERDUE));
        columns.push(people("exit_overdue".to_owned(), EXIT_OVERDUE));
        columns.push(Column::new("records", Unit::Times, Made::Count(RECORDS)));
        columns.push(Column::new("late", Unit::Times, Made::Count(LATE)));
        columns.extend(Column::quantiles("delay", Unit::Days, RECORDS));
        columns
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let rows = [0, self.owners[usize::from(seen.dimensions.organisation)]];
        let mut course = self.days.of_theme(seen, Theme::Course);
        let enters = course.any(|row| row.measure == Measure::Participant);
        let (mut follow_ups, mut exit) = (0, 0);
        for row in seen.theme_until(Theme::Caseload, self.days.end) {
            match row.measure {
                Measure::FollowUpOverdue => follow_ups += i32::from(row.sign),
                Measure::ExitOverdue => exit += i32::from(row.sign),
                _ => {}
            }
        }
        for row in rows {
            let missing = MISSING.iter().zip(FIRST_MISSING..);
            let missing = missing.filter(|((_, what), _)| is_missing(*what, seen.dimensions));
            if enters {
                tally.person(row, PARTICIPANTS);
                for (_, column) in missing {
                    tally.person(row, INCOMPLETE);
                    tally.person(row, column);
                }
            }
            if follow_ups > 0 {
                tally.person(row, FOLLOW_UPS_OVERDUE);
            }
            if exit > 0 {
                tally.person(row, EXIT_OVERDUE);
            }
        }
        let records = self.days.of_theme(seen, Theme::Records);
        self.records.clear();
        self.records.extend(records.map(|row| (row.code(), i32::from(row.length))));
        self.count_records(tally);
    }

    fn conclude(&self, tally: &mut Tally) {
        tally.sum_up_values(RECORDS);
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
