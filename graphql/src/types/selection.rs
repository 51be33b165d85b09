//! The report on the selection procedure.

use std::sync::Arc;

use async_graphql::{ID, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_infra::views::Answered;
use loopbrug_reporting::reports::selection_procedure::{
    RankingRow, SelectionProcedure, TimelineRow,
};

use super::matching::{TieBreak, UnrankedProposal};
use super::{Coded, ProposalOutcome, ProposalStage};
use crate::id;

/// The selection procedure of a round: deadlines against what happened, proposals by where they
/// are, warnings, and the ranking. Days are days in Brussels. The period and the filter of
/// `reports` make no difference to it.
pub(crate) struct SelectionReport(pub(crate) Answered<SelectionProcedure>);

#[Object]
impl SelectionReport {
    /// The position of the region's log that it is true for.
    async fn position(&self) -> u32 {
        self.0.position.0
    }

    /// The version of the catalogue that holds for the round.
    async fn catalogue(&self) -> NaiveDate {
        self.0.catalogue.version()
    }

    /// The round's code.
    async fn round(&self) -> &str {
        self.0.report.round.round().as_str()
    }

    /// When it was launched, by the server's clock (UTC).
    async fn launched_at(&self) -> DateTime<Utc> {
        self.0.report.round.launch.launched_at
    }

    /// Its dates, in the order of the catalogue.
    async fn timeline(&self) -> Vec<Deadline> {
        let rows = self.0.report.timeline.iter();
        rows.map(|row| Deadline::new(row, &self.0.catalogue)).collect()
    }

    /// How many proposals it has, drafts and withdrawn ones included.
    async fn proposals(&self) -> u32 {
        self.0.report.proposals
    }

    /// Proposals at each stage; stages without any are absent.
    async fn by_stage(&self) -> Vec<StageCount> {
        let counts = self.0.report.by_stage.iter();
        counts.map(|(stage, count)| StageCount { stage: (*stage).into(), count: *count }).collect()
    }

    /// Proposals with each outcome; last, those without one yet.
    async fn by_outcome(&self) -> Vec<OutcomeCount> {
        let counts = self.0.report.by_outcome.iter();
        let outcome = |(outcome, count): &(Option<_>, u32)| OutcomeCount {
            outcome: outcome.map(Into::into),
            count: *count,
        };
        counts.map(outcome).collect()
    }

    /// What happened outside the days for it.
    async fn warnings(&self) -> ProcedureWarnings {
        let warnings = self.0.report.warnings;
        ProcedureWarnings {
            assessments: warnings.assessments,
            pitches: warnings.pitches,
            juries: warnings.juries,
            decisions: warnings.decisions,
            end_date: warnings.end_date,
        }
    }

    /// Assessors who declared a conflict of interest.
    async fn conflicts(&self) -> u32 {
        self.0.report.conflicts
    }

    /// What applicants replied.
    async fn rebuttals(&self) -> RebuttalCounts {
        let counts = self.0.report.rebuttals;
        RebuttalCounts {
            in_time: counts.in_time,
            late: counts.late,
            answered: counts.answered,
            unanswered: counts.unanswered,
        }
    }

    /// The hash of the matching report that was drawn up last. Null before it.
    async fn report(&self) -> Option<&str> {
        self.0.report.round.report.as_ref().map(|report| report.hash.as_str())
    }

    /// Judged proposals by place; empty before the matching report.
    async fn ranking(&self) -> Vec<ReportedRank> {
        self.0.report.ranking.iter().map(ReportedRank::new).collect()
    }

    /// Proposals in the matching report without a rank.
    async fn unranked(&self) -> Vec<UnrankedProposal> {
        self.0.report.unranked.iter().map(UnrankedProposal::new).collect()
    }

    /// How ties were broken, where they were.
    async fn tie_breaks(&self) -> Vec<TieBreak> {
        let ties = self.0.report.tie_breaks.iter();
        ties.map(|tie| TieBreak::new(tie, &self.0.catalogue)).collect()
    }
}

/// A date of the round: as published, as it is now, and what happened.
#[derive(SimpleObject)]
struct Deadline {
    item: Coded,
    /// The first day that was published, for a window.
    planned_from: Option<NaiveDate>,
    /// The last day that was published; for what follows an event, the last it may fall on.
    planned: Option<NaiveDate>,
    /// The last day as it is now, after amendments and what follows from them.
    stands: Option<NaiveDate>,
    /// How it was moved, in order.
    amendments: Vec<DeadlineAmendment>,
    /// How many times something happened that it is for.
    times: u32,
    /// The first day of that.
    first: Option<NaiveDate>,
    /// The last.
    last: Option<NaiveDate>,
    /// Something came after the last day, or the day is later than it may be.
    overdue: bool,
}

/// A date was moved.
#[derive(SimpleObject)]
struct DeadlineAmendment {
    /// The last day that it had.
    old: Option<NaiveDate>,
    /// The last day that it got.
    new: NaiveDate,
    reason: Coded,
}

/// Proposals at one stage.
#[derive(SimpleObject)]
struct StageCount {
    /// As in `proposal`.
    stage: ProposalStage,
    count: u32,
}

/// Proposals with one outcome.
#[derive(SimpleObject)]
struct OutcomeCount {
    /// Null: none yet.
    outcome: Option<ProposalOutcome>,
    count: u32,
}

/// What happened outside the days for it, by the server's clock.
#[derive(SimpleObject)]
struct ProcedureWarnings {
    /// Written assessments outside their window.
    assessments: u32,
    /// Pitches on no day for them.
    pitches: u32,
    /// Juries that judged on no day for it.
    juries: u32,
    /// Decisions that were communicated after the end date.
    decisions: u32,
    /// Whether the end date falls later than it was to.
    end_date: bool,
}

/// Rebuttals.
#[derive(SimpleObject)]
struct RebuttalCounts {
    in_time: u32,
    /// Kept, and nobody has to answer them.
    late: u32,
    /// Of those in time.
    answered: u32,
    /// Of those in time.
    unanswered: u32,
}

/// A judged proposal at its rank.
#[derive(SimpleObject)]
struct ReportedRank {
    /// Relay id of the proposal.
    proposal_id: ID,
    /// By KBO number.
    organisation: String,
    /// 1 and more; equal totals have the same.
    rank: u32,
    /// The place after tie-breaks; where a tie was not broken, the rank.
    place: u32,
    /// Whether another proposal has the same total.
    tied: bool,
    /// The jury's weighted total, 0 to 100.
    total: f64,
    /// What the jury advised.
    advice: ProposalOutcome,
    /// What was decided, where it was.
    outcome: Option<ProposalOutcome>,
}

impl Deadline {
    fn new(row: &TimelineRow, catalogue: &Arc<Catalogue>) -> Self {
        let amendments = row.amendments.iter();
        Self {
            item: Coded::new(catalogue, &row.item),
            planned_from: row.planned_from,
            planned: row.planned,
            stands: row.stands,
            amendments: amendments
                .map(|amended| DeadlineAmendment {
                    old: amended.old,
                    new: amended.new,
                    reason: Coded::new(catalogue, &amended.reason),
                })
                .collect(),
            times: row.times,
            first: row.first,
            last: row.last,
            overdue: row.overdue,
        }
    }
}

impl ReportedRank {
    fn new(row: &RankingRow) -> Self {
        Self {
            proposal_id: id::of_proposal(row.proposal),
            organisation: row.organisation.to_string(),
            rank: row.rank,
            place: row.place,
            tied: row.tied,
            total: f64::from(row.total.0) / 100.0,
            advice: row.advice.into(),
            outcome: row.outcome.map(Into::into),
        }
    }
}
