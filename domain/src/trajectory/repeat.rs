//! Repeats: the same recorded a second time under another command id, as when somebody does not know
//! whether the first attempt arrived. It is recorded, because two calls on a day may be two calls; the
//! answer says that it may be a repeat. When the first was recorded only the log knows.

use super::{Entry, Intent, Payload, Trajectory, TrajectoryCommand};
use crate::ids::{
    AppointmentId, EmploymentId, GoalId, InterventionId, PracticeFloorId, ReferralId, TrainingId,
    Version,
};

impl Trajectory {
    /// The last event that says what the command asks to be recorded: the same content about the same day,
    /// by the same organisation. What was voided says nothing any more.
    ///
    /// An opening is not among them: it begins another trajectory, and two clients may be met alike.
    #[must_use]
    pub fn recorded_before(&self, command: &TrajectoryCommand) -> Option<Version> {
        let TrajectoryCommand { actor, intent, .. } = command;
        if let Intent::CorrectEvent(correction) = intent {
            let event = &self.journal().find(correction.target)?.event;
            let same = event.occurred_on == correction.occurred_on
                && event.what == *correction.replacement;
            let last = self.supersessions_of(correction.target).last().filter(|_| same)?;
            let of_another = self.of_another().iter().find(|one| one.event == last);
            let by = of_another.map_or(event.organisation, |one| one.by);
            return (by == actor.organisation).then_some(last);
        }
        let of_the_day = self.journal().of_day(command.day());
        if of_the_day.is_empty() {
            return None;
        }
        let what = nameless(intent.clone().into());
        let same = |entry: &&Entry| {
            entry.event.organisation == actor.organisation
                && entry.event.follows_from.is_none()
                && entry.event.what.event_type() == what.event_type()
                && nameless(entry.event.what.clone()) == what
        };
        of_the_day.iter().rev().find(same).map(|entry| entry.sequence)
    }
}

/// The content without the id that the event brings into being: a repeat has another, because it follows
/// from the id of the command.
fn nameless(mut what: Payload) -> Payload {
    match &mut what {
        Payload::AppointmentPlanned(planned) => planned.appointment = AppointmentId::default(),
        Payload::GoalSet(set) => set.goal = GoalId::default(),
        Payload::InterventionPlanned(planned) => planned.intervention = InterventionId::default(),
        Payload::ReferralSent(sent) => sent.referral = ReferralId::default(),
        Payload::EmploymentStarted(started) => started.employment = EmploymentId::default(),
        Payload::PracticeFloorStarted(started) => {
            started.practice_floor = PracticeFloorId::default();
        }
        Payload::TrainingStarted(started) => started.training = TrainingId::default(),
        _ => {}
    }
    what
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Code;
    use crate::trajectory::course::{Paused, Resumed};
    use crate::trajectory::story::{
        Story, attempt, corrected, day, housing_found, job_started, organisation, participant,
        voided,
    };

    fn called() -> Intent {
        Intent::RecordContactAttempt(attempt("phone", "reached"))
    }

    /// A call on day 4, as event 4.
    fn after_a_call() -> Story {
        participant().asked(day(4), called())
    }

    #[test]
    fn the_same_of_the_same_day_by_the_same_organisation_was_recorded_before() {
        assert_eq!(after_a_call().recorded_before(day(4), called()), Some(4));
        let twice = after_a_call().asked(day(4), called());
        assert_eq!(twice.recorded_before(day(4), called()), Some(5));
    }

    #[test]
    fn another_day_content_or_organisation_is_something_else() {
        assert_eq!(after_a_call().recorded_before(day(5), called()), None);
        let in_vain = Intent::RecordContactAttempt(attempt("phone", "not_reached"));
        assert_eq!(after_a_call().recorded_before(day(4), in_vain), None);
        let other = after_a_call().by(organisation(2));
        assert_eq!(other.recorded_before(day(4), called()), None);
    }

    #[test]
    fn what_was_voided_or_corrected_says_nothing_any_more() {
        let taken_back = after_a_call().given(day(4), voided(4));
        assert_eq!(taken_back.recorded_before(day(4), called()), None);
        let right = corrected(4, day(4), attempt("phone", "not_reached"));
        assert_eq!(after_a_call().given(day(4), right).recorded_before(day(4), called()), None);
    }

    #[test]
    fn the_id_that_follows_from_the_command_makes_no_difference() {
        let start = |n| Intent::StartEmployment(job_started(n, day(4)));
        let employed = participant().asked(day(4), start(1));
        assert_eq!(employed.recorded_before(day(4), start(2)), Some(4));
    }

    #[test]
    fn a_correction_to_what_it_was_corrected_to_was_recorded_before() {
        let right = || Intent::CorrectEvent(corrected(4, day(6), housing_found(day(6))));
        let found = participant().given(day(9), housing_found(day(9)));
        assert_eq!(found.recorded_before(day(12), right()), None);
        let repeated = found.asked(day(12), right());
        assert_eq!(repeated.recorded_before(day(12), right()), Some(5));
    }

    #[test]
    fn what_has_no_fields_may_be_said_twice_as_well() {
        let pause = || Intent::PauseTrajectory(Paused { reason: Code::new("holiday") });
        let resume = || Intent::ResumeTrajectory(Resumed {});
        let paused = participant().given(day(4), Paused { reason: Code::new("holiday") });
        let resumed = paused.given(day(4), Resumed {});
        assert_eq!(resumed.recorded_before(day(4), resume()), Some(5));
        assert_eq!(resumed.recorded_before(day(4), pause()), Some(4));
    }
}
