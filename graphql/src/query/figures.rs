//! Queries about figures: reports, and what is published of them.

use async_graphql::{Context, Error, Object};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_infra::views::{ReportRequest, Views};

use super::latest;
use crate::error::unanswered;
use crate::input::Described;
use crate::reports::Reports;
use crate::types::{
    AsOfInput, CodesInput, Edition, PeriodInput, QuarterInput, ReportFilterInput, ReportInput,
    ReportTable,
};

/// What can be asked of the figures of a region.
#[derive(Default)]
pub(super) struct FigureQuery;

#[Object]
impl FigureQuery {
    /// Reports on a region: over a period, as they were known at a position of the log or at a moment.
    /// Whoever does not see figures as they are asks on a grid of periods that are over: a calendar month or since
    /// the beginning (from 1900-01-01) up to the end of a year, for the row of all alone; a calendar quarter; a
    /// calendar year with at most one filter. As of the end of the period or of a later quarter. Any other
    /// question is refused as `OFF_THE_GRID`, with the nearest ones as `nearest`.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(
            desc = "With these regions, answered as one in the codes that all regions share. Who has a trajectory in several counts in each.",
            default
        )]
        with_regions: Vec<String>,
        #[graphql(desc = "In these codes.", default)] codes: CodesInput,
        #[graphql(desc = "From which day to which.")] period: PeriodInput,
        #[graphql(desc = "Whom it is about; all without it.", default)] filter: Described<
            ReportFilterInput,
        >,
        #[graphql(
            desc = "As it was known then. Default: now; where figures are rounded the end of the last quarter, or of the period where that is later."
        )]
        as_of: Option<AsOfInput>,
        #[graphql(desc = "Wait until this position of the log is in the figures.")]
        at_least: Option<u32>,
    ) -> Result<Reports, Error> {
        let views = ctx.data::<Views>()?;
        for other in &with_regions {
            filter.0.clone().read(latest(views, other)?)?;
        }
        let filter = filter.0.read(latest(views, &region)?)?;
        let period = period.read()?;
        let regions = [region].into_iter().chain(with_regions).map(Code::new).collect();
        let known = AsOfInput::read(as_of)?;
        let (codes, at_least) = (codes.into(), at_least.map(Position));
        Ok(Reports { period, request: ReportRequest { regions, codes, known, at_least, filter } })
    }

    /// A report of a quarter as it was published, six weeks after the quarter was over. It never changes.
    /// Everybody with a role is shown the same, those who account for the cases too; the public
    /// is shown it rounded once more.
    async fn publication(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "Which report.")] report: ReportInput,
        #[graphql(desc = "Of which quarter.")] quarter: QuarterInput,
        #[graphql(desc = "This edition. Default: the last one.")] edition: Option<u32>,
    ) -> Result<ReportTable, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let (region, quarter) = (Code::new(region), quarter.read()?);
        views
            .publication(actor, &region, report.into(), quarter, edition)
            .await
            .map(ReportTable)
            .map_err(unanswered(ctx))
    }

    /// The editions of a quarter's publication, the last one first.
    async fn editions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "Of which quarter.")] quarter: QuarterInput,
    ) -> Result<Vec<Edition>, Error> {
        let editions = ctx.data::<Views>()?.editions(&Code::new(region), quarter.read()?).await;
        let editions = editions.map_err(unanswered(ctx))?;
        Ok(editions.iter().map(Edition::of).collect())
    }
}
