//! Appointments.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDateTime;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::AppointmentId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::appointments::{AppointmentKept, AppointmentPlanned};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The client is expected somewhere.
#[derive(Debug, InputObject)]
struct PlanAppointmentInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The appointment, by a UUID of your own. Default: a new one.
    appointment_id: Option<ID>,
    /// When, by the clocks of Brussels.
    at: NaiveDateTime,
    /// With which organisation, by KBO number.
    organisation: String,
    /// What for (list `appointment_purpose`).
    purpose: String,
    /// Whether somebody goes along.
    #[graphql(default)]
    accompanied: bool,
}

/// What came of an appointment.
#[derive(Debug, InputObject)]
struct RecordAppointmentKeptInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The appointment.
    appointment_id: ID,
    /// Whether the client was there (list `appointment_outcome`).
    outcome: String,
}

#[derive(Default)]
pub(super) struct AppointmentMutations;

#[Object]
impl AppointmentMutations {
    /// Plans an appointment.
    async fn plan_appointment(
        &self,
        ctx: &Context<'_>,
        input: PlanAppointmentInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let appointment = read.id_or_new(
                input.appointment_id.as_ref(),
                "appointmentId",
                "appointment",
                AppointmentId,
            );
            Intent::PlanAppointment(AppointmentPlanned {
                appointment,
                at: input.at,
                organisation: read.id(&input.organisation, "organisation"),
                purpose: Code::new(input.purpose),
                accompanied: input.accompanied,
            })
        })
        .await
    }

    /// Records whether the client was there.
    async fn record_appointment_kept(
        &self,
        ctx: &Context<'_>,
        input: RecordAppointmentKeptInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let appointment = read.id(&input.appointment_id, "appointmentId");
            let outcome = Code::new(input.outcome);
            Intent::RecordAppointmentKept(AppointmentKept { appointment, outcome })
        })
        .await
    }
}
