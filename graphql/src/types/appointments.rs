//! An appointment.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use chrono::{NaiveDate, NaiveDateTime};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::appointments;

use super::Coded;

/// An appointment.
#[derive(SimpleObject)]
pub(crate) struct Appointment {
    /// Its id.
    #[graphql(name = "appointmentId")]
    id: ID,
    /// The day that it was planned.
    planned_on: NaiveDate,
    /// When, by the clocks of Brussels.
    at: NaiveDateTime,
    /// With which organisation, by KBO number.
    organisation: String,
    /// What for.
    purpose: Coded,
    /// Whether somebody goes along.
    accompanied: bool,
    /// Whether the client was there; absent: not recorded yet.
    outcome: Option<Coded>,
}

impl Appointment {
    pub(super) fn new(one: &appointments::Appointment, catalogue: &Arc<Catalogue>) -> Self {
        let outcome = one.outcome.as_ref();
        Self {
            id: ID(one.plan.appointment.to_string()),
            planned_on: one.planned_on,
            at: one.plan.at,
            organisation: one.plan.organisation.to_string(),
            purpose: Coded::new(catalogue, &one.plan.purpose),
            accompanied: one.plan.accompanied,
            outcome: outcome.map(|code| Coded::new(catalogue, code)),
        }
    }
}
