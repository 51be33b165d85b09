//! The matching report: the jury's ranking of all proposals of a round.

use std::sync::Arc;

use async_graphql::{Context, Enum, Error, ID, Object, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::RoundId;
use loopbrug_domain::round::{self, Outcome, Ranked, SideExit, Unranked};
use loopbrug_infra::views::{Ranking, Views};

use super::Coded;
use crate::error::unanswered;
use crate::id;

/// What is decided about a proposal, or advised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Outcome")]
pub(crate) enum ProposalOutcome {
    /// The organisation becomes a partner.
    Approved,
    /// It may become one when another stops.
    Reserve,
    /// It does not.
    Rejected,
}

/// Why a proposal has no rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "SideExit")]
enum ProposalSideExit {
    /// It was not admitted.
    Inadmissible,
    /// It was not invited to pitch.
    NotInvited,
}

/// The matching report of a round.
pub(crate) struct MatchingReport(Ranking);

/// The matching report of a round, as it was drawn up last; none before.
pub(crate) async fn load_ranking(
    ctx: &Context<'_>,
    id: RoundId,
) -> Result<Option<MatchingReport>, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    Ok(views.ranking(actor, id).await.map_err(unanswered(ctx))?.map(MatchingReport))
}

/// The matching report (*matchingsverslag*) of a round.
#[Object]
impl MatchingReport {
    /// Its hash: what is ratified is this and nothing else.
    async fn hash(&self) -> &str {
        self.0.drawn_up.hash.as_str()
    }

    /// The day it was drawn up, in Brussels.
    async fn on(&self) -> NaiveDate {
        self.0.drawn_up.on
    }

    /// Whether it was ratified.
    async fn ratified(&self) -> bool {
        self.0.ratified
    }

    /// Judged proposals, the best first.
    async fn ranking(&self) -> Vec<RankedProposal> {
        let rows = &self.0.drawn_up.report.ranking;
        let tied = |row: &Ranked| rows.iter().filter(|other| other.rank == row.rank).count() > 1;
        rows.iter().map(|row| RankedProposal::new(row, tied(row))).collect()
    }

    /// Proposals that were left out before the jury. They are rejected.
    async fn unranked(&self) -> Vec<UnrankedProposal> {
        self.0.drawn_up.report.unranked.iter().map(UnrankedProposal::new).collect()
    }

    /// How ties were broken, where they were.
    async fn tie_breaks(&self) -> Vec<TieBreak> {
        let ties = self.0.drawn_up.report.tie_breaks.iter();
        ties.map(|tie| TieBreak::new(tie, &self.0.catalogue)).collect()
    }
}

/// A judged proposal at its rank.
#[derive(SimpleObject)]
struct RankedProposal {
    /// Relay id of the proposal.
    proposal_id: ID,
    /// Whose it is, by KBO number.
    organisation: String,
    /// The hash of what was submitted.
    content: String,
    /// The jury's weighted total, 0 to 100.
    total: f64,
    /// 1 and more. Equal totals have the same rank, and the next has as many ranks less.
    rank: u32,
    /// Others have the same rank.
    tied: bool,
    /// The place after tie-breaks; where a tie was not broken, the rank.
    place: u32,
    /// What the jury advises.
    advice: ProposalOutcome,
}

impl RankedProposal {
    fn new(row: &Ranked, tied: bool) -> Self {
        Self {
            proposal_id: id::of_proposal(row.proposal),
            organisation: row.organisation.to_string(),
            content: row.content.to_string(),
            total: f64::from(row.total.0) / 100.0,
            rank: row.rank,
            tied,
            place: row.place,
            advice: row.advice.into(),
        }
    }
}

/// A proposal without a rank.
#[derive(SimpleObject)]
pub(super) struct UnrankedProposal {
    /// Relay id of the proposal.
    proposal_id: ID,
    /// Whose it is, by KBO number.
    organisation: String,
    /// The hash of what was submitted.
    content: String,
    /// Why it has no rank.
    exit: ProposalSideExit,
}

impl UnrankedProposal {
    pub(super) fn new(row: &Unranked) -> Self {
        Self {
            proposal_id: id::of_proposal(row.proposal),
            organisation: row.organisation.to_string(),
            content: row.content.to_string(),
            exit: row.exit.into(),
        }
    }
}

/// How a tie was broken.
#[derive(SimpleObject)]
pub(super) struct TieBreak {
    /// All proposals of the tie, by Relay id, the best first.
    order: Vec<ID>,
    /// Why.
    reason: Coded,
    /// Who decided it, for the jury, by worker id.
    decided_by: ID,
}

impl TieBreak {
    pub(super) fn new(tie: &round::TieBreak, catalogue: &Arc<Catalogue>) -> Self {
        Self {
            order: tie.order.iter().map(|proposal| id::of_proposal(*proposal)).collect(),
            reason: Coded::new(catalogue, &tie.reason),
            decided_by: ID(tie.decided_by.to_string()),
        }
    }
}
