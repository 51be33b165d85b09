//! A referral and what came of it.

use std::sync::Arc;

use async_graphql::{Enum, ID};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind};
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::referrals::{self, ReferralStep as Step};

use super::Coded;
use super::names::Name;
use super::shows::{Shows, shows};

shows! {
    /// A referral and what came of it.
    Referral of referrals::Referral as referral {
        /// Its id.
        #[graphql(name = "referralId")]
        id: ID = referral.sent.referral,
        /// The organisation that sent it, by KBO number.
        by: String,
        /// The name of that organisation.
        by_name: Name<KboNumber> = referral.by,
        /// The organisation that it was sent to, by KBO number.
        to: String = referral.sent.to,
        /// The name of that organisation.
        to_name: Name<KboNumber> = referral.sent.to,
        /// What is asked for.
        service: Coded = referral.sent.service,
        /// How soon an answer is needed.
        urgency: Coded = referral.sent.urgency,
        /// What it is about.
        areas: Vec<Coded> = referral.sent.areas,
        /// How far it has come.
        step: ReferralProgress = referral.step(),
        /// The steps that it came through, from the first to the furthest.
        steps: Vec<ReferralStep> = referral.days,
        /// When the waiting is expected to be over.
        expected_on: Option<NaiveDate>,
        /// Why the organisation or the client declined.
        reason: Option<Coded> = referral.reason.as_ref().map(|reason| (referral.step(), reason)),
        /// How long the client waited.
        waiting_days: WaitingDays = *referral,
    }
}

/// How far a referral has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Step")]
pub(super) enum ReferralProgress {
    /// Sent, and not yet looked at.
    Sent,
    /// Looked at.
    Seen,
    /// On a waiting list.
    Waitlisted,
    /// The organisation will help.
    Accepted,
    /// The client was there for the first time.
    FirstAttended,
    /// The help that was asked for was given.
    Done,
    /// The organisation will not help.
    Declined,
    /// The client does not want it.
    DeclinedByClient,
    /// Taken back.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
}

shows! {
    /// A step of a referral and its first day.
    ReferralStep of (&Step, &NaiveDate) as reached {
        /// Which.
        step: ReferralProgress = reached.0,
        /// Its first day.
        on: NaiveDate = reached.1,
    }

    /// How long a client waited, in calendar days; absent what has not ended or did not happen.
    WaitingDays of referrals::Referral as referral {
        /// From the sending to a place, a waiting list or a no.
        until_answered: Option<i64> = referral.days_until_answered(),
        /// On the waiting list.
        waitlisted: Option<i64> = referral.days_waitlisted(),
        /// From the sending to the first time that the client was there.
        until_first_attended: Option<i64> = referral.days_until_first_attended(),
    }
}

/// A reason is of one list where the client gave it, and of another where the organisation did.
impl Shows<(Step, &Code)> for Coded {
    fn of((step, reason): &(Step, &Code), catalogue: &Arc<Catalogue>) -> Self {
        let list = match step {
            Step::DeclinedByClient => CodeKind::ClientDeclineReason,
            _ => CodeKind::ReferralDeclineReason,
        };
        Self::of_list(list, catalogue, reason.as_str())
    }
}
