//! Referrals, as seen by whoever guides the client.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::ReferralId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::referrals::{
    ReferralDeclinedByClient, ReferralDone, ReferralExpired, ReferralFirstAttended, ReferralSent,
    ReferralWithdrawn, WithdrawnBy,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// A client is sent to another organisation, which gets access to answer.
#[derive(Debug, InputObject)]
struct SendReferralInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral, by a UUID of your own. Default: a new one.
    referral_id: Option<ID>,
    /// To which organisation, by KBO number.
    to: String,
    /// What is asked for (list `service_type`).
    service: String,
    /// How soon an answer is needed (list `referral_urgency`).
    urgency: String,
    /// What it is about (list `problem_area`); at least one.
    areas: Vec<String>,
}

/// The client does not want a referral.
#[derive(Debug, InputObject)]
struct RecordReferralDeclinedByClientInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral.
    referral_id: ID,
    /// Why (list `client_decline_reason`).
    reason: String,
}

/// The client is there for the first time.
#[derive(Debug, InputObject)]
struct RecordReferralFirstAttendedInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral.
    referral_id: ID,
}

/// The help that was asked for was given.
#[derive(Debug, InputObject)]
struct RecordReferralDoneInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral.
    referral_id: ID,
}

/// The organisation that sent a referral takes it back.
#[derive(Debug, InputObject)]
struct WithdrawReferralInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral.
    referral_id: ID,
}

/// Nobody answered a referral in time.
#[derive(Debug, InputObject)]
struct ExpireReferralInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The referral.
    referral_id: ID,
}

#[derive(Default)]
pub(super) struct ReferralMutations;

#[Object]
impl ReferralMutations {
    /// Sends a client to another organisation.
    async fn send_referral(
        &self,
        ctx: &Context<'_>,
        input: SendReferralInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral =
                read.id_or_new(input.referral_id.as_ref(), "referralId", "referral", ReferralId);
            Intent::SendReferral(ReferralSent {
                referral,
                to: read.id(&input.to, "to"),
                service: Code::new(input.service),
                urgency: Code::new(input.urgency),
                areas: input.areas.into_iter().map(Code::new).collect(),
            })
        })
        .await
    }

    /// Records that the client does not want it.
    async fn record_referral_declined_by_client(
        &self,
        ctx: &Context<'_>,
        input: RecordReferralDeclinedByClientInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral = read.id(&input.referral_id, "referralId");
            let reason = Code::new(input.reason);
            let declined = ReferralDeclinedByClient { referral, reason };
            Intent::RecordReferralDeclinedByClient(declined)
        })
        .await
    }

    /// Records that the client was there for the first time.
    async fn record_referral_first_attended(
        &self,
        ctx: &Context<'_>,
        input: RecordReferralFirstAttendedInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral = read.id(&input.referral_id, "referralId");
            Intent::RecordReferralFirstAttended(ReferralFirstAttended { referral })
        })
        .await
    }

    /// Records that the help that was asked for was given.
    async fn record_referral_done(
        &self,
        ctx: &Context<'_>,
        input: RecordReferralDoneInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral = read.id(&input.referral_id, "referralId");
            Intent::RecordReferralDone(ReferralDone { referral })
        })
        .await
    }

    /// Takes a referral back.
    async fn withdraw_referral(
        &self,
        ctx: &Context<'_>,
        input: WithdrawReferralInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral = read.id(&input.referral_id, "referralId");
            let by = WithdrawnBy::Sender;
            Intent::WithdrawReferral(ReferralWithdrawn { referral, by })
        })
        .await
    }

    /// Records that nobody answered in time.
    async fn expire_referral(
        &self,
        ctx: &Context<'_>,
        input: ExpireReferralInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let referral = read.id(&input.referral_id, "referralId");
            Intent::ExpireReferral(ReferralExpired { referral })
        })
        .await
    }
}
