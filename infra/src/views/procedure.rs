//! The selection procedure in detail, from its own streams: always current.

use std::sync::Arc;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, FixedDays};
use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::ids::{ProposalId, RoundId, Version};
use loopbrug_domain::policy::{Action, Subject, may, sight};
use loopbrug_domain::proposal::{PartnershipProposal, SeenProposal};
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::round::amendment::TimelineAmended;
use loopbrug_domain::round::launch::RoundLaunched;
use loopbrug_domain::round::ratification::MatchingReportRatified;
use loopbrug_domain::round::report::DrawnUp;
use loopbrug_domain::stream::Stream;

use super::{ViewError, Views};
use crate::access_record::{Access, What};
use crate::commands::Recorded;

/// Something in detail, as somebody sees it.
#[derive(Debug, Clone)]
pub struct Detail<T> {
    /// How many events were recorded about it.
    pub version: Version,
    /// What is seen of it.
    pub seen: T,
    /// The catalogue that holds for it.
    pub catalogue: Arc<Catalogue>,
}

/// A round, without the ranking of its proposals.
#[derive(Debug, Clone)]
pub struct SeenRound {
    /// Its launch.
    pub launched: RoundLaunched,
    /// Dates that were moved, in order.
    pub amendments: Vec<TimelineAmended>,
    /// The days that events have set.
    pub fixed: FixedDays,
    /// The hash of the matching report that was drawn up last.
    pub report: Option<ContentHash>,
    /// Its ratification.
    pub ratified: Option<MatchingReportRatified>,
}

/// The matching report of a round, as it was drawn up last.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// The report.
    pub drawn_up: DrawnUp,
    /// Whether it was ratified.
    pub ratified: bool,
    /// The catalogue that holds for the round.
    pub catalogue: Arc<Catalogue>,
}

impl Views {
    /// A round, from its own stream. None before its launch.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn round(
        &self,
        actor: &Actor,
        id: RoundId,
    ) -> Result<Option<Detail<SeenRound>>, ViewError> {
        let loaded = self.log.load::<SelectionRound>(&id.to_string()).await?;
        self.seen_round(actor, &loaded.aggregate)
    }

    /// A round as a command left it, without another read; where that was a repeat, as it is now.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn round_left(
        &self,
        actor: &Actor,
        recorded: &Recorded<SelectionRound>,
    ) -> Result<Option<Detail<SeenRound>>, ViewError> {
        let Some(left) = &recorded.state else { return self.round(actor, recorded.id).await };
        self.seen_round(actor, &left.aggregate)
    }

    /// The matching report of a round. None before it.
    ///
    /// # Errors
    /// When it is for others to see, or the log cannot be read.
    pub async fn ranking(&self, actor: &Actor, id: RoundId) -> Result<Option<Ranking>, ViewError> {
        let loaded = self.log.load::<SelectionRound>(&id.to_string()).await?;
        let (round, state) = (&loaded.aggregate, loaded.aggregate.state());
        let Some(launched) = &state.launched else { return Ok(None) };
        let region = &launched.region;
        let access = Access { region: Some(region), ..self.by(actor, What::Procedure) };
        let decided = may(actor, region, Action::Read, Subject::Ranking);
        self.access.decided::<ViewError>(access, decided).await?;
        let drawn_up = state.report.clone();
        Ok(drawn_up.zip(self.catalogue_of(round)).map(|(drawn_up, catalogue)| Ranking {
            drawn_up,
            ratified: state.ratified.is_some(),
            catalogue,
        }))
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
    ) -> Result<Option<Detail<SeenProposal>>, ViewError> {
        let loaded = self.log.load::<PartnershipProposal>(&id.to_string()).await?;
        self.seen_proposal(actor, &loaded.aggregate).await
    }

    /// A proposal as a command left it, as far as `actor` may see it; where that was a repeat, as it is now.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn proposal_left(
        &self,
        actor: &Actor,
        recorded: &Recorded<PartnershipProposal>,
    ) -> Result<Option<Detail<SeenProposal>>, ViewError> {
        match &recorded.state {
            Some(left) => self.seen_proposal(actor, &left.aggregate).await,
            None => self.proposal(actor, recorded.id).await,
        }
    }

    async fn seen_proposal(
        &self,
        actor: &Actor,
        proposal: &PartnershipProposal,
    ) -> Result<Option<Detail<SeenProposal>>, ViewError> {
        let state = proposal.state();
        let Some(draft) = &state.draft else { return Ok(None) };
        let sight = sight(actor, &draft.region, draft.organisation);
        let Some(seen) = state.seen(sight, actor.worker) else { return Ok(None) };
        // The words for its codes are those of the catalogue that the launch of its round names.
        let round = RoundId::of(&draft.region, &draft.round);
        let round = self.log.load::<SelectionRound>(&round.to_string()).await?;
        let catalogue = self.catalogue_of(&round.aggregate);
        Ok(catalogue.map(|catalogue| Detail { version: proposal.version(), seen, catalogue }))
    }

    fn seen_round(
        &self,
        actor: &Actor,
        round: &SelectionRound,
    ) -> Result<Option<Detail<SeenRound>>, ViewError> {
        let state = round.state();
        let Some(launched) = &state.launched else { return Ok(None) };
        may(actor, &launched.region, Action::Read, Subject::Round)?;
        let seen = SeenRound {
            launched: launched.clone(),
            amendments: state.amendments.clone(),
            fixed: state.fixed.clone(),
            report: state.report.as_ref().map(|report| report.hash.clone()),
            ratified: state.ratified.clone(),
        };
        let catalogue = self.catalogue_of(round);
        Ok(catalogue.map(|catalogue| Detail { version: round.version(), seen, catalogue }))
    }

    /// The catalogue that holds for a round: the one that its launch names, or, where that was published
    /// after this process started, the latest that it knows.
    fn catalogue_of(&self, round: &SelectionRound) -> Option<Arc<Catalogue>> {
        let launched = round.state().launched.as_ref()?;
        self.catalogues.named_or_latest(&launched.region, launched.catalogue).map(Arc::clone)
    }
}
