//! What concerns the round and all its proposals at once: the ranking, and its ratification.
//!
//! Both are pure functions over the round and its proposals. They give a command for every stream, and
//! what these lead to is to be appended in one transaction: all or none. Whoever calls them hands over
//! *all* proposals of the round; a proposal does not know of the others.

mod draw_up;
mod ranking;
mod ratify;
#[cfg(test)]
mod tests;

pub use draw_up::{check_tie_breaks, draw_up};
pub use ranking::ranked;
pub use ratify::ratify;

use chrono::{DateTime, Utc};

use crate::catalogue::Catalogues;
use crate::ids::{ProposalId, RoundId};
use crate::procedure::Refusal;
use crate::proposal::drafting::DraftRefusal;
use crate::proposal::{self, PartnershipProposal, ProposalCommand, ProposalEvent, Stage};
use crate::refusal::refusals;
use crate::round::{self, RoundCommand, RoundEvent, SelectionRound};
use crate::time::last_minute;

refusals! {
    /// Rules about the ranking of all proposals.
    MatchingRefusal {
        /// A ranking is of all proposals, so none may come after it.
        SubmissionStillOpen { closes_at: DateTime<Utc> }, "SUBMISSION_STILL_OPEN",
            "proposals can be submitted until {}", last_minute(*closes_at);
        /// A proposal is in the report when the jury has judged it, or when it was left out before.
        ProposalNotJudged { proposal: ProposalId, stage: Stage }, "PROPOSAL_NOT_JUDGED",
            "proposal {proposal} is {stage} and has not been judged";
        NothingToReport, "NOTHING_TO_REPORT",
            "the round has no proposals";
        NotATie, "NOT_A_TIE" at "tieBreaks",
            "the tie-break does not name all proposals of one rank, each once";
        /// Who has an interest in one of them does not put them in order.
        TieOfOwnProposal { proposal: ProposalId }, "TIE_OF_OWN_PROPOSAL" at "tieBreaks",
            "proposal {proposal} is of your own organisation; leave breaking its tie to somebody of another one";
        ReportOutOfDate, "REPORT_OUT_OF_DATE",
            "the proposals are no longer as the report says; draw it up again";
    }
}

/// A command on one of the streams.
#[derive(Debug, Clone, PartialEq)]
pub enum StreamCommand {
    /// On the round.
    Round(RoundId, RoundCommand),
    /// On a proposal.
    Proposal(ProposalId, ProposalCommand),
}

/// What such commands lead to, each on its stream as it is before all of them.
///
/// # Errors
/// The first rule that one of them would break. Nothing is to be recorded then, in no stream.
pub fn decide(
    commands: Vec<StreamCommand>,
    round: &SelectionRound,
    proposals: &[(ProposalId, &PartnershipProposal)],
    catalogues: &Catalogues,
) -> Result<Vec<StreamEvent>, Refusal> {
    let mut recorded = Vec::new();
    for command in commands {
        match command {
            StreamCommand::Round(id, command) => {
                let events = round::decide(round, &command, catalogues)?.into_iter();
                recorded.extend(events.map(|event| StreamEvent::Round(id, event)));
            }
            StreamCommand::Proposal(id, command) => {
                let found = proposals.iter().find(|(found, _)| *found == id);
                let (_, found) = found.ok_or(DraftRefusal::ProposalNotFound)?;
                let events =
                    proposal::decide(found, &command, round, catalogues, false)?.into_iter();
                recorded.extend(events.map(|event| StreamEvent::Proposal(id, event)));
            }
        }
    }
    Ok(recorded)
}

/// An event for one of the streams.
#[derive(Debug, Clone, PartialEq)]
pub enum StreamEvent {
    /// For the round.
    Round(RoundId, RoundEvent),
    /// For a proposal.
    Proposal(ProposalId, ProposalEvent),
}
