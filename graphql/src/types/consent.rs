//! Access that was taken without a grant.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, CodeKind};
use loopbrug_domain::trajectory::consent;

use super::Coded;

/// Access that an organisation took without a grant.
#[derive(SimpleObject)]
pub(crate) struct AccessOverride {
    /// Which organisation, by KBO number.
    organisation: String,
    /// The first day.
    on: NaiveDate,
    /// The last day.
    until: NaiveDate,
    /// Why.
    reason: Coded,
}

impl AccessOverride {
    pub(super) fn new(taken: &consent::AccessOverride, catalogue: &Arc<Catalogue>) -> Self {
        let reason = &taken.overridden.reason;
        Self {
            organisation: taken.organisation.to_string(),
            on: taken.on,
            until: taken.overridden.until,
            reason: Coded::new(catalogue, CodeKind::AccessOverrideReason, reason),
        }
    }
}
