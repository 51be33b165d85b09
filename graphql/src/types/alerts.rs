//! What somebody should look at.

use async_graphql::{Enum, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::trajectory::alerts;

/// Something to look at.
#[derive(SimpleObject)]
pub(crate) struct Alert {
    /// What it is.
    kind: AlertKind,
    /// Since when it is so; for what is to be done by a day: that day.
    since: NaiveDate,
}

impl From<alerts::Alert> for Alert {
    fn from(alert: alerts::Alert) -> Self {
        Self { kind: alert.kind.into(), since: alert.since }
    }
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "alerts::AlertKind")]
enum AlertKind {
    /// A participant is without a bridge figure, since that day.
    NoBridgeFigure,
    /// Nobody has been in contact with the client since that day.
    NoContact,
    /// A follow-up is due on that day, give or take the tolerance.
    FollowUpDue,
    /// A follow-up was due on that day, and its window has passed.
    FollowUpOverdue,
    /// The situation on leaving is not known; it is to be as of that day at the latest.
    ExitDataMissing,
    /// The situation on leaving is not known, and that day has passed.
    ExitDataOverdue,
    /// A referral that was sent on that day is open for longer than the catalogue's limit.
    ReferralOpenTooLong,
    /// What came of an appointment on that day is not known.
    AppointmentWithoutOutcome,
    /// An organisation whose access ended, on that day, has left something open.
    WorkLeftOpen,
    /// The legal basis ends with that day.
    LegalBasisEnding,
    /// The legal basis ended with that day.
    LegalBasisEnded,
    /// Something that happened on that day, or more since, was recorded late.
    LateRecords,
}
