//! The history of a region, for who accounts for it.

use std::collections::BTreeMap;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::ids::{Position, Version};
use loopbrug_domain::policy::{Action, Sight, Subject, may, sight};
use loopbrug_domain::proposal::PartnershipProposal;
use loopbrug_domain::round::SelectionRound;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;

use super::seeing::Seeing;
use super::{HistoryRequest, SeenStep, StreamId};
use crate::access_record::{Access, What};
use crate::log::{At, Loaded, Replayed, Span, Step};
use crate::page::{Page, Paged};
use crate::views::{ViewError, Views};

impl Views {
    /// A page of the history of a region, in the order in which it was recorded, as its steward or its auditor may see
    /// it: without personal texts. It may be shorter than was asked for, by steps of a proposal of the own
    /// organisation that are for others. With it how many steps there are in all, where that need not be counted.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn history_of_region(
        &self,
        actor: &Actor,
        region: &Code,
        request: &HistoryRequest,
        page: &Page<Position>,
    ) -> Result<(Paged<Step<SeenStep>>, Option<Version>), ViewError> {
        let span = &self.span_of_region(actor, region, request).await?;
        let found = self.log.page_of_region(region, span, page).await?;
        let seeing = Seeing { actor, parts: request.parts };
        let mut steps: Replayed<SeenStep> = BTreeMap::new();
        if found.has::<Trajectory>() {
            let see = |at: &At<'_, Trajectory>| Some(seeing.trajectory(at, None));
            self.log.replay_page(region, span, &found, see, &mut steps).await?;
        }
        if found.has::<SelectionRound>() {
            let see = |at: &At<'_, SelectionRound>| Some(seeing.round(at));
            self.log.replay_page(region, span, &found, see, &mut steps).await?;
        }
        if found.has::<RegionEmployer>() {
            let see = |at: &At<'_, RegionEmployer>| Some(seeing.employer(at));
            self.log.replay_page(region, span, &found, see, &mut steps).await?;
        }
        if found.has::<PartnershipProposal>() {
            // What of a proposal is open by now depends on how it is now.
            let all = self.log.load_all::<PartnershipProposal>(region).await?;
            let now: BTreeMap<&str, &Loaded<PartnershipProposal>> =
                all.iter().map(|one| (one.aggregate_id.as_str(), one)).collect();
            let see = |at: &At<'_, PartnershipProposal>| {
                let now = now.get(at.stream)?.aggregate.state();
                let of = now.draft.as_ref()?.organisation;
                let sight = sight(actor, region, of);
                (sight != Sight::Nothing).then(|| seeing.proposal(at, now, sight)).flatten()
            };
            self.log.replay_page(region, span, &found, see, &mut steps).await?;
        }
        let total = found.total;
        let steps = found.of(steps);
        let named = steps.items.iter().filter_map(|step| match StreamId::of(step)? {
            StreamId::Trajectory(id) => Some(id),
            _ => None,
        });
        self.looked_through(actor, What::History, region, named).await?;
        Ok((steps, total))
    }

    /// How many steps such a history has.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn count_history(
        &self,
        actor: &Actor,
        region: &Code,
        request: &HistoryRequest,
    ) -> Result<u32, ViewError> {
        let span = self.span_of_region(actor, region, request).await?;
        Ok(self.log.count_of_region(region, &span).await?)
    }

    /// The span of a request about a region, where the actor may see it; a refusal is recorded.
    async fn span_of_region(
        &self,
        actor: &Actor,
        region: &Code,
        request: &HistoryRequest,
    ) -> Result<Span, ViewError> {
        let access = Access { region: Some(region), ..self.by(actor, What::History) };
        let decided = may(actor, region, Action::Read, Subject::Histories);
        self.access.decided::<ViewError>(access, decided).await?;
        self.catalogue(region)?;
        self.known_span(Some(region), request).await
    }
}
