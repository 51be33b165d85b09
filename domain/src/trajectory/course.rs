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
            "a job or a home is planned from {from}, which the client will not begin; cancel it first";
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
/// The closure reason after which nothing begins any more.
const DECEASED: &str = "deceased";
/// Closure reasons after which there is nobody to follow up.
const NOTHING_TO_FOLLOW: [&str; 3] = ["deceased", DUPLICATE, "not_target_group"];
/// The closure reason of a trajectory that should not have been opened beside another.
const DUPLICATE: &str = "duplicate";

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
        match state.planned_from(at.on).filter(|_| self.reason.as_str() == DECEASED) {
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
        Story, attempt, closed, corrected, day, intake, opened, participant, reopened, story,
        unknown, voided,
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
    fn who_was_closed_as_deceased_or_a_duplicate_is_not_reopened_until_the_closing_is_voided() {
        let reopen = || Intent::ReopenTrajectory(reopened());
        for reason in ["deceased", "duplicate"] {
            let gone = || {
                participant()
                    .given(day(4), attempt("phone", "reached"))
                    .given(day(9), closed(reason))
            };
            gone().when(day(20), reopen()).then_refused(&CourseRefusal::ClosedForGood {
                reason: Code::new(reason),
                on: day(9),
                event: Some(5),
            });
            let mistaken = gone().given(day(20), voided(5));
            assert_eq!(mistaken.state().phase(), Some(Phase::Active));
        }
        participant().given(day(9), closed("not_target_group")).when(day(20), reopen()).recorded();
    }

    #[test]
    fn a_closing_that_was_followed_by_a_reopening_is_not_corrected_to_deceased() {
        let deceased = corrected(4, day(9), closed("deceased"));
        participant()
            .given(day(9), closed("moved"))
            .given(day(20), reopened())
            .when(day(21), Intent::CorrectEvent(deceased))
            .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
                sequence: 5,
                why: Box::new(
                    CourseRefusal::ClosedForGood {
                        reason: Code::new("deceased"),
                        on: day(9),
                        event: None,
                    }
                    .into(),
                ),
                more: vec![],
            });
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
