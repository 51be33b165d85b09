//! Legal basis and access.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{
    AccessOverrideReason, AccessRefusalReason, LegalBasis, Purpose, WithdrawalReason,
};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::consent::{
    AccessExpired, AccessGranted, AccessOverridden, AccessRefused, AccessRequested,
    LegalBasisRecorded, SharingWithdrawn,
};

use super::about::OnTrajectory;
use super::given::{MomentOrTonight, Organisation};
use crate::input::Code;

mutations! {
    ConsentMutations on OnTrajectory;

    /// Takes access for your organisation, for some hours, to record. Everybody can see it. It is
    /// taken today, whatever day is given.
    override_access:
    /// Your organisation takes access without a grant.
    OverrideAccessInput {
        /// Why.
        reason: Code<AccessOverrideReason>,
        /// The moment at which it ends, within the catalogue's hours. Default: the end of today.
        until: MomentOrTonight,
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

    /// Asks the owner to give your organisation access; today, whatever day is given.
    request_access:
    /// Your organisation asks for access.
    RequestAccessInput {
        /// What for.
        purpose: Code<Purpose>,
    } => Intent::RequestAccess(AccessRequested { purpose });

    /// Refuses the access that an organisation asked for; today, whatever day is given. To give it,
    /// grant it.
    refuse_access:
    /// The owner does not give an organisation access.
    RefuseAccessInput {
        /// Its KBO number.
        organisation: Organisation,
        /// Why.
        reason: Code<AccessRefusalReason>,
    } => Intent::RefuseAccess(AccessRefused { organisation, reason });

    /// Ends the access of all organisations but the owner; today, whatever day is given.
    withdraw_sharing:
    /// The client no longer wants data to be shared.
    WithdrawSharingInput {
        /// Why, if the client says so.
        reason: Option<Code<WithdrawalReason>>,
    } => Intent::WithdrawSharing(SharingWithdrawn { reason });

    /// Gives an organisation access to the trajectory; from today on, whatever day is given. That
    /// answers its request, if it asked.
    grant_access:
    /// An organisation may see and record.
    GrantAccessInput {
        /// Its KBO number.
        organisation: Organisation,
    } => Intent::GrantAccess(AccessGranted { organisation });

    /// Ends the access of an organisation; today, whatever day is given. `openWork` in the answer
    /// names what it leaves open.
    expire_access:
    /// An organisation no longer needs access.
    ExpireAccessInput {
        /// Its KBO number.
        organisation: Organisation,
    } => Intent::ExpireAccess(AccessExpired { organisation });
}
