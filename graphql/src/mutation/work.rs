//! Jobs.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::EmploymentId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::work::{EmploymentEnded, EmploymentStarted, EmploymentVerified};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The client started in a job.
#[derive(Debug, InputObject)]
struct StartEmploymentInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The job, by a UUID of your own. Default: a new one.
    employment_id: Option<ID>,
    /// List `contract_type`.
    contract: String,
    /// Share of a full-time week, in percent (1 to 100).
    fte_percent: u32,
    /// Adapted to what the client can do.
    #[graphql(default)]
    adapted: bool,
    /// The first day of work. Default: the day it happened.
    from: Option<NaiveDate>,
}

/// Somebody other than the client confirms a job.
#[derive(Debug, InputObject)]
struct VerifyEmploymentInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The job.
    employment_id: ID,
    /// By what (list `job_verification_source`).
    source: String,
}

/// A job ended.
#[derive(Debug, InputObject)]
struct EndEmploymentInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The job.
    employment_id: ID,
    /// Why (list `job_end_reason`).
    reason: String,
    /// The first day without it. Default: the day it happened.
    on: Option<NaiveDate>,
}

#[derive(Default)]
pub(super) struct WorkMutations;

#[Object]
impl WorkMutations {
    /// Records that the client started in a job.
    async fn start_employment(
        &self,
        ctx: &Context<'_>,
        input: StartEmploymentInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let employment = read.id_or_new(
                input.employment_id.as_ref(),
                "employmentId",
                "employment",
                EmploymentId,
            );
            Intent::StartEmployment(EmploymentStarted {
                employment,
                contract: Code::new(input.contract),
                fte_percent: input.fte_percent,
                adapted: input.adapted,
                from: input.from.unwrap_or(read.on),
            })
        })
        .await
    }

    /// Records that a job was confirmed.
    async fn verify_employment(
        &self,
        ctx: &Context<'_>,
        input: VerifyEmploymentInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let employment = read.id(&input.employment_id, "employmentId");
            let source = Code::new(input.source);
            Intent::VerifyEmployment(EmploymentVerified { employment, source })
        })
        .await
    }

    /// Records that a job ended.
    async fn end_employment(
        &self,
        ctx: &Context<'_>,
        input: EndEmploymentInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            Intent::EndEmployment(EmploymentEnded {
                employment: read.id(&input.employment_id, "employmentId"),
                reason: Code::new(input.reason),
                on: input.on.unwrap_or(read.on),
            })
        })
        .await
    }
}
