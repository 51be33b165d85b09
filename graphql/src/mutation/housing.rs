//! Where the client lives.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::housing::{
    HousingFound, HousingLost, HousingObserved, ReferenceAddressGranted, ReferenceAddressRefused,
    ReferenceAddressRequested,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// How the client is housed now.
#[derive(Debug, InputObject)]
struct ObserveHousingInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// ETHOS Light (list `ethos`).
    ethos: String,
    /// Since when, if known.
    since: Option<NaiveDate>,
}

/// A reference address is asked for.
#[derive(Debug, InputObject)]
struct RequestReferenceAddressInput {
    #[graphql(flatten)]
    about: OnTrajectory,
}

/// It is granted.
#[derive(Debug, InputObject)]
struct GrantReferenceAddressInput {
    #[graphql(flatten)]
    about: OnTrajectory,
}

/// It is refused.
#[derive(Debug, InputObject)]
struct RefuseReferenceAddressInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Why (list `reference_address_refusal_reason`).
    reason: String,
}

/// The client has a home.
#[derive(Debug, InputObject)]
struct RecordHousingFoundInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// How it is held (list `tenure`).
    tenure: String,
    /// Where (list `municipality`). Absent: outside the region.
    municipality: Option<String>,
    /// The first day. Default: the day it happened.
    from: Option<NaiveDate>,
    /// Whether the client can afford it. Absent: unknown.
    affordable: Option<bool>,
    /// Whether it is large enough. Absent: unknown.
    adequate_size: Option<bool>,
}

/// The client lost the home.
#[derive(Debug, InputObject)]
struct RecordHousingLostInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The first day without it. Default: the day it happened.
    on: Option<NaiveDate>,
    /// Why (list `housing_loss_reason`).
    reason: String,
}

#[derive(Default)]
pub(super) struct HousingMutations;

#[Object]
impl HousingMutations {
    /// Records how the client is housed.
    async fn observe_housing(
        &self,
        ctx: &Context<'_>,
        input: ObserveHousingInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let ethos = Code::new(input.ethos);
            Intent::ObserveHousing(HousingObserved { ethos, since: input.since })
        })
        .await
    }

    /// Records the request for a reference address.
    async fn request_reference_address(
        &self,
        ctx: &Context<'_>,
        input: RequestReferenceAddressInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| Intent::RequestReferenceAddress(ReferenceAddressRequested {}))
            .await
    }

    /// Records that the reference address was granted.
    async fn grant_reference_address(
        &self,
        ctx: &Context<'_>,
        input: GrantReferenceAddressInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| Intent::GrantReferenceAddress(ReferenceAddressGranted {}))
            .await
    }

    /// Records that the reference address was refused.
    async fn refuse_reference_address(
        &self,
        ctx: &Context<'_>,
        input: RefuseReferenceAddressInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let reason = Code::new(input.reason);
            Intent::RefuseReferenceAddress(ReferenceAddressRefused { reason })
        })
        .await
    }

    /// Records that the client found a home.
    async fn record_housing_found(
        &self,
        ctx: &Context<'_>,
        input: RecordHousingFoundInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            Intent::RecordHousingFound(HousingFound {
                tenure: Code::new(input.tenure),
                municipality: input.municipality.map(Code::new),
                from: input.from.unwrap_or(read.on),
                affordable: input.affordable,
                adequate_size: input.adequate_size,
            })
        })
        .await
    }

    /// Records that the client lost the home.
    async fn record_housing_lost(
        &self,
        ctx: &Context<'_>,
        input: RecordHousingLostInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let reason = Code::new(input.reason);
            Intent::RecordHousingLost(HousingLost { on: input.on.unwrap_or(read.on), reason })
        })
        .await
    }
}
