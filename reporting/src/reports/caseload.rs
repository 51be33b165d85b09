//! Caseload by organisation and bridge figure, at the end of the period.

use super::groups::{ByCode, Rows};
use super::question::Days;
use super::stocks::Stocks;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Report, Sources};
use crate::facts::image::{Interner, Seen};
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::Code;

const COLUMNS: [&str; 6] = [
    "guided",
    "no_bridge_figure",
    "no_contact",
    "follow_ups_due",
    "follow_ups_overdue",
    "exit_overdue",
];
const NO_BRIDGE_FIGURE: usize = 1;

pub(super) struct Caseload<'a> {
    days: Days,
    rows: Rows,
    names: &'a Interner<Code>,
    /// By the image's number of the organisation.
    organisations: Vec<usize>,
    workers: ByCode,
    /// The bridge figures of the client that is counted, by number.
    of_client: Stocks,
    places: Vec<usize>,
}

impl<'a> Caseload<'a> {
    pub(super) fn new(sources: Sources<'a>, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let names = sources.image.interners();
        let organisations = organisation_rows(sources, &mut rows);
        let workers = ByCode::empty(Grouping::Worker);
        let names = &names.codes;
        let (of_client, places) = (Stocks::default(), Vec::new());
        Self { days, rows, names, organisations, workers, of_client, places }
    }
}

/// A row for each organisation that ever owned a trajectory, by its number.
pub(super) fn organisation_rows(sources: Sources<'_>, rows: &mut Rows) -> Vec<usize> {
    let organisations = sources.image.interners().organisations.values().iter();
    organisations
        .map(|kbo| rows.add(Row::of(Grouping::Organisation, Some(&kbo.to_string()))))
        .collect()
}

impl Report for Caseload<'_> {
    fn width(&self) -> usize {
        COLUMNS.len()
    }

    fn columns(&self) -> Vec<Column> {
        let count = |(n, code)| Column::new(code, Unit::People, Formula::Count(n));
        COLUMNS.into_iter().enumerate().map(count).collect()
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let mut stocks = [0_i32; COLUMNS.len()];
        self.of_client.clear();
        for theme in [Theme::Course, Theme::Caseload] {
            seen.theme_until(theme, self.days.end).for_each(|row| {
                let column = match row.measure {
                    Measure::Guided => 0,
                    Measure::NoContact => 2,
                    Measure::FollowUpDue => 3,
                    Measure::FollowUpOverdue => 4,
                    Measure::ExitOverdue => 5,
                    Measure::BridgeFigure => {
                        if let Some(worker) = row.code() {
                            self.of_client.add(usize::from(worker), row.sign);
                        }
                        return;
                    }
                    _ => return,
                };
                stocks[column] += i32::from(row.sign);
            });
        }
        let guided_by_nobody = stocks[0] > 0 && self.of_client.held().next().is_none();
        stocks[NO_BRIDGE_FIGURE] = i32::from(guided_by_nobody);

        self.places.clear();
        let organisation = self.organisations[usize::from(seen.dimensions.organisation)];
        self.places.extend([0, organisation]);
        for (worker, _) in self.of_client.held() {
            let known = self.rows.len();
            let worker = u16::try_from(worker).unwrap_or(Interner::<Code>::ABSENT);
            let place = self.workers.at(worker, &Row::total(), self.names, &mut self.rows);
            if place >= known {
                tally.absent(place, NO_BRIDGE_FIGURE);
            }
            self.places.push(place);
        }
        for place in &self.places {
            for (column, _) in stocks.iter().enumerate().filter(|(_, stock)| **stock > 0) {
                tally.person(*place, column);
            }
        }
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
