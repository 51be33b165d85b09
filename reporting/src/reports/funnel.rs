//! Funnel and time: of those opened in the period, how far they came and how long it took.

use super::groups::ByLinks;
use super::question::{Days, Scope};
use super::report::Report;
use super::stay::DayOf;
use super::table::{Column, Row, Unit};
use super::tally::Tally;
use crate::facts::image::{Day, Seen};
use crate::facts::{Measure, Theme};

/// The opening, and the steps after it.
const STEPS: [&str; 4] = ["opened", "intake", "intervention", "outcome"];

pub(super) struct Funnel {
    days: Days,
    challenges: ByLinks,
}

impl Funnel {
    pub(super) fn new(scope: Scope<'_>, tally: &mut Tally) -> Self {
        tally.columns(Column::counts(Unit::People, STEPS));
        for (n, step) in STEPS.iter().enumerate().skip(1) {
            tally.columns(Column::quantiles(&format!("days_to_{step}"), Unit::Days, n));
        }
        tally.row(Row::total());
        let challenges = ByLinks::by_challenge(&Row::total(), scope, tally);
        Self { days: scope.days, challenges }
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
    fn day_of(&self) -> DayOf {
        DayOf::Opening
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
}
