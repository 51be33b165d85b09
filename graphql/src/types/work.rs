//! A job.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::trajectory::work;

use super::Coded;
use super::shows::shows;

shows! {
    /// A job.
    Job of (&work::Job, NaiveDate) as shown {
        /// Its id.
        employment_id: ID = shown.0.start.employment,
        /// The kind of contract.
        contract: Coded = shown.0.start.contract,
        /// Share of a full-time week, in percent.
        fte_percent: u32 = shown.0.start.fte_percent,
        /// Adapted to what the client can do.
        adapted: bool = shown.0.start.adapted,
        /// What was adapted.
        adaptations: Vec<Coded> = shown.0.start.adaptations,
        /// What supports it.
        support: Vec<Coded> = shown.0.start.support,
        /// The employer: a KBO number, or the name of the company. Absent: unknown.
        employer: Option<String> = shown.0.start.employer,
        /// The first day of work.
        from: NaiveDate = shown.0.start.from,
        /// Whether it is still to begin today.
        planned: bool = shown.0.is_planned(shown.1),
        /// By what it was confirmed.
        verified_by: Option<Coded> = shown.0.verified,
        /// The first day without it.
        ended_on: Option<NaiveDate> = shown.0.end.as_ref().map(|end| end.on),
        /// Why it ended.
        end_reason: Option<Coded> = shown.0.end.as_ref().map(|end| &end.reason),
    }

    /// A job that was planned and never began.
    CancelledJob of work::CancelledJob as cancelled {
        /// The id that the job would have had.
        employment_id: ID = cancelled.job.start.employment,
        /// The day that would have been the first.
        from: NaiveDate = cancelled.job.start.from,
        /// The day that it was cancelled.
        on: NaiveDate,
        /// Why.
        reason: Coded,
    }
}
