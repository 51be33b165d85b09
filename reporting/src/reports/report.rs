//! What each report does of its own.

use super::stay::DayOf;
use super::tally::Tally;
use crate::facts::image::Seen;

/// One of the reports, made with its columns and rows: where a trajectory counts.
pub(super) trait Report {
    /// Counts a trajectory.
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally);

    /// Which day says where a client stayed, where the filter asks for that.
    fn day_of(&self) -> DayOf {
        DayOf::Itself
    }

    /// Counts what a trajectory has that the filter leaves out, where that matters.
    fn pass_over(&mut self, _seen: Seen<'_>, _tally: &mut Tally) {}

    /// Counts what follows from all of them.
    fn conclude(&mut self, _tally: &mut Tally) {}
}
