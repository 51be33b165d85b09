//! A job.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::trajectory::work;

use super::Coded;
use super::shows::shows;

shows! {
    /// A job.
    Job of work::Job as job {
        /// Its id.
        employment_id: ID = job.start.employment,
        /// The kind of contract.
        contract: Coded = job.start.contract,
        /// Share of a full-time week, in percent.
        fte_percent: u32 = job.start.fte_percent,
        /// Adapted to what the client can do.
        adapted: bool = job.start.adapted,
        /// The first day of work.
        from: NaiveDate = job.start.from,
        /// By what it was confirmed.
        verified_by: Option<Coded> = job.verified,
        /// The first day without it.
        ended_on: Option<NaiveDate> = job.end.as_ref().map(|end| end.on),
        /// Why it ended.
        end_reason: Option<Coded> = job.end.as_ref().map(|end| &end.reason),
    }
}
