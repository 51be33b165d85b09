//! Appointments: planned, and what came of them (S: "absenteïsme op afspraken").

use chrono::NaiveDateTime;

use crate::catalogue::list::{AppointmentOutcome, AppointmentPurpose};
use crate::field::FieldFault;
use crate::ids::AppointmentId;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about appointments.
    AppointmentRefusal {
        AppointmentAlreadyPlanned { appointment: AppointmentId }, "APPOINTMENT_ALREADY_PLANNED",
            "appointment {appointment} was planned before";
        AppointmentNotPlanned { appointment: AppointmentId }, "APPOINTMENT_NOT_PLANNED",
            "appointment {appointment} was not planned";
        AppointmentAlreadyKept { appointment: AppointmentId }, "APPOINTMENT_ALREADY_KEPT",
            "what came of appointment {appointment} was recorded before";
    }
}

/// Outcomes that say that the client was there.
const ATTENDED: [&str; 2] = ["attended", "late"];
/// The outcome that says that the client was not, and should have been.
const NO_SHOW: &str = "no_show";
/// Outcomes that may be known before the day: the appointment was called off.
const CALLED_OFF: [&str; 2] = ["excused", "cancelled_by_us"];

/// The client is expected somewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AppointmentPlanned {
    /// The appointment.
    pub appointment: AppointmentId,
    /// When, by the clocks of Brussels: not before the day that it is planned.
    pub at: NaiveDateTime,
    /// With which organisation.
    pub organisation: KboNumber,
    /// What for.
    pub purpose: Code<AppointmentPurpose>,
    /// Whether somebody goes along (S: "meegaan naar afspraken").
    pub accompanied: bool,
}

/// What came of an appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AppointmentKept {
    /// The appointment.
    pub appointment: AppointmentId,
    /// Whether the client was there.
    pub outcome: Code<AppointmentOutcome>,
}

/// Appointments, in the order in which they were planned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Appointments {
    /// Past and to come.
    pub all: Vec<Appointment>,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Appointment {
    /// The day that it was planned.
    pub planned_on: NaiveDate,
    /// What was planned.
    pub plan: AppointmentPlanned,
    /// What came of it, if that was recorded.
    pub outcome: Option<Code<AppointmentOutcome>>,
}

impl Appointments {
    fn find(&self, appointment: AppointmentId) -> Option<&Appointment> {
        self.all.iter().find(|one| one.plan.appointment == appointment)
    }
}

impl EventPayload<State> for AppointmentPlanned {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.coming_time("at", self.at);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()?;
        let appointment = self.appointment;
        Refusal::when(state.appointments.find(appointment).is_some(), || {
            AppointmentRefusal::AppointmentAlreadyPlanned { appointment }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let appointment = Appointment { planned_on: on, plan: self.clone(), outcome: None };
        state.appointments.all.push(appointment);
    }
}

impl AppointmentKept {
    /// Whether the client was there.
    #[must_use]
    pub fn attended(&self) -> bool {
        ATTENDED.contains(&self.outcome.as_str())
    }

