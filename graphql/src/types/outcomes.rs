//! Outcomes by persona × challenge.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, CodeKind};
use loopbrug_domain::facts::Measure;
use loopbrug_domain::reports::outcomes::{Counts, Outcomes, OutcomesRow};
use loopbrug_infra::views::Answered;

use super::Coded;

/// What came of it, per persona and per challenge. A participant with several personas stands
/// in several rows: rows do not add up, so use the totals.
pub(crate) struct OutcomesReport(pub(crate) Answered<Outcomes>);

#[Object]
impl OutcomesReport {
    /// The position of the region's log that the figures are true for.
    async fn position(&self) -> u32 {
        self.0.position.0
    }

    /// The version of the catalogue whose rows they stand in.
    async fn catalogue(&self) -> NaiveDate {
        self.0.catalogue.version()
    }

    /// Every persona under its challenges; under each challenge also those with none of its
    /// personas; last, those without a challenge.
    async fn rows(&self) -> Vec<OutcomeRow> {
        let rows = self.0.report.rows.iter();
        rows.map(|row| OutcomeRow::new(row, &self.0.catalogue)).collect()
    }

    /// Distinct participants of each challenge.
    async fn challenges(&self) -> Vec<OutcomeRow> {
        let rows = self.0.report.challenges.iter();
        rows.map(|row| OutcomeRow::new(row, &self.0.catalogue)).collect()
    }

    /// Distinct participants of all rows together.
    async fn total(&self) -> OutcomeCounts {
        OutcomeCounts::new(&self.0.report.total, &self.0.catalogue)
    }

    /// Participants left out because what the filter asks about is not known of them.
    async fn unknown(&self) -> u32 {
        self.0.report.unknown
    }
}

/// A row of the report.
#[derive(SimpleObject)]
struct OutcomeRow {
    /// Absent: without a challenge.
    challenge: Option<Coded>,
    /// Absent: no persona (in totals: whichever).
    persona: Option<Coded>,
    /// The figures.
    counts: OutcomeCounts,
}

impl OutcomeRow {
    fn new(row: &OutcomesRow, catalogue: &Arc<Catalogue>) -> Self {
        let coded =
            |kind, code: &Option<_>| code.as_ref().map(|code| Coded::new(catalogue, kind, code));
        Self {
            challenge: coded(CodeKind::Challenge, &row.challenge),
            persona: coded(CodeKind::Persona, &row.persona),
            counts: OutcomeCounts::new(&row.counts, catalogue),
        }
    }
}

/// Participants, each once a figure.
#[derive(SimpleObject)]
struct OutcomeCounts {
    /// Entered in the period.
    participants: u32,
    /// Reached for the first time in the period.
    reached: u32,
    /// Got a first bridge figure in the period.
    bridge_assigned: u32,
    /// Found a home in the period.
    housed: u32,
    /// Have a home that was found, at the end of the period.
    still_housed: u32,
    /// Started in a job in the period.
    started_work: u32,
    /// Have a job, at the end of the period.
    in_work: u32,
    /// Closed in the period.
    closed: u32,
    /// Closed in the period, by reason.
    closed_by_reason: Vec<ReasonCount>,
}

/// Participants for one reason.
#[derive(SimpleObject)]
struct ReasonCount {
    reason: Coded,
    count: u32,
}

impl OutcomeCounts {
    fn new(counts: &Counts, catalogue: &Arc<Catalogue>) -> Self {
        Self {
            participants: counts.of(Measure::Participant),
            reached: counts.of(Measure::Reached),
            bridge_assigned: counts.of(Measure::BridgeAssigned),
            housed: counts.of(Measure::Housed),
            still_housed: counts.of(Measure::InHousing),
            started_work: counts.of(Measure::StartedWork),
            in_work: counts.of(Measure::InWork),
            closed: counts.of(Measure::Closed),
            closed_by_reason: counts
                .closed_by_reason()
                .iter()
                .map(|(reason, count)| ReasonCount {
                    reason: Coded::new(catalogue, CodeKind::ClosureReason, reason),
                    count: *count,
                })
                .collect(),
        }
    }
}
