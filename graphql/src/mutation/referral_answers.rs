//! Referrals, as answered by the organisation that they were sent to.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::ReferralDeclineReason;
use loopbrug_domain::ids::ReferralId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::referrals::{
    ReferralAccepted, ReferralDeclined, ReferralSeen, ReferralWaitlisted,
};

use super::about::OnTrajectory;
use super::given::Id;
use crate::input::Code;

mutations! {
    ReferralAnswerMutations on OnTrajectory;

    /// Records that the organisation has looked at it.
    record_referral_seen:
    /// The organisation has looked at a referral.
    RecordReferralSeenInput {
        /// The referral.
        referral_id: Id<ReferralId>,
    } => Intent::RecordReferralSeen(ReferralSeen { referral: referral_id });

    /// Records that the client is on a waiting list.
    waitlist_referral:
    /// The organisation has no place yet.
    WaitlistReferralInput {
        /// The referral.
        referral_id: Id<ReferralId>,
        /// The day on which a place is expected.
        expected_on: Option<NaiveDate>,
    } => Intent::WaitlistReferral(ReferralWaitlisted { referral: referral_id, expected_on });

    /// Records that the organisation will help.
    accept_referral:
    /// The organisation will help.
    AcceptReferralInput {
        /// The referral.
        referral_id: Id<ReferralId>,
    } => Intent::AcceptReferral(ReferralAccepted { referral: referral_id });

    /// Records that the organisation will not help.
    decline_referral:
    /// The organisation will not help.
    DeclineReferralInput {
        /// The referral.
        referral_id: Id<ReferralId>,
        /// Why.
        reason: Code<ReferralDeclineReason>,
    } => Intent::DeclineReferral(ReferralDeclined { referral: referral_id, reason });
}
