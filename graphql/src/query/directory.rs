//! Queries of the directory: who the organisations and workers of a region are.

use async_graphql::{Context, Error, ID, Object};
use loopbrug_domain::actor::Actor;
use loopbrug_infra::directory::Directory;
use loopbrug_infra::views::Views;

use super::{LOAD, latest};
use crate::error::{coded, unanswered};
use crate::types::{
    DirectoryOrganisation, DirectoryWorker, Found, LIST, List, OrganisationChange, Shows,
    WorkerChange, organisation_place, parsed, shown_list, worker_place,
};

/// What can be asked of a directory.
#[derive(Default)]
pub(super) struct DirectoryQuery;

#[Object]
impl DirectoryQuery {
    /// The organisations of a region's directory, by name.
    #[graphql(complexity = "LIST.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(
            desc = "Those whose name holds this, or whose KBO number holds these four or more digits.",
            default
        )]
        search: String,
        #[graphql(desc = "The first so many, 200 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 200 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
    ) -> Result<List<DirectoryOrganisation, Found>, Error> {
        let catalogue = latest(ctx.data::<Views>()?, &region)?;
        let page = LIST.page([first, last], [after, before], organisation_place)?;
        let (directory, actor) = (ctx.data::<Directory>()?, ctx.data::<Actor>()?);
        let found = directory.organisations(actor, catalogue.region(), &search, &page).await;
        let (page, total) = found.map_err(unanswered(ctx))?;
        Ok(shown_list(page, Found(total), catalogue))
    }

    /// The workers of a region's directory, by name, those whose name was erased last: for those who have a role in
    /// the partnership.
    #[graphql(complexity = "LIST.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn workers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "Of this organisation, by KBO number.")] organisation: Option<String>,
        #[graphql(desc = "Those whose name holds this.", default)] search: String,
        #[graphql(desc = "The first so many, 200 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 200 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
    ) -> Result<List<DirectoryWorker, Found>, Error> {
        let catalogue = latest(ctx.data::<Views>()?, &region)?;
        let page = LIST.page([first, last], [after, before], worker_place)?;
        let (directory, actor) = (ctx.data::<Directory>()?, ctx.data::<Actor>()?);
        let which = (parsed(organisation)?, search.as_str());
        let found = directory.workers(actor, catalogue.region(), which, &page).await;
        let (page, total) = found.map_err(unanswered(ctx))?;
        Ok(shown_list(page, Found(total), catalogue))
    }

    /// The last 100 changes of an organisation of a region's directory, the newest first.
    #[graphql(complexity = "LOAD + 10 * child_complexity")]
    async fn organisation_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "The organisation, by KBO number.")] organisation: String,
    ) -> Result<Vec<OrganisationChange>, Error> {
        let catalogue = latest(ctx.data::<Views>()?, &region)?;
        let id = organisation.parse().map_err(|error| coded("MALFORMED_ID", error))?;
        let (directory, actor) = (ctx.data::<Directory>()?, ctx.data::<Actor>()?);
        let found = directory.organisation_history(actor, catalogue.region(), id).await;
        let steps = found.map_err(unanswered(ctx))?.into_iter();
        Ok(steps.map(|step| OrganisationChange::of(&(id, step), catalogue)).collect())
    }

    /// The last 100 changes of a worker of a region's directory, the newest first. A name that was erased is in none
    /// of them.
    #[graphql(complexity = "LOAD + 10 * child_complexity")]
    async fn worker_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "The worker id.")] worker: ID,
    ) -> Result<Vec<WorkerChange>, Error> {
        let catalogue = latest(ctx.data::<Views>()?, &region)?;
        let id = worker.parse().map_err(|error| coded("MALFORMED_ID", error))?;
        let (directory, actor) = (ctx.data::<Directory>()?, ctx.data::<Actor>()?);
        let found = directory.worker_history(actor, catalogue.region(), id).await;
        let steps = found.map_err(unanswered(ctx))?.into_iter();
        Ok(steps.map(|step| WorkerChange::of(&(id, step), catalogue)).collect())
    }
}
