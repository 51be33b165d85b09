//! Reaching the client.

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::trajectory::outreach;

/// What the attempts to reach the client add up to.
#[derive(SimpleObject)]
pub(super) struct Outreach {
    /// Attempts, reached or not.
    attempts: u32,
    /// The day that the client was first reached.
    first_reached: Option<NaiveDate>,
    /// The day that the client was last reached.
    last_reached: Option<NaiveDate>,
}

impl Outreach {
    pub(super) fn new(outreach: &outreach::Outreach) -> Self {
        Self {
            attempts: outreach.attempts,
            first_reached: outreach.first_reached,
            last_reached: outreach.last_reached,
        }
    }
}
