//! Coaching that is not for one client (S: "coachen van werkgevers"). What is for a client is recorded in the
//! trajectory (`trajectory/practice.rs`).

use super::prelude::*;
use crate::catalogue::list::{CorrectionReason, EmployerTopic};
use crate::ids::Version;

refusals! {
    /// Rules about putting coaching right.
    CoachingRefusal {
        /// The target was never recorded, was voided, or is something else.
        CoachingNotFound { target: Version }, "COACHING_NOT_FOUND" at "event",
            "event {target} of the employer is no coaching that holds";
        /// Others have no access that would let them know better.
        CoachingOfAnother { organisation: KboNumber }, "COACHING_OF_ANOTHER" at "event",
            "organisation {organisation} recorded that coaching, and nobody else corrects or voids it";
    }
}

/// The employer was coached, for no client in particular, by the organisation that records it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmployerCoachedWithoutClient {
    /// About what.
    pub topic: Code<EmployerTopic>,
    /// How long it took, in minutes (0 to 1440).
    pub minutes: u32,
}

/// Coaching was recorded wrongly; this is how it was, on the day of this event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmployerCoachingCorrected {
    /// The coaching's sequence in the stream, 1 for the first event.
    pub target: Version,
    /// Why.
    pub reason: Code<CorrectionReason>,
    /// How it was.
    pub replacement: EmployerCoachedWithoutClient,
}

/// Coaching should never have been recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmployerCoachingVoided {
    /// The coaching's sequence in the stream, 1 for the first event.
    pub target: Version,
    /// Why.
    pub reason: Code<CorrectionReason>,
}

/// The employer was coached on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coaching {
    /// The sequence of the event that recorded it, by which it is corrected and voided.
    pub event: Version,
    /// The day.
    pub on: NaiveDate,
    /// The organisation that coached.
    pub organisation: KboNumber,
    /// About what, how long.
    pub what: EmployerCoachedWithoutClient,
    /// Neither corrected nor voided since.
    pub is_current: bool,
}

impl State {
    /// A coaching is put right by the organisation that recorded it, as long as it holds.
    fn may_be_put_right(&self, target: Version, by: KboNumber) -> Result<(), Refusal> {
        let found = self.current_coaching().find(|coaching| coaching.event == target);
        let coaching = found.ok_or(CoachingRefusal::CoachingNotFound { target })?;
        let organisation = coaching.organisation;
        Refusal::unless(organisation == by, || CoachingRefusal::CoachingOfAnother { organisation })
    }

    /// The coaching holds no longer.
    fn supersede(&mut self, target: Version) {
        let held = self.coaching.iter_mut().filter(|coaching| coaching.event == target);
        held.for_each(|coaching| coaching.is_current = false);
    }
}

impl EventPayload<State> for EmployerCoachedWithoutClient {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.number("minutes", self.minutes, 0, 1440);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.registered().map(|_| ())
    }

    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber) {
        let (event, what) = (state.version, self.clone());
        state.coaching.push(Coaching { event, on, organisation, what, is_current: true });
    }
}

impl EventPayload<State> for EmployerCoachingCorrected {
    fn fields(&self, fields: &mut Fields<'_>) {
        EventPayload::fields(&self.replacement, fields);
    }

    fn supersedes(&self) -> Option<Version> {
        Some(self.target)
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.may_be_put_right(self.target, at.organisation)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber) {
        state.supersede(self.target);
        let (event, what) = (self.target, self.replacement.clone());
        state.coaching.push(Coaching { event, on, organisation, what, is_current: true });
    }
}

impl EventPayload<State> for EmployerCoachingVoided {
    fn supersedes(&self) -> Option<Version> {
        Some(self.target)
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.may_be_put_right(self.target, at.organisation)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.supersede(self.target);
    }
}
