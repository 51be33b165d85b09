//! The projection of the selection procedure: rounds and proposals.

mod rows;

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::event::Event;
use loopbrug_domain::ids::{Position, Version};
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::Stream;
use loopbrug_reporting::facts::procedure::{ProposalFacts, RoundFacts};
use loopbrug_reporting::facts::{Recorded, Versions};

pub(super) use rows::{PROPOSALS, ROUNDS};

use super::stream_fold::{RowError, RowSink, StreamFold};

/// A round with its facts.
pub(super) type RoundFold = Folded<SelectionRound, RoundFacts>;
/// A proposal with its facts.
pub(super) type ProposalFold = Folded<PartnershipProposal, ProposalFacts>;

/// An event of a round or a proposal takes so many bytes in the cache, roughly: there are few, with texts.
const WEIGHT_OF_AN_EVENT: usize = 4 * 1024;

/// A stream folded up to a position, with its facts as they were known at each.
#[derive(Debug)]
pub(super) struct Folded<A, T> {
    aggregate: A,
    history: Versions<T>,
    position: Position,
}

impl<A: Default, T> Default for Folded<A, T> {
    fn default() -> Self {
        let history = Versions::default();
        Self { aggregate: A::default(), history, position: Position::START }
    }
}

macro_rules! folds {
    ($fold:ty, $aggregate:ty, $facts_of:path, $rows:path) => {
        impl StreamFold for $fold {
            const TYPE: &'static str = <$aggregate as Aggregate>::TYPE;

            type Payload = <$aggregate as Stream>::Payload;

            fn apply(&mut self, event: Event<Self::Payload>, recorded: Recorded, _: &Catalogues) {
                self.aggregate.apply(event);
                self.position = recorded.at;
                if let Some(facts) = $facts_of(self.aggregate.state()) {
                    self.history.push(facts, recorded.at);
                }
            }

            fn version(&self) -> Version {
                self.aggregate.version()
            }

            fn weight(&self) -> usize {
                WEIGHT_OF_AN_EVENT * (1 + self.aggregate.version() as usize)
            }

            fn rows(
                &self,
                stream: &str,
                _after: Position,
                _catalogues: &Catalogues,
                to: &mut impl RowSink,
            ) -> Result<(), RowError> {
                $rows(self, stream, to)
            }
        }
    };
}

folds!(RoundFold, SelectionRound, RoundFacts::of, rows::of_round);
folds!(ProposalFold, PartnershipProposal, ProposalFacts::of, rows::of_proposal);
