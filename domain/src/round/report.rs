//! The matching report (*matchingsverslag*): the jury's ranking of all proposals of the round.

use super::State;
use crate::catalogue::list::TieBreakReason;
use crate::content_hash::ContentHash;
use crate::ids::{ProposalId, WorkerId};
use crate::matching::MatchingRefusal;
use crate::procedure::Points;
use crate::procedure::prelude::*;
use crate::procedure::timeline::SUBMISSION_DEADLINE;
use crate::round::ratification::RatificationRefusal;
use crate::word_enum::word_enum;

word_enum! {
    /// What is decided about a proposal, or advised.
    #[derive(JsonSchema)]
    pub enum Outcome {
        /// The organisation becomes a partner.
        Approved,
        /// It may become one when another stops.
        Reserve,
        /// It does not.
        Rejected,
    }
}

word_enum! {
    /// Why a proposal has no rank.
    #[derive(JsonSchema)]
    pub enum SideExit {
        /// It was not admitted.
        Inadmissible,
        /// It was not invited to pitch.
        NotInvited,
    }
}

/// The ranking, and the proposals without a rank.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchingReport {
    /// Judged proposals, the best first.
    pub ranking: Vec<Ranked>,
    /// Proposals that were left out before the jury.
    pub unranked: Vec<Unranked>,
    /// How ties were broken, where they were.
    pub tie_breaks: Vec<TieBreak>,
}

/// A judged proposal at its rank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ranked {
    /// The proposal.
    pub proposal: ProposalId,
    /// Whose it is.
    pub organisation: KboNumber,
    /// What was submitted.
    pub content: ContentHash,
    /// The jury's weighted total.
    pub total: Points,
    /// 1 and more. Equal totals have the same rank, and the next has as many ranks less.
    pub rank: u32,
    /// The place after tie-breaks; where a tie was not broken, the rank.
    pub place: u32,
    /// What the jury advises.
    pub advice: Outcome,
}

/// A proposal without a rank. It is rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unranked {
    /// The proposal.
    pub proposal: ProposalId,
    /// Whose it is.
    pub organisation: KboNumber,
    /// What was submitted.
    pub content: ContentHash,
    /// Why it has no rank.
    pub exit: SideExit,
}

/// How a tie was broken: by whom, why, and in which order the proposals come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TieBreak {
    /// All proposals of the tie, the best first.
    pub order: Vec<ProposalId>,
    /// Why.
    pub reason: Code<TieBreakReason>,
    /// Who decided it, for the jury.
    pub decided_by: WorkerId,
}

/// The report was drawn up. It may be drawn up again until it is ratified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchingReportDrawnUp {
    /// The report.
    #[serde(flatten)]
    pub report: MatchingReport,
    /// Its hash: what is ratified is this and nothing else.
    pub hash: ContentHash,
}

/// The report that was drawn up last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnUp {
    /// The day.
    pub on: NaiveDate,
    /// The report.
    pub report: MatchingReport,
    /// Its hash.
    pub hash: ContentHash,
}

impl MatchingReport {
    /// What it says, as a hash.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        ContentHash::of(self)
    }

    /// The proposals that share a place with another, by rank.
    #[must_use]
    pub fn unbroken_ties(&self) -> Vec<ProposalId> {
        let shared = |place| self.ranking.iter().filter(|row| row.place == place).count() > 1;
        self.ranking.iter().filter(|row| shared(row.place)).map(|row| row.proposal).collect()
    }

    /// Every proposal, by rank and then those without, with what the report decides about it.
    pub fn outcomes(&self) -> impl Iterator<Item = (ProposalId, Outcome, Option<u32>)> {
        let ranked = self.ranking.iter().map(|row| (row.proposal, row.advice, Some(row.rank)));
        let others = self.unranked.iter().map(|row| (row.proposal, Outcome::Rejected, None));
        ranked.chain(others)
    }
}

impl State {
    /// The round is at the point where all its proposals can be ranked.
    pub(crate) fn open_to_report(&self, at: &Circumstance<'_>) -> Result<(), Refusal> {
        self.launched()?;
        Refusal::when(self.ratified.is_some(), || {
            RatificationRefusal::MatchingReportAlreadyRatified
        })?;
        match at.timeline.closes_at(SUBMISSION_DEADLINE) {
            Some(closes_at) if at.now < closes_at => {
                Err(MatchingRefusal::SubmissionStillOpen { closes_at }.into())
            }
            _ => Ok(()),
        }
    }
}

impl EventPayload<State> for MatchingReportDrawnUp {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open_to_report(at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let Self { report, hash } = self.clone();
        state.report = Some(DrawnUp { on, report, hash });
    }
}
