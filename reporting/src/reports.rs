//! Reports: pure functions from an [`Image`], that of the [procedure](crate::facts::procedure), or
//! both, and a question to a table. `docs/reports.md` says what each figure means.
//!
//! A report says which rows and columns there are, and where a trajectory counts; the rest is the
//! same for all: the pass over the image, what may be [shown](shown()), who is [behind](members) a
//! figure.

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
mod quality;
mod question;
mod reach;
mod referrals;
mod row;
mod scan;
pub mod selection_procedure;
mod shown;
mod stocks;
mod table;
mod tally;
mod values;

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

pub use count::Count;
pub use question::{AsOf, Codes, Filter, Period, PeriodEndsBeforeItBegins, Question};
pub use shown::{Precise, Shown, ShownColumn, shown, shown_with_own};
pub use table::{Column, Formula, Grouping, Row, Table, Unit};

use crate::facts::image::{Image, Seen};
use crate::facts::procedure::ProcedureImage;
use crate::facts::{Dated, Theme};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::{Position, TrajectoryId};
use question::{Days, Scope};
use tally::Tally;

/// One row a report: its name, the module that counts it, and the themes that it reads.
macro_rules! reports {
    ($($(#[$doc:meta])* $kind:ident in $module:ident reads [$($theme:ident),*],)*) => {
        /// The reports that are tables.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr,
            VariantArray,
        )]
        #[strum(serialize_all = "snake_case")]
        pub enum ReportKind {$($(#[$doc])* $kind,)*}

        impl ReportKind {
            /// The themes that it reads.
            fn themes(self) -> &'static [Theme] {
                match self {$(Self::$kind => &[$(Theme::$theme),*],)*}
            }
        }

        /// A report, whose columns and rows are in the tally from now on.
        fn report<'a>(
            kind: ReportKind,
            scope: Scope<'a>,
            tally: &mut Tally,
        ) -> Box<dyn Report + 'a> {
            match kind {$(ReportKind::$kind => Box::new($module::$kind::new(scope, tally)),)*}
        }
    };
}

reports! {
    /// What came of it, by persona and challenge.
    Outcomes in outcomes reads [Course, Outcomes],
    /// ESF+ indicators, by gender.
    Esf in esf reads [Course, Results],
    /// From the opening to the first outcome.
    Funnel in funnel reads [Course, Needs, Outcomes],
    /// Whether work and housing last.
    Lasting in lasting reads [Lasting],
    /// Needs against supply, by problem area and service.
    Needs in needs reads [Course, Needs, Referrals],
    /// Referrals, by service.
    Referrals in referrals reads [Referrals],
    /// Caseload, by organisation and bridge figure.
    Caseload in caseload reads [Course, Caseload],
    /// Attempts and appointments.
    Reach in reach reads [Course, Reach],
    /// Barriers and goals, compared with before.
    Change in change reads [Change],
    /// Hidden homelessness, by municipality.
    Homelessness in homelessness reads [Homelessness, Outcomes, Lasting],
    /// Participants of each municipality.
    Profile in profile reads [Course],
    /// How complete and how prompt records are.
    Quality in quality reads [Course, Caseload, Records],
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

/// One of the reports, made with its columns and rows: where a trajectory counts.
trait Report {
    /// Counts a trajectory.
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally);

    /// Counts what a trajectory has that the filter leaves out, where that matters.
    fn pass_over(&mut self, _seen: Seen<'_>, _tally: &mut Tally) {}

    /// Counts what follows from all of them.
    fn conclude(&mut self, _tally: &mut Tally) {}
}

/// Answers a report, from images that are at `question.as_of` or further.
#[must_use]
pub fn answer(kind: ReportKind, sources: Sources<'_>, question: &Question) -> Table {
    scan::over(kind, sources, question, scan::parts(sources.image.len()))
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
