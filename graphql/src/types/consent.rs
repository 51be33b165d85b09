//! Legal basis, and access that was taken without a grant.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::consent;

use super::Coded;
use super::shows::shows;

shows! {
    /// Access that an organisation took without a grant.
    AccessOverride of consent::AccessOverride as taken {
        /// Which organisation, by KBO number.
        organisation: String,
        /// The first day.
        on: NaiveDate,
        /// The last day.
        until: NaiveDate = taken.overridden.until,
        /// Why.
        reason: Coded = taken.overridden.reason,
    }

    /// On what ground data are kept.
    LegalBasis of (&consent::LegalBasisRecorded, bool) as basis {
        /// The grounds.
        bases: Vec<Coded> = basis.0.bases,
        /// What the data are kept for.
        purposes: Vec<Coded> = basis.0.purposes,
        /// The last day on which it holds; absent: until withdrawn.
        until: Option<NaiveDate> = basis.0.until,
        /// Whether the client has withdrawn the sharing since.
        withdrawn: bool = basis.1,
    }
}
