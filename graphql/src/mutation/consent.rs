//! Legal basis and access.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::consent::{
    AccessExpired, AccessGranted, AccessOverridden, LegalBasisRecorded, SharingWithdrawn,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// On what ground data are kept, for which purposes, shared with whom.
#[derive(Debug, InputObject)]
struct RecordLegalBasisInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The grounds (list `legal_basis`); at least one.
    bases: Vec<String>,
    /// What the data are kept for (list `purpose`); at least one.
    purposes: Vec<String>,
    /// Organisations to share with, by KBO number; they get access.
    #[graphql(default)]
    organisations: Vec<String>,
    /// The last day on which it holds. Default: until withdrawn.
    until: Option<NaiveDate>,
}

/// The client no longer wants data to be shared.
#[derive(Debug, InputObject)]
struct WithdrawSharingInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Why, if the client says so (list `withdrawal_reason`).
    reason: Option<String>,
}

/// An organisation may see and record.
#[derive(Debug, InputObject)]
struct GrantAccessInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Its KBO number.
    organisation: String,
}

/// An organisation no longer needs access.
#[derive(Debug, InputObject)]
struct ExpireAccessInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Its KBO number.
    organisation: String,
}

/// Your organisation takes access without a grant.
#[derive(Debug, InputObject)]
struct OverrideAccessInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Why (list `access_override_reason`).
    reason: String,
    /// The last day. Default: the day it happened.
    until: Option<NaiveDate>,
}

#[derive(Default)]
pub(super) struct ConsentMutations;

#[Object]
impl ConsentMutations {
    /// Takes access for your organisation. Everybody can see it.
    async fn override_access(
        &self,
        ctx: &Context<'_>,
        input: OverrideAccessInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let (reason, until) = (Code::new(input.reason), input.until.unwrap_or(read.on));
            Intent::OverrideAccess(AccessOverridden { reason, until })
        })
        .await
    }

    /// Records the legal basis; needed before the intake.
    async fn record_legal_basis(
        &self,
        ctx: &Context<'_>,
        input: RecordLegalBasisInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            Intent::RecordLegalBasis(LegalBasisRecorded {
                bases: input.bases.into_iter().map(Code::new).collect(),
                purposes: input.purposes.into_iter().map(Code::new).collect(),
                organisations: read.ids(&input.organisations, "organisations"),
                until: input.until,
            })
        })
        .await
    }

    /// Ends the access of all organisations but the owner.
    async fn withdraw_sharing(
        &self,
        ctx: &Context<'_>,
        input: WithdrawSharingInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let reason = input.reason.map(Code::new);
            Intent::WithdrawSharing(SharingWithdrawn { reason })
        })
        .await
    }

    /// Gives an organisation access to the trajectory.
    async fn grant_access(
        &self,
        ctx: &Context<'_>,
        input: GrantAccessInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let organisation = read.id(&input.organisation, "organisation");
            Intent::GrantAccess(AccessGranted { organisation })
        })
        .await
    }

    /// Ends the access of an organisation.
    async fn expire_access(
        &self,
        ctx: &Context<'_>,
        input: ExpireAccessInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let organisation = read.id(&input.organisation, "organisation");
            Intent::ExpireAccess(AccessExpired { organisation })
        })
        .await
    }
}
