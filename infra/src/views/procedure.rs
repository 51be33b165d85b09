//! The selection procedure in detail, from its own streams: always current.

use std::sync::Arc;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{ProposalId, RoundId};
use loopbrug_domain::proposal::{PartnershipProposal, Sight};
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::Stream;

use super::{ViewError, Views};
use crate::log::Loaded;

impl Views {
    /// A round, from its own stream. None before its launch.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn round(
        &self,
        _actor: &Actor,
        id: RoundId,
    ) -> Result<Option<Loaded<SelectionRound>>, ViewError> {
        let loaded = self.log.load::<SelectionRound>(&id.to_string()).await?;
        Ok((loaded.version() > 0).then_some(loaded))
    }

    /// A proposal, from its own stream. None where nothing was recorded, or where it is not for
    /// `actor` to see.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn proposal(
        &self,
        actor: &Actor,
        id: ProposalId,
    ) -> Result<Option<Loaded<PartnershipProposal>>, ViewError> {
        let loaded = self.log.load::<PartnershipProposal>(&id.to_string()).await?;
        let seen = loaded.aggregate.state().sight_of(actor) != Sight::Nothing;
        Ok(seen.then_some(loaded))
    }

    /// The catalogue that holds for a round of a region: the one that its launch names, or, where
    /// that was published after this process started, the latest that it knows.
    #[must_use]
    pub fn catalogue_of_round(
        &self,
        region: &Code,
        round: &SelectionRound,
    ) -> Option<Arc<Catalogue>> {
        let named = round.state().launched.as_ref().map(|launched| launched.catalogue);
        named
            .and_then(|version| self.catalogues.get(region.as_str(), version))
            .or_else(|| self.catalogues.latest(region.as_str()))
            .map(Arc::clone)
    }
}
