//! Lists and the report of the selection procedure.

use std::sync::Arc;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_domain::policy::{Action, Subject, VisibleProposals, may};
use loopbrug_reporting::reports::selection_procedure::{SelectionProcedure, selection_procedure};
use loopbrug_reporting::reports::{AsOf, ReportKind};

use super::proposals;
use super::{
    Answered, Page, Paged, ProposalFilter, ProposalOverview, ProposalPlace, ReportRequest,
    ViewError, Views,
};
use crate::access_record::{Access, What};
use crate::database::read;

impl Views {
    /// A page of a region's proposals that `actor` may see, the latest round first.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn proposals(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &ProposalFilter,
        page: &Page<ProposalPlace>,
        at_least: Option<Position>,
    ) -> Result<Paged<ProposalOverview>, ViewError> {
        let visible = VisibleProposals::to(actor, region);
        self.procedure_image(region, at_least).await?;
        Ok(read(|| proposals::page(&self.pool, region, filter, visible, page)).await?)
    }

    /// The selection procedure of a round; of the one launched last without a code. None where no
    /// such round had been launched. `as_of` defaults to now.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn selection_procedure(
        &self,
        actor: &Actor,
        request: &ReportRequest,
        round: Option<&Code>,
    ) -> Result<Option<Answered<SelectionProcedure>>, ViewError> {
        for region in &request.regions {
            let access = Access { region: Some(region), ..self.by(actor, What::Procedure) };
            let decided = may(actor, region, Action::Read, Subject::SelectionReport);
            self.access.decided::<ViewError>(access, decided).await?;
        }
        let as_of = self.as_of(ReportKind::Needs, request).await?;
        let [(region, AsOf { position, .. })] = as_of.as_slice() else {
            return Err(ViewError::PositionOfSeveralRegions);
        };
        let live = self.procedure_image(region, Some(*position)).await?;
        let (latest, position) = (self.catalogue(region)?, *position);
        let image = live.read();
        let mut catalogue = latest;
        let report = selection_procedure(&image, round, position, |facts| {
            let named = self.catalogues.get(region.as_str(), facts.launch.catalogue);
            catalogue = named.unwrap_or(latest);
            named.map(AsRef::as_ref)
        });
        let catalogue = Arc::clone(catalogue);
        Ok(report.map(|report| Answered { report, catalogue, position }))
    }
}
