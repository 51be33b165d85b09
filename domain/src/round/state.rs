//! The state of a round: its launch, its dates, its report.

use serde::{Deserialize, Serialize};

use super::amendment::TimelineAmended;
use super::launch::RoundLaunched;
use super::ratification::{EndDateSet, MatchingReportRatified};
use super::report::DrawnUp;
use super::{Payload, Refusal, RoundEvent};
use crate::catalogue::{Catalogue, Catalogues, FixedDays};
use crate::ids::{RoundId, Version};
use crate::occasion::named;
use crate::procedure::{ProcedureRefusal, Timeline};
use crate::stream::Stream;

/// The state of a round.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The launch. Absent before it.
    pub launched: Option<RoundLaunched>,
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

impl State {
    /// The launch, without which nothing else happens.
    pub(crate) fn launched(&self) -> Result<&RoundLaunched, Refusal> {
        self.launched.as_ref().ok_or(ProcedureRefusal::RoundNotLaunched.into())
    }
}

/// One selection round of one region: its state after the last event recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SelectionRound {
    version: Version,
    state: State,
}

impl SelectionRound {
    /// The id that follows from its region and code. None before the launch.
    #[must_use]
    pub fn id(&self) -> Option<RoundId> {
        self.state.launched.as_ref().map(|launch| RoundId::of(&launch.region, &launch.round))
    }

    /// The catalogue that the launch names.
    ///
    /// # Errors
    /// The round has not been launched, or its catalogue is not loaded.
    pub fn catalogue<'a>(&self, catalogues: &'a Catalogues) -> Result<&'a Catalogue, Refusal> {
        let launch = self.state.launched()?;
        Ok(named(&launch.region, launch.catalogue, catalogues)?)
    }

    /// The dates as they are now. `catalogue` is the one that the launch names.
    #[must_use]
    pub fn timeline<'a>(&'a self, catalogue: &'a Catalogue) -> Timeline<'a> {
        Timeline::new(catalogue.round(), &self.state.fixed)
    }
}

impl Stream for SelectionRound {
    const FOLD: i32 = 1;
    type Id = RoundId;
    type Payload = Payload;
    type State = State;

    fn version(&self) -> Version {
        self.version
    }

    fn state(&self) -> &State {
        &self.state
    }
}

impl SelectionRound {
    /// Adds an event to the history.
    pub(super) fn add(&mut self, event: RoundEvent) {
        let RoundEvent { occurred_on, organisation, what, .. } = event;
        self.version += 1;
        what.apply(&mut self.state, occurred_on, organisation);
    }
}
