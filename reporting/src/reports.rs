//! Reports: pure functions from an [`Image`](crate::facts::image::Image), that of the
//! [procedure](crate::facts::procedure), or both, and a question to a table. `docs/reports.md` says what each figure means.
//!
//! A report says which rows and columns there are, and where a trajectory counts; the rest is the
//! same for all: the pass over the image, what may be [shown](shown()), who is [behind](members) a
//! figure and [what it is made of](made_of).

mod caseload;
mod change;
mod count;
mod dated;
mod esf;
mod findings;
mod funnel;
mod groups;
mod guidance;
mod homelessness;
mod kind;
mod lasting;
mod lineage;
mod needs;
mod outcomes;
mod profile;
mod quality;
mod question;
mod reach;
mod referrals;
mod report;
mod row;
mod scan;
pub mod selection_procedure;
mod shown;
mod stay;
mod stocks;
mod table;
mod tally;
mod values;
mod words;

use std::ops::Range;

pub use count::Count;
pub use kind::ReportKind;
pub use lineage::{MadeOf, MakingFact, Traced, employers, made_of, members, proposals};
pub use question::{AsOf, Codes, Filter, Period, PeriodEndsBeforeItBegins, Question, Sources};
pub use shown::{Precise, Shown, ShownColumn, shown, shown_with_own};
pub use table::{Column, Formula, Grouping, Row, Table, Unit};
pub use words::words_of_column;

use question::Scope;
use report::Report;
use tally::Tally;

/// A report, whose columns and rows are in the tally from now on.
fn report<'a>(kind: ReportKind, scope: Scope<'a>, tally: &mut Tally) -> Box<dyn Report + 'a> {
    match kind {
        ReportKind::Outcomes => Box::new(outcomes::Outcomes::new(scope, tally)),
        ReportKind::Esf => Box::new(esf::Esf::new(scope, tally)),
        ReportKind::Funnel => Box::new(funnel::Funnel::new(scope, tally)),
        ReportKind::Lasting => Box::new(lasting::Lasting::new(scope, tally)),
        ReportKind::Needs => Box::new(needs::Needs::new(scope, tally)),
        ReportKind::Referrals => Box::new(referrals::Referrals::new(scope, tally)),
        ReportKind::Caseload => Box::new(caseload::Caseload::new(scope, tally)),
        ReportKind::Reach => Box::new(reach::Reach::new(scope, tally)),
        ReportKind::Guidance => Box::new(guidance::Guidance::new(scope, tally)),
        ReportKind::Change => Box::new(change::Change::new(scope, tally)),
        ReportKind::Findings => Box::new(findings::Findings::new(scope, tally)),
        ReportKind::Homelessness => Box::new(homelessness::Homelessness::new(scope, tally)),
        ReportKind::Profile => Box::new(profile::Profile::new(scope, tally)),
        ReportKind::Quality => Box::new(quality::Quality::new(scope, tally)),
    }
}

/// Answers a report, from images that are at `question.as_of` or further.
#[must_use]
pub fn answer(kind: ReportKind, sources: Sources<'_>, question: &Question) -> Table {
    let mut tables = answer_over(kind, sources, question, &[question.period]);
    tables.pop().unwrap_or_else(|| unreachable!("there is a table for each period"))
}

/// Answers a report over each of these periods and not over that of the question, by one pass.
#[must_use]
pub fn answer_over(
    kind: ReportKind,
    sources: Sources<'_>,
    question: &Question,
    periods: &[Period],
) -> Vec<Table> {
    answer_in_parts(kind, sources, question, periods, scan::parts(sources.image.len()))
}

fn answer_in_parts(
    kind: ReportKind,
    sources: Sources<'_>,
    question: &Question,
    periods: &[Period],
    parts: Vec<Range<usize>>,
) -> Vec<Table> {
    let questions = periods.iter().map(|period| Question { period: *period, ..question.clone() });
    let questions: Vec<_> = questions.collect();
    let scopes: Vec<_> = questions.iter().map(|asked| Scope::new(sources, asked)).collect();
    scan::over(kind, report, &scopes, parts)
}

#[cfg(test)]
mod tests;
