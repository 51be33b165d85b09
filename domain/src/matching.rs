//! What concerns the round and all its proposals at once: the ranking, and its ratification.
//!
//! Both are pure functions over the round and its proposals. They give the events for every
//! stream, which are to be appended in one transaction: all or none. Whoever calls them hands
//! over *all* proposals of the round; a proposal does not know of the others.

mod draw_up;
mod ranking;
mod ratify;
#[cfg(test)]
mod tests;

pub use draw_up::{draw_up, look_at_tie_breaks};
pub use ranking::ranked;
pub use ratify::ratify;

use crate::ids::{ProposalId, RoundId};
use crate::proposal::ProposalEvent;
use crate::round::RoundEvent;

/// An event for one of the streams.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// For the round.
    Round(RoundId, RoundEvent),
    /// For a proposal.
    Proposal(ProposalId, ProposalEvent),
}
