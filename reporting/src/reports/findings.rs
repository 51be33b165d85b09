//! Findings of the enrichment day, by challenge: for whom each holds. The sealed ones are never counted.

use super::groups::{ByLinks, Places, shown_as};
use super::question::{Days, Scope};
use super::report::Report;
use super::stocks::Stocks;
use super::table::{Column, Grouping, Row, Unit};
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

const COLUMNS: [&str; 2] = ["with_finding", "finding_linked"];
const WITH_FINDING: usize = 0;
const LINKED: usize = 1;

pub(super) struct Findings {
    days: Days,
    /// Of each finding: its row, and those of its challenges.
    rows: Vec<(usize, ByLinks)>,
    /// Places of these, by the number of their code.
    numbers: Places,
    /// Those that hold for the client who is counted.
    holds: Stocks,
}

impl Findings {
    pub(super) fn new(scope: Scope<'_>, tally: &mut Tally) -> Self {
        tally.columns(Column::counts(Unit::People, COLUMNS));
        tally.row(Row::total());
        let (catalogue, kind) = (scope.sources.catalogue, CodeKind::Finding);
        let (mut codes, mut rows) = (Vec::new(), Vec::new());
        let mut numbers = Places::default();
        for entry in
            catalogue.entries(kind).filter(|entry| !catalogue.is_sealed(entry.code.as_str()))
        {
            let code = entry.code.as_str();
            let shown = shown_as(catalogue, kind, code, scope.question.codes);
            let known = codes.iter().position(|known| *known == shown);
            let n = known.unwrap_or_else(|| {
                let row = Row::of(Grouping::Finding, Some(shown));
                let place = tally.row(row.clone());
                rows.push((place, ByLinks::by_challenge(&row, scope, tally)));
                codes.push(shown);
                codes.len() - 1
            });
            numbers.insert(scope.names().codes.get(code), n);
        }
        Self { days: scope.days, rows, numbers, holds: Stocks::default() }
    }

    /// Counts the client under a finding and in the total.
    fn count_under(&self, finding: usize, links: u32, column: usize, tally: &mut Tally) {
        let (place, challenges) = &self.rows[finding];
        for row in challenges.of(links).iter().chain([place, &0]) {
            tally.person(*row, column);
        }
    }
}

impl Report for Findings {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        self.holds.clear();
        let links = seen.dimensions.links;
        seen.theme_until(Theme::Profile, self.days.end).for_each(|row| {
            let Some(finding) = row.code().and_then(|code| self.numbers.get(code)) else { return };
            match row.measure {
                Measure::FindingHolds => self.holds.add(finding, row.sign),
                Measure::FindingLinked if row.day >= self.days.from => {
                    self.count_under(finding, links, LINKED, tally);
                }
                _ => {}
            }
        });
        if self.holds.held().next().is_some() && self.days.is_guided(seen) {
            for (finding, _) in self.holds.held() {
                self.count_under(finding, links, WITH_FINDING, tally);
            }
        }
    }
}
