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

use crate::catalogue::Catalogues;
use crate::ids::{ProposalId, RoundId};
use crate::procedure::Refusal;
use crate::proposal::{self, PartnershipProposal, ProposalCommand, ProposalEvent};
use crate::round::{self, RoundCommand, RoundEvent, SelectionRound};

/// A command on one of the streams.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
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
    asked: Vec<Asked>,
    round: &SelectionRound,
    proposals: &[(ProposalId, &PartnershipProposal)],
    catalogues: &Catalogues,
) -> Result<Vec<Recorded>, Refusal> {
    let mut recorded = Vec::new();
    for asked in asked {
        match asked {
            Asked::Round(id, command) => {
                let events = round::decide(round, &command, catalogues)?.into_iter();
                recorded.extend(events.map(|event| Recorded::Round(id, event)));
            }
            Asked::Proposal(id, command) => {
                let found = proposals.iter().find(|(found, _)| *found == id);
                let (_, found) = found.ok_or(Refusal::ProposalNotFound)?;
                let events = proposal::decide(found, &command, round, catalogues)?.into_iter();
                recorded.extend(events.map(|event| Recorded::Proposal(id, event)));
            }
        }
    }
    Ok(recorded)
}

/// An event for one of the streams.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// For the round.
    Round(RoundId, RoundEvent),
    /// For a proposal.
    Proposal(ProposalId, ProposalEvent),
}
