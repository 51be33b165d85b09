//! Caseload by organisation and bridge figure, at the end of the period.

use super::Report;
use super::groups::{ByCode, by_owner};
use super::question::{Days, Scope};
use super::stocks::Stocks;
use super::table::{Column, Grouping, Row, Unit};
use super::tally::Tally;
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
    /// By the image's number of the organisation.
    organisations: Vec<usize>,
    workers: ByCode<'a>,
    /// The bridge figures of the client that is counted, by number.
    of_client: Stocks,
    places: Vec<usize>,
}

impl<'a> Caseload<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        tally.columns(Column::counts(Unit::People, COLUMNS));
        tally.row(Row::total());
        Self {
            days: scope.days,
            organisations: by_owner(scope, tally),
            workers: ByCode::empty(Grouping::Worker, scope),
            of_client: Stocks::default(),
            places: Vec::new(),
        }
    }
}

impl Report for Caseload<'_> {
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
            let worker = u16::try_from(worker).unwrap_or(Interner::<Code>::ABSENT);
            let place = self.workers.get(worker).unwrap_or_else(|| {
                let place = self.workers.at(worker, tally);
                tally.absent(place, NO_BRIDGE_FIGURE);
                place
            });
            self.places.push(place);
        }
        for place in &self.places {
            for (column, _) in stocks.iter().enumerate().filter(|(_, stock)| **stock > 0) {
                tally.person(*place, column);
            }
        }
    }
}
