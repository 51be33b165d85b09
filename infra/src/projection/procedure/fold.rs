//! A round or a proposal folded up to a position.

use loopbrug_domain::ids::Position;
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_reporting::facts::Versions;
use loopbrug_reporting::facts::procedure::{ProposalFacts, RoundFacts};

/// A round with its facts.
pub(in crate::projection) type RoundFold = Folded<SelectionRound, RoundFacts>;
/// A proposal with its facts.
pub(in crate::projection) type ProposalFold = Folded<PartnershipProposal, ProposalFacts>;

/// A stream folded up to a position, with its facts as they were known at each.
#[derive(Debug)]
pub(in crate::projection) struct Folded<A, T> {
    pub(super) aggregate: A,
    pub(super) history: Versions<T>,
    pub(super) position: Position,
}

impl<A: Default, T> Default for Folded<A, T> {
    fn default() -> Self {
        let history = Versions::default();
        Self { aggregate: A::default(), history, position: Position::START }
    }
}
