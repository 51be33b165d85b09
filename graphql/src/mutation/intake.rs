//! Completing an intake.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::intake::IntakeCompleted;

use super::{OnTrajectory, TrajectoryPayload, record};

/// The entry data of the ESF+ indicators. What is absent is unknown.
#[derive(Debug, InputObject)]
struct CompleteIntakeInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The day of entry. Default: the day of the intake.
    entry_on: Option<NaiveDate>,
    /// Work or not (list `labour_status`).
    labour_status: Option<String>,
    /// Since when unemployed.
    unemployed_since: Option<NaiveDate>,
    /// Works full time at entry, and so is not in the target group.
    full_time_worker: Option<bool>,
    /// List `gender`.
    gender: Option<String>,
    /// Years at entry (0 to 120).
    age: Option<u32>,
    /// Highest level of education (list `isced`).
    isced: Option<String>,
    /// List `nationality_group`.
    nationality_group: Option<String>,
    /// Foreign background (EECO14).
    foreign_background: Option<bool>,
    /// ETHOS Light (list `ethos`).
    housing: Option<String>,
    /// List `household`.
    household: Option<String>,
    /// List `income_source`. Empty: none.
    income_sources: Option<Vec<String>>,
    /// List `digital_access`.
    digital_access: Option<String>,
    /// With a disability (EECO12).
    disability: Option<bool>,
    /// Of a minority (EECO15).
    minority: Option<bool>,
}

#[derive(Default)]
pub(super) struct IntakeMutations;

#[Object]
impl IntakeMutations {
    /// Completes the intake: the client becomes a participant.
    async fn complete_intake(
        &self,
        ctx: &Context<'_>,
        input: CompleteIntakeInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            Intent::CompleteIntake(IntakeCompleted {
                entry_on: input.entry_on.unwrap_or(read.on),
                labour_status: input.labour_status.map(Code::new),
                unemployed_since: input.unemployed_since,
                full_time_worker: input.full_time_worker,
                gender: input.gender.map(Code::new),
                age: input.age,
                isced: input.isced.map(Code::new),
                nationality_group: input.nationality_group.map(Code::new),
                foreign_background: input.foreign_background,
                housing: input.housing.map(Code::new),
                household: input.household.map(Code::new),
                income_sources: input
                    .income_sources
                    .map(|sources| sources.into_iter().map(Code::new).collect()),
                digital_access: input.digital_access.map(Code::new),
                disability: input.disability,
                minority: input.minority,
            })
        })
        .await
    }
}
