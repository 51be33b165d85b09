//! Lists and reports of the selection procedure, and the reports that it has a part in.

use std::sync::Arc;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_domain::proposal::reads_selection_procedure;
use loopbrug_domain::reports::Question;
use loopbrug_domain::reports::needs_against_supply::{NeedsAgainstSupply, needs_against_supply};
use loopbrug_domain::reports::selection_procedure::{SelectionProcedure, selection_procedure};

use super::{Answered, LiveImage, ProposalFilter, ProposalPage, Proposals, ViewError, Views};
use super::{ProcedureImage, proposals};

impl Views {
    /// A page of a region's proposals, the latest round first. Who does not work on the procedure
    /// sees those of the own organisation.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn proposals(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &ProposalFilter,
        page: &ProposalPage,
        at_least: Option<Position>,
    ) -> Result<Proposals, ViewError> {
        self.procedure_image(region, at_least).await?;
        Ok(proposals::page(&self.pool, region, filter, actor, page).await?)
    }

    /// The selection procedure of a round; of the one launched last without a code. None where no
    /// such round had been launched. `as_of` defaults to now.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn selection_procedure(
        &self,
        actor: &Actor,
        region: &Code,
        round: Option<&Code>,
        as_of: Option<Position>,
        at_least: Option<Position>,
    ) -> Result<Option<Answered<SelectionProcedure>>, ViewError> {
        if !reads_selection_procedure(actor) {
            return Err(ViewError::ReportNotVisible);
        }
        let live = self.procedure_image(region, at_least.max(as_of)).await?;
        let latest = self.catalogue(region)?;
        let image = live.read();
        let position = as_of.unwrap_or(image.position());
        let mut catalogue = latest;
        let report = selection_procedure(&image, round, position, |facts| {
            let named = self.catalogues.get(region.as_str(), facts.launch.catalogue);
            catalogue = named.unwrap_or(latest);
            named.map(AsRef::as_ref)
        });
        let catalogue = Arc::clone(catalogue);
        Ok(report.map(|report| Answered { report, catalogue, position }))
    }

    /// Needs against supply. `as_of` defaults to now, which is the last position that both the
    /// trajectories and the procedure have been taken in up to.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn needs_against_supply(
        &self,
        _actor: &Actor,
        region: &Code,
        as_of: Option<Position>,
        at_least: Option<Position>,
        question: impl FnOnce(Position) -> Question,
    ) -> Result<Answered<NeedsAgainstSupply>, ViewError> {
        let wanted = at_least.max(as_of);
        let trajectories = self.image(region, wanted).await?;
        let procedure = self.procedure_image(region, wanted).await?;
        let catalogue = self.catalogue(region)?;
        let (trajectories, procedure) = (trajectories.read(), procedure.read());
        let both = trajectories.position().min(procedure.position());
        let position = as_of.unwrap_or(both);
        let report =
            needs_against_supply(&trajectories, &procedure, catalogue, &question(position));
        Ok(Answered { report, catalogue: Arc::clone(catalogue), position })
    }

    /// The image of a region's procedure, once it has taken in `at_least`.
    async fn procedure_image(
        &self,
        region: &Code,
        at_least: Option<Position>,
    ) -> Result<&LiveImage<ProcedureImage>, ViewError> {
        let live = &self.images(region)?.procedure;
        self.wait_for(live, region, at_least).await?;
        Ok(live)
    }
}
