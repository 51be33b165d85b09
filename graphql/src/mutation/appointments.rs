//! Appointments.

use chrono::NaiveDateTime;
use loopbrug_domain::catalogue::list::{AppointmentOutcome, AppointmentPurpose};
use loopbrug_domain::ids::AppointmentId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::appointments::{AppointmentKept, AppointmentPlanned};

use super::about::OnTrajectory;
use super::given::{Id, New, Organisation};
use crate::input::Code;

mutations! {
    AppointmentMutations on OnTrajectory;

    /// Plans an appointment.
    plan_appointment:
    /// The client is expected somewhere.
    PlanAppointmentInput {
        /// The appointment, by a UUID of your own. Default: a new one.
        appointment_id: New<AppointmentId>,
        /// When, by the clocks of Brussels; by the limit `planned_appointment_days` ahead at most.
        at: NaiveDateTime,
        /// With which organisation, by KBO number.
        organisation: Organisation,
        /// What for.
        purpose: Code<AppointmentPurpose>,
        /// Whether somebody goes along.
        #[graphql(default)]
        accompanied: bool,
    } => Intent::PlanAppointment(AppointmentPlanned {
        appointment: appointment_id,
        at,
        organisation,
        purpose,
        accompanied,
    });

    /// Records whether the client was there.
    record_appointment_kept:
    /// What came of an appointment.
    RecordAppointmentKeptInput {
        /// The appointment.
        appointment_id: Id<AppointmentId>,
        /// Whether the client was there.
        outcome: Code<AppointmentOutcome>,
    } => Intent::RecordAppointmentKept(AppointmentKept { appointment: appointment_id, outcome });
}
