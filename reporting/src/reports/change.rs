//! Change: barriers and goals at their last look in the period, compared with the first ever.

use super::groups::{ByCode, Rows};
use super::question::Days;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Question, Report, Sources};
use crate::disclosure::perturbation::Quantile;
use crate::facts::image::{Interner, MeasureRow, Seen};
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::{Code, CodeKind};

const COUNTS: [&str; 4] = ["better", "same", "worse", "relapsed"];
const RELAPSED: usize = 3;
/// The changes themselves.
const CHANGES: usize = 4;

pub(super) struct Change<'a> {
    days: Days,
    rows: Rows,
    names: &'a Interner<Code>,
    areas: ByCode,
    domains: ByCode,
    looks: LastLooks,
}

impl<'a> Change<'a> {
    pub(super) fn new(sources: Sources<'a>, question: &Question, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let names = &sources.image.interners().codes;
        let areas = CodeKind::ProblemArea;
        let areas = ByCode::of_list(Grouping::Area, areas, sources, question, &mut rows);
        let domains = CodeKind::GoalDomain;
        let domains = ByCode::of_list(Grouping::Domain, domains, sources, question, &mut rows);
        Self { days, rows, names, areas, domains, looks: LastLooks::default() }
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

impl Change<'_> {
    fn area(&mut self, row: &MeasureRow) -> Option<usize> {
        Some(self.areas.at(row.code()?, &Row::total(), self.names, &mut self.rows))
    }

    fn count_look(&mut self, look: &MeasureRow, tally: &mut Tally) {
        let mut count = |row, better| {
            tally.person(row, turn(better, look.sign));
            tally.value(row, CHANGES, i32::from(look.sign));
        };
        if look.measure == Measure::GoalChange {
            if let Some(domain) = look.code().and_then(|domain| self.domains.get(domain)) {
                count(domain, look.sign > 0);
            }
        } else if let Some(area) = self.area(look) {
            // The total is of barriers.
            count(0, look.sign < 0);
            count(area, look.sign < 0);
        }
    }
}

/// Whether it went better (0), stayed the same (1) or went worse (2).
fn turn(better: bool, change: i8) -> usize {
    if change == 0 {
        1
    } else if better {
        0
    } else {
        2
    }
}

impl Report for Change<'_> {
    fn width(&self) -> usize {
        CHANGES + 1
    }

    fn columns(&self) -> Vec<Column> {
        let count = |(n, code)| Column::new(code, Unit::People, Formula::Count(n));
        let mut columns: Vec<_> = COUNTS.into_iter().enumerate().map(count).collect();
        let median = Formula::Quantile(Quantile::Median, CHANGES);
        columns.push(Column::new("change.median", Unit::Points, median));
        columns
    }

    fn prepare(&mut self, tally: &mut Tally) {
        self.domains.places().for_each(|row| tally.absent(row, RELAPSED));
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        self.looks.0.clear();
        self.days.of_theme(seen, Theme::Change).for_each(|row| {
            if row.measure != Measure::Relapsed {
                self.looks.take(row);
            } else if let Some(area) = self.area(&row) {
                tally.person(0, RELAPSED);
                tally.person(area, RELAPSED);
            }
        });
        let looks = std::mem::take(&mut self.looks);
        for look in &looks.0 {
            self.count_look(look, tally);
        }
        self.looks = looks;
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
