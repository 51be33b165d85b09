//! Reaching a client.

use loopbrug_domain::catalogue::list::{ContactMode, ContactOutcome, ContactPlace};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::outreach::ContactAttempted;

use super::about::OnTrajectory;
use crate::input::Code;

mutations! {
    OutreachMutations on OnTrajectory;

    /// Records an attempt to reach the client.
    record_contact_attempt:
    /// Somebody tried to reach the client.
    RecordContactAttemptInput {
        /// By which means.
        mode: Code<ContactMode>,
        /// Where, if that matters.
        place: Option<Code<ContactPlace>>,
        /// What came of it.
        outcome: Code<ContactOutcome>,
        /// How long it took, in minutes (0 to 1440).
        #[graphql(default)]
        minutes: u32,
    } => Intent::RecordContactAttempt(ContactAttempted { mode, place, outcome, minutes });
}
