//! Exit: a participant's situation after the closing (ESF+ results on leaving, EECR01 to EECR04).

use super::Closing;
use crate::catalogue::Limits;
use crate::catalogue::list::Ethos;
use crate::time::days_after;
use crate::trajectory::course::CourseRefusal;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about the exit.
    ExitRefusal {
        /// Rule 9.
        ExitOutsideWindow { as_of: NaiveDate, from: NaiveDate, until: NaiveDate }, "EXIT_OUTSIDE_WINDOW" at "asOf",
            "asOf: {as_of} is not between {from} and {until}";
        /// Rule 9: an exit is recorded once a closing.
        ExitAlreadyRecorded, "EXIT_ALREADY_RECORDED",
            "the exit of this closing was recorded before";
    }
}

/// A participant's situation after the closing. An absent field is unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExitRecorded {
    /// Looks for a job.
    pub job_seeking: Option<bool>,
    /// In education or training.
    pub in_training: Option<bool>,
    /// Gained a qualification.
    pub qualification: Option<bool>,
    /// In work, self-employment included.
    pub employed: Option<bool>,
    /// ETHOS Light.
    pub housing: Option<Code<Ethos>>,
    /// The day, in Brussels, that this was so: from the closing to the catalogue's window after it.
    pub as_of: NaiveDate,
}

/// An exit and the day that it was recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exit {
    /// The day.
    pub on: NaiveDate,
    /// What was recorded.
    pub situation: ExitRecorded,
}

impl Closing {
    /// Rule 9: the last day whose situation is the one on leaving.
    #[must_use]
    pub fn exit_until(&self, limits: &Limits) -> NaiveDate {
        days_after(self.on, limits.exit_window_days)
    }
}

impl EventPayload<State> for ExitRecorded {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.past_day("asOf", self.as_of);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant()?;
        let closing = state.course.closed().ok_or(CourseRefusal::TrajectoryStillOpen)?;
        Refusal::when(closing.exit.is_some(), || ExitRefusal::ExitAlreadyRecorded)?;
        let (as_of, from) = (self.as_of, closing.on);
        let until = closing.exit_until(at.catalogue.limits());
        Refusal::when(as_of < from || as_of > until, || ExitRefusal::ExitOutsideWindow {
            as_of,
            from,
            until,
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(closing) = state.course.closed_mut() {
            closing.exit = Some(Exit { on, situation: self.clone() });
        }
        if let Some(ethos) = &self.housing {
            state.housing.observe(ethos.clone(), self.as_of, self.as_of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::trajectory::Intent;
    use crate::trajectory::housing::HousingObserved;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::story::{
        Story, closed, day, opened, participant, reopened, story, unknown,
    };

    fn exit(as_of: i64) -> ExitRecorded {
        ExitRecorded {
            job_seeking: Some(false),
            in_training: Some(false),
            qualification: None,
            employed: Some(true),
            housing: Some(Code::new("0")),
            as_of: day(as_of),
        }
    }

    fn record(as_of: i64) -> Intent {
        Intent::RecordExit(exit(as_of))
    }

    fn left() -> Story {
        participant().given(day(100), closed("work"))
    }

    #[test]
    fn rule_9_the_exit_is_as_of_a_day_within_28_days_after_closing() {
        for as_of in [100, 128] {
            left().when(day(140), record(as_of)).then(vec![exit(as_of).into()]);
        }
        for as_of in [99, 129] {
            left().when(day(140), record(as_of)).then_refused(&ExitRefusal::ExitOutsideWindow {
                as_of: day(as_of),
                from: day(100),
                until: day(128),
            });
        }
    }

    #[test]
    fn rule_9_the_exit_is_of_a_day_that_has_come() {
        left().when(day(110), record(111)).then_refused(&FieldFault::DayOutOfOrder {
            path: "asOf",
            day: day(111),
            limit: day(110),
        });
    }

    #[test]
    fn rule_9_the_exit_is_recorded_once_for_each_closing() {
        let history = || left().given(day(105), exit(100));
        history().when(day(110), record(110)).then_refused(&ExitRefusal::ExitAlreadyRecorded);
        history()
            .given(day(120), reopened())
            .given(day(200), closed("moved"))
            .when(day(201), record(200))
            .then(vec![exit(200).into()]);
    }

    #[test]
    fn rule_9_only_a_participant_who_has_left_has_an_exit() {
        participant().when(day(9), record(9)).then_refused(&CourseRefusal::TrajectoryStillOpen);
        story()
            .given(day(1), opened())
            .given(day(8), closed("moved"))
            .when(day(9), record(9))
            .then_refused(&IntakeRefusal::IntakeNotCompleted);
    }

    #[test]
    fn where_the_client_lives_on_leaving_is_observed_on_that_day() {
        let lives = |story: Story| {
            let situation = story.state().housing.situation.unwrap();
            (situation.ethos.as_str().to_owned(), situation.since)
        };
        let seen = left().given(day(140), exit(105));
        assert_eq!(lives(seen), ("0".to_owned(), day(105)));
        // What is known of a later day is not changed by what is learned of an earlier one.
        let seen = HousingObserved { ethos: Code::new("6"), since: None };
        let later = left().given(day(120), seen).given(day(140), exit(105));
        assert_eq!(lives(later), ("6".to_owned(), day(120)));
    }

    #[test]
    fn rule_13_the_housing_on_leaving_is_a_code() {
        let odd = ExitRecorded { housing: Some(Code::new("9")), ..exit(100) };
        left()
            .when(day(105), Intent::RecordExit(odd))
            .then_refused(&unknown("ethos", "9", "housing"));
    }
}
