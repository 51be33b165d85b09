//! The table of everything that can be recorded about an employer of a region.

use super::{Circumstance, Refusal, State, coaching, registration};
use crate::event::Event;
use crate::event_table::event_table;

/// Something that happened with an employer, as the log keeps it.
pub type EmployerEvent = Event<Payload>;

event_table! {
    payloads {
        registration::EmployerRegistered, "EmployerRegistered", "1";
        coaching::EmployerCoachedWithoutClient, "EmployerCoachedWithoutClient", "1";
    }
    intents {
        /// The employer comes into the register, or its registration is put right.
        RegisterEmployer(registration::EmployerRegistered) => registration::EmployerRegistered;
        /// The employer was coached for no client in particular.
        CoachEmployerWithoutClient(coaching::EmployerCoachedWithoutClient)
            => coaching::EmployerCoachedWithoutClient;
    }
}
