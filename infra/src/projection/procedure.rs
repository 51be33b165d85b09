//! The projection of what is no trajectory: the rounds and proposals of the selection procedure, and employers.

mod fold;
mod rows;

use cqrs_es::Aggregate;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::event::Event;
use loopbrug_domain::ids::{Position, Version};
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::Stream;
use loopbrug_reporting::facts::Recorded;

pub(super) use fold::{EmployerFold, ProposalFold, RoundFold};
pub(super) use rows::{EMPLOYERS, PROPOSALS, ROUNDS};

use super::stream_fold::{RowError, RowSink, StreamFold};

/// An event of a round, a proposal or an employer takes so many bytes in the cache, roughly: there are few, with texts.
const WEIGHT_OF_AN_EVENT: usize = 4 * 1024;

macro_rules! folds {
    ($fold:ty, $aggregate:ty, $note:path, $rows:path) => {
        impl StreamFold for $fold {
            const TYPE: &'static str = <$aggregate as Aggregate>::TYPE;

            type Payload = <$aggregate as Stream>::Payload;

            fn apply(&mut self, event: Event<Self::Payload>, recorded: Recorded, _: &Catalogues) {
                self.aggregate.apply(event);
                self.position = recorded.at;
                $note(self.aggregate.state(), &mut self.history, recorded.at);
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

folds!(RoundFold, SelectionRound, fold::note_round, rows::of_round);
folds!(ProposalFold, PartnershipProposal, fold::note_proposal, rows::of_proposal);
folds!(EmployerFold, RegionEmployer, fold::note_employer, rows::of_employer);
