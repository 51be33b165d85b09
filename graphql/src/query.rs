//! Queries: what can be asked.

mod accesses;
mod accounts;
mod clients;
mod directory;
mod employers;
mod history;
mod records;
mod seal;

use async_graphql::{Context, Error, ID, Interface, MergedObject, Object};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{Position, RoundId};
use loopbrug_infra::commands::Commands;
use loopbrug_infra::views::{
    Known, ListOf, ProposalFilter, ReportRequest, StreamId, TrajectoryFilter, ViewError, Views,
    WorkFilter,
};
use std::sync::Arc;

use self::accesses::AccessQuery;
use self::accounts::AccountQuery;
use self::clients::ClientQuery;
pub(crate) use self::clients::PERSONAL;
use self::directory::DirectoryQuery;
use self::employers::EmployerQuery;
use self::history::HistoryQuery;
use self::records::RecordQuery;
use self::seal::SealQuery;
use crate::day::in_range;
use crate::error::{coded, unanswered};
use crate::id;
use crate::input::Described;
use crate::reports::Reports;
use crate::types::{
    AsOfInput, CatalogueView, CodesInput, Edition, Employer, LIST, List, ListTotal, MatchingReport,
    PeriodInput, Proposal, ProposalOverview, ProposalStage, QuarterInput, Region,
    ReportFilterInput, ReportInput, ReportTable, Round, Trajectory, TrajectoryFilterInput,
    TrajectoryOverview, WORK, WorkItemView, load_employer, load_proposal, load_ranking, load_round,
    load_trajectory, parsed, proposal_place, shown_list, trajectory_place, work_place,
};

/// What it costs to read a stream and fold it, beside the fields that it is asked for.
const LOAD: usize = 10;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    RegionQuery,
    HistoryQuery,
    ClientQuery,
    DirectoryQuery,
    EmployerQuery,
    AccessQuery,
    AccountQuery,
    RecordQuery,
    SealQuery,
);

/// What can be asked of the log of a region, and of its figures.
#[derive(Default)]
struct RegionQuery;

/// Something with a Relay id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Relay id."))]
enum Node {
    Trajectory(Box<Trajectory>),
    Round(Box<Round>),
    Proposal(Box<Proposal>),
    Employer(Box<Employer>),
}

/// Everything that can be asked.
#[Object]
impl RegionQuery {
    /// The regions that there are, by their codes.
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<Region>, Error> {
        let catalogues = ctx.data::<Views>()?.catalogues();
        let latest = catalogues.regions().filter_map(|region| catalogues.latest(region.as_str()));
        Ok(latest.map(|latest| Region(Arc::clone(latest))).collect())
    }

