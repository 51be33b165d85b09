//! Funnel and time: of those opened in the period, how far they came and how long it took.

use super::by_links::ByLinks;
use super::groups::{Rows, by_challenge};
use super::question::Days;
use super::table::{Column, Formula, Row, Unit};
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
    challenges: ByLinks,
}

impl Funnel {
    pub(super) fn new(sources: Sources<'_>, question: &Question, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let challenges = by_challenge(&Row::total(), sources, question, &mut rows);
        Self { days, rows, challenges }
    }

    /// The first day of each of these measures up to the end.
    fn first<const N: usize>(
        &self,
        seen: Seen<'_>,
        theme: Theme,
        of: [&[Measure]; N],
    ) -> [Option<Day>; N] {
        let mut first = [None; N];
        seen.theme_until(theme, self.days.end).for_each(|row| {
            for (first, _) in first.iter_mut().zip(of).filter(|(_, of)| of.contains(&row.measure)) {
                *first = Some(first.map_or(row.day, |first: Day| first.min(row.day)));
            }
        });
        first
    }
}

impl Report for Funnel {
    fn width(&self) -> usize {
        1 + STEPS.len()
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![Column::new("opened", Unit::People, Formula::Count(0))];
        for (step, n) in STEPS.iter().zip(1..) {
            columns.push(Column::new(*step, Unit::People, Formula::Count(n)));
        }
        for (step, n) in STEPS.iter().zip(1..) {
            columns.extend(Column::quantiles(&format!("days_to_{step}"), Unit::Days, n));
        }
        columns
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let course = [&[Measure::Opened][..], &[Measure::Participant]];
        let [opened, intake] = self.first(seen, Theme::Course, course);
        let Some(opened) = opened.filter(|day| self.days.contain(*day)) else { return };
        let outcomes = [&[Measure::Housed, Measure::StartedWork, Measure::Qualified][..]];
        let [intervention] = self.first(seen, Theme::Needs, [&[Measure::InterventionStarted]]);
        let [outcome] = self.first(seen, Theme::Outcomes, outcomes);
        let steps = [intake, intervention, outcome];
        for row in self.challenges.of(seen.dimensions.links).iter().copied().chain([0]) {
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
            Self::new(format!("{code}.{name}"), unit, Formula::Quantile(quantile, count))
        })
    }
}
