//! The figures of a page. They are asked here and nowhere else on the page, one after the other: what is recorded
//! meanwhile is in the later ones.

use chrono::Months;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::time::days_before;
use loopbrug_infra::views::{Known, ReportRequest, Reported, ViewError, Views};
use loopbrug_reporting::reports::{Filter, Period, ReportKind};

use super::view::{AsOf, Step, View};

/// How many steps a trend has.
const MONTHS: u32 = 18;
const QUARTERS: u32 = 8;

/// All that the page of a region shows.
pub(super) struct Figures {
    pub(super) outcomes: Reported,
    pub(super) before: Option<Reported>,
    /// As they are now, where somebody looks back.
    pub(super) now: Option<(Reported, Reported)>,
    pub(super) lasting: Reported,
    pub(super) funnel: Reported,
    pub(super) esf: Reported,
    pub(super) needs: Reported,
    pub(super) homelessness: Reported,
    pub(super) referrals: Reported,
    pub(super) reach: Reported,
    pub(super) caseload: Reported,
    pub(super) quality: Reported,
    pub(super) trend: Option<Trend>,
}

/// Outcomes and hidden homelessness, step by step.
pub(super) struct Trend {
    pub(super) outcomes: Vec<Reported>,
    pub(super) homelessness: Vec<Reported>,
}

impl Trend {
    /// The figure of all in each step.
    pub(super) fn of_all(&self, report: ReportKind, column: &str) -> Vec<f64> {
        let steps = match report {
            ReportKind::Homelessness => &self.homelessness,
            _ => &self.outcomes,
        };
        steps.iter().map(|step| figure(step, "total", column).unwrap_or_default()).collect()
    }
}

/// A figure by the names of its row and column.
pub(super) fn figure(of: &Reported, row: &str, column: &str) -> Option<f64> {
    let shown = &of.shown;
    shown.figures[shown.row(row)?][shown.column(column)?]
}

impl Figures {
    pub(super) async fn asked(
        views: &Views,
        actor: &Actor,
        view: &View,
    ) -> Result<Self, ViewError> {
        let request = view.request();
        let one = async |report, period| -> Result<Reported, ViewError> {
            one(views, actor, report, &request, period).await
        };
        let period = view.period;
        let outcomes = one(ReportKind::Outcomes, period).await?;
        // A question on other days may be one that cannot be asked; then there is nothing to compare with.
        let before = match view.before() {
            Some(before) => optional(one(ReportKind::Outcomes, before).await)?,
            None => None,
        };
        let now = if view.as_of == AsOf::Now {
            None
        } else {
            let request = ReportRequest { known: Known::Now, ..request.clone() };
            let outcomes = self::one(views, actor, ReportKind::Outcomes, &request, period).await?;
            let hidden =
                self::one(views, actor, ReportKind::Homelessness, &request, period).await?;
            Some((outcomes, hidden))
        };
        Ok(Self {
            outcomes,
            before,
            now,
            lasting: one(ReportKind::Lasting, period).await?,
            funnel: one(ReportKind::Funnel, period).await?,
            esf: one(ReportKind::Esf, period).await?,
            needs: one(ReportKind::Needs, period).await?,
            homelessness: one(ReportKind::Homelessness, period).await?,
            referrals: one(ReportKind::Referrals, period).await?,
            reach: one(ReportKind::Reach, period).await?,
            caseload: one(ReportKind::Caseload, period).await?,
            quality: one(ReportKind::Quality, period).await?,
            trend: trend(views, actor, view, &request).await?,
        })
    }
}

async fn one(
    views: &Views,
    actor: &Actor,
    report: ReportKind,
    request: &ReportRequest,
    period: Period,
) -> Result<Reported, ViewError> {
    let mut tables = views.reports(actor, report, request, &[period]).await?;
    tables.pop().ok_or(ViewError::Stopping)
}

/// What cannot be asked is left out.
fn optional<T>(answered: Result<T, ViewError>) -> Result<Option<T>, ViewError> {
    match answered {
        Ok(answer) => Ok(Some(answer)),
        Err(ViewError::OffTheGrid(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The steps up to the end of the period. Rounded figures are those of steps that are over, about everybody.
async fn trend(
    views: &Views,
    actor: &Actor,
    view: &View,
    request: &ReportRequest,
) -> Result<Option<Trend>, ViewError> {
    if !view.is_exact() && view.filter != Filter::default() {
        return Ok(None);
    }
    let (months, steps) = match view.step {
        Step::Month => (1, MONTHS),
        Step::Quarter => (3, QUARTERS),
    };
    let end = match view.as_of {
        AsOf::Day(day) => day,
        AsOf::Now | AsOf::Position(_) => view.today,
    };
    let mut last = Period::around(view.period.to().min(end), months);
    if !view.is_exact() && last.to() >= view.today {
        last = Period::around(days_before(last.from(), 1), months);
    }
    let first = last.from().checked_sub_months(Months::new(months * (steps - 1)));
    let all = first.and_then(|first| Period::try_new(first, last.to()).ok());
    let steps: Vec<_> = all.into_iter().flat_map(|all| all.steps(months)).collect();
    let Some(outcomes) =
        optional(views.reports(actor, ReportKind::Outcomes, request, &steps).await)?
    else {
        return Ok(None);
    };
    let homelessness = views.reports(actor, ReportKind::Homelessness, request, &steps).await?;
    Ok(Some(Trend { outcomes, homelessness }))
}
