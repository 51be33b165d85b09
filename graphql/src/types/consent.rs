//! Legal basis, access that was asked for or taken, and what is left open when it ends.

use async_graphql::{Enum, ID};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::{consent, open_work};

use super::Coded;
use super::names::Name;
use super::shows::shows;

/// What was left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "open_work::OpenWorkKind")]
pub(crate) enum OpenWorkKind {
    /// The client has no bridge figure any more.
    BridgeFigure,
    /// A service that was planned or has started.
    Intervention,
    /// An appointment of which nothing is known yet.
    Appointment,
    /// A referral that only this organisation could answer.
    Referral,
}

shows! {
    /// Access that an organisation took without a grant.
    AccessOverride of consent::AccessOverride as taken {
        /// Which organisation, by KBO number.
        organisation: String,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = taken.organisation,
        /// The day.
        on: NaiveDate,
        /// The moment at which it ended or ends.
        until: DateTime<Utc> = taken.overridden.until,
        /// Why.
        reason: Coded = taken.overridden.reason,
    }

    /// An organisation asks for access and has not been answered.
    AccessRequest of (&KboNumber, &consent::AccessRequest) as asked {
        /// Which organisation, by KBO number.
        organisation: String = asked.0,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = asked.0,
        /// The day.
        on: NaiveDate = asked.1.on,
        /// What for.
        purpose: Coded = asked.1.purpose,
    }

    /// What an organisation left open whose access ended: somebody with access has to see to it.
    OpenWork of open_work::OpenWork as work {
        /// What.
        kind: OpenWorkKind,
        /// Its id; of a bridge figure, the worker's.
        id: ID = work.id,
        /// The organisation that has no access any more, by KBO number.
        organisation: String,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = work.organisation,
        /// The first day without access.
        since: NaiveDate,
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
