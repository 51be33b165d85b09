//! Reaching a client.

use async_graphql::{Context, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::outreach::ContactAttempted;

use super::{OnTrajectory, TrajectoryPayload, record};

/// Somebody tried to reach the client.
#[derive(Debug, InputObject)]
struct RecordContactAttemptInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// By which means (list `contact_mode`).
    mode: String,
    /// Where, if that matters (list `contact_place`).
    place: Option<String>,
    /// What came of it (list `contact_outcome`).
    outcome: String,
    /// How long it took, in minutes (0 to 1440).
    #[graphql(default)]
    minutes: u32,
}

#[derive(Default)]
pub(super) struct OutreachMutations;

#[Object]
impl OutreachMutations {
    /// Records an attempt to reach the client.
    async fn record_contact_attempt(
        &self,
        ctx: &Context<'_>,
        input: RecordContactAttemptInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::RecordContactAttempt(ContactAttempted {
                mode: Code::new(input.mode),
                place: input.place.map(Code::new),
                outcome: Code::new(input.outcome),
                minutes: input.minutes,
            })
        })
        .await
    }
}
