//! Reports on a region.

use async_graphql::{Context, Error, Object};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::views::{MOST_TABLES, ReportRequest, Views};
use loopbrug_reporting::reports::{Period, ReportKind};

use crate::error::{coded, unanswered};
use crate::types::{
    FigureLineage, LIST, ReportInput, ReportTable, SelectionReport, Shows, StepInput,
};

/// Reports on a region, all asked the same.
pub(crate) struct Reports {
    pub(crate) period: Period,
    pub(crate) request: ReportRequest,
}

/// Reports on a region. Days are days in Brussels.
#[Object]
impl Reports {
    /// What came of it, by persona and challenge.
    async fn outcomes(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Outcomes).await
    }

    /// ESF+ indicators, by gender: Regulation (EU) 2021/1057, Annex I.
    async fn esf(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Esf).await
    }

    /// From the opening to the first outcome, and how long it took.
    async fn funnel(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Funnel).await
    }

    /// Whether work and housing last.
    async fn lasting(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Lasting).await
    }

    /// What holds clients back, what approved proposals offer against it, and what of that is used,
    /// by problem area and service.
    async fn needs_against_supply(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Needs).await
    }

    /// Referrals, by service.
    async fn referrals(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Referrals).await
    }

    /// Caseload at the end of the period, by organisation and bridge figure.
    async fn caseload(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Caseload).await
    }

    /// Attempts and appointments, by mode and language.
    async fn reach(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Reach).await
    }

    /// Milestones, strengths and languages, practice floors, and the time that was given to clients, by code,
    /// service and organisation.
    async fn guidance(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Guidance).await
    }

    /// Barriers and goals, compared with the first look at them.
    async fn change(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Change).await
    }

    /// Findings of the enrichment day, by challenge: for whom each holds.
    async fn findings(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Findings).await
    }

    /// Hidden homelessness, by municipality.
    async fn homelessness(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Homelessness).await
    }

    /// Participants of each municipality, by gender and age.
    async fn profile(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Profile).await
    }

    /// How complete and how prompt records are, by organisation.
    async fn quality(&self, ctx: &Context<'_>) -> Result<ReportTable, Error> {
        self.answer(ctx, ReportKind::Quality).await
    }

    /// A report in steps of time through the period, at most 60, each as a table of its own.
    #[graphql(complexity = "5 + 10 * child_complexity")]
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report.")] report: ReportInput,
        #[graphql(desc = "How long a step is.")] by: StepInput,
    ) -> Result<Vec<ReportTable>, Error> {
        let steps = by.of(self.period, MOST_TABLES);
        self.answers(ctx, report.into(), &steps).await
    }

    /// Who is behind a figure: for those who see it exactly.
    #[graphql(complexity = "LIST.cost(Some(first), None, child_complexity)")]
    async fn lineage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report.")] report: ReportInput,
        #[graphql(desc = "The key of the row.")] row: String,
        #[graphql(desc = "The code of the column.")] column: String,
        #[graphql(desc = "How many trajectories, 200 at most.", default = 20)] first: i32,
        #[graphql(desc = "After so many.", default)] after: usize,
    ) -> Result<FigureLineage, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let (figure, page) = ((row.as_str(), column.as_str()), (LIST.read(first)? as usize, after));
        views
            .lineage(actor, report.into(), &self.request, self.period, figure, page)
            .await
            .map(FigureLineage)
            .map_err(unanswered(ctx))
    }

    /// The selection procedure of a round: that which was launched last, or the one of this code.
    /// For those who work on the procedure or read reports. Null before the launch. The period
    /// and the filter make no difference to it.
    async fn selection_procedure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the round. Default: of the one launched last.")]
        round: Option<String>,
    ) -> Result<Option<SelectionReport>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        views
            .selection_procedure(actor, &self.request, round.map(Code::new).as_ref())
            .await
            .map(|found| found.map(|found| SelectionReport::of(&found, &found.catalogue)))
            .map_err(unanswered(ctx))
    }
}

impl Reports {
    async fn answer(&self, ctx: &Context<'_>, report: ReportKind) -> Result<ReportTable, Error> {
        let mut tables = self.answers(ctx, report, &[self.period]).await?;
        tables.pop().ok_or_else(|| coded("INTERNAL", "there is no table"))
    }

    async fn answers(
        &self,
        ctx: &Context<'_>,
        report: ReportKind,
        periods: &[Period],
    ) -> Result<Vec<ReportTable>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        views
            .reports(actor, report, &self.request, periods)
            .await
            .map(|tables| tables.into_iter().map(ReportTable).collect())
            .map_err(unanswered(ctx))
    }
}
