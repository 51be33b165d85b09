//! Time that was given to a client: sessions, coaching of employers, company at appointments, and
//! attempts before the intake.

use super::MeasureList;
use crate::facts::{Dated, Measure};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{AppointmentId, KboNumber};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::interventions::SessionRecorded;
use loopbrug_domain::trajectory::{Payload, State, Trajectory, TrajectoryEvent};

pub(super) fn collect(trajectory: &Trajectory, list: &mut MeasureList) {
    for entry in trajectory.entries() {
        list.0.extend(of(&entry.event, trajectory.state()));
    }
}

/// The measures of an event, whatever is recorded after it. Of the state it matters what was planned, and
/// the entry day: a session follows its plan, and no attempt that is the last to have happened comes before an
/// entry day that is known.
pub(super) fn of(event: &TrajectoryEvent, state: &State) -> Vec<Dated> {
    let by = event.organisation;
    let (measure, code, length) = match &event.what {
        Payload::SessionRecorded(session) if session.attended => {
            return of_session(event, session, state);
        }
        Payload::EmployerCoached(coached) => {
            (Measure::EmployerCoached, Some(code_of(by)), coached.minutes)
        }
        Payload::AppointmentKept(kept)
            if (kept.attended() || kept.missed()) && is_accompanied(kept.appointment, state) =>
        {
            (Measure::Accompanied, None, u32::from(kept.attended()))
        }
        Payload::ContactAttempted(attempt) if is_before_entry(event, state) => {
            (Measure::Sought, Some(code_of(by)), attempt.minutes)
        }
        _ => return vec![],
    };
    vec![dated(event, measure, code, length)]
}

/// The same session by its service, and by who provides that.
fn of_session(event: &TrajectoryEvent, session: &SessionRecorded, state: &State) -> Vec<Dated> {
    let mut interventions = state.interventions.iter();
    let found = interventions.find(|known| known.plan.intervention == session.intervention);
    let Some(plan) = found.map(|known| &known.plan) else { return vec![] };
    [
        (Measure::Session, plan.service.clone().into()),
        (Measure::SessionProvided, code_of(plan.provider)),
    ]
    .map(|(measure, code)| dated(event, measure, Some(code), session.minutes))
    .to_vec()
}

fn dated(event: &TrajectoryEvent, measure: Measure, code: Option<Code>, length: u32) -> Dated {
    let length = Some(u16::try_from(length).unwrap_or(u16::MAX));
    Dated { measure, day: event.occurred_on, sign: 1, code, length }
}

fn code_of(organisation: KboNumber) -> Code {
    Code::new(organisation.to_string())
}

fn is_accompanied(appointment: AppointmentId, state: &State) -> bool {
    let mut all = state.appointments.all.iter();
    all.any(|one| one.plan.appointment == appointment && one.plan.accompanied)
}

fn is_before_entry(event: &TrajectoryEvent, state: &State) -> bool {
    let intake = state.intake.as_ref();
    intake.is_none_or(|intake| event.occurred_on < intake.entry.entry_on)
}
