//! The bridge figure.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::bridge::{BridgeFigureAssigned, BridgeFigureEnded};

use super::{Recording, TrajectoryPayload, record};

/// One trusted person for the client.
#[derive(Debug, InputObject)]
struct AssignBridgeFigureInput {
    #[graphql(flatten)]
    recording: Recording,
    /// The trajectory.
    trajectory_id: ID,
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
    recording: Recording,
    /// The trajectory.
    trajectory_id: ID,
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
        record(ctx, input.recording, input.trajectory_id, |read| {
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
        record(ctx, input.recording, input.trajectory_id, |_| {
            let reason = Code::new(input.reason);
            Intent::EndBridgeFigure(BridgeFigureEnded { reason })
        })
        .await
    }
}
