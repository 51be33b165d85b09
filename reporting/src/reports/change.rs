//! Change: barriers and goals at their last look in the period, compared with the first ever.

use super::groups::ByCode;
use super::question::{Days, Scope};
use super::report::Report;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use crate::disclosure::perturbation::Quantile;
use crate::facts::image::{MeasureRow, Seen};
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

const COUNTS: [&str; 4] = ["better", "same", "worse", "relapsed"];
const RELAPSED: usize = 3;
/// The changes themselves.
const CHANGES: usize = 4;

pub(super) struct Change<'a> {
    days: Days,
    areas: ByCode<'a>,
    domains: ByCode<'a>,
    looks: LastLooks,
}

impl<'a> Change<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        tally.columns(Column::counts(Unit::People, COUNTS));
        let median = Formula::Quantile(Quantile::Median, CHANGES);
        tally.columns([Column::new("change.median", Unit::Points, median)]);
        tally.row(Row::total());
        let areas = ByCode::of_list(Grouping::Area, CodeKind::ProblemArea, scope, tally);
        let domains = ByCode::of_list(Grouping::Domain, CodeKind::GoalDomain, scope, tally);
        domains.rows().for_each(|row| tally.absent(row, RELAPSED));
        Self { days: scope.days, areas, domains, looks: LastLooks::default() }
    }

    fn area(&mut self, row: &MeasureRow, tally: &mut Tally) -> Option<usize> {
        Some(self.areas.at(row.code()?, tally))
    }

    fn count_look(&mut self, look: &MeasureRow, tally: &mut Tally) {
        let is_goal = look.measure == Measure::GoalChange;
        let row = if is_goal {
            look.code().and_then(|domain| self.domains.get(domain))
        } else {
            self.area(look, tally)
        };
        let better = if is_goal { look.sign > 0 } else { look.sign < 0 };
        // The total is of barriers.
        let total = row.filter(|_| !is_goal).map(|_| 0);
        for row in total.into_iter().chain(row) {
            tally.person(row, turn(better, look.sign));
            tally.value(row, CHANGES, i32::from(look.sign));
        }
    }
}

/// The last look at each barrier or goal of one client. It is emptied for the next.
#[derive(Default)]
struct LastLooks(Vec<MeasureRow>);

impl LastLooks {
    fn take(&mut self, look: MeasureRow) {
        let which = |row: &MeasureRow| (row.measure, row.code(), row.length);
        match self.0.iter_mut().find(|known| which(known) == which(&look)) {
            Some(known) if known.day < look.day => *known = look,
            Some(_) => {}
            None => self.0.push(look),
        }
    }
}

/// Whether it went better (0), stayed the same (1) or went worse (2).
fn turn(better: bool, change: i8) -> usize {
    match (change, better) {
        (0, _) => 1,
        (_, true) => 0,
        (_, false) => 2,
    }
}

impl Report for Change<'_> {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        self.looks.0.clear();
        self.days.of_theme(seen, Theme::Change).for_each(|row| {
            if row.measure != Measure::Relapsed {
                self.looks.take(row);
            } else if let Some(area) = self.area(&row, tally) {
                tally.person(0, RELAPSED);
                tally.person(area, RELAPSED);
            }
        });
        let looks = std::mem::take(&mut self.looks);
        looks.0.iter().for_each(|look| self.count_look(look, tally));
        self.looks = looks;
    }
}