    /// The catalogue of a region: the latest, or the version of a day.
    async fn catalogue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "The day of its publication. Default: the latest.")] version: Option<
            NaiveDate,
        >,
    ) -> Result<CatalogueView, Error> {
        let catalogues = ctx.data::<Views>()?.catalogues();
        let found = match version {
            Some(version) => catalogues.get(&region, in_range(version, "version")?),
            None => catalogues.latest(&region),
        };
        match found {
            Some(catalogue) => Ok(CatalogueView(Arc::clone(catalogue))),
            None => Err(coded("CATALOGUE_NOT_FOUND", "there is no such catalogue")),
        }
    }

    /// A trajectory in detail, always current. Null where nothing was recorded under this id, or
    /// where it is not for you to see.
    #[graphql(complexity = "LOAD + child_complexity")]
    async fn trajectory(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Relay id of the trajectory.")] id: ID,
        #[graphql(desc = "As it was known then. Default: now.")] as_of: Option<AsOfInput>,
    ) -> Result<Option<Trajectory>, Error> {
        let id = id::trajectory(&id).map_err(|error| coded("MALFORMED_ID", error))?;
        load_trajectory(ctx, id, AsOfInput::read(as_of)?).await
    }

    /// A selection round of a region: that of the latest catalogue, or the one of this code. Null
    /// before its launch.
    #[graphql(complexity = "LOAD + child_complexity")]
    async fn round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "The code of the round. Default: that of the latest catalogue.")]
        code: Option<String>,
    ) -> Result<Option<Round>, Error> {
        let catalogue = latest(ctx.data::<Views>()?, &region)?;
        let code = code.map_or_else(|| catalogue.round().code.clone(), Code::new);
        load_round(ctx, RoundId::of(catalogue.region(), &code)).await
    }

    /// A proposal in detail, always current. Null where nothing was recorded under this id, or
    /// where it is not for you to see.
    #[graphql(complexity = "LOAD + child_complexity")]
    async fn proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Relay id of the proposal.")] id: ID,
    ) -> Result<Option<Proposal>, Error> {
        let id = id::proposal(&id).map_err(|error| coded("MALFORMED_ID", error))?;
        load_proposal(ctx, id).await
    }

    /// The jury's ranking of all proposals of a round, as it was drawn up last: for those who work
    /// on the procedure or read reports. Null before.
    #[graphql(complexity = "LOAD + child_complexity")]
    async fn ranking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Relay id of the round.")] round_id: ID,
    ) -> Result<Option<MatchingReport>, Error> {
        let id = id::round(&round_id).map_err(|error| coded("MALFORMED_ID", error))?;
        load_ranking(ctx, id).await
    }

    /// Whatever has this Relay id.
    #[graphql(complexity = "LOAD + child_complexity")]
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Relay id of a trajectory, a round, a proposal or an employer.")] id: ID,
    ) -> Result<Option<Node>, Error> {
        match id::node(&id).map_err(|error| coded("MALFORMED_ID", error))? {
            StreamId::Trajectory(id) => {
                Ok(load_trajectory(ctx, id, Known::Now).await?.map(Box::new).map(Node::Trajectory))
            }
            StreamId::Round(id) => Ok(load_round(ctx, id).await?.map(Box::new).map(Node::Round)),
            StreamId::Proposal(id) => {
                Ok(load_proposal(ctx, id).await?.map(Box::new).map(Node::Proposal))
            }
            StreamId::Employer(id) => {
                Ok(load_employer(ctx, id).await?.map(Box::new).map(Node::Employer))
            }
        }
    }

    /// The trajectories of a region that are for you to see, the one opened last first.
    #[graphql(complexity = "LIST.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn trajectories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "Which; all without it.", default)] filter: Described<
            TrajectoryFilterInput,
        >,
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
    ) -> Result<List<TrajectoryOverview, ListTotal>, Error> {
        let views = ctx.data::<Views>()?;
        let catalogue = latest(views, &region)?;
        let changed_since = changed_since.map(Position);
        let filter = TrajectoryFilter { changed_since, ..filter.0.read(catalogue)? };
        let page = LIST.page([first, last], [after, before], trajectory_place)?;
        let region = Code::new(region);
        let found = views
            .trajectories(ctx.data::<Actor>()?, &region, &filter, &page, at_least.map(Position))
            .await
            .map_err(unanswered(ctx))?;
        let total = ListTotal(ListOf::Trajectories(region, filter));
        Ok(shown_list(found, total, catalogue))
    }

    /// The proposals of a region, those of the latest round first, by organisation. Who does not
    /// work on the procedure sees those of the own organisation.
    #[graphql(complexity = "LIST.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "Of the round of this code.")] round: Option<String>,
        #[graphql(desc = "At one of these stages. Default: at any.", default)] stages: Vec<
            ProposalStage,
        >,
        #[graphql(desc = "Of this organisation, by KBO number.")] organisation: Option<String>,
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
    ) -> Result<List<ProposalOverview, ListTotal>, Error> {
        let views = ctx.data::<Views>()?;
        let catalogue = latest(views, &region)?;
        let filter = ProposalFilter {
            round: round.map(Code::new),
            stages: stages.into_iter().map(Into::into).collect(),
            organisation: parsed(organisation)?,
            changed_since: changed_since.map(Position),
        };
        let page = LIST.page([first, last], [after, before], proposal_place)?;
        let (actor, at_least) = (ctx.data::<Actor>()?, at_least.map(Position));
        let found = views
            .proposals(actor, catalogue.region(), &filter, &page, at_least)
            .await
            .map_err(unanswered(ctx))?;
        let total = ListTotal(ListOf::Proposals(catalogue.region().clone(), filter));
        Ok(shown_list(found, total, catalogue))
    }

    /// What is to be done in a region, and for you to do or to look after, the most urgent first: what is overdue, then what has a
    /// last day, then what should be done the sooner the better. Each item is for one desk. An organisation without
    /// access to a trajectory has what it is asked to answer, and nothing else.
    #[graphql(complexity = "WORK.cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn work_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
        #[graphql(desc = "What this organisation has to do, or a worker of it, by KBO number.")]
        organisation: Option<String>,
        #[graphql(desc = "What this worker has to do, by worker id.")] worker: Option<ID>,
        #[graphql(
            desc = "Only what whoever looks after the region has to do.",
            default
        )]
        of_region: bool,
        #[graphql(desc = "As of this day. Default: today.")] on: Option<NaiveDate>,
        #[graphql(desc = "The first so many, 200 at most. Default: 50.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 200 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Wait until this position of the log is in the list.")] at_least: Option<
            u32,
        >,
    ) -> Result<List<WorkItemView, ListTotal>, Error> {
        let views = ctx.data::<Views>()?;
        let catalogue = latest(views, &region)?;
        let filter = WorkFilter {
            organisation: parsed(organisation)?,
            worker: parsed(worker.map(|id| id.0))?,
            of_region,
        };
        let on = match on {
            Some(on) => in_range(on, "on")?,
            None => ctx.data::<Commands>()?.today(),
        };
        let (actor, at_least) = (ctx.data::<Actor>()?, at_least.map(Position));
        let page = WORK.page([first, last], [after, before], work_place)?;
        let found = views
            .work_list(actor, catalogue.region(), &filter, on, &page, at_least)
            .await
            .map_err(unanswered(ctx))?;
        let total = ListTotal(ListOf::Work(catalogue.region().clone(), filter, on));
        Ok(shown_list(found, total, catalogue))
    }

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

fn latest<'a>(views: &'a Views, region: &str) -> Result<&'a Arc<Catalogue>, Error> {
    views
        .catalogues()
        .latest(region)
        .ok_or_else(|| coded("REGION_NOT_FOUND", ViewError::RegionNotFound(Code::new(region))))
}
