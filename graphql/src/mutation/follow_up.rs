//! What lasts, months after the closing.

use async_graphql::{Context, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::follow_up::{FollowUpEnded, FollowUpUnreachable, FollowedUp};

use super::{OnTrajectory, TrajectoryPayload, record};

/// How the client stands months later; what is absent is unknown.
#[derive(Debug, InputObject)]
struct RecordFollowUpInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Months after the closing: one of those that the catalogue asks for.
    month: u32,
    /// Whether the client was reached; a register tells without that.
    reached: bool,
    /// How (list `follow_up_method`).
    method: String,
    /// Work or not (list `labour_status`).
    labour: Option<String>,
    /// List `contract_type`.
    contract: Option<String>,
    /// Share of a full-time week, in percent (1 to 100).
    fte_percent: Option<u32>,
    /// In a better situation on the labour market than at entry.
    improved: Option<bool>,
    /// ETHOS Light (list `ethos`).
    housing: Option<String>,
}

/// Nobody could tell how the client stands.
#[derive(Debug, InputObject)]
struct RecordFollowUpUnreachableInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Months after the closing: one of those that the catalogue asks for.
    month: u32,
    /// How often somebody tried (1 to 100).
    attempts: u32,
}

/// Nothing more is followed up.
#[derive(Debug, InputObject)]
struct EndFollowUpInput {
    #[graphql(flatten)]
    about: OnTrajectory,
}

#[derive(Default)]
pub(super) struct FollowUpMutations;

#[Object]
impl FollowUpMutations {
    /// Records how the client stands. With the last month the follow-up ends.
    async fn record_follow_up(
        &self,
        ctx: &Context<'_>,
        input: RecordFollowUpInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::RecordFollowUp(FollowedUp {
                month: input.month,
                reached: input.reached,
                method: Code::new(input.method),
                labour: input.labour.map(Code::new),
                contract: input.contract.map(Code::new),
                fte_percent: input.fte_percent,
                improved: input.improved,
                housing: input.housing.map(Code::new),
            })
        })
        .await
    }

    /// Records that the client could not be reached for a follow-up.
    async fn record_follow_up_unreachable(
        &self,
        ctx: &Context<'_>,
        input: RecordFollowUpUnreachableInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let (month, attempts) = (input.month, input.attempts);
            Intent::RecordFollowUpUnreachable(FollowUpUnreachable { month, attempts })
        })
        .await
    }

    /// Ends the follow-up when the last month was unreachable.
    async fn end_follow_up(
        &self,
        ctx: &Context<'_>,
        input: EndFollowUpInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| Intent::EndFollowUp(FollowUpEnded {})).await
    }
}
