//! Queries of the register of employers.

use async_graphql::{Context, Error, ID, Object};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::Position;
use loopbrug_infra::views::{EmployerFilter, ListOf, Views};

use super::{LOAD, latest};
use crate::error::{coded, unanswered};
use crate::id;
use crate::types::{
    Employer, EmployerOverview, LIST, List, ListTotal, employer_place, load_employer, shown_list,
};

/// What can be asked of a register of employers.
#[derive(Default)]
pub(super) struct EmployerQuery;

#[Object]
impl EmployerQuery {
    /// An employer of a region's register in detail, always current: for those who have a role in the partnership.
    /// Null before its registration.
    #[graphql(complexity = "LOAD + child_complexity")]
    async fn employer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Relay id of the employer.")] id: ID,
    ) -> Result<Option<Employer>, Error> {
        let id = id::employer(&id).map_err(|error| coded("MALFORMED_ID", error))?;
        load_employer(ctx, id).await
    }

    /// The register of employers of a region, the one registered last first, with how often each was coached and at
    /// how many jobs and practice floors it is: for those who have a role in the partnership.
    #[graphql(complexity = "LIST.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn employers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "Those whose name holds this, or the one of this KBO number.")]
        search: Option<String>,
        #[graphql(
            desc = "Only those of which something was recorded after this position of the region's log."
        )]
        changed_since: Option<u32>,
        #[graphql(desc = "The first so many, 200 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 200 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Wait until this position of the log is in the list.")] at_least: Option<
            u32,
        >,
    ) -> Result<List<EmployerOverview, ListTotal>, Error> {
        let views = ctx.data::<Views>()?;
        let catalogue = latest(views, &region)?;
        let filter = EmployerFilter { search, changed_since: changed_since.map(Position) };
        let page = LIST.page([first, last], [after, before], employer_place)?;
        let (actor, at_least) = (ctx.data::<Actor>()?, at_least.map(Position));
        let found = views
            .employers(actor, catalogue.region(), &filter, &page, at_least)
            .await
            .map_err(unanswered(ctx))?;
        let total = ListTotal(ListOf::Employers(catalogue.region().clone(), filter));
        Ok(shown_list(found, total, catalogue))
    }
}
