//! The projection of the selection procedure: rounds and proposals.

mod fold;
mod rows;

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::event::Event;
use loopbrug_domain::ids::{Position, Version};
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::Stream;
use loopbrug_reporting::facts::Recorded;
use loopbrug_reporting::facts::procedure::{ProposalFacts, RoundFacts};

pub(super) use fold::{ProposalFold, RoundFold};
pub(super) use rows::{PROPOSALS, ROUNDS};

use super::stream_fold::{RowError, RowSink, StreamFold};

/// An event of a round or a proposal takes so many bytes in the cache, roughly: there are few, with texts.
const WEIGHT_OF_AN_EVENT: usize = 4 * 1024;

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
