//! The figures of a page. They are asked here and nowhere else on the page, all at once: they are true for the same
//! position.

use chrono::Months;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::time::days_before;
use loopbrug_infra::views::{Known, ReportRequest, Reported, ViewError, Views, Wanted};
use loopbrug_reporting::disclosure::grid::OffTheGrid;
use loopbrug_reporting::reports::{Codes, Filter, Period, ReportKind};

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
    /// None where there are no steps, or they cannot be asked.
    fn of(outcomes: Option<Answer>, homelessness: Option<Answer>) -> Option<Self> {
        let (outcomes, homelessness) = (outcomes?.ok()?, homelessness?.ok()?);
        (!outcomes.is_empty()).then_some(Self { outcomes, homelessness })
    }

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

/// The reports that a page shows over its period, in the order of [`Figures`].
const SHOWN: [ReportKind; 10] = [
    ReportKind::Outcomes,
    ReportKind::Lasting,
    ReportKind::Funnel,
    ReportKind::Esf,
    ReportKind::Needs,
    ReportKind::Homelessness,
    ReportKind::Referrals,
    ReportKind::Reach,
    ReportKind::Caseload,
    ReportKind::Quality,
];
/// Of these a step of the trend has a figure.
const BY_STEP: [ReportKind; 2] = [ReportKind::Outcomes, ReportKind::Homelessness];

impl Figures {
    pub(super) async fn asked(
        views: &Views,
        actor: &Actor,
        view: &View,
    ) -> Result<Self, ViewError> {
        let request = view.request();
        let over = |report, periods| Wanted { report, periods, codes: Codes::Own };
        // A step has the figures of all alone, for which codes that all regions share have fewer rows.
        let of_all = |report, periods| Wanted { report, periods, codes: Codes::Common };
        let mut wanted: Vec<_> =
            SHOWN.into_iter().map(|report| over(report, vec![view.period])).collect();
        let steps = steps(view);
        wanted.extend(BY_STEP.map(|report| of_all(report, steps.clone())));
        wanted.extend(view.before().map(|before| of_all(ReportKind::Outcomes, vec![before])));
        let now = async {
            if view.as_of == AsOf::Now {
                return Ok(None);
            }
            let request = ReportRequest { known: Known::Now, ..request.clone() };
            let wanted = BY_STEP.map(|report| over(report, vec![view.period]));
            let mut answers = views.reports_together(actor, &request, &wanted).await?.into_iter();
            Ok::<_, ViewError>(Some((next(&mut answers)?, next(&mut answers)?)))
        };
        let asked = views.reports_together(actor, &request, &wanted);
        let (answers, now) = futures::try_join!(asked, now)?;
        let mut answers = answers.into_iter();
        let answers = &mut answers;
        Ok(Self {
            now,
            outcomes: next(answers)?,
            lasting: next(answers)?,
            funnel: next(answers)?,
            esf: next(answers)?,
            needs: next(answers)?,
            homelessness: next(answers)?,
            referrals: next(answers)?,
            reach: next(answers)?,
            caseload: next(answers)?,
            quality: next(answers)?,
            trend: Trend::of(answers.next(), answers.next()),
            // Other days may be a question that cannot be asked; then there is nothing to compare with.
            before: next(answers).ok(),
        })
    }
}

type Answer = Result<Vec<Reported>, OffTheGrid>;

/// The next answer, of one table.
fn next(answers: &mut impl Iterator<Item = Answer>) -> Result<Reported, ViewError> {
    let mut tables = answers.next().ok_or(ViewError::Stopping)??;
    tables.pop().ok_or(ViewError::Stopping)
}

/// The steps up to the end of the period. Rounded figures are those of steps that are over, about everybody.
fn steps(view: &View) -> Vec<Period> {
    if !view.is_exact() && view.filter != Filter::default() {
        return vec![];
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
    all.into_iter().flat_map(|all| all.steps(months)).collect()
}
