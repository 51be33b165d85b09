//! The matching report: the jury's ranking of all proposals of a round.

use async_graphql::{Context, Enum, Error, ID};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::ids::RoundId;
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::round::{self, Outcome, Ranked, SideExit, Unranked};
use loopbrug_infra::views::{Ranking, Views};

use super::Coded;
use super::names::Name;
use super::shows::{Shows, shows};
use crate::error::unanswered;

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
pub(super) enum ProposalSideExit {
    /// It was not admitted.
    Inadmissible,
    /// It was not invited to pitch.
    NotInvited,
}

/// The matching report of a round, as it was drawn up last; none before.
pub(crate) async fn load_ranking(
    ctx: &Context<'_>,
    id: RoundId,
) -> Result<Option<MatchingReport>, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    Ok(views
        .ranking(actor, id)
        .await
        .map_err(unanswered(ctx))?
        .map(|found| MatchingReport::of(&found, &found.catalogue)))
}

/// Each row, and whether others have the same rank.
fn ranked(rows: &[Ranked]) -> Vec<(&Ranked, bool)> {
    let tied = |row: &Ranked| rows.iter().filter(|other| other.rank == row.rank).count() > 1;
    rows.iter().map(|row| (row, tied(row))).collect()
}

shows! {
    /// The matching report (*matchingsverslag*) of a round.
    MatchingReport of Ranking as it {
        /// Its hash: what is ratified is this and nothing else.
        hash: String = it.drawn_up.hash,
        /// The day it was drawn up, in Brussels.
        on: NaiveDate = it.drawn_up.on,
        /// Whether it was ratified.
        ratified: bool,
        /// Judged proposals, the best first.
        ranking: Vec<RankedProposal> = ranked(&it.drawn_up.report.ranking),
        /// Proposals that were left out before the jury. They are rejected.
        unranked: Vec<UnrankedProposal> = it.drawn_up.report.unranked,
        /// How ties were broken, where they were.
        tie_breaks: Vec<TieBreak> = it.drawn_up.report.tie_breaks,
    }

    /// A judged proposal at its rank.
    RankedProposal of (&Ranked, bool) as row {
        /// Relay id of the proposal.
        proposal_id: ID = row.0.proposal,
        /// Whose it is, by KBO number.
        organisation: String = row.0.organisation,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = row.0.organisation,
        /// The hash of what was submitted.
        content: String = row.0.content,
        /// The jury's weighted total, 0 to 100.
        total: f64 = row.0.total,
        /// 1 and more. Equal totals have the same rank, and the next has as many ranks less.
        rank: u32 = row.0.rank,
        /// Others have the same rank.
        tied: bool = row.1,
        /// The place after tie-breaks; where a tie was not broken, the rank.
        place: u32 = row.0.place,
        /// What the jury advises.
        advice: ProposalOutcome = row.0.advice,
    }

    /// A proposal without a rank.
    UnrankedProposal of Unranked as row {
        /// Relay id of the proposal.
        proposal_id: ID = row.proposal,
        /// Whose it is, by KBO number.
        organisation: String,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = row.organisation,
        /// The hash of what was submitted.
        content: String,
        /// Why it has no rank.
        exit: ProposalSideExit,
    }

    /// How a tie was broken.
    TieBreak of round::TieBreak as tie {
        /// All proposals of the tie, by Relay id, the best first.
        order: Vec<ID>,
        /// Why.
        reason: Coded,
        /// Who decided it, for the jury, by worker id.
        decided_by: ID,
        /// The name of that worker.
        decided_by_name: Name<WorkerId> = tie.decided_by,
    }
}
