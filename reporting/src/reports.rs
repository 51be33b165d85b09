//! Reports: pure functions from an [`Image`], that of the [procedure](crate::facts::procedure), or
//! both, and a question to a table. `docs/reports.md` says what each figure means.
//!
//! A report says which rows and columns there are, and where a trajectory counts; the rest is the
//! same for all: the pass over the image, what may be [shown](shown()), who is [behind](members) a
//! figure.

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
mod stocks;
mod table;
mod tally;
mod values;

use std::ops::Range;

pub use count::Count;
pub use kind::ReportKind;
pub use question::{AsOf, Codes, Filter, Period, PeriodEndsBeforeItBegins, Question, Sources};
pub use shown::{Precise, Shown, ShownColumn, shown, shown_with_own};
pub use table::{Column, Formula, Grouping, Row, Table, Unit};

use crate::facts::Dated;
use crate::facts::image::Image;
use loopbrug_domain::ids::{KboNumber, Position, ProposalId, TrajectoryId};
use question::{Days, Scope};
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
    answer_in_parts(kind, sources, question, scan::parts(sources.image.len()))
}

fn answer_in_parts(
    kind: ReportKind,
    sources: Sources<'_>,
    question: &Question,
    parts: Vec<Range<usize>>,
) -> Table {
    scan::over(kind, report, Scope::new(sources, question), parts)
}

/// The trajectories that are counted for a figure: its count, that which a quantile is taken of, or
/// the lower one of a share. `row` and `column` are places in the table that is the answer. In order of
/// their ids, which is the same in every process, so that pages fit together.
#[must_use]
pub fn members(
    table: &Table,
    (row, column): (usize, usize),
    sources: Sources<'_>,
    question: &Question,
) -> Vec<TrajectoryId> {
    let formula = table.columns[column].formula;
    if matches!(formula, Formula::Given(_)) {
        return vec![];
    }
    let scope = Scope::new(sources, question);
    let mut tally = Tally::new();
    let mut report = report(table.report, scope, &mut tally);
    tally.trace(row, formula.counts()[0]);
    scan::run(report.as_mut(), 0..sources.image.len(), scope, &mut tally);
    let slots = tally.into_traced().into_iter();
    let mut members: Vec<_> = slots.map(|slot| sources.image.trajectory(slot as usize)).collect();
    members.sort_unstable();
    members
}

/// The approved proposals that offer the places in a figure, each with its organisation; none where it counts no
/// places. In order of their ids.
#[must_use]
pub fn proposals(
    table: &Table,
    (row, column): (usize, usize),
    sources: Sources<'_>,
    question: &Question,
) -> Vec<(ProposalId, KboNumber)> {
    match table.columns[column].formula {
        // What is given elsewhere are no places.
        _ if table.report != ReportKind::Needs => vec![],
        Formula::Given(_) | Formula::Free { .. } | Formula::Uncovered { .. } => {
            needs::proposals_behind(Scope::new(sources, question), row)
        }
        Formula::Count(_) | Formula::Quantile(..) | Formula::Share { .. } => vec![],
    }
}

/// A fact behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The position of the event since which it is known.
    pub since: Position,
    /// What. A length of 0 may be none.
    pub what: Dated,
}

/// What a report reads of a trajectory: the facts behind the figures that it is counted for.
#[must_use]
pub fn evidence(
    kind: ReportKind,
    trajectory: TrajectoryId,
    image: &Image,
    question: &Question,
) -> Vec<Evidence> {
    let (as_of, days) = (question.as_of.position, Days::of(question));
    let Some(seen) = image.seen(trajectory, as_of) else { return vec![] };
    let rows = kind.themes().iter().flat_map(|theme| seen.theme_until(*theme, days.end));
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|row| (row.day, row.since));
    rows.into_iter().map(|row| Evidence { since: row.since, what: image.dated(&row) }).collect()
}

#[cfg(test)]
mod tests;
