//! Data quality, by organisation: what is missing at entry, what is overdue, how late things are recorded.

use super::Report;
use super::groups::{ByCode, by_owner};
use super::question::{Days, Scope};
use super::stocks::bits;
use super::table::{Column, Grouping, Row, Unit};
use super::tally::Tally;
use super::values::Values;
use crate::facts::image::{DimensionsRow, Seen};
use crate::facts::{Indicator, Measure, Theme};

/// What may be missing of an intake, and the indicator that shows it. Gender has none.
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
    /// By the image's number of the organisation that owns.
    owners: Vec<usize>,
    /// By the number of the organisation that recorded.
    recorders: ByCode<'a>,
    /// By the row of who recorded: the delays. Each is counted once: those of all are their sum.
    delays: Vec<Values>,
    late_after: u16,
}

impl<'a> Quality<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        tally.bundle(128);
        let missing = MISSING.iter().map(|(what, _)| format!("missing.{what}"));
        let columns = ["participants", "incomplete"].map(str::to_owned).into_iter().chain(missing);
        let overdue = ["follow_ups_overdue", "exit_overdue"].map(str::to_owned);
        tally.columns(Column::counts(Unit::People, columns.chain(overdue)));
        tally.columns([
            Column::count("records", Unit::Times, RECORDS),
            Column::count("late", Unit::Times, LATE),
        ]);
        tally.columns(Column::quantiles("delay", Unit::Days, RECORDS));
        tally.row(Row::total());
        let owners = by_owner(scope, tally);
        let mut recorders = ByCode::empty(Grouping::Organisation, scope);
        let names = scope.names();
        for (kbo, place) in names.organisations.values().iter().zip(&owners) {
            recorders.share(names.codes.get(kbo.to_string().as_str()), *place);
        }
        let late_after = scope.sources.catalogue.limits().late_recording_days;
        let late_after = u16::try_from(late_after).unwrap_or(u16::MAX);
        Self { days: scope.days, owners, recorders, delays: Vec::new(), late_after }
    }
}

/// Records of one client by one organisation.
#[derive(Default)]
struct Run {
    organisation: Option<u16>,
    row: usize,
    records: usize,
    late: usize,
}

impl Quality<'_> {
    fn count_records(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let mut run = Run::default();
        self.days.of_theme(seen, Theme::Records).for_each(|row| {
            let Some(organisation) = row.code() else { return };
            // Most of the records of a client are the work of one organisation.
            if run.organisation != Some(organisation) {
                run.count(tally);
                run = self.run(organisation, tally);
            }
            run.records += 1;
            run.late += usize::from(row.length > self.late_after);
            if !tally.leaves_out() {
                self.delays[run.row].add(i32::from(row.length));
            }
        });
        run.count(tally);
    }

    fn run(&mut self, organisation: u16, tally: &mut Tally) -> Run {
        let row = self.recorders.at(organisation, tally);
        if row >= self.delays.len() {
            self.delays.resize_with(row + 1, Values::default);
        }
        Run { organisation: Some(organisation), row, ..Run::default() }
    }
}

impl Run {
    fn count(&self, tally: &mut Tally) {
        for row in [0, self.row] {
            tally.things(row, RECORDS, self.records);
            tally.things(row, LATE, self.late);
        }
    }
}

/// What is missing of an intake: a bit each, in the order of [`MISSING`].
fn missing(dimensions: &DimensionsRow) -> u64 {
    let unknown = dimensions.at_entry.unknown;
    let is_missing = |what: Option<Indicator>| {
        what.map_or(dimensions.gender().is_none(), |indicator| unknown.contains(indicator))
    };
    MISSING.iter().rev().fold(0, |bits, (_, what)| bits << 1 | u64::from(is_missing(*what)))
}

impl Report for Quality<'_> {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let rows = [0, self.owners[usize::from(seen.dimensions.organisation)]];
        let missing = self.days.enters(seen).then(|| missing(seen.dimensions));
        let (mut follow_ups, mut exit) = (0, 0);
        seen.theme_until(Theme::Caseload, self.days.end).for_each(|row| match row.measure {
            Measure::FollowUpOverdue => follow_ups += i32::from(row.sign),
            Measure::ExitOverdue => exit += i32::from(row.sign),
            _ => {}
        });
        for row in rows {
            if let Some(missing) = missing {
                tally.person(row, PARTICIPANTS);
                if missing > 0 {
                    tally.person(row, INCOMPLETE);
                }
                bits(missing).for_each(|n| tally.person(row, FIRST_MISSING + n));
            }
            if follow_ups > 0 {
                tally.person(row, FOLLOW_UPS_OVERDUE);
            }
            if exit > 0 {
                tally.person(row, EXIT_OVERDUE);
            }
        }
        self.count_records(seen, tally);
    }

    fn conclude(&mut self, tally: &mut Tally) {
        let mut of_all = Values::default();
        for (row, values) in std::mem::take(&mut self.delays).into_iter().enumerate() {
            of_all.add_all(&values);
            tally.give_values(row, RECORDS, values);
        }
        tally.give_values(0, RECORDS, of_all);
    }
}
