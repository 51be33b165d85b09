//! Reports: pure functions from an [`Image`], that of the [procedure](crate::facts::procedure), or
//! both, and a question to a table. `docs/reports.md` says what each figure means.
//!
//! A report says which rows and columns there are, and where a trajectory counts; the rest is the
//! same for all: the pass over the image, what may be [shown](shown()), who is [behind](members) a
//! figure.

mod by_links;
mod caseload;
mod change;
mod count;
mod esf;
mod funnel;
mod groups;
mod homelessness;
mod lasting;
mod needs;
mod outcomes;
mod profile;
mod publication;
mod quality;
mod question;
mod reach;
mod referrals;
mod scan;
pub mod selection_procedure;
mod shown;
mod stocks;
mod table;
mod tally;
mod values;

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

pub use count::Count;
pub use publication::{Publication, is_published};
pub use question::{AsOf, Codes, Filter, Period, PeriodEndsBeforeItBegins, Question};
pub use shown::{Precise, Shown, shown};
pub use table::{Column, Formula, Grouping, Row, Table, Unit};

use crate::facts::image::{Image, Seen};
use crate::facts::procedure::ProcedureImage;
use crate::facts::{Dated, Theme};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::{Position, TrajectoryId};
use question::Days;
use tally::Tally;

/// The reports that are tables.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum ReportKind {
    /// What came of it, by persona and challenge.
    Outcomes,
    /// ESF+ indicators, by gender.
    Esf,
    /// From the opening to the first outcome.
    Funnel,
    /// Whether work and housing last.
    Lasting,
    /// Needs against supply, by problem area and service.
    Needs,
    /// Referrals, by service.
    Referrals,
    /// Caseload, by organisation and bridge figure.
    Caseload,
    /// Attempts and appointments.
    Reach,
    /// Barriers and goals, compared with before.
    Change,
    /// Hidden homelessness, by municipality.
    Homelessness,
    /// Participants of each municipality.
    Profile,
    /// How complete and how prompt records are.
    Quality,
}

/// What reports are made from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The facts of trajectories.
    pub image: &'a Image,
    /// The facts of rounds and proposals.
    pub procedure: &'a ProcedureImage,
    /// The catalogue whose rows the report has.
    pub catalogue: &'a Catalogue,
}

/// One of the reports: its rows and columns, and where a trajectory counts.
trait Report {
    /// How many counts a row has.
    fn width(&self) -> usize;

    /// As many things as somebody may be expected to have at the most: where figures are rounded, things
    /// are rounded in such bundles, and more of one person do not count.
    fn bundle(&self) -> u32 {
        8
    }

    /// The columns, made of those counts.
    fn columns(&self) -> Vec<Column>;

    /// Says what is known before anybody is counted.
    fn prepare(&mut self, _tally: &mut Tally) {}

    /// Counts a trajectory.
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally);

    /// Takes notice of a trajectory that the filter leaves out.
    fn pass_over(&mut self, _seen: Seen<'_>, _tally: &mut Tally) {}

    /// Says what follows from what was counted.
    fn conclude(&mut self, _tally: &mut Tally) {}

    /// The rows, once everybody was counted.
    fn rows(self: Box<Self>) -> Vec<Row>;
}

/// Answers a report, from images that are at `question.as_of` or further.
#[must_use]
pub fn answer(kind: ReportKind, sources: Sources<'_>, question: &Question) -> Table {
    scan::over(kind, sources, question, scan::parts(sources.image.len()))
}

/// The trajectories that are counted for a figure: its count, that which a quantile is taken of, or
/// the lower one of a share. `row` and `column` are places in the table that is the answer.
#[must_use]
pub fn members(
    table: &Table,
    (row, column): (usize, usize),
    sources: Sources<'_>,
    question: &Question,
) -> Vec<TrajectoryId> {
    let counted = match table.columns[column].formula {
        Formula::Count(n)
        | Formula::Quantile(_, n)
        | Formula::Share { whole: n, .. }
        | Formula::Free { taken: n, .. }
        | Formula::Uncovered { counted: n, .. } => n,
        Formula::Given(_) => return vec![],
    };
    let mut report = report(table.report, sources, question);
    let mut tally = Tally::new(report.width(), report.bundle());
    tally.trace(row, counted);
    let all = sources.image.scan(question.as_of.position);
    scan::run(report.as_mut(), all, sources.image, question, &mut tally);
    let slots = tally.into_traced().into_iter();
    slots.map(|slot| sources.image.trajectory(slot as usize)).collect()
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
    let rows = themes(kind).iter().flat_map(|theme| seen.theme_until(*theme, days.end));
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|row| (row.day, row.since));
    rows.into_iter().map(|row| Evidence { since: row.since, what: image.dated(&row) }).collect()
}

/// The themes that a report reads.
fn themes(kind: ReportKind) -> &'static [Theme] {
    use Theme::{
        Caseload, Change, Course, Homelessness, Lasting, Needs, Outcomes, Reach, Records,
        Referrals, Results,
    };
    match kind {
        ReportKind::Outcomes => &[Course, Outcomes],
        ReportKind::Esf => &[Course, Results],
        ReportKind::Funnel => &[Course, Needs, Outcomes],
        ReportKind::Lasting => &[Lasting],
        ReportKind::Needs => &[Course, Needs, Referrals],
        ReportKind::Referrals => &[Referrals],
        ReportKind::Caseload => &[Course, Caseload],
        ReportKind::Reach => &[Course, Reach],
        ReportKind::Change => &[Change],
        ReportKind::Homelessness => &[Homelessness, Outcomes, Lasting],
        ReportKind::Profile => &[Course],
        ReportKind::Quality => &[Course, Caseload, Records],
    }
}

fn report<'a>(
    kind: ReportKind,
    sources: Sources<'a>,
    question: &'a Question,
) -> Box<dyn Report + 'a> {
    let days = Days::of(question);
    match kind {
        ReportKind::Outcomes => Box::new(outcomes::Outcomes::new(sources, question, days)),
        ReportKind::Esf => Box::new(esf::Esf::new(sources, days)),
        ReportKind::Funnel => Box::new(funnel::Funnel::new(sources, question, days)),
        ReportKind::Lasting => Box::new(lasting::Lasting::new(sources, days)),
        ReportKind::Needs => Box::new(needs::Needs::new(sources, question, days)),
        ReportKind::Referrals => Box::new(referrals::Referrals::new(sources, question, days)),
        ReportKind::Caseload => Box::new(caseload::Caseload::new(sources, days)),
        ReportKind::Reach => Box::new(reach::Reach::new(sources, days)),
        ReportKind::Change => Box::new(change::Change::new(sources, question, days)),
        ReportKind::Homelessness => Box::new(homelessness::Homelessness::new(sources, days)),
        ReportKind::Profile => Box::new(profile::Profile::new(sources, days)),
        ReportKind::Quality => Box::new(quality::Quality::new(sources, days)),
    }
}

#[cfg(test)]
mod tests;
