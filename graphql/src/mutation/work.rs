//! Jobs.

use loopbrug_domain::catalogue::list::{
    CancellationReason, ContractType, JobEndReason, JobVerificationSource, WorkSupport,
    WorkplaceAdaptation,
};
use loopbrug_domain::ids::EmploymentId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::work::{
    EmploymentCancelled, EmploymentEnded, EmploymentStarted, EmploymentVerified,
};

use super::about::OnTrajectory;
use super::given::{DayOrThatDay, Id, NamedEmployer, New};
use crate::input::Code;

mutations! {
    WorkMutations on OnTrajectory;

    /// Records that the client started in a job, or is going to.
    start_employment:
    /// The client started in a job, or is going to.
    StartEmploymentInput {
        /// The job, by a UUID of your own. Default: a new one.
        employment_id: New<EmploymentId>,
        contract: Code<ContractType>,
        /// Share of a full-time week, in percent (1 to 100).
        fte_percent: u32,
        /// Adapted to what the client can do. It is where `adaptations` are named.
        #[graphql(default)]
        adapted: bool,
        /// The first day of work; it may lie ahead, by the limit `planned_start_days` at most. Default: the day it
        /// happened.
        from: DayOrThatDay,
        /// The employer, by KBO number or by a name that is registered (`registerEmployer`); never by that of a person
        /// who works there.
        /// Absent: unknown.
        employer: Option<NamedEmployer>,
        /// What was adapted.
        #[graphql(default)]
        adaptations: Vec<Code<WorkplaceAdaptation>>,
        /// What supports it.
        #[graphql(default)]
        support: Vec<Code<WorkSupport>>,
    } => Intent::StartEmployment(EmploymentStarted {
        employment: employment_id,
        contract,
        fte_percent,
        adapted: adapted || !adaptations.is_empty(),
        from,
        employer,
        adaptations,
        support,
    });

    /// Records that a planned job will not begin.
    cancel_employment:
    /// A planned job falls through before its first day, or on it.
    CancelEmploymentInput {
        /// The job.
        employment_id: Id<EmploymentId>,
        /// Why.
        reason: Code<CancellationReason>,
    } => Intent::CancelEmployment(EmploymentCancelled { employment: employment_id, reason });

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
