//! Outreach: how a client is reached (S: "aanklampend en outreachend").

use std::collections::BTreeSet;

use super::Payload;
use crate::catalogue::list::{ContactMode, ContactOutcome, ContactPlace};
use crate::trajectory::prelude::*;

/// The outcome code that says that the client was reached.
const REACHED: &str = "reached";

/// Somebody tried to reach the client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContactAttempted {
    /// By which means.
    pub mode: Code<ContactMode>,
    /// Where, if that matters.
    pub place: Option<Code<ContactPlace>>,
    /// What came of it.
    pub outcome: Code<ContactOutcome>,
    /// How long it took, in minutes (0 to 1440).
    pub minutes: u32,
}

/// What the attempts add up to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outreach {
    /// Attempts, reached or not.
    pub attempts: u32,
    /// The day that the client was first reached.
    pub first_reached: Option<NaiveDate>,
    /// The day that the client was last reached.
    pub last_reached: Option<NaiveDate>,
    /// Attempts since the client was last reached.
    pub attempts_in_vain: u32,
    /// The modes of those attempts.
    pub modes_in_vain: BTreeSet<Code<ContactMode>>,
    /// Since when the client waits for the next contact, where somebody should keep it up.
    waits_since: Option<NaiveDate>,
}

/// Whether the client was there: reached by an attempt, at an appointment, in a session. It is the one
/// rule for what contact is, in rules, work list and reports.
#[must_use]
pub fn is_contact(what: &Payload) -> bool {
    match what {
        Payload::ContactAttempted(attempt) => attempt.reached(),
        Payload::AppointmentKept(kept) => kept.attended(),
        Payload::SessionRecorded(session) => session.attended,
        _ => false,
    }
}

/// Since when a client waits for contact after an event, who waited since `before` until then. Who is on
/// hold or has left is left alone.
#[must_use]
pub fn waits_since(before: Option<NaiveDate>, what: &Payload, on: NaiveDate) -> Option<NaiveDate> {
    match what {
        Payload::Paused(_) | Payload::Closed(_) => None,
        Payload::TrajectoryOpened(_) | Payload::Resumed(_) | Payload::Reopened(_) => Some(on),
        Payload::IntakeCompleted(_) => before.and(Some(on)),
        what if is_contact(what) => before.and(Some(on)),
        _ => before,
    }
}

impl Outreach {
    /// After a contact, attempts in vain are counted anew.
    pub(super) fn note(&mut self, what: &Payload, on: NaiveDate) {
        self.waits_since = waits_since(self.waits_since, what, on);
        if is_contact(what) {
            self.first_reached.get_or_insert(on);
            self.last_reached = Some(on);
            self.attempts_in_vain = 0;
            self.modes_in_vain.clear();
        }
    }
}

impl State {
    /// Since when the client waits for contact, where somebody should keep it up.
    #[must_use]
    pub fn waits_for_contact_since(&self) -> Option<NaiveDate> {
        self.outreach.waits_since.filter(|_| self.merged_into.is_none())
    }
}

impl ContactAttempted {
    /// Whether the client was reached.
    #[must_use]
    pub fn reached(&self) -> bool {
        self.outcome == *REACHED
    }
}

impl EventPayload<State> for ContactAttempted {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.number("minutes", self.minutes, 0, 1440);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        let outreach = &mut state.outreach;
        outreach.attempts += 1;
        if !self.reached() {
            outreach.attempts_in_vain += 1;
            outreach.modes_in_vain.insert(self.mode.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::trajectory::Intent;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::story::{attempt, closed, day, opened, story};

    #[test]
    fn rule_1_a_client_is_sought_before_the_intake() {
        story()
            .given(day(1), opened())
            .when(day(2), Intent::RecordContactAttempt(attempt("phone", "not_reached")))
            .then(vec![attempt("phone", "not_reached").into()]);
    }

    #[test]
    fn a_closed_trajectory_is_reopened_before_the_client_is_sought_again() {
        story()
            .given(day(1), opened())
            .given(day(2), closed("moved"))
            .when(day(3), Intent::RecordContactAttempt(attempt("phone", "reached")))
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }

    #[test]
    fn an_attempt_takes_at_most_a_day() {
        let minutes = 1441;
        story()
            .given(day(1), opened())
            .when(
                day(2),
                Intent::RecordContactAttempt(ContactAttempted {
                    minutes,
                    ..attempt("phone", "reached")
                }),
            )
            .then_refused(&FieldFault::OutOfRange {
                path: "minutes",
                value: minutes,
                min: 0,
                max: 1440,
            });
    }
}
