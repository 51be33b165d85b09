//! What a round contributes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use loopbrug_domain::catalogue::{Catalogue, Code, FixedDays};
use loopbrug_domain::procedure::Timeline;
use loopbrug_domain::round::State;
use loopbrug_domain::round::amendment::TimelineAmended;
use loopbrug_domain::round::launch::RoundLaunched;
use loopbrug_domain::round::ratification::{EndDateSet, MatchingReportRatified};
use loopbrug_domain::round::report::DrawnUp;
use loopbrug_domain::time::day_in_brussels;

/// A round in its present state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundFacts {
    /// The launch.
    pub launch: RoundLaunched,
    /// Dates that were moved, in order.
    pub amendments: Vec<TimelineAmended>,
    /// The days that events have set: amendments, the ratification, the end date.
    pub fixed: FixedDays,
    /// The matching report that was drawn up last.
    pub report: Option<DrawnUp>,
    /// Its ratification.
    pub ratified: Option<MatchingReportRatified>,
    /// The end date that followed from it.
    pub end_date: Option<EndDateSet>,
}

impl RoundFacts {
    /// The facts of a round; none before its launch.
    #[must_use]
    pub fn of(state: &State) -> Option<Self> {
        Some(Self {
            launch: state.launched.clone()?,
            amendments: state.amendments.clone(),
            fixed: state.fixed.clone(),
            report: state.report.clone(),
            ratified: state.ratified.clone(),
            end_date: state.end_date.clone(),
        })
    }

    /// The round's code.
    #[must_use]
    pub fn round(&self) -> &Code {
        &self.launch.round
    }

    /// The day of the launch by the server's clock, in Brussels.
    #[must_use]
    pub fn launched_on(&self) -> NaiveDate {
        day_in_brussels(self.launch.launched_at)
    }

    /// The dates as amended. `catalogue` is the one that the launch names.
    #[must_use]
    pub fn timeline<'a>(&'a self, catalogue: &'a Catalogue) -> Timeline<'a> {
        Timeline::new(catalogue.round(), &self.fixed)
    }
}