    /// Whether the client was expected and did not come.
    #[must_use]
    pub fn missed(&self) -> bool {
        self.outcome == *NO_SHOW
    }
}

impl EventPayload<State> for AppointmentKept {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()?;
        let appointment = self.appointment;
        let found = state.appointments.find(appointment);
        let found = found.ok_or(AppointmentRefusal::AppointmentNotPlanned { appointment })?;
        Refusal::when(found.outcome.is_some(), || AppointmentRefusal::AppointmentAlreadyKept {
            appointment,
        })?;
        let day = found.plan.at.date();
        Refusal::when(at.on < day && !CALLED_OFF.contains(&self.outcome.as_str()), || {
            FieldFault::DayOutOfOrder { path: "occurredOn", day: at.on, limit: day }
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        let mut all = state.appointments.all.iter_mut();
        if let Some(found) = all.find(|one| one.plan.appointment == self.appointment) {
            found.outcome = Some(self.outcome.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::trajectory::Intent;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::story::{
        Story, closed, day, opened, organisation, participant, story, unknown,
    };

    const ID: AppointmentId = AppointmentId(Uuid::from_u128(1));

    fn planned(at: i64) -> AppointmentPlanned {
        AppointmentPlanned {
            appointment: ID,
            at: day(at).and_hms_opt(9, 30, 0).unwrap(),
            organisation: organisation(2),
            purpose: Code::new("intake"),
            accompanied: true,
        }
    }

    fn kept(outcome: &str) -> AppointmentKept {
        AppointmentKept { appointment: ID, outcome: Code::new(outcome) }
    }

    fn keep(outcome: &str) -> Intent {
        Intent::RecordAppointmentKept(kept(outcome))
    }

    /// On day 2, before any intake, an appointment for day 9.
    fn expected() -> Story {
        story().given(day(1), opened()).given(day(2), planned(9))
    }

    #[test]
    fn rule_1_an_appointment_is_planned_before_the_intake_and_after_it() {
        for story in [story().given(day(1), opened()), participant()] {
            story.when(day(4), Intent::PlanAppointment(planned(9))).then(vec![planned(9).into()]);
        }
    }

    #[test]
    fn what_came_of_an_appointment_is_recorded_on_its_day_or_later() {
        expected().when(day(9), keep("attended")).then(vec![kept("attended").into()]);
        expected().when(day(12), keep("no_show")).then(vec![kept("no_show").into()]);
        expected().when(day(8), keep("no_show")).then_refused(&FieldFault::DayOutOfOrder {
            path: "occurredOn",
            day: day(8),
            limit: day(9),
        });
    }

    #[test]
    fn an_appointment_may_be_called_off_before_its_day() {
        for outcome in CALLED_OFF {
            expected().when(day(5), keep(outcome)).then(vec![kept(outcome).into()]);
        }
    }

    #[test]
    fn an_appointment_is_planned_once_and_kept_once() {
        expected()
            .when(day(3), Intent::PlanAppointment(planned(10)))
            .then_refused(&AppointmentRefusal::AppointmentAlreadyPlanned { appointment: ID });
        expected()
            .given(day(9), kept("late"))
            .when(day(9), keep("attended"))
            .then_refused(&AppointmentRefusal::AppointmentAlreadyKept { appointment: ID });
    }

    #[test]
    fn only_what_was_planned_is_kept() {
        participant()
            .when(day(9), keep("attended"))
            .then_refused(&AppointmentRefusal::AppointmentNotPlanned { appointment: ID });
    }

    #[test]
    fn an_appointment_is_not_planned_for_the_past() {
        participant()
            .when(day(9), Intent::PlanAppointment(planned(8)))
            .then_refused(&FieldFault::DayOutOfOrder { path: "at", day: day(8), limit: day(9) });
    }

    #[test]
    fn rule_4_an_appointment_lies_ahead_as_far_as_the_catalogue_says() {
        participant().when(day(9), Intent::PlanAppointment(planned(9 + 366))).recorded();
        let (at, limit) = (day(9 + 367), day(9 + 366));
        participant()
            .when(day(9), Intent::PlanAppointment(planned(9 + 367)))
            .then_refused(&FieldFault::DayTooFarAhead { path: "at", day: at, limit });
    }

    #[test]
    fn an_appointment_is_at_a_time_that_exists() {
        let time = "2024-03-31T02:30:00".parse().unwrap();
        let odd = AppointmentPlanned { at: time, ..planned(9) };
        participant()
            .when(day(4), Intent::PlanAppointment(odd))
            .then_refused(&FieldFault::NoSuchTime { path: "at", time });
    }

    #[test]
    fn a_closed_trajectory_has_no_appointments_to_plan_or_keep() {
        let closed = || expected().given(day(4), closed("moved"));
        closed()
            .when(day(5), Intent::PlanAppointment(planned(9)))
            .then_refused(&CourseRefusal::TrajectoryClosed);
        closed().when(day(9), keep("attended")).then_refused(&CourseRefusal::TrajectoryClosed);
    }

    #[test]
    fn who_keeps_an_appointment_was_reached() {
        let reached = |outcome| expected().given(day(9), kept(outcome)).state().outreach;
        assert_eq!(reached("late").last_reached, Some(day(9)));
        assert_eq!(reached("no_show").last_reached, None);
    }

    #[test]
    fn rule_13_purpose_and_outcome_are_codes() {
        let odd = AppointmentPlanned { purpose: Code::new("tea"), ..planned(9) };
        participant().when(day(4), Intent::PlanAppointment(odd)).then_refused(&unknown(
            "appointment_purpose",
            "tea",
            "purpose",
        ));
        expected().when(day(9), keep("asleep")).then_refused(&unknown(
            "appointment_outcome",
            "asleep",
            "outcome",
        ));
    }
}
