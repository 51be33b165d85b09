//! Course: the guidance is put on hold, stops, and may start again.

mod exit;
mod pause;

pub use exit::{Exit, ExitRecorded, ExitRefusal};
pub use pause::{Pause, PauseRefusal, Paused, Resumed};

use super::Payload;
use super::follow_up::{FollowUp, FollowUpRefusal, Window};
use crate::catalogue::Limits;
use crate::catalogue::list::{ClosureReason, ReopenReason};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about closing and reopening.
    CourseRefusal {
        TrajectoryClosed, "TRAJECTORY_CLOSED",
            "the trajectory was closed";
        TrajectoryStillOpen, "TRAJECTORY_STILL_OPEN",
            "the trajectory is open";
        /// Rule 8.
        ContactAttemptsTooFew { attempts: u32, modes: u32, needed: u32, needed_modes: u32 }, "CONTACT_ATTEMPTS_TOO_FEW",
            "closing as lost contact needs {needed} attempts in {needed_modes} modes; there were \
             {attempts} in {modes}";
    }
}

/// The closure reason that needs attempts to reach the client.
const LOST_CONTACT: &str = "lost_contact";
/// Closure reasons after which there is nobody to follow up.
const NOTHING_TO_FOLLOW: [&str; 3] = ["deceased", "duplicate", "not_target_group"];

/// The guidance stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Closed {
    /// Why.
    pub reason: Code<ClosureReason>,
}

/// The guidance started again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
        !self.moved_on && !NOTHING_TO_FOLLOW.contains(&self.reason.as_str())
    }

    pub(super) fn is_followed(&self) -> bool {
        self.leaves_something_to_follow() && self.follow_up_ended_on.is_none()
    }
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
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.opened()?;
        state.open()?;
        if self.reason.as_str() == LOST_CONTACT {
            enough_attempts(state, at)?;
        }
        Ok(())
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
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::when(state.course.closed().is_none(), || CourseRefusal::TrajectoryStillOpen)
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
mod tests {
    use super::*;
    use crate::trajectory::opening::OpeningRefusal;
    use crate::trajectory::record_keeping::RecordKeepingRefusal;
    use crate::trajectory::story::{
        Story, attempt, closed, day, intake, opened, participant, reopened, story, unknown,
    };
    use crate::trajectory::{Intent, Phase};

    fn close(reason: &str) -> Intent {
        Intent::CloseTrajectory(closed(reason))
    }

    /// A participant whom `modes` did not reach, one attempt a mode.
    fn sought_in_vain(modes: &[&str]) -> Story {
        modes
            .iter()
            .fold(participant(), |story, mode| story.given(day(4), attempt(mode, "not_reached")))
    }

    #[test]
    fn an_open_trajectory_is_closed_for_a_reason() {
        participant().when(day(9), close("work")).then(vec![closed("work").into()]);
        participant().when(day(9), close("boredom")).then_refused(&unknown(
            "closure_reason",
            "boredom",
            "reason",
        ));
    }

    #[test]
    fn a_trajectory_is_closed_once() {
        participant()
            .given(day(9), closed("work"))
            .when(day(10), close("moved"))
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }

    #[test]
    fn rule_8_lost_contact_needs_five_attempts_in_two_modes() {
        let refused = |attempts, modes| CourseRefusal::ContactAttemptsTooFew {
            attempts,
            modes,
            needed: 5,
            needed_modes: 2,
        };
        sought_in_vain(&["phone", "phone", "phone", "home_visit"])
            .when(day(9), close("lost_contact"))
            .then_refused(&refused(4, 2));
        sought_in_vain(&["phone"; 5])
            .when(day(9), close("lost_contact"))
            .then_refused(&refused(5, 1));
        sought_in_vain(&["phone", "phone", "phone", "phone", "home_visit"])
            .when(day(9), close("lost_contact"))
            .then(vec![closed("lost_contact").into()]);
    }

    #[test]
    fn rule_8_attempts_count_from_the_last_time_the_client_was_reached() {
        sought_in_vain(&["phone", "phone", "phone", "phone", "home_visit"])
            .given(day(5), attempt("phone", "reached"))
            .when(day(9), close("lost_contact"))
            .then_refused(&CourseRefusal::ContactAttemptsTooFew {
                attempts: 0,
                modes: 0,
                needed: 5,
                needed_modes: 2,
            });
    }

    #[test]
    fn what_lasts_is_followed_after_closing_unless_nobody_is_left_to_follow() {
        let phase = |reason| participant().given(day(9), closed(reason)).state().phase();
        assert_eq!(phase("work"), Some(Phase::FollowUp));
        assert_eq!(phase("deceased"), Some(Phase::Ended));
        let never_entered = story().given(day(1), opened()).given(day(9), closed("moved"));
        assert_eq!(never_entered.state().phase(), Some(Phase::Ended));
    }

    #[test]
    fn rule_10_who_comes_back_is_active_again_with_the_first_entry_data() {
        participant()
            .given(day(9), closed("moved"))
            .when(day(20), Intent::ReopenTrajectory(reopened()))
            .then(vec![reopened().into()]);
        let back = participant().given(day(9), closed("moved")).given(day(20), reopened());
        assert_eq!(back.state().phase(), Some(Phase::Active));
        assert_eq!(back.state().intake.as_ref().unwrap().entry, intake());
    }

    #[test]
    fn an_open_trajectory_is_not_reopened() {
        participant()
            .when(day(20), Intent::ReopenTrajectory(reopened()))
            .then_refused(&CourseRefusal::TrajectoryStillOpen);
    }

    #[test]
    fn a_trajectory_that_does_not_exist_is_not_closed() {
        story().when(day(1), close("moved")).then_refused(&OpeningRefusal::TrajectoryNotFound);
    }

    #[test]
    fn rule_4_nothing_happens_before_the_opening() {
        participant().when(day(0), close("moved")).then_refused(
            &OpeningRefusal::OccurredBeforeOpening { occurred_on: day(0), opened_on: day(1) },
        );
    }

    #[test]
    fn closing_for_an_earlier_day_may_not_contradict_what_came_after() {
        participant()
            .given(day(9), attempt("phone", "reached"))
            .when(day(5), close("moved"))
            .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
                sequence: 4,
                why: Box::new(CourseRefusal::TrajectoryClosed.into()),
                more: vec![],
            });
    }
}
