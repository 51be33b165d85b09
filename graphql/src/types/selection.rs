//! The report on the selection procedure.

use async_graphql::ID;
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::proposal::Stage;
use loopbrug_domain::round::Outcome;
use loopbrug_domain::round::amendment::TimelineAmended;
use loopbrug_infra::views::Answered;
use loopbrug_reporting::reports::selection_procedure::{
    self, RankingRow, SelectionProcedure, TimelineRow, Warnings,
};

use super::matching::{TieBreak, UnrankedProposal};
use super::names::Name;
use super::shows::shows;
use super::{Coded, ProposalOutcome, ProposalStage};

shows! {
    /// The selection procedure of a round: its proposals, its dates as published and as they came, and its ranking.
    SelectionReport of Answered<SelectionProcedure> as it {
        /// The position of the region's log that it is true for.
        position: u32 = it.position.0,
        /// The version of the catalogue that holds for the round.
        catalogue: NaiveDate = it.catalogue.version(),
        /// The round's code.
        round: String = *it.report.round.round(),
        /// When it was launched, by the server's clock (UTC).
        launched_at: DateTime<Utc> = it.report.round.launch.launched_at,
        /// Its dates, in the order of the catalogue.
        timeline: Vec<Deadline> = it.report.timeline,
        /// How many proposals it has, drafts and withdrawn ones included.
        proposals: u32 = it.report.proposals,
        /// Proposals at each stage; stages without any are absent.
        by_stage: Vec<StageCount> = it.report.by_stage,
        /// Proposals with each outcome; last, those without one yet.
        by_outcome: Vec<OutcomeCount> = it.report.by_outcome,
        /// What happened outside the days for it.
        warnings: ProcedureWarnings = it.report.warnings,
        /// Assessors and members of the jury who declared a conflict of interest, counted for each proposal.
        conflicts: u32 = it.report.conflicts,
        /// What applicants replied.
        rebuttals: RebuttalCounts = it.report.rebuttals,
        /// The hash of the matching report that was drawn up last. Null before it.
        report: Option<String> = it.report.round.report.as_ref().map(|report| &report.hash),
        /// Judged proposals by place; empty before the matching report.
        ranking: Vec<ReportedRank> = it.report.ranking,
        /// Proposals in the matching report without a rank.
        unranked: Vec<UnrankedProposal> = it.report.unranked,
        /// How ties were broken, where they were.
        tie_breaks: Vec<TieBreak> = it.report.tie_breaks,
    }

    /// A date of the round: as published, as it is now, and what happened.
    Deadline of TimelineRow as row {
        /// What it is the date of.
        item: Coded,
        /// The first day that was published, for a window.
        planned_from: Option<NaiveDate>,
        /// The last day that was published; for what follows an event, the last it may fall on.
        planned: Option<NaiveDate>,
        /// The last day as it is now, after amendments and what follows from them.
        stands: Option<NaiveDate> = row.current,
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
    DeadlineAmendment of TimelineAmended as amended {
        /// The last day that it had.
        old: Option<NaiveDate>,
        /// The last day that it got.
        new: NaiveDate,
        /// Why.
        reason: Coded,
    }

    /// Proposals at one stage.
    StageCount of (Stage, u32) as counted {
        /// As in `proposal`.
        stage: ProposalStage = counted.0,
        /// How many.
        count: u32 = counted.1,
    }

    /// Proposals with one outcome.
    OutcomeCount of (Option<Outcome>, u32) as counted {
        /// Null: none yet.
        outcome: Option<ProposalOutcome> = counted.0,
        /// How many.
        count: u32 = counted.1,
    }

    /// What happened outside the days for it, by the server's clock.
    ProcedureWarnings of Warnings as warnings {
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
    RebuttalCounts of selection_procedure::RebuttalCounts as counts {
        /// Received by the last minute for them.
        in_time: u32,
        /// Kept, and nobody has to answer them.
        late: u32,
        /// Of those in time.
        answered: u32,
        /// Of those in time.
        unanswered: u32,
    }

    /// A judged proposal at its rank.
    ReportedRank of RankingRow as row {
        /// Relay id of the proposal.
        proposal_id: ID = row.proposal,
        /// By KBO number.
        organisation: String,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = row.organisation,
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
}
