//! ESF+ indicators by gender: Regulation (EU) 2021/1057, Annex I.

use strum::VariantArray;

use super::Report;
use super::groups::ByGender;
use super::question::{Days, Scope};
use super::table::{Column, Row, Unit};
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::{Finding, Indicator, Theme};

/// The results, on leaving and six months after.
const RESULTS: [&str; 6] = ["EECR01", "EECR02", "EECR03", "EECR04", "EECR05", "EECR06"];
/// The indicators at entry.
const ENTRY: &[Indicator] = Indicator::VARIANTS;
/// Each may be unknown.
const AT_ENTRY: usize = 2 * ENTRY.len();

pub(super) struct Esf<'a> {
    days: Days,
    genders: ByGender<'a>,
    /// The image's numbers of the results.
    results: [u16; RESULTS.len()],
}

impl<'a> Esf<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        let people = |code: String, n| Column::count(code, Unit::People, n);
        for (n, indicator) in ENTRY.iter().enumerate() {
            tally.columns([people(indicator.to_string(), 2 * n)]);
            if indicator.may_be_unknown() {
                tally.columns([people(format!("{indicator}.unknown"), 2 * n + 1)]);
            }
        }
        for (n, indicator) in RESULTS.iter().enumerate() {
            let parts = ["", ".of", ".unknown"].iter().zip(AT_ENTRY + 3 * n..);
            tally.columns(parts.map(|(part, n)| people(format!("{indicator}{part}"), n)));
        }
        tally.row(Row::total());
        Self {
            days: scope.days,
            genders: ByGender::under(&Row::total(), scope, tally),
            results: RESULTS.map(|code| scope.names().codes.get(code)),
        }
    }
}

impl Report for Esf<'_> {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let rows = [0, self.genders.of(seen.dimensions)];
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
            let is = |finding: Finding| result.length == finding as u16;
            let met = is(Finding::Met);
            let of = met || is(Finding::NotMet) || is(Finding::Unknown);
            let unknown = is(Finding::Unknown) || is(Finding::WhetherOfThese);
            for row in rows {
                tally.person_where(row, AT_ENTRY + 3 * n, [met, of, unknown]);
            }
        });
    }
}
