//! What holds a client back in one problem area.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::ProblemArea;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::trajectory::barriers;

use super::Coded;

/// What holds a client back in one problem area.
#[derive(SimpleObject)]
pub(crate) struct Barrier {
    /// The problem area.
    area: Coded,
    /// Whether it holds the client back now.
    open: bool,
    /// Suspected, not established.
    suspected: bool,
    /// The day that it was identified.
    identified_on: NaiveDate,
    /// The day that it was resolved, unless it is open.
    resolved_on: Option<NaiveDate>,
    /// How many times it came back.
    recurrences: u32,
    /// How severe it was when somebody looked, in order.
    severities: Vec<BarrierSeverity>,
}

/// How severe a barrier was on a day.
#[derive(SimpleObject)]
struct BarrierSeverity {
    /// The day.
    on: NaiveDate,
    /// 1 (slight) to 5 (nothing else is possible).
    severity: u32,
}

impl Barrier {
    pub(super) fn new(
        area: &Code<ProblemArea>,
        barrier: &barriers::Barrier,
        catalogue: &Arc<Catalogue>,
    ) -> Self {
        let severities = barrier.severities.iter();
        Self {
            area: Coded::new(catalogue, area),
            open: barrier.resolved_on().is_none(),
            suspected: barrier.suspected,
            identified_on: barrier.identified_on,
            resolved_on: barrier.resolved_on(),
            recurrences: barrier.recurrences(),
            severities: severities
                .map(|seen| BarrierSeverity { on: seen.on, severity: seen.severity })
                .collect(),
        }
    }
}
