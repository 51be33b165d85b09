//! ESF+ indicators by gender: Regulation (EU) 2021/1057, Annex I.

use strum::VariantArray;

use super::Report;
use super::groups::ByGender;
use super::question::{Days, Scope};
use super::table::{Column, Row, Unit};
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::{Finding, Indicator, Measure, Theme};

/// The results, on leaving and six months after.
const RESULTS: [&str; 6] = ["EECR01", "EECR02", "EECR03", "EECR04", "EECR05", "EECR06"];
/// Of each: met, of these, unknown, and of the unknown those followed up outside the window.
const PARTS: usize = 4;
/// Those of the longer term, which the follow-up says.
const LONGER_TERM: [&str; 2] = ["EECR05", "EECR06"];
/// The indicators at entry.
const ENTRY: &[Indicator] = Indicator::VARIANTS;
/// Each may be unknown, but for the first: of that it is counted beside it whose records are complete.
const AT_ENTRY: usize = 2 * ENTRY.len();
const COMPLETE: usize = 1;

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
            if *indicator == Indicator::Eeco01 {
                tally.columns([people(format!("{indicator}.complete"), COMPLETE)]);
            }
            if indicator.may_be_unknown() {
                tally.columns([people(format!("{indicator}.unknown"), 2 * n + 1)]);
            }
        }
        for (n, indicator) in RESULTS.iter().enumerate() {
            let longer_term = LONGER_TERM.contains(indicator);
            let parts =
                ["", ".of", ".unknown"].into_iter().chain(longer_term.then_some(".outside"));
            let parts = parts.zip(AT_ENTRY + PARTS * n..);
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
            let known = |indicator: &Indicator| !at_entry.unknown.contains(*indicator);
            let complete =
                seen.dimensions.gender().is_some() && Indicator::COMPLETE.iter().all(known);
            for row in rows {
                tally.person_where(row, COMPLETE, [complete]);
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
            let first = AT_ENTRY + PARTS * n;
            if result.measure == Measure::OutsideWindow {
                for row in rows {
                    tally.person(row, first + 3);
                }
                return;
            }
            let is = |finding: Finding| result.length == finding as u16;
            let met = is(Finding::Met);
            let of = met || is(Finding::NotMet) || is(Finding::Unknown);
            let unknown = is(Finding::Unknown) || is(Finding::WhetherOfThese);
            for row in rows {
                tally.person_where(row, first, [met, of, unknown]);
            }
        });
    }
}
