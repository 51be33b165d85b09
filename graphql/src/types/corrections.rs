//! What another organisation corrected or voided, and what is said to it.

use async_graphql::Enum;
use chrono::NaiveDate;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::corrections::{self, CorrectionStatus as Status};

use super::Coded;
use super::names::Name;
use super::shows::shows;

shows! {
    /// An organisation corrected or voided what another one recorded. The new reading holds; the organisation whose
    /// record it was confirms or disputes it. The history has both readings in full, by their events.
    RecordCorrection of (corrections::Correction, Status) as shown {
        /// The event that corrects or voids: give it as `correction`, to confirm or dispute it.
        event: u32 = shown.0.event,
        /// The event that was recorded first.
        target: u32 = shown.0.target,
        /// The event with the reading before.
        old_reading: u32 = shown.0.before,
        /// The event with the reading after; null where the record was voided.
        new_reading: Option<u32> = shown.0.after(),
        /// The day of the correction, in Brussels.
        on: NaiveDate = shown.0.on,
        /// Who corrected or voided, by KBO number.
        organisation: String = shown.0.by,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = shown.0.by,
        /// Whether the client's bridge figure did: then nobody is asked to confirm it.
        by_bridge_figure: bool = shown.0.by_bridge_figure,
        /// Whose record it was, by KBO number.
        record_of: String = shown.0.record_of,
        /// The name of that organisation.
        record_of_name: Name<KboNumber> = shown.0.record_of,
        /// Why.
        reason: Coded = shown.0.reason,
        /// What became of it.
        status: CorrectionStatus = shown.1,
        /// The event that confirms or disputes it.
        answered_by: Option<u32> = match shown.1 {
            Status::Confirmed { by } | Status::Disputed { by, .. } => Some(by),
            Status::Open | Status::Superseded { .. } => None,
        },
        /// Why it is disputed.
        dispute_reason: Option<Coded> = match &shown.1 {
            Status::Disputed { reason, .. } => Some(reason),
            _ => None,
        },
    }
}

/// What became of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum CorrectionStatus {
    /// Nobody has answered.
    Open,
    /// The organisation whose record it was agrees.
    Confirmed,
    /// It does not agree.
    Disputed,
    /// The same record was corrected or voided again, before anybody answered.
    Superseded,
}
