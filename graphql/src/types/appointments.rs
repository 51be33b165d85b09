//! An appointment.

use async_graphql::ID;
use chrono::{NaiveDate, NaiveDateTime};
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::appointments;

use super::Coded;
use super::names::Name;
use super::shows::shows;

shows! {
    /// An appointment.
    Appointment of appointments::Appointment as one {
        /// Its id.
        #[graphql(name = "appointmentId")]
        id: ID = one.plan.appointment,
        /// The day that it was planned.
        planned_on: NaiveDate,
        /// When, by the clocks of Brussels.
        at: NaiveDateTime = one.plan.at,
        /// With which organisation, by KBO number.
        organisation: String = one.plan.organisation,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = one.plan.organisation,
        /// What for.
        purpose: Coded = one.plan.purpose,
        /// Whether somebody goes along.
        accompanied: bool = one.plan.accompanied,
        /// Whether the client was there; absent: not recorded yet.
        outcome: Option<Coded>,
    }
}
