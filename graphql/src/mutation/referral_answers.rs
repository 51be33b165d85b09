//! Referrals, as answered by the organisation that they were sent to.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::referrals::{
    ReferralAccepted, ReferralDeclined, ReferralSeen, ReferralWaitlisted,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The organisation has looked at a referral.
#[derive(Debug, InputObject)]
struct RecordReferralSeenInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral.
    referral_id: ID,
}

/// The organisation has no place yet.
#[derive(Debug, InputObject)]
struct WaitlistReferralInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral.
    referral_id: ID,
    /// The day on which a place is expected.
    expected_on: Option<NaiveDate>,
}

/// The organisation will help.
#[derive(Debug, InputObject)]
struct AcceptReferralInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral.
    referral_id: ID,
}

/// The organisation will not help.
#[derive(Debug, InputObject)]
struct DeclineReferralInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral.
    referral_id: ID,
    /// Why (list `referral_decline_reason`).
    reason: String,
}

#[derive(Default)]
pub(super) struct ReferralAnswerMutations;

#[Object]
impl ReferralAnswerMutations {
    /// Records that the organisation has looked at it.
    async fn record_referral_seen(
        &self,
        ctx: &Context<'_>,
        input: RecordReferralSeenInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral = read.id(&input.referral_id, "referralId");
            Intent::RecordReferralSeen(ReferralSeen { referral })
        })
        .await
    }

    /// Records that the client is on a waiting list.
    async fn waitlist_referral(
        &self,
        ctx: &Context<'_>,
        input: WaitlistReferralInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral = read.id(&input.referral_id, "referralId");
            let expected_on = input.expected_on;
            Intent::WaitlistReferral(ReferralWaitlisted { referral, expected_on })
        })
        .await
    }

    /// Records that the organisation will help.
    async fn accept_referral(
        &self,
        ctx: &Context<'_>,
        input: AcceptReferralInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral = read.id(&input.referral_id, "referralId");
            Intent::AcceptReferral(ReferralAccepted { referral })
        })
        .await
    }

    /// Records that the organisation will not help.
    async fn decline_referral(
        &self,
        ctx: &Context<'_>,
        input: DeclineReferralInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral = read.id(&input.referral_id, "referralId");
            let reason = Code::new(input.reason);
            Intent::DeclineReferral(ReferralDeclined { referral, reason })
        })
        .await
    }
}
