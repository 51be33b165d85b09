//! The table of everything that can be recorded about an employer of a region.

use super::{Circumstance, Refusal, State, coaching, identification, registration};
use crate::event::Event;
use crate::event_table::event_table;

/// Something that happened with an employer, as the log keeps it.
pub type EmployerEvent = Event<Payload>;

event_table! {
    payloads {
        registration::EmployerRegistered, "EmployerRegistered", "1";
        identification::EmployerIdentified, "EmployerIdentified", "1";
        coaching::EmployerCoachedWithoutClient, "EmployerCoachedWithoutClient", "1";
        coaching::EmployerCoachingCorrected, "EmployerCoachingCorrected", "1";
        coaching::EmployerCoachingVoided, "EmployerCoachingVoided", "1";
    }
    intents {
        /// The employer comes into the register, or its registration is put right.
        RegisterEmployer(registration::EmployerRegistered) => registration::EmployerRegistered;
        /// It turns out which company an employer is that is known by an informal name.
        IdentifyEmployer(identification::EmployerIdentified) => identification::EmployerIdentified;
        /// The employer was coached for no client in particular.
        CoachEmployerWithoutClient(coaching::EmployerCoachedWithoutClient)
            => coaching::EmployerCoachedWithoutClient;
        /// That was recorded wrongly.
        CorrectEmployerCoaching(coaching::EmployerCoachingCorrected)
            => coaching::EmployerCoachingCorrected;
        /// That should never have been recorded.
        VoidEmployerCoaching(coaching::EmployerCoachingVoided) => coaching::EmployerCoachingVoided;
    }
}
