//! Coaching that is not for one client (S: "coachen van werkgevers"). What is for a client is recorded in the
//! trajectory (`trajectory/practice.rs`).

use super::prelude::*;
use super::registration::RegistrationRefusal;
use crate::catalogue::list::EmployerTopic;

/// The employer was coached, for no client in particular, by the organisation that records it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmployerCoachedWithoutClient {
    /// About what.
    pub topic: Code<EmployerTopic>,
    /// How long it took, in minutes (0 to 1440).
    pub minutes: u32,
}

/// The employer was coached on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coaching {
    /// The day.
    pub on: NaiveDate,
    /// The organisation that coached.
    pub organisation: KboNumber,
    /// About what, how long.
    pub what: EmployerCoachedWithoutClient,
}

impl EventPayload<State> for EmployerCoachedWithoutClient {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.number("minutes", self.minutes, 0, 1440);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::unless(state.registered.is_some(), || RegistrationRefusal::EmployerNotRegistered)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber) {
        state.coaching.push(Coaching { on, organisation, what: self.clone() });
    }
}
