//! Course: the guidance is put on hold, stops, and may start again.

mod exit;
mod pause;

pub use exit::{Exit, ExitRecorded, ExitRefusal};
pub use pause::{Pause, PauseRefusal, Paused, Resumed};

use super::Payload;
use super::follow_up::{FollowUp, FollowUpRefusal, Window};
use super::journal::{Entry, Journal};
use crate::catalogue::Limits;
use crate::catalogue::list::{ClosureReason, ReopenReason};
use crate::ids::Version;
use crate::sealed::{self, SealedField, SealedText};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about closing and reopening.
    CourseRefusal {
        TrajectoryClosed, "TRAJECTORY_CLOSED",
            "the trajectory was closed";
        TrajectoryStillOpen, "TRAJECTORY_STILL_OPEN",
            "the trajectory is open";
        /// If the client is there after all, nobody came back: the closing was a mistake.
        ClosedForGood { reason: Code<ClosureReason>, on: NaiveDate, event: Option<Version> }, "CLOSED_FOR_GOOD",
            "the trajectory was closed on {on} for reason '{reason}', after which it is not reopened; if that \
             was a mistake, void the closing{}", numbered(*event);
        /// It would be counted as begun.
        StartStillPlanned { from: NaiveDate }, "START_STILL_PLANNED",
            "a job or a home is planned from {from}, which nobody would follow after this closing; cancel it first, or \
             merge the trajectory where it is a duplicate";
        /// Neither a job nor a home nor a step forward.
        NothingAfterClosing { reason: Code<ClosureReason>, on: NaiveDate }, "NOTHING_AFTER_CLOSING",
            "the trajectory was closed on {on} for reason '{reason}', after which nothing more happens in it; if that \
             was a mistake, void the closing; otherwise correct the day";
        /// Rule 8.
        ContactAttemptsTooFew { attempts: u32, modes: u32, needed: u32, needed_modes: u32 }, "CONTACT_ATTEMPTS_TOO_FEW",
            "closing as lost contact needs {needed} attempts in {needed_modes} modes; there were \
             {attempts} in {modes}";
    }
}

/// The number of the event to void, where it is known.
fn numbered(event: Option<Version>) -> String {
    event.map(|event| format!(": event {event}")).unwrap_or_default()
}

/// Names the event that has to be voided before the trajectory is open again.
pub(super) fn with_the_closing(mut refusal: Refusal, journal: &Journal) -> Refusal {
    if let Refusal::Course(CourseRefusal::ClosedForGood { reason, on, event }) = &mut refusal {
        let is_closing = |entry: &&Entry| {
            entry.event.occurred_on == *on
                && matches!(&entry.event.what, Payload::Closed(closed) if closed.reason == *reason)
        };
        *event = journal.entries().iter().rfind(is_closing).map(|entry| entry.sequence);
    }
    refusal
}

/// The closure reason that needs attempts to reach the client.
const LOST_CONTACT: &str = "lost_contact";
/// Closure reasons after which there is nobody to follow up, and nothing begins any more.
const NOTHING_TO_FOLLOW: [&str; 3] = ["deceased", DUPLICATE, "not_target_group"];
/// The closure reason of a trajectory that should not have been opened beside another.
const DUPLICATE: &str = "duplicate";

/// The guidance stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// Why.
    pub reason: Code<ClosureReason>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<SealedText>,
}

/// The guidance started again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reopened {
    /// Why.
    pub reason: Code<ReopenReason>,
}

/// Closings and pauses, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Past and present.
    pub closings: Vec<Closing>,
    /// Past and present.
    pub pauses: Vec<Pause>,
}

/// A closing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Closing {
    /// The day.
    pub on: NaiveDate,
    /// Why.
    pub reason: Code<ClosureReason>,
    /// The day that the trajectory was reopened, if it was.
    pub reopened_on: Option<NaiveDate>,
    /// The client's situation after it.
    pub exit: Option<Exit>,
    /// The client's situation months later, in order.
    pub follow_ups: Vec<FollowUp>,
    /// The day that nothing more was to be followed up.
    pub follow_up_ended_on: Option<NaiveDate>,
    /// The client went on in another region of the programme, and so has not left it (rule 11).
    pub moved_on: bool,
}

impl Closed {
    /// It says of the trajectory that it is a duplicate, and nothing of the client.
    pub(super) fn as_duplicate(&self) -> bool {
        self.reason.as_str() == DUPLICATE
    }
}

impl Course {
    /// The closing that is in force.
    #[must_use]
    pub fn closed(&self) -> Option<&Closing> {
        self.closings.last().filter(|closing| closing.reopened_on.is_none())
    }

    /// The pause that is in force.
    #[must_use]
    pub fn on_hold(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.ended_on.is_none())
    }

    pub(super) fn closed_mut(&mut self) -> Option<&mut Closing> {
        self.closings.last_mut().filter(|closing| closing.reopened_on.is_none())
    }

    pub(super) fn end_pause(&mut self, on: NaiveDate) {
        if let Some(pause) = self.pauses.last_mut() {
            pause.ended_on.get_or_insert(on);
        }
    }
}

