//! The image of a region's procedure and of its employers: rounds and proposals, with what was superseded, and what
//! is known of employers.
//!
//! *Architecture invariant:* like the image of the trajectories it is a copy, which is thrown away
//! and loaded again without loss.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{EmployerFact, EmployerKnown, ProposalFacts, RoundFacts};
use crate::facts::Versions;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{EmployerId, Position, ProposalId, RoundId};

/// Coaching of an employer for no client in particular, as it was known at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownCoaching {
    /// The employer that it was recorded of.
    pub employer: EmployerId,
    /// The one that it is counted with: where one is known by a name and by a number, that with the number.
    pub counted_as: EmployerId,
    /// The day, in Brussels.
    pub on: NaiveDate,
    /// How long it took.
    pub minutes: u32,
}

/// The facts of a region's rounds, proposals and employers.
#[derive(Debug, Default)]
pub struct ProcedureImage {
    position: Position,
    rounds: BTreeMap<RoundId, Versions<RoundFacts>>,
    proposals: BTreeMap<ProposalId, Versions<ProposalFacts>>,
    employers: BTreeMap<EmployerId, Vec<EmployerFact>>,
}

impl ProcedureImage {
    /// The position of the log that the image is at.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Puts a round in place of what the image held of it.
    pub fn put_round(&mut self, round: RoundId, history: Versions<RoundFacts>) {
        self.rounds.insert(round, history);
    }

    /// Puts a proposal in place of what the image held of it.
    pub fn put_proposal(&mut self, proposal: ProposalId, history: Versions<ProposalFacts>) {
        self.proposals.insert(proposal, history);
    }

    /// Puts an employer in place of what the image held of it.
    pub fn put_employer(&mut self, employer: EmployerId, history: Vec<EmployerFact>) {
        self.employers.insert(employer, history);
    }

    /// Says that it holds everything up to `position`.
    pub fn reached(&mut self, position: Position) {
        self.position = position;
    }

    /// The round of this code as it was known at a position; without a code, the one that was
    /// launched last.
    #[must_use]
    pub fn round(&self, code: Option<&Code>, as_of: Position) -> Option<&RoundFacts> {
        let known = self.rounds.values().filter_map(|history| history.at(as_of));
        known
            .filter(|round| code.is_none_or(|code| code == round.round()))
            .max_by_key(|round| round.launch.launched_at)
    }

    /// Each time that an employer was coached for no client in particular, as it was known at a position.
    pub fn coaching(&self, as_of: Position) -> impl Iterator<Item = KnownCoaching> {
        self.employers.iter().flat_map(move |(id, history)| {
            let known = history.iter().filter(move |fact| fact.is_known(as_of));
            let counted_as = known.clone().find_map(|fact| match fact.what {
                EmployerKnown::Identified { counted_as } => Some(counted_as),
                EmployerKnown::Coached { .. } => None,
            });
            let (employer, counted_as) = (*id, counted_as.unwrap_or(*id));
            known.filter_map(move |fact| match fact.what {
                EmployerKnown::Coached { on, minutes } => {
                    Some(KnownCoaching { employer, counted_as, on, minutes })
                }
                EmployerKnown::Identified { .. } => None,
            })
        })
    }

    /// Every proposal as it was known at a position, by id.
    pub fn proposals(&self, as_of: Position) -> impl Iterator<Item = (ProposalId, &ProposalFacts)> {
        let known = self.proposals.iter();
        known.filter_map(move |(id, history)| Some((*id, history.at(as_of)?)))
    }
}
