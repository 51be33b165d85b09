//! Publications: the reports of a quarter as they are shown, which are made once and kept as rows.
//!
//! A quarter is published six weeks after it is over, as its region knew it on that day. Whatever is
//! corrected after that leads to a further edition beside it, at the time at which a later quarter is
//! published. [`Views`](crate::views::Views) makes editions and hands them out; here is what they are.

mod edition;
mod frozen;
mod quarter;
pub(crate) mod rows;

use loopbrug_reporting::reports::ReportKind;
use strum::VariantArray;

pub use edition::Edition;
pub(crate) use edition::METHOD;
pub(crate) use frozen::Frozen;
pub use frozen::{Difference, FrozenTable, Said};
pub use quarter::Quarter;

/// Whether a report is published. The rows of the others are workers and organisations, which are for
/// those alone who account for the cases.
#[must_use]
pub fn is_published(report: ReportKind) -> bool {
    !matches!(report, ReportKind::Caseload | ReportKind::Quality)
}

/// The reports that are published.
pub(crate) fn published() -> impl Iterator<Item = ReportKind> {
    ReportKind::VARIANTS.iter().copied().filter(|report| is_published(*report))
}
