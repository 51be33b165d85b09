//! Queries of what was put right and erased in a region, one by one.

use async_graphql::{Context, Error, Object};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_infra::views::{Account, RecordedWithin, Views};

use super::latest;
use crate::day::in_range;
use crate::error::unanswered;
use crate::types::{
    COUNTING, CorrectionRecordView, ErasureRecordView, LIST, List, RecordsTotal, record_place,
    shown_list,
};

/// What can be asked of such records.
#[derive(Default)]
pub(super) struct RecordQuery;

fn within(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<RecordedWithin, Error> {
    let from = from.map(|day| in_range(day, "from")).transpose()?;
    let to = to.map(|day| in_range(day, "to")).transpose()?;
    Ok(RecordedWithin { from, to })
}

#[Object]
impl RecordQuery {
    /// What was corrected and voided in a region, by whom, when, how late, and of which event, the last first: for its
    /// steward and its auditor. All that was recorded in that time is looked at.
    #[graphql(complexity = "COUNTING + LIST.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn corrections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "What was recorded from this day on, in Brussels.")] from: Option<
            NaiveDate,
        >,
        #[graphql(desc = "Up to and with this day.")] to: Option<NaiveDate>,
        #[graphql(desc = "The first so many, 200 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 200 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
    ) -> Result<List<CorrectionRecordView, RecordsTotal>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let (catalogue, within) = (latest(views, &region)?, within(from, to)?);
        let page = LIST.page([first, last], [after, before], record_place)?;
        let region = catalogue.region().clone();
        let found = views.corrections(actor, &region, within, &page).await;
        let total = RecordsTotal { region, account: Account::Corrections, within };
        Ok(shown_list(found.map_err(unanswered(ctx))?, total, catalogue))
    }

    /// The erasures of a region that began in some days, each from the request to the end of the key, the last first: for
    /// its steward and its auditor. All that was recorded in that time is looked at.
    #[graphql(complexity = "COUNTING + LIST.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn erasures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "What was recorded from this day on, in Brussels.")] from: Option<
            NaiveDate,
        >,
        #[graphql(desc = "Up to and with this day.")] to: Option<NaiveDate>,
        #[graphql(desc = "The first so many, 200 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 200 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
    ) -> Result<List<ErasureRecordView, RecordsTotal>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let (catalogue, within) = (latest(views, &region)?, within(from, to)?);
        let page = LIST.page([first, last], [after, before], record_place)?;
        let region = catalogue.region().clone();
        let found = views.erasures(actor, &region, within, &page).await;
        let total = RecordsTotal { region, account: Account::Erasures, within };
        Ok(shown_list(found.map_err(unanswered(ctx))?, total, catalogue))
    }
}
