//! Outcomes by persona and challenge: what came of it, for whom.

use strum::VariantArray;

use super::groups::ByLinks;
use super::question::{Days, Scope};
use super::stocks::bits;
use super::table::{Column, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Codes, Report};
use crate::facts::image::{Linked, Seen};
use crate::facts::{Kind, Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

/// The columns, but for those by closure reason.
const COLUMNS: [(&str, Measure); 12] = [
    ("participants", Measure::Participant),
    ("reached", Measure::Reached),
    ("bridge_assigned", Measure::BridgeAssigned),
    ("referred", Measure::Referred),
    ("housed", Measure::Housed),
    ("still_housed", Measure::InHousing),
    ("started_work", Measure::StartedWork),
    ("in_work", Measure::InWork),
    ("in_training", Measure::InTraining),
    ("qualified", Measure::Qualified),
    ("milestones", Measure::Milestone),
    ("closed", Measure::Closed),
];

pub(super) struct Outcomes {
    days: Days,
    groups: ByLinks,
    /// The image's numbers of the closure reasons.
    reasons: Vec<u16>,
    /// By measure: its column and one.
    columns: [usize; Measure::VARIANTS.len()],
}

/// Whom a row takes.
struct Group {
    place: usize,
    challenge: Option<u64>,
    persona: Option<u64>,
    /// Challenges and personas of which none may be linked.
    not: (u64, u64),
}

impl Outcomes {
    pub(super) fn new(scope: Scope<'_>, tally: &mut Tally) -> Self {
        let reasons = scope.sources.catalogue.entries(CodeKind::ClosureReason);
        let reasons: Vec<_> = reasons.map(|entry| entry.code.as_str()).collect();
        let plain = COLUMNS.iter().map(|(code, _)| (*code).to_owned());
        let by_reason = reasons.iter().map(|reason| format!("closed.{reason}"));
        tally.columns(Column::counts(Unit::People, plain.chain(by_reason)));
        tally.row(Row::total());
        let groups = match scope.question.codes {
            Codes::Own => groups(scope, tally),
            Codes::Common => vec![],
        };
        let names = scope.names();
        let groups = ByLinks::new(&names.links, |linked| {
            let groups = groups.iter().filter(move |group| group.takes(linked));
            groups.map(|group| group.place).chain([0])
        });
        let reasons = reasons.into_iter().map(|reason| names.codes.get(reason)).collect();
        let mut columns = [0; _];
        for (n, (_, measure)) in COLUMNS.iter().enumerate() {
            columns[*measure as usize] = n + 1;
        }
        Self { days: scope.days, groups, reasons, columns }
    }
}

fn groups(scope: Scope<'_>, tally: &mut Tally) -> Vec<Group> {
    let names = scope.names();
    let mut groups = Vec::new();
    let mut all = 0;
    for challenge in scope.sources.catalogue.challenges() {
        let code = challenge.entry.code.as_str();
        let bit = names.challenges.bit(code);
        all |= bit;
        let row = Row::of(Grouping::Challenge, Some(code));
        let place = tally.row(row.clone());
        groups.push(Group { place, challenge: Some(bit), persona: None, not: (0, 0) });
        let mut personas = 0;
        for persona in &challenge.personas {
            let persona_bit = names.personas.bit(persona);
            personas |= persona_bit;
            let place = tally.row(row.under(Grouping::Persona, Some(persona.as_str())));
            let persona = Some(persona_bit);
            groups.push(Group { place, challenge: Some(bit), persona, not: (0, 0) });
        }
        let place = tally.row(row.under(Grouping::Persona, None));
        groups.push(Group { place, challenge: Some(bit), persona: None, not: (0, personas) });
    }
    let place = tally.row(Row::of(Grouping::Challenge, None));
    groups.push(Group { place, challenge: None, persona: None, not: (all, 0) });
    groups
}

impl Group {
    fn takes(&self, Linked { challenges, personas }: Linked) -> bool {
        self.challenge.is_none_or(|bit| challenges & bit != 0)
            && self.persona.is_none_or(|bit| personas & bit != 0)
            && challenges & self.not.0 == 0
            && personas & self.not.1 == 0
    }
}

impl Report for Outcomes {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let mut found = 0_u64;
        let mut stocks = [0_i32; COLUMNS.len()];
        let mut participant = false;
        for theme in [Theme::Course, Theme::Outcomes] {
            seen.theme_until(theme, self.days.end).for_each(|row| {
                participant |= row.measure == Measure::Participant;
                let Some(column) = self.columns[row.measure as usize].checked_sub(1) else {
                    return;
                };
                match row.measure.kind() {
                    Kind::Stock => stocks[column] += i32::from(row.sign),
                    Kind::Flow if row.day >= self.days.from && row.sign != 0 => {
                        found |= 1 << column;
                        if row.measure == Measure::Closed {
                            let reason = self.reasons.iter().position(|n| Some(*n) == row.code());
                            found |= reason.map_or(0, |n| 1 << (COLUMNS.len() + n));
                        }
                    }
                    Kind::Flow => {}
                }
            });
        }
        if !participant {
            return;
        }
        for (column, stock) in stocks.iter().enumerate() {
            found |= u64::from(*stock > 0) << column;
        }
        for place in self.groups.of(seen.dimensions.links) {
            bits(found).for_each(|column| tally.person(*place, column));
        }
    }
}
