//! A referral and what came of it.

use std::sync::Arc;

use async_graphql::{Enum, ID, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, CodeKind};
use loopbrug_domain::trajectory::referrals::{self, ReferralStep as Step};

use super::Coded;

/// A referral and what came of it.
#[derive(SimpleObject)]
pub(crate) struct Referral {
    /// Its id.
    #[graphql(name = "referralId")]
    id: ID,
    /// The organisation that sent it, by KBO number.
    by: String,
    /// The organisation that it was sent to, by KBO number.
    to: String,
    /// What is asked for.
    service: Coded,
    /// How soon an answer is needed.
    urgency: Coded,
    /// What it is about.
    areas: Vec<Coded>,
    /// How far it has come.
    step: ReferralProgress,
    /// The steps that it came through, from the first to the furthest.
    steps: Vec<ReferralStep>,
    /// When the waiting is expected to be over.
    expected_on: Option<NaiveDate>,
    /// Why the organisation or the client declined.
    reason: Option<Coded>,
    /// How long the client waited.
    waiting_days: WaitingDays,
}

/// How far a referral has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Step")]
enum ReferralProgress {
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

/// A step of a referral and its first day.
#[derive(SimpleObject)]
struct ReferralStep {
    /// Which.
    step: ReferralProgress,
    /// Its first day.
    on: NaiveDate,
}

/// How long a client waited, in calendar days; absent what has not ended or did not happen.
#[derive(SimpleObject)]
struct WaitingDays {
    /// From the sending to a place, a waiting list or a no.
    until_answered: Option<i64>,
    /// On the waiting list.
    waitlisted: Option<i64>,
    /// From the sending to the first time that the client was there.
    until_first_attended: Option<i64>,
}

impl Referral {
    pub(super) fn new(referral: &referrals::Referral, catalogue: &Arc<Catalogue>) -> Self {
        let sent = &referral.sent;
        let step = referral.step();
        let reasons = match step {
            Step::DeclinedByClient => CodeKind::ClientDeclineReason,
            _ => CodeKind::ReferralDeclineReason,
        };
        let areas = sent.areas.iter().map(|area| Coded::new(catalogue, area));
        let steps = referral.days.iter();
        Self {
            id: ID(sent.referral.to_string()),
            by: referral.by.to_string(),
            to: sent.to.to_string(),
            service: Coded::new(catalogue, &sent.service),
            urgency: Coded::new(catalogue, &sent.urgency),
            areas: areas.collect(),
            step: step.into(),
            steps: steps.map(|(step, on)| ReferralStep { step: (*step).into(), on: *on }).collect(),
            expected_on: referral.expected_on,
            reason: referral
                .reason
                .as_ref()
                .map(|reason| Coded::of_list(reasons, catalogue, reason.as_str())),
            waiting_days: WaitingDays {
                until_answered: referral.days_until_answered(),
                waitlisted: referral.days_waitlisted(),
                until_first_attended: referral.days_until_first_attended(),
            },
        }
    }
}
