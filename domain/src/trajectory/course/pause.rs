//! The guidance is put on hold and goes on. What is done in the meantime is recorded as usual.

use crate::catalogue::list::PauseReason;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about being on hold.
    PauseRefusal {
        TrajectoryOnHold, "TRAJECTORY_ON_HOLD",
            "the trajectory is on hold";
        TrajectoryNotOnHold, "TRAJECTORY_NOT_ON_HOLD",
            "the trajectory is not on hold";
    }
}

/// The guidance was put on hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Paused {
    /// Why.
    pub reason: Code<PauseReason>,
}

/// The guidance went on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {}

/// A time on hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pause {
    /// The first day.
    pub on: NaiveDate,
    /// Why.
    pub reason: Code<PauseReason>,
    /// The day that the guidance went on, or stopped.
    pub ended_on: Option<NaiveDate>,
}

impl EventPayload<State> for Paused {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        Refusal::when(state.course.on_hold().is_some(), || PauseRefusal::TrajectoryOnHold)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let pause = Pause { on, reason: self.reason.clone(), ended_on: None };
        state.course.pauses.push(pause);
    }
}

impl EventPayload<State> for Resumed {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        state.course.on_hold().map_or(Err(PauseRefusal::TrajectoryNotOnHold.into()), |_| Ok(()))
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.course.end_pause(on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::story::{
        bridge_figure, closed, day, legal_basis, opened, participant, reopened, story, unknown,
    };
    use crate::trajectory::{Intent, Phase};

    fn paused() -> Paused {
        Paused { reason: Code::new("illness") }
    }

    fn pause() -> Intent {
        Intent::PauseTrajectory(paused())
    }

    fn resume() -> Intent {
        Intent::ResumeTrajectory(Resumed {})
    }

    #[test]
    fn the_guidance_is_put_on_hold_and_goes_on() {
        participant().when(day(9), pause()).then(vec![paused().into()]);
        let on_hold = || participant().given(day(9), paused());
        assert_eq!(on_hold().state().phase(), Some(Phase::OnHold));
        on_hold().when(day(20), resume()).then(vec![Resumed {}.into()]);
        assert_eq!(on_hold().given(day(20), Resumed {}).state().phase(), Some(Phase::Active));
    }

    #[test]
    fn only_an_active_trajectory_is_paused() {
        participant()
            .given(day(9), paused())
            .when(day(10), pause())
            .then_refused(&PauseRefusal::TrajectoryOnHold);
        participant()
            .given(day(9), closed("moved"))
            .when(day(10), pause())
            .then_refused(&CourseRefusal::TrajectoryClosed);
        story()
            .given(day(1), opened())
            .given(day(2), legal_basis())
            .when(day(10), pause())
            .then_refused(&IntakeRefusal::IntakeNotCompleted);
    }

    #[test]
    fn only_what_is_on_hold_goes_on() {
        participant().when(day(9), resume()).then_refused(&PauseRefusal::TrajectoryNotOnHold);
        participant()
            .given(day(9), paused())
            .given(day(10), closed("moved"))
            .when(day(11), resume())
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }

    #[test]
    fn guidance_may_be_recorded_while_on_hold() {
        participant()
            .given(day(9), paused())
            .when(day(10), Intent::AssignBridgeFigure(bridge_figure(7)))
            .then(vec![bridge_figure(7).into()]);
    }

    #[test]
    fn closing_ends_a_pause_and_who_comes_back_is_active() {
        participant()
            .given(day(9), paused())
            .when(day(20), Intent::CloseTrajectory(closed("moved")))
            .then(vec![closed("moved").into()]);
        let back = participant()
            .given(day(9), paused())
            .given(day(20), closed("moved"))
            .given(day(30), reopened());
        assert_eq!(back.state().phase(), Some(Phase::Active));
        assert_eq!(back.state().course.pauses[0].ended_on, Some(day(20)));
    }

    #[test]
    fn rule_13_the_reason_for_a_pause_is_a_code() {
        participant()
            .when(day(9), Intent::PauseTrajectory(Paused { reason: Code::new("rain") }))
            .then_refused(&unknown("pause_reason", "rain", "reason"));
    }
}
