//! Legal basis, and access that was taken without a grant.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
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
            reason: Coded::new(catalogue, reason),
        }
    }
}

/// On what ground data are kept.
#[derive(SimpleObject)]
pub(super) struct LegalBasis {
    /// The grounds.
    bases: Vec<Coded>,
    /// What the data are kept for.
    purposes: Vec<Coded>,
    /// The last day on which it holds; absent: until withdrawn.
    until: Option<NaiveDate>,
    /// Whether the client has withdrawn the sharing since.
    withdrawn: bool,
}

impl LegalBasis {
    pub(super) fn new(consent: &consent::Consent, catalogue: &Arc<Catalogue>) -> Option<Self> {
        let recorded = consent.basis.as_ref()?;
        Some(Self {
            bases: Coded::all(catalogue, &recorded.bases),
            purposes: Coded::all(catalogue, &recorded.purposes),
            until: recorded.until,
            withdrawn: consent.withdrawn,
        })
    }
}
