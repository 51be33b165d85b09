//! What holds a client back.

use async_graphql::{Context, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::barriers::{
    BarrierIdentified, BarrierReassessed, BarrierRecurred, BarrierResolved,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// Something holds the client back.
#[derive(Debug, InputObject)]
struct IdentifyBarrierInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// List `problem_area`.
    area: String,
    /// 1 (slight) to 5 (nothing else is possible).
    severity: u32,
    /// Suspected, not established.
    #[graphql(default)]
    suspected: bool,
}

/// A barrier is looked at again.
#[derive(Debug, InputObject)]
struct ReassessBarrierInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// List `problem_area`.
    area: String,
    /// 1 (slight) to 5 (nothing else is possible).
    severity: u32,
    /// Suspected, not established.
    #[graphql(default)]
    suspected: bool,
}

/// A barrier no longer holds the client back.
#[derive(Debug, InputObject)]
struct ResolveBarrierInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// List `problem_area`.
    area: String,
}

/// A barrier that was resolved is back.
#[derive(Debug, InputObject)]
struct RecordBarrierRecurrenceInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// List `problem_area`.
    area: String,
    /// 1 (slight) to 5 (nothing else is possible).
    severity: u32,
}

#[derive(Default)]
pub(super) struct BarrierMutations;

#[Object]
impl BarrierMutations {
    /// Records what holds the client back.
    async fn identify_barrier(
        &self,
        ctx: &Context<'_>,
        input: IdentifyBarrierInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::IdentifyBarrier(BarrierIdentified {
                area: Code::new(input.area),
                severity: input.severity,
                suspected: input.suspected,
            })
        })
        .await
    }

    /// Records how severe a barrier is now.
    async fn reassess_barrier(
        &self,
        ctx: &Context<'_>,
        input: ReassessBarrierInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::ReassessBarrier(BarrierReassessed {
                area: Code::new(input.area),
                severity: input.severity,
                suspected: input.suspected,
            })
        })
        .await
    }

    /// Records that a barrier no longer holds the client back.
    async fn resolve_barrier(
        &self,
        ctx: &Context<'_>,
        input: ResolveBarrierInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::ResolveBarrier(BarrierResolved { area: Code::new(input.area) })
        })
        .await
    }

    /// Records that a barrier that was resolved is back.
    async fn record_barrier_recurrence(
        &self,
        ctx: &Context<'_>,
        input: RecordBarrierRecurrenceInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let area = Code::new(input.area);
            let severity = input.severity;
            Intent::RecordBarrierRecurrence(BarrierRecurred { area, severity })
        })
        .await
    }
}
