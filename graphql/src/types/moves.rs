//! Where a client has stayed, and how to speak with the client, since the opening.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::moves::{ContactLanguageChanged, ResidenceChanged};

use super::Coded;
use super::shows::shows;

shows! {
    /// Where the client stayed from a day on.
    Residence of ResidenceChanged as moved {
        /// The first day.
        from: NaiveDate,
        /// Where. Null: outside the region.
        municipality: Option<Coded>,
    }

    /// The language to speak with the client, from a day on.
    ContactLanguage of (NaiveDate, ContactLanguageChanged) as changed {
        /// The first day.
        from: NaiveDate = changed.0,
        /// The language.
        language: Coded = changed.1.language,
        /// Whether an interpreter is needed.
        interpreter: bool = changed.1.interpreter,
    }
}
