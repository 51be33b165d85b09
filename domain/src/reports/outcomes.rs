//! Outcomes by persona × challenge: what came of it, for whom.
//!
//! Counted are participants, each once a row. A participant with several personas stands in
//! several rows, so rows do not add up; the totals are counted on their own.

use std::collections::BTreeMap;

use super::question::{Fit, Sieve};
use super::{Period, Question};
use crate::catalogue::{Catalogue, Code};
use crate::facts::image::{Image, MeasureRow};
use crate::facts::{Kind, Measure};

/// The report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcomes {
    /// Every persona under its challenges, in the catalogue's order, each challenge followed by
    /// those of its participants with none of its personas; last, participants without any
    /// challenge.
    pub rows: Vec<OutcomesRow>,
    /// Distinct participants, over all rows of a challenge.
    pub challenges: Vec<OutcomesRow>,
    /// Distinct participants, over all rows.
    pub total: Counts,
    /// Participants left out because what the filter asks about is not known of them.
    pub unknown: u32,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomesRow {
    /// The challenge; absent: without a challenge.
    pub challenge: Option<Code>,
    /// The persona; absent: with none of the challenge's personas (or, in totals, any).
    pub persona: Option<Code>,
    /// The figures.
    pub counts: Counts,
}

/// Participants by measure, each participant once a measure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    measures: [u32; Measure::COUNT],
    closed_by_reason: BTreeMap<Code, u32>,
}

impl Counts {
    /// How many participants a measure holds for.
    #[must_use]
    pub fn of(&self, measure: Measure) -> u32 {
        self.measures[measure as usize]
    }

    /// The participants whose guidance stopped, by closure reason; reasons without any are
    /// absent.
    #[must_use]
    pub fn closed_by_reason(&self) -> &BTreeMap<Code, u32> {
        &self.closed_by_reason
    }
}

/// What holds for one participant in the period.
struct Findings {
    measures: u32,
    closure_reason: Option<u16>,
}

/// Figures in the image's own numbers, to be named at the end.
#[derive(Clone, Default)]
struct Tally {
    measures: [u32; Measure::COUNT],
    closed_by_reason: BTreeMap<u16, u32>,
}

/// Answers the report from an image that has taken in `question.as_of`.
#[must_use]
pub fn outcomes(image: &Image, catalogue: &Catalogue, question: &Question) -> Outcomes {
    let layout = Layout::new(image, catalogue);
    let sieve = Sieve::new(&question.filter, image.names());
    let mut rows = vec![Tally::default(); layout.rows.len()];
    let mut challenges = vec![Tally::default(); layout.challenges.len()];
    let mut total = Tally::default();
    let mut unknown = 0;

    for (dimensions, measures) in image.scan(question.as_of) {
        let fit = sieve.fit(dimensions);
        if fit == Fit::Out {
            continue;
        }
        let Some(findings) = Findings::of(measures, question.period) else { continue };
        if fit == Fit::Unknown {
            unknown += 1;
            continue;
        }
        for (row, tally) in layout.rows.iter().zip(&mut rows) {
            if row.takes(dimensions.challenges, dimensions.personas) {
                tally.add(&findings);
            }
        }
        for ((_, bit), tally) in layout.challenges.iter().zip(&mut challenges) {
            if dimensions.challenges & bit != 0 {
                tally.add(&findings);
            }
        }
        total.add(&findings);
    }

    let named = |tally: Tally| tally.named(image);
    Outcomes {
        rows: layout
            .rows
            .into_iter()
            .zip(rows)
            .map(|(row, tally)| OutcomesRow {
                challenge: row.challenge,
                persona: row.persona,
                counts: named(tally),
            })
            .collect(),
        challenges: layout
            .challenges
            .into_iter()
            .zip(challenges)
            .map(|((challenge, _), tally)| OutcomesRow {
                challenge: Some(challenge),
                persona: None,
                counts: named(tally),
            })
            .collect(),
        total: named(total),
        unknown,
    }
}

impl Findings {
    /// What holds for a participant in the period; nothing for who was not one by its end.
    fn of<'a>(rows: impl Iterator<Item = &'a MeasureRow>, period: Period) -> Option<Self> {
        let mut stocks = [0_i32; Measure::COUNT];
        let mut findings = Self { measures: 0, closure_reason: None };
        let mut participant = false;
        for row in rows.filter(|row| row.day <= period.to()) {
            participant |= row.measure == Measure::Participant;
            match row.measure.kind() {
                Kind::Stock => stocks[row.measure as usize] += i32::from(row.sign),
                Kind::Flow if period.contains(row.day) => {
                    findings.measures |= 1 << row.measure as u8;
                    if row.measure == Measure::Closed {
                        findings.closure_reason = row.code;
                    }
                }
                Kind::Flow => {}
            }
        }
        for (measure, _) in stocks.iter().enumerate().filter(|(_, stock)| **stock > 0) {
            findings.measures |= 1 << measure;
        }
        participant.then_some(findings)
    }
}

impl Tally {
    fn add(&mut self, findings: &Findings) {
        for (measure, count) in self.measures.iter_mut().enumerate() {
            *count += findings.measures >> measure & 1;
        }
        if let Some(reason) = findings.closure_reason {
            *self.closed_by_reason.entry(reason).or_default() += 1;
        }
    }

    fn named(self, image: &Image) -> Counts {
        let codes = &image.names().codes;
        Counts {
            measures: self.measures,
            closed_by_reason: self
                .closed_by_reason
                .into_iter()
                .map(|(reason, count)| (codes.name(reason).clone(), count))
                .collect(),
        }
    }
}

/// The rows of the table, and which participants each takes.
struct Layout {
    rows: Vec<Row>,
    challenges: Vec<(Code, u64)>,
}

struct Row {
    challenge: Option<Code>,
    persona: Option<Code>,
    /// The bit of the challenge; without one, those of all challenges, none of which may be set.
    challenges: u64,
    /// The bit of the persona; without one, those of the personas that may not be set.
    personas: u64,
}

impl Layout {
    fn new(image: &Image, catalogue: &Catalogue) -> Self {
        let names = image.names();
        let mut rows = Vec::new();
        let mut challenges = Vec::new();
        for challenge in catalogue.challenges() {
            let bit = names.challenges.bit(&challenge.entry.code);
            let row = |persona: Option<&Code>, personas| Row {
                challenge: Some(challenge.entry.code.clone()),
                persona: persona.cloned(),
                challenges: bit,
                personas,
            };
            let personas: Vec<(&Code, u64)> = challenge
                .personas
                .iter()
                .map(|persona| (persona, names.personas.bit(persona)))
                .collect();
            rows.extend(personas.iter().map(|(persona, bit)| row(Some(persona), *bit)));
            rows.push(row(None, personas.iter().fold(0, |all, (_, bit)| all | bit)));
            challenges.push((challenge.entry.code.clone(), bit));
        }
        rows.push(Row {
            challenge: None,
            persona: None,
            challenges: challenges.iter().fold(0, |all, (_, bit)| all | bit),
            personas: 0,
        });
        Self { rows, challenges }
    }
}

impl Row {
    fn takes(&self, challenges: u64, personas: u64) -> bool {
        match (&self.challenge, &self.persona) {
            (Some(_), Some(_)) => {
                challenges & self.challenges != 0 && personas & self.personas != 0
            }
            (Some(_), None) => challenges & self.challenges != 0 && personas & self.personas == 0,
            (None, _) => challenges & self.challenges == 0,
        }
    }
}

#[cfg(test)]
mod tests;
