//! Referrals, as seen by whoever guides the client.

use loopbrug_domain::catalogue::list::{
    ClientDeclineReason, ProblemArea, ReferralUrgency, ServiceType,
};
use loopbrug_domain::ids::ReferralId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::referrals::{
    ReferralDeclinedByClient, ReferralDone, ReferralExpired, ReferralFirstAttended, ReferralSent,
    ReferralWithdrawn, WithdrawnBy,
};

use super::about::OnTrajectory;
use super::given::{Id, New, Organisation};
use crate::input::Code;

mutations! {
    ReferralMutations on OnTrajectory;

    /// Sends a client to another organisation.
    send_referral:
    /// A client is sent to another organisation, which gets access to answer.
    SendReferralInput {
        /// The referral, by a UUID of your own. Default: a new one.
        referral_id: New<ReferralId>,
        /// To which organisation, by KBO number.
        to: Organisation,
        /// What is asked for.
        service: Code<ServiceType>,
        /// How soon an answer is needed.
        urgency: Code<ReferralUrgency>,
        /// What it is about; at least one.
        areas: Vec<Code<ProblemArea>>,
    } => Intent::SendReferral(ReferralSent { referral: referral_id, to, service, urgency, areas });

    /// Records that the client does not want it.
    record_referral_declined_by_client:
    /// The client does not want a referral.
    RecordReferralDeclinedByClientInput {
        /// The referral.
        referral_id: Id<ReferralId>,
        /// Why.
        reason: Code<ClientDeclineReason>,
    } => Intent::RecordReferralDeclinedByClient(ReferralDeclinedByClient {
        referral: referral_id,
        reason,
    });

    /// Records that the client was there for the first time.
    record_referral_first_attended:
    /// The client is there for the first time.
    RecordReferralFirstAttendedInput {
        /// The referral.
        referral_id: Id<ReferralId>,
    } => Intent::RecordReferralFirstAttended(ReferralFirstAttended { referral: referral_id });

    /// Records that the help that was asked for was given.
    record_referral_done:
    /// The help that was asked for was given.
    RecordReferralDoneInput {
        /// The referral.
        referral_id: Id<ReferralId>,
    } => Intent::RecordReferralDone(ReferralDone { referral: referral_id });

    /// Takes a referral back.
    withdraw_referral:
    /// The organisation that sent a referral takes it back.
    WithdrawReferralInput {
        /// The referral.
        referral_id: Id<ReferralId>,
    } => Intent::WithdrawReferral(ReferralWithdrawn {
        referral: referral_id,
        by: WithdrawnBy::Sender,
    });

    /// Records that nobody answered in time.
    expire_referral:
    /// Nobody answered a referral in time.
    ExpireReferralInput {
        /// The referral.
        referral_id: Id<ReferralId>,
    } => Intent::ExpireReferral(ReferralExpired { referral: referral_id });
}
