//! What holds a client back in one problem area.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{self, ProblemArea};
use loopbrug_domain::trajectory::barriers;

use super::Coded;
use super::shows::shows;

shows! {
    /// What holds a client back in one problem area.
    Barrier of (&Code<ProblemArea>, &barriers::Barrier) as barrier {
        /// The problem area.
        area: Coded = barrier.0,
        /// What of the area it is, where somebody said so: of several, one that it has been longest.
        detail: Option<Coded> = barrier.1.details_now().first().map(|(detail, _)| *detail),
        /// All that it is of the area, or was when it was resolved.
        details: Vec<BarrierDetail> = barrier.1.details_now(),
        /// Whether it holds the client back now.
        open: bool = barrier.1.resolved_on().is_none(),
        /// Suspected, not established.
        suspected: bool = barrier.1.suspected,
        /// The day that it was identified.
        identified_on: NaiveDate = barrier.1.identified_on,
        /// The day that it was resolved, unless it is open.
        resolved_on: Option<NaiveDate> = barrier.1.resolved_on(),
        /// How many times it came back.
        recurrences: u32 = barrier.1.recurrences(),
        /// How severe it was when somebody looked, in order.
        severities: Vec<BarrierSeverity> = barrier.1.severities,
    }

    /// What of a problem area holds the client back: one of its details.
    BarrierDetail of (&Code<list::BarrierDetail>, NaiveDate) as named {
        /// The detail.
        detail: Coded = named.0,
        /// The day since when it is said to be part of the barrier.
        since: NaiveDate = named.1,
    }

    /// How severe a barrier was on a day.
    BarrierSeverity of barriers::Severity as seen {
        /// The day.
        on: NaiveDate,
        /// 1 (slight) to 5 (nothing else is possible).
        severity: u32,
    }
}
