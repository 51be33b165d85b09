//! The selection procedure: each deadline of a round against what happened, where its proposals
//! are, what was warned about, and the ranking.
//!
//! Days are days in Brussels. Those of receipts are the server's; those of assessments, pitches,
//! juries, the ratification and decisions are as they were recorded. The *warnings* are the server's
//! own, as they were recorded with the event. What has not happened yet is not called overdue:
//! that depends on the day on which somebody looks.

mod timeline;

pub use timeline::TimelineRow;

use strum::VariantArray;

use crate::facts::procedure::{ProcedureImage, ProposalFacts, RoundFacts};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{KboNumber, Position, ProposalId};
use loopbrug_domain::procedure::Points;
use loopbrug_domain::proposal::Stage;
use loopbrug_domain::round::report::DrawnUp;
use loopbrug_domain::round::{Outcome, TieBreak, Unranked};

/// The report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionProcedure {
    /// The round, with its launch, report and ratification.
    pub round: RoundFacts,
    /// Its dates, in the catalogue's order.
    pub timeline: Vec<TimelineRow>,
    /// How many proposals it has, drafts and withdrawn ones included.
    pub proposals: u32,
    /// Of them, those at each stage, in order; stages without any are absent.
    pub by_stage: Vec<(Stage, u32)>,
    /// Of them, those with each outcome, and those without one yet.
    pub by_outcome: Vec<(Option<Outcome>, u32)>,
    /// What was warned about.
    pub warnings: Warnings,
    /// Assessors and members of the jury who declared a conflict of interest, counted for each proposal.
    pub conflicts: u32,
    /// What applicants replied.
    pub rebuttals: RebuttalCounts,
    /// Judged proposals by place, as in the matching report; empty before it.
    pub ranking: Vec<RankingRow>,
    /// Proposals in the matching report without a rank.
    pub unranked: Vec<Unranked>,
    /// How ties were broken, where they were.
    pub tie_breaks: Vec<TieBreak>,
}

/// What happened outside the days for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Warnings {
    /// Written assessments outside their window.
    pub assessments: u32,
    /// Pitches on no day for them.
    pub pitches: u32,
    /// Juries that judged on no day for it.
    pub juries: u32,
    /// Decisions that were communicated after the end date.
    pub decisions: u32,
    /// The end date falls later than it was to.
    pub end_date: bool,
}

/// Rebuttals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RebuttalCounts {
    /// In time.
    pub in_time: u32,
    /// Late: kept, and nobody has to answer them.
    pub late: u32,
    /// Of those in time, answered.
    pub answered: u32,
    /// Of those in time, not answered.
    pub unanswered: u32,
}

/// A judged proposal at its rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankingRow {
    /// The proposal.
    pub proposal: ProposalId,
    /// Whose it is.
    pub organisation: KboNumber,
    /// 1 and more; equal totals have the same.
    pub rank: u32,
    /// The place after tie-breaks; where a tie was not broken, the rank.
    pub place: u32,
    /// Another proposal has the same total.
    pub tied: bool,
    /// The jury's weighted total.
    pub total: Points,
    /// What the jury advised.
    pub advice: Outcome,
    /// What was decided, where it was.
    pub outcome: Option<Outcome>,
}

/// Answers the report about a round (the one launched last, without a code) from an image that
/// is at `as_of` or further. `catalogue_of` finds the catalogue that the launch names; without it the
/// timeline is empty. None where no such round was launched by then.
#[must_use]
pub fn selection_procedure<'c>(
    image: &ProcedureImage,
    code: Option<&Code>,
    as_of: Position,
    catalogue_of: impl FnOnce(&RoundFacts) -> Option<&'c Catalogue>,
) -> Option<SelectionProcedure> {
    let round = image.round(code, as_of)?;
    let of_the_round = |(_, proposal): &(_, &ProposalFacts)| proposal.round == *round.round();
    let proposals: Vec<_> = image.proposals(as_of).filter(of_the_round).collect();
    let facts: Vec<&ProposalFacts> = proposals.iter().map(|(_, facts)| *facts).collect();
    let report = round.report.as_ref().map(|drawn_up| &drawn_up.report);
    let catalogue = catalogue_of(round);
    Some(SelectionProcedure {
        round: round.clone(),
        timeline: catalogue.map_or(vec![], |found| timeline::rows(round, &facts, found)),
        proposals: count(&facts, |_| true),
        by_stage: by_stage(&facts),
        by_outcome: by_outcome(&facts),
        warnings: warnings(round, &facts),
        conflicts: facts.iter().map(|facts| facts.assessments.conflicts).sum(),
        rebuttals: rebuttals(&facts),
        ranking: round.report.as_ref().map_or(vec![], |report| ranking(report, &proposals)),
        unranked: report.map_or(vec![], |report| report.unranked.clone()),
        tie_breaks: report.map_or(vec![], |report| report.tie_breaks.clone()),
    })
}

fn count(facts: &[&ProposalFacts], holds: impl Fn(&ProposalFacts) -> bool) -> u32 {
    facts.iter().map(|facts| u32::from(holds(facts))).sum()
}

fn by_stage(facts: &[&ProposalFacts]) -> Vec<(Stage, u32)> {
    let counted = Stage::VARIANTS.iter().map(|stage| (*stage, count(facts, |f| f.stage == *stage)));
    counted.filter(|(_, count)| *count > 0).collect()
}

fn by_outcome(facts: &[&ProposalFacts]) -> Vec<(Option<Outcome>, u32)> {
    use Outcome::{Approved, Rejected, Reserve};
    let outcomes = [Some(Approved), Some(Reserve), Some(Rejected), None];
    outcomes.map(|outcome| (outcome, count(facts, |f| f.outcome == outcome))).to_vec()
}

fn warnings(round: &RoundFacts, facts: &[&ProposalFacts]) -> Warnings {
    Warnings {
        assessments: facts.iter().map(|facts| facts.assessments.outside_window).sum(),
        pitches: count(facts, |facts| facts.pitch_outside_window),
        juries: count(facts, |facts| facts.jury_outside_window),
        decisions: count(facts, |facts| facts.communicated_overdue),
        end_date: round.end_date.as_ref().is_some_and(|end_date| end_date.overdue),
    }
}

fn rebuttals(facts: &[&ProposalFacts]) -> RebuttalCounts {
    let sum = |of: fn(&ProposalFacts) -> u32| facts.iter().map(|facts| of(facts)).sum();
    let (in_time, unanswered): (u32, u32) =
        (sum(|facts| facts.rebuttals.in_time), sum(|facts| facts.rebuttals.unanswered));
    let late = sum(|facts| facts.rebuttals.late);
    RebuttalCounts { in_time, late, answered: in_time - unanswered, unanswered }
}

fn ranking(drawn_up: &DrawnUp, proposals: &[(ProposalId, &ProposalFacts)]) -> Vec<RankingRow> {
    let rows = &drawn_up.report.ranking;
    let outcome = |id| proposals.iter().find(|(known, _)| *known == id)?.1.outcome;
    rows.iter()
        .map(|row| RankingRow {
            proposal: row.proposal,
            organisation: row.organisation,
            rank: row.rank,
            place: row.place,
            tied: rows.iter().filter(|other| other.rank == row.rank).count() > 1,
            total: row.total,
            advice: row.advice,
            outcome: outcome(row.proposal),
        })
        .collect()
}
