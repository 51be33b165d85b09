//! The bridge figure.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::bridge::{BridgeFigureAssigned, BridgeFigureEnded};

use super::{OnTrajectory, TrajectoryPayload, record};

/// One trusted person for the client.
#[derive(Debug, InputObject)]
struct AssignBridgeFigureInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The person, by worker id (a UUID).
    worker: ID,
    /// The organisation, by KBO number.
    organisation: String,
    /// Whether the client was introduced in person.
    #[graphql(default)]
    warm_handover: bool,
}

/// The bridge figure stops.
#[derive(Debug, InputObject)]
struct EndBridgeFigureInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Why (list `bridge_end_reason`).
    reason: String,
}

#[derive(Default)]
pub(super) struct BridgeMutations;

#[Object]
impl BridgeMutations {
    /// Assigns the bridge figure.
    async fn assign_bridge_figure(
        &self,
        ctx: &Context<'_>,
        input: AssignBridgeFigureInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            Intent::AssignBridgeFigure(BridgeFigureAssigned {
                worker: read.id(&input.worker, "worker"),
                organisation: read.id(&input.organisation, "organisation"),
                warm_handover: input.warm_handover,
            })
        })
        .await
    }

    /// Ends the bridge figure.
    async fn end_bridge_figure(
        &self,
        ctx: &Context<'_>,
        input: EndBridgeFigureInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let reason = Code::new(input.reason);
            Intent::EndBridgeFigure(BridgeFigureEnded { reason })
        })
        .await
    }
}
