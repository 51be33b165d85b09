//! Change: barriers and goals at their last look in the period, compared with the first ever.

use super::groups::{ByCode, Rows};
use super::question::Days;
use super::table::{Column, Grouping, Made, Row, Unit};
use super::tally::Tally;
use super::{Question, Report, Sources};
use crate::catalogue::{Code, CodeKind};
use crate::disclosure::perturbation::Quantile;
use crate::facts::image::{MeasureRow, Numbered, Seen};
use crate::facts::{Measure, Theme};

const COUNTS: [&str; 4] = ["better", "same", "worse", "relapsed"];
const RELAPSED: usize = 3;
/// The changes themselves.
const CHANGES: usize = 4;

pub(super) struct Change<'a> {
    days: Days,
    rows: Rows,
    names: &'a Numbered<Code>,
    areas: ByCode,
    domains: ByCode,
}

impl<'a> Change<'a> {
    pub(super) fn new(sources: Sources<'a>, question: &Question, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let names = &sources.image.names().codes;
        let areas = CodeKind::ProblemArea;
        let areas = ByCode::of_list(Grouping::Area, areas, sources, question, &mut rows);
        let domains = CodeKind::GoalDomain;
        let domains = ByCode::of_list(Grouping::Domain, domains, sources, question, &mut rows);
        Self { days, rows, names, areas, domains }
    }
}

/// The last look at one barrier or goal.
fn last<'a>(looks: impl Iterator<Item = &'a MeasureRow>) -> Vec<&'a MeasureRow> {
    let mut looks: Vec<_> = looks.collect();
    let which = |row: &MeasureRow| (row.code(), row.length);
    looks.sort_unstable_by_key(|row| (which(row), row.day));
    let of_each = looks.chunk_by(|one, other| which(one) == which(other));
    of_each.filter_map(|looks| looks.last().copied()).collect()
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
        let count = |(n, code)| Column::new(code, Unit::People, Made::Count(n));
        let mut columns: Vec<_> = COUNTS.into_iter().enumerate().map(count).collect();
        let median = Made::Quantile(Quantile::Median, CHANGES);
        columns.push(Column::new("change.median", Unit::Points, median));
        columns
    }

    fn prepare(&mut self, tally: &mut Tally) {
        self.domains.places().for_each(|row| tally.absent(row, RELAPSED));
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let in_period = || {
            let rows = seen.theme(Theme::Change);
            rows.filter(|row| self.days.contain(row.day))
        };
        let of = |measure| in_period().filter(move |row| row.measure == measure);
        let (names, all) = (self.names, Row::total());
        for look in last(of(Measure::BarrierChange)) {
            let Some(area) = look.code() else { continue };
            let area = self.areas.at(area, &all, names, &mut self.rows);
            for row in [0, area] {
                tally.person(row, turn(look.sign < 0, look.sign));
                tally.value(row, CHANGES, i32::from(look.sign));
            }
        }
        for look in last(of(Measure::GoalChange)) {
            if let Some(row) = look.code().and_then(|domain| self.domains.get(domain)) {
                tally.person(row, turn(look.sign > 0, look.sign));
                tally.value(row, CHANGES, i32::from(look.sign));
            }
        }
        for relapse in of(Measure::Relapsed) {
            let Some(area) = relapse.code() else { continue };
            let area = self.areas.at(area, &all, names, &mut self.rows);
            tally.person(0, RELAPSED);
            tally.person(area, RELAPSED);
        }
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
