//! What payloads of earlier versions said: for their schemas alone, since upcasters read them as JSON.

use chrono::NaiveDate;
use schemars::JsonSchema;

use crate::catalogue::Code;
use crate::catalogue::list::{AccessOverrideReason, LegalBasis, Purpose};
use crate::ids::KboNumber;

/// The ground on which data are kept. The organisations that it names get access.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct LegalBasisRecordedV1 {
    /// The ground, of GDPR article 6.
    basis: Code<LegalBasis>,
    /// What the data are kept for; at least one.
    purposes: Vec<Code<Purpose>>,
    /// With whom they are shared.
    organisations: Vec<KboNumber>,
    /// The last day on which it holds; absent: until withdrawn.
    until: Option<NaiveDate>,
}

/// Access was taken without a grant.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct AccessOverriddenV1 {
    /// Why.
    reason: Code<AccessOverrideReason>,
    /// The last day of the access.
    until: NaiveDate,
}
