//! Queries of what is counted for who accounts for a region.

use async_graphql::{Context, Error, Object};
use loopbrug_domain::actor::Actor;
use loopbrug_infra::views::{Account, Views};
use loopbrug_reporting::reports::Period;

use super::latest;
use crate::error::unanswered;
use crate::types::{
    AccessCountView, COUNTING, PeriodInput, RecordCountView, shown_access, shown_records,
};

/// What can be asked of such counts.
#[derive(Default)]
pub(super) struct AccountQuery;

#[Object]
impl AccountQuery {
    /// What is counted in a region for its auditor and its steward, month by month: of whom is never said.
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "From which day to which, in Brussels.")] period: PeriodInput,
    ) -> Result<Accounts, Error> {
        latest(ctx.data::<Views>()?, &region)?;
        Ok(Accounts { region, period: period.read()? })
    }
}

/// What is counted in a region.
pub(crate) struct Accounts {
    region: String,
    period: Period,
}

/// What is counted in a region in a period, by the months of recording.
#[Object]
impl Accounts {
    /// How often whose data were looked at, and what was refused: by what was looked at and what was answered.
    #[graphql(complexity = "COUNTING + child_complexity")]
    async fn access(&self, ctx: &Context<'_>) -> Result<Vec<AccessCountView>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let region = latest(views, &self.region)?.region();
        let counted = views.count_accesses(actor, region, self.period).await;
        Ok(counted.map_err(unanswered(ctx))?.into_iter().map(shown_access).collect())
    }

    /// What was corrected and voided, confirmed and disputed: by reason.
    #[graphql(complexity = "COUNTING + child_complexity")]
    async fn corrections(&self, ctx: &Context<'_>) -> Result<Vec<RecordCountView>, Error> {
        self.records(ctx, Account::Corrections).await
    }

    /// What was asked and decided about erasing data, and about restricting their use: by ground.
    #[graphql(complexity = "COUNTING + child_complexity")]
    async fn erasures(&self, ctx: &Context<'_>) -> Result<Vec<RecordCountView>, Error> {
        self.records(ctx, Account::Erasures).await
    }
}

impl Accounts {
    async fn records(
        &self,
        ctx: &Context<'_>,
        account: Account,
    ) -> Result<Vec<RecordCountView>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let catalogue = latest(views, &self.region)?;
        let counted = views.count_records(actor, catalogue.region(), account, self.period).await;
        Ok(shown_records(counted.map_err(unanswered(ctx))?, catalogue))
    }
}
