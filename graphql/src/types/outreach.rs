//! Reaching the client.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::outreach;

use super::shows::shows;

shows! {
    /// What the attempts to reach the client add up to.
    Outreach of outreach::Outreach as outreach {
        /// Attempts, reached or not.
        attempts: u32,
        /// The day that the client was first reached.
        first_reached: Option<NaiveDate>,
        /// The day that the client was last reached.
        last_reached: Option<NaiveDate>,
    }
}
