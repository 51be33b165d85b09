//! The state of an employer of a region: its registration, which company it is, and how it was coached.

use serde::{Deserialize, Serialize};

use chrono::NaiveDate;

use super::coaching::Coaching;
use super::registration::{EmployerRegistered, RegistrationRefusal};
use super::{EmployerEvent, Intent, Payload, Refusal};
use crate::catalogue::Code;
use crate::ids::{EmployerId, KboNumber, Version};
use crate::stream::Stream;

/// The state of an employer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// How many events were recorded.
    pub version: Version,
    /// The registration, as it was put right last. Absent before it.
    pub registered: Option<EmployerRegistered>,
    /// The day of the first registration.
    pub registered_on: Option<NaiveDate>,
    /// The number of the company that it is, where it is registered by an informal name and that is known by now.
    pub number: Option<KboNumber>,
    /// Each time that it was coached for no client, in order of recording: what was corrected or voided since, too.
    pub coaching: Vec<Coaching>,
}

impl State {
    /// The registration, without which nothing else is recorded.
    pub(crate) fn registered(&self) -> Result<&EmployerRegistered, Refusal> {
        self.registered.as_ref().ok_or(RegistrationRefusal::EmployerNotRegistered.into())
    }

    /// Each time that it was coached for no client, as it is known now.
    pub fn current_coaching(&self) -> impl Iterator<Item = &Coaching> {
        self.coaching.iter().filter(|coaching| coaching.is_current)
    }
}

/// One employer of one region: its state after the last event recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RegionEmployer {
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
        Ok(self.registration(intent)?.region.clone())
    }

    /// The registration that something is recorded under, which may be what is asked for.
    pub(super) fn registration<'a>(
        &'a self,
        intent: &'a Intent,
    ) -> Result<&'a EmployerRegistered, Refusal> {
        match intent {
            Intent::RegisterEmployer(registered) => Ok(registered),
            _ => self.state.registered(),
        }
    }

    /// Adds an event to the history.
    pub(super) fn add(&mut self, event: EmployerEvent) {
        let EmployerEvent { occurred_on, organisation, what, .. } = event;
        self.state.version += 1;
        what.apply(&mut self.state, occurred_on, organisation);
    }
}

impl Stream for RegionEmployer {
    const FOLD: i32 = 2;
    type Id = EmployerId;
    type Payload = Payload;
    type State = State;

    fn version(&self) -> Version {
        self.state.version
    }

    fn state(&self) -> &State {
        &self.state
    }
}
