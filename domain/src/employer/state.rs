//! The state of an employer of a region: its registration, and how it was coached.

use serde::{Deserialize, Serialize};

use chrono::NaiveDate;

use super::coaching::Coaching;
use super::registration::{EmployerRegistered, RegistrationRefusal};
use super::{EmployerEvent, Intent, Payload, Refusal};
use crate::catalogue::Code;
use crate::ids::{EmployerId, Version};
use crate::stream::Stream;

/// The state of an employer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The registration, as it was put right last. Absent before it.
    pub registered: Option<EmployerRegistered>,
    /// The day of the first registration.
    pub registered_on: Option<NaiveDate>,
    /// Each time that it was coached for no client, in order of recording.
    pub coaching: Vec<Coaching>,
}

impl State {
    /// The registration, without which nothing else is recorded.
    pub(crate) fn registered(&self) -> Result<&EmployerRegistered, Refusal> {
        self.registered.as_ref().ok_or(RegistrationRefusal::EmployerNotRegistered.into())
    }
}

/// One employer of one region: its state after the last event recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RegionEmployer {
    version: Version,
    state: State,
}

impl RegionEmployer {
    /// The id that follows from its region and from what it is registered by. None before that.
    #[must_use]
    pub fn id(&self) -> Option<EmployerId> {
        self.state.registered.as_ref().map(|one| EmployerId::of(&one.region, &one.employer))
    }

    /// The region that something is recorded in: that of the registration, which may be what is asked for.
    ///
    /// # Errors
    /// The employer is not registered.
    pub fn region_of(&self, intent: &Intent) -> Result<Code, Refusal> {
        match intent {
            Intent::RegisterEmployer(registered) => Ok(registered.region.clone()),
            Intent::CoachEmployerWithoutClient(_) => Ok(self.state.registered()?.region.clone()),
        }
    }

    /// Adds an event to the history.
    pub(super) fn add(&mut self, event: &EmployerEvent) {
        self.version += 1;
        event.what.apply(&mut self.state, event.occurred_on, event.organisation);
    }
}

impl Stream for RegionEmployer {
    const FOLD: i32 = 1;
    type Id = EmployerId;
    type Payload = Payload;
    type State = State;

    fn version(&self) -> Version {
        self.version
    }

    fn state(&self) -> &State {
        &self.state
    }
}
