//! Outcomes by persona and challenge: what came of it, for whom.

use super::by_links::ByLinks;
use super::groups::Rows;
use super::question::Days;
use super::stocks::bits;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Codes, Question, Report, Sources};
use crate::facts::image::{Linked, Seen};
use crate::facts::{Kind, Measure, Theme};
use loopbrug_domain::catalogue::{Code, CodeKind};

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

pub(super) struct Outcomes<'a> {
    days: Days,
    rows: Rows,
    groups: ByLinks,
    reasons: Vec<(&'a Code, u16)>,
    /// By measure: its column and one.
    columns: [usize; 64],
}

/// Whom a row takes.
struct Group {
    place: usize,
    challenge: Option<u64>,
    persona: Option<u64>,
    /// Challenges and personas of which none may be linked.
    not: (u64, u64),
}

impl<'a> Outcomes<'a> {
    pub(super) fn new(sources: Sources<'a>, question: &Question, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let groups = match question.codes {
            Codes::Own => groups(sources, &mut rows),
            Codes::Common => vec![],
        };
        let names = sources.image.interners();
        let groups = ByLinks::new(&names.links, |linked| {
            let groups = groups.iter().filter(move |group| group.takes(linked));
            groups.map(|group| group.place).chain([0])
        });
        let reasons = sources.catalogue.entries(CodeKind::ClosureReason);
        let reasons = reasons.map(|entry| (&entry.code, names.codes.get(&entry.code))).collect();
        let mut columns = [0; 64];
        for (n, (_, measure)) in COLUMNS.iter().enumerate() {
            columns[*measure as usize] = n + 1;
        }
        Self { days, rows, groups, reasons, columns }
    }
}

fn groups(sources: Sources<'_>, rows: &mut Rows) -> Vec<Group> {
    let names = sources.image.interners();
    let mut groups = Vec::new();
    let mut all = 0;
    for challenge in sources.catalogue.challenges() {
        let code = challenge.entry.code.as_str();
        let bit = names.challenges.bit(code);
        all |= bit;
        let row = Row::of(Grouping::Challenge, Some(code));
        let place = rows.add(row.clone());
        groups.push(Group { place, challenge: Some(bit), persona: None, not: (0, 0) });
        let mut personas = 0;
        for persona in &challenge.personas {
            let persona_bit = names.personas.bit(persona);
            personas |= persona_bit;
            let place = rows.add(row.under(Grouping::Persona, Some(persona.as_str())));
            let persona = Some(persona_bit);
            groups.push(Group { place, challenge: Some(bit), persona, not: (0, 0) });
        }
        let place = rows.add(row.under(Grouping::Persona, None));
        groups.push(Group { place, challenge: Some(bit), persona: None, not: (0, personas) });
    }
    let place = rows.add(Row::of(Grouping::Challenge, None));
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

impl Report for Outcomes<'_> {
    fn width(&self) -> usize {
        COLUMNS.len() + self.reasons.len()
    }

    fn columns(&self) -> Vec<Column> {
        let plain = COLUMNS.iter().map(|(code, _)| (*code).to_owned());
        let reasons = self.reasons.iter().map(|(reason, _)| format!("closed.{reason}"));
        let count = |(n, code)| Column::new(code, Unit::People, Formula::Count(n));
        plain.chain(reasons).enumerate().map(count).collect()
    }

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
                    Kind::Flow if row.day >= self.days.from => {
                        found |= 1 << column;
                        if row.measure == Measure::Closed {
                            let reason =
                                self.reasons.iter().position(|(_, n)| Some(*n) == row.code());
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

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
