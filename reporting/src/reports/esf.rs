//! ESF+ indicators by gender: Regulation (EU) 2021/1057, Annex I.

use strum::VariantArray;

use super::groups::Rows;
use super::question::Days;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Report, Sources};
use crate::facts::image::Seen;
use crate::facts::{Finding, Indicator, Theme};
use loopbrug_domain::catalogue::CodeKind;

/// The results, on leaving and six months after.
const RESULTS: [&str; 6] = ["EECR01", "EECR02", "EECR03", "EECR04", "EECR05", "EECR06"];
/// The indicators at entry.
const ENTRY: &[Indicator] = Indicator::VARIANTS;
/// Each may be unknown.
const AT_ENTRY: usize = 2 * ENTRY.len();

pub(super) struct Esf {
    days: Days,
    rows: Rows,
    /// By the image's number of the gender.
    genders: Vec<(u16, usize)>,
    unknown: usize,
    results: Vec<u16>,
}

impl Esf {
    pub(super) fn new(sources: Sources<'_>, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let names = sources.image.interners();
        let genders = sources.catalogue.entries(CodeKind::Gender).map(|entry| {
            let place = rows.add(Row::of(Grouping::Gender, Some(entry.code.as_str())));
            (names.genders.get(entry.code.as_str()), place)
        });
        let genders = genders.collect();
        let unknown = rows.add(Row::of(Grouping::Gender, None));
        let results = RESULTS.map(|code| names.codes.get(code)).to_vec();
        Self { days, rows, genders, unknown, results }
    }
}

impl Report for Esf {
    fn width(&self) -> usize {
        AT_ENTRY + 3 * RESULTS.len()
    }

    fn columns(&self) -> Vec<Column> {
        let count = |code: String, n| Column::new(code, Unit::People, Formula::Count(n));
        let mut columns = Vec::with_capacity(self.width());
        for (n, indicator) in ENTRY.iter().enumerate() {
            columns.push(count(indicator.to_string(), 2 * n));
            if indicator.may_be_unknown() {
                columns.push(count(format!("{indicator}.unknown"), 2 * n + 1));
            }
        }
        for (n, indicator) in RESULTS.iter().enumerate() {
            for (part, suffix) in ["", ".of", ".unknown"].iter().enumerate() {
                columns.push(count(format!("{indicator}{suffix}"), AT_ENTRY + 3 * n + part));
            }
        }
        columns
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let number = seen.dimensions.gender();
        let gender = self.genders.iter().find(|(gender, _)| Some(*gender) == number);
        let rows = [0, gender.map_or(self.unknown, |(_, place)| *place)];
        if self.days.enters(seen) {
            let at_entry = seen.dimensions.at_entry;
            for row in rows {
                for indicator in at_entry.met.iter() {
                    tally.person(row, 2 * indicator as usize);
                }
                for indicator in at_entry.unknown.iter() {
                    tally.person(row, 2 * indicator as usize + 1);
                }
            }
        }
        self.days.of_theme(seen, Theme::Results).for_each(|result| {
            let Some(n) = self.results.iter().position(|code| Some(*code) == result.code()) else {
                return;
            };
            let first = AT_ENTRY + 3 * n;
            let is = |finding: Finding| result.length == finding as u16;
            let met = is(Finding::Met);
            let of = met || is(Finding::NotMet) || is(Finding::Unknown);
            let unknown = is(Finding::Unknown) || is(Finding::WhetherOfThese);
            for row in rows {
                for (part, _) in [met, of, unknown].iter().enumerate().filter(|(_, holds)| **holds)
                {
                    tally.person(row, first + part);
                }
            }
        });
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
