//! Queries of the access record: who looked at whom.

use async_graphql::{Context, Error, ID, Object};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::access_record::{AccessFilter, NO_REGION};
use loopbrug_infra::views::{ListOf, Views};

use super::latest;
use crate::day::in_range;
use crate::error::{coded, unanswered};
use crate::id;
use crate::types::{AccessView, LIST, List, ListTotal, access_place, parsed, shown_list};

/// What can be asked of the access record.
#[derive(Default)]
pub(super) struct AccessQuery;

#[Object]
impl AccessQuery {
    /// Who looked at whom in a region, what for and when, and what was refused, the last first: for its steward and
    /// its auditor. That it is read is recorded too.
    #[graphql(complexity = "LIST.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn access_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The region, by its code; `-` for what was asked of ids that lead to none, which is for those who \
                    have the role in all regions."
        )]
        region: String,
        #[graphql(desc = "Who looked at this trajectory, by Relay id.")] trajectory: Option<ID>,
        #[graphql(desc = "At whom this worker looked, by worker id.")] worker: Option<ID>,
        #[graphql(desc = "At whom somebody looked for this organisation, by KBO number.")]
        organisation: Option<String>,
        #[graphql(desc = "From this day on.")] from: Option<NaiveDate>,
        #[graphql(desc = "Up to and with this day.")] to: Option<NaiveDate>,
        #[graphql(desc = "The first so many, 200 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 200 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
    ) -> Result<List<AccessView, ListTotal>, Error> {
        let views = ctx.data::<Views>()?;
        // The labels of purposes are those of all regions.
        let catalogue = match views.catalogues().all().next() {
            Some(any) if region == NO_REGION => any,
            _ => latest(views, &region)?,
        };
        let trajectory = trajectory.map(|id| id::trajectory(&id)).transpose();
        let filter = AccessFilter {
            trajectory: trajectory.map_err(|error| coded("MALFORMED_ID", error))?,
            worker: parsed(worker.map(|id| id.0))?,
            organisation: parsed(organisation)?,
            from: from.map(|day| in_range(day, "from")).transpose()?,
            to: to.map(|day| in_range(day, "to")).transpose()?,
        };
        let page = LIST.page([first, last], [after, before], access_place)?;
        let (actor, region) = (ctx.data::<Actor>()?, Code::new(region));
        let found =
            views.accesses(actor, &region, &filter, &page).await.map_err(unanswered(ctx))?;
        let total = ListTotal(ListOf::Accesses(region, filter));
        Ok(shown_list(found, total, catalogue))
    }
}