impl Closing {
    /// Whether a client who was closed so is followed up here. Who moved on within the programme is
    /// followed up where the guidance goes on.
    #[must_use]
    pub fn leaves_something_to_follow(&self) -> bool {
        !self.moved_on && !leaves_nobody(&self.reason)
    }

    pub(super) fn is_followed(&self) -> bool {
        self.leaves_something_to_follow() && self.follow_up_ended_on.is_none()
    }
}

fn leaves_nobody(reason: &Code<ClosureReason>) -> bool {
    NOTHING_TO_FOLLOW.contains(&reason.as_str())
}

/// Rule 8: what closing ends. Each of these events comes before the closing itself.
pub(super) fn ended_by(what: &Payload, state: &State) -> Vec<Payload> {
    match what {
        Payload::Closed(_) => {
            let stopped = state.interventions.stops_at_closing().map(Into::into);
            stopped.chain(state.referrals.withdrawn_at_closing().map(Into::into)).collect()
        }
        _ => vec![],
    }
}

/// Whether this was recorded because the trajectory was closed. It is valid as long as the closing is.
/// Where the same turns out to have ended before, or never to have been open, it has no effect.
pub(super) fn follows_from_closing(what: &Payload) -> bool {
    match what {
        Payload::InterventionStopped(stopped) => stopped.follows_from_closing(),
        Payload::ReferralWithdrawn(withdrawn) => withdrawn.follows_from_closing(),
        _ => false,
    }
}

impl EventPayload<State> for Closed {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.rationale(self.rationale.as_ref());
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        sealed::optional("rationale", &mut self.rationale)
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        state.open()?;
        if self.reason.as_str() == LOST_CONTACT {
            enough_attempts(state, at)?;
        }
        match state.planned_from(at.on).filter(|_| leaves_nobody(&self.reason)) {
            Some(from) => Err(CourseRefusal::StartStillPlanned { from }.into()),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.course.closings.push(Closing {
            on,
            reason: self.reason.clone(),
            reopened_on: None,
            exit: None,
            follow_ups: vec![],
            follow_up_ended_on: None,
            moved_on: self.follows_from_transfer() && state.transfer.went_on_in.is_some(),
        });
        state.course.end_pause(on);
        state.bridge.end(on);
        state.interventions.close(on);
        state.referrals.close(on);
    }
}

/// Rule 8.
fn enough_attempts(state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
    let limits = at.catalogue.limits();
    let attempts = state.outreach.attempts_in_vain;
    let modes = u32::try_from(state.outreach.modes_in_vain.len()).unwrap_or(u32::MAX);
    let (needed, needed_modes) = (limits.lost_contact_attempts, limits.lost_contact_modes);
    Refusal::unless(attempts >= needed && modes >= needed_modes, || {
        CourseRefusal::ContactAttemptsTooFew { attempts, modes, needed, needed_modes }
    })
}

impl EventPayload<State> for Reopened {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let Closing { on, reason, .. } =
            state.course.closed().ok_or(CourseRefusal::TrajectoryStillOpen)?;
        Refusal::unless(at.catalogue.reopens(reason.as_str()), || CourseRefusal::ClosedForGood {
            reason: reason.clone(),
            on: *on,
            event: None,
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(closing) = state.course.closings.last_mut() {
            closing.reopened_on = Some(on);
        }
        // The client is guided here again.
        state.transfer.went_on_in = None;
    }
}

impl Closing {
    /// When a month after this closing is to be followed up.
    #[must_use]
    pub fn follow_up_window(&self, month: u32, limits: &Limits) -> Window {
        Window::of(self.on, month, limits)
    }
}

impl State {
    /// The first day of a job or a home that on a day is still planned.
    fn planned_from(&self, on: NaiveDate) -> Option<NaiveDate> {
        let jobs = self.work.jobs.iter().filter(|job| job.is_planned(on));
        let home = self.housing.planned_on(on).map(|home| home.from);
        jobs.map(|job| job.start.from).chain(home).min()
    }

    /// A participant's life goes on when the guidance has stopped, and what begins in it is recorded; but not where
    /// the closing before left nobody to follow.
    pub(super) fn participant_on(&self, day: NaiveDate) -> Result<(), Refusal> {
        self.participant()?;
        let closed = self.course.closed();
        match closed.filter(|closing| closing.on < day && leaves_nobody(&closing.reason)) {
            Some(Closing { on, reason, .. }) => {
                let (reason, on) = (reason.clone(), *on);
                Err(CourseRefusal::NothingAfterClosing { reason, on }.into())
            }
            None => Ok(()),
        }
    }

    /// The closing after which a participant is followed.
    pub(super) fn followed(&self) -> Result<&Closing, Refusal> {
        self.participant()?;
        let closing = self.course.closed().ok_or(CourseRefusal::TrajectoryStillOpen)?;
        if closing.leaves_something_to_follow() {
            Ok(closing)
        } else {
            Err(FollowUpRefusal::NobodyToFollowUp { reason: closing.reason.clone() }.into())
        }
    }
}

#[cfg(test)]
mod tests;
