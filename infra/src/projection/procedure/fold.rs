//! A round, a proposal or an employer folded up to a position.

use loopbrug_domain::employer::{self, RegionEmployer};
use loopbrug_domain::ids::Position;
use loopbrug_domain::proposal::{self, PartnershipProposal};
use loopbrug_domain::round::{self, SelectionRound};
use loopbrug_reporting::facts::Versions;
use loopbrug_reporting::facts::procedure::{EmployerFact, ProposalFacts, RoundFacts};

/// A round with its facts.
pub(in crate::projection) type RoundFold = Folded<SelectionRound, Versions<RoundFacts>>;
/// A proposal with its facts.
pub(in crate::projection) type ProposalFold = Folded<PartnershipProposal, Versions<ProposalFacts>>;
/// An employer with what was known of it.
pub(in crate::projection) type EmployerFold = Folded<RegionEmployer, Vec<EmployerFact>>;

/// A stream folded up to a position, with its facts as they were known at each.
#[derive(Debug)]
pub(in crate::projection) struct Folded<A, H> {
    pub(super) aggregate: A,
    pub(super) history: H,
    pub(super) position: Position,
}

impl<A: Default, H: Default> Default for Folded<A, H> {
    fn default() -> Self {
        Self { aggregate: A::default(), history: H::default(), position: Position::START }
    }
}

/// Notes the facts of a round as they are known at a position.
pub(super) fn note_round(state: &round::State, of: &mut Versions<RoundFacts>, at: Position) {
    if let Some(facts) = RoundFacts::of(state) {
        of.push(facts, at);
    }
}

/// Notes those of a proposal.
pub(super) fn note_proposal(
    state: &proposal::State,
    of: &mut Versions<ProposalFacts>,
    at: Position,
) {
    if let Some(facts) = ProposalFacts::of(state) {
        of.push(facts, at);
    }
}

/// Notes those of an employer.
pub(super) fn note_employer(state: &employer::State, of: &mut Vec<EmployerFact>, at: Position) {
    EmployerFact::note(state, of, at);
}
