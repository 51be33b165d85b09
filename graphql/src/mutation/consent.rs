//! Legal basis and access.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{
    AccessOverrideReason, LegalBasis, Purpose, WithdrawalReason,
};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::consent::{
    AccessExpired, AccessGranted, AccessOverridden, LegalBasisRecorded, SharingWithdrawn,
};

use super::about::OnTrajectory;
use super::given::{DayOrThatDay, Organisation};
use crate::input::Code;

mutations! {
    ConsentMutations on OnTrajectory;

    /// Takes access for your organisation. Everybody can see it.
    override_access:
    /// Your organisation takes access without a grant.
    OverrideAccessInput {
        /// Why.
        reason: Code<AccessOverrideReason>,
        /// The last day. Default: the day it happened.
        until: DayOrThatDay,
    } => Intent::OverrideAccess(AccessOverridden { reason, until });

    /// Records the legal basis; needed before the intake.
    record_legal_basis:
    /// On what ground data are kept, for which purposes, shared with whom.
    RecordLegalBasisInput {
        /// The grounds; at least one.
        bases: Vec<Code<LegalBasis>>,
        /// What the data are kept for; at least one.
        purposes: Vec<Code<Purpose>>,
        /// Organisations to share with, by KBO number; they get access.
        #[graphql(default)]
        organisations: Vec<Organisation>,
        /// The last day on which it holds. Default: until withdrawn.
        until: Option<NaiveDate>,
    } => Intent::RecordLegalBasis(LegalBasisRecorded { bases, purposes, organisations, until });

    /// Ends the access of all organisations but the owner.
    withdraw_sharing:
    /// The client no longer wants data to be shared.
    WithdrawSharingInput {
        /// Why, if the client says so.
        reason: Option<Code<WithdrawalReason>>,
    } => Intent::WithdrawSharing(SharingWithdrawn { reason });

    /// Gives an organisation access to the trajectory.
    grant_access:
    /// An organisation may see and record.
    GrantAccessInput {
        /// Its KBO number.
        organisation: Organisation,
    } => Intent::GrantAccess(AccessGranted { organisation });

    /// Ends the access of an organisation.
    expire_access:
    /// An organisation no longer needs access.
    ExpireAccessInput {
        /// Its KBO number.
        organisation: Organisation,
    } => Intent::ExpireAccess(AccessExpired { organisation });
}
