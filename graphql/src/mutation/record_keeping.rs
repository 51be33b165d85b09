//! Putting right what was recorded wrongly. A correction is the mutation itself, with `corrects`.

use async_graphql::{Context, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::record_keeping::EventVoided;

use super::{OnTrajectory, TrajectoryPayload, record};

/// An event should never have been recorded.
#[derive(Debug, InputObject)]
struct VoidEventInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The event's place in the trajectory, 1 for the first.
    event: u32,
    /// Why (list `correction_reason`).
    reason: String,
}

#[derive(Default)]
pub(super) struct RecordKeepingMutations;

#[Object]
impl RecordKeepingMutations {
    /// Takes an event back. The history keeps it.
    async fn void_event(
        &self,
        ctx: &Context<'_>,
        input: VoidEventInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let reason = Code::new(input.reason);
            Intent::VoidEvent(EventVoided { target: input.event, reason })
        })
        .await
    }
}
