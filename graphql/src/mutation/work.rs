//! Jobs.

use loopbrug_domain::catalogue::list::{ContractType, JobEndReason, JobVerificationSource};
use loopbrug_domain::ids::EmploymentId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::work::{EmploymentEnded, EmploymentStarted, EmploymentVerified};

use super::about::OnTrajectory;
use super::given::{DayOrThatDay, Id, New};
use crate::input::Code;

mutations! {
    WorkMutations on OnTrajectory;

    /// Records that the client started in a job.
    start_employment:
    /// The client started in a job.
    StartEmploymentInput {
        /// The job, by a UUID of your own. Default: a new one.
        employment_id: New<EmploymentId>,
        contract: Code<ContractType>,
        /// Share of a full-time week, in percent (1 to 100).
        fte_percent: u32,
        /// Adapted to what the client can do.
        #[graphql(default)]
        adapted: bool,
        /// The first day of work. Default: the day it happened.
        from: DayOrThatDay,
    } => Intent::StartEmployment(EmploymentStarted {
        employment: employment_id,
        contract,
        fte_percent,
        adapted,
        from,
    });

    /// Records that a job was confirmed.
    verify_employment:
    /// Somebody other than the client confirms a job.
    VerifyEmploymentInput {
        /// The job.
        employment_id: Id<EmploymentId>,
        /// By what.
        source: Code<JobVerificationSource>,
    } => Intent::VerifyEmployment(EmploymentVerified { employment: employment_id, source });

    /// Records that a job ended.
    end_employment:
    /// A job ended.
    EndEmploymentInput {
        /// The job.
        employment_id: Id<EmploymentId>,
        /// Why.
        reason: Code<JobEndReason>,
        /// The first day without it. Default: the day it happened.
        on: DayOrThatDay,
    } => Intent::EndEmployment(EmploymentEnded { employment: employment_id, reason, on });
}
