//! Funnel and time: of those opened in the period, how far they came and how long it took.

use super::groups::{ByChallenge, Rows};
use super::question::Days;
use super::table::{Column, Made, Row, Unit};
use super::tally::Tally;
use super::{Question, Report, Sources};
use crate::disclosure::perturbation::Quantile;
use crate::facts::image::{Day, Seen};
use crate::facts::{Measure, Theme};

/// The steps after the opening.
const STEPS: [&str; 3] = ["intake", "intervention", "outcome"];

pub(super) struct Funnel {
    days: Days,
    rows: Rows,
    challenges: ByChallenge,
}

impl Funnel {
    pub(super) fn new(sources: Sources<'_>, question: &Question, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let challenges = ByChallenge::new(&Row::total(), sources, question, &mut rows);
        Self { days, rows, challenges }
    }

    /// The first day of a measure up to the end.
    fn first(&self, seen: Seen<'_>, theme: Theme, of: &[Measure]) -> Option<Day> {
        let rows = seen.theme(theme).filter(|row| of.contains(&row.measure));
        rows.map(|row| row.day).filter(|day| *day <= self.days.end).min()
    }
}

impl Report for Funnel {
    fn width(&self) -> usize {
        1 + STEPS.len()
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![Column::new("opened", Unit::People, Made::Count(0))];
        for (step, n) in STEPS.iter().zip(1..) {
            columns.push(Column::new(*step, Unit::People, Made::Count(n)));
        }
        for (step, n) in STEPS.iter().zip(1..) {
            columns.extend(Column::quantiles(&format!("days_to_{step}"), Unit::Days, n));
        }
        columns
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let opened = self.first(seen, Theme::Course, &[Measure::Opened]);
        let Some(opened) = opened.filter(|day| self.days.contain(*day)) else { return };
        let outcomes = [Measure::Housed, Measure::StartedWork, Measure::Qualified];
        let steps = [
            self.first(seen, Theme::Course, &[Measure::Participant]),
            self.first(seen, Theme::Needs, &[Measure::InterventionStarted]),
            self.first(seen, Theme::Outcomes, &outcomes),
        ];
        for row in self.challenges.of(seen.dimensions.challenges).chain([0]) {
            tally.person(row, 0);
            for (step, n) in steps.iter().zip(1..) {
                if let Some(day) = step {
                    tally.value(row, n, i32::from(day.since(opened)));
                }
            }
        }
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}

impl Column {
    /// The median and the 90th percentile of what was counted.
    pub(super) fn quantiles(code: &str, unit: Unit, count: usize) -> [Self; 2] {
        [("median", Quantile::Median), ("p90", Quantile::P90)].map(|(name, quantile)| {
            Self::new(format!("{code}.{name}"), unit, Made::Quantile(quantile, count))
        })
    }
}
