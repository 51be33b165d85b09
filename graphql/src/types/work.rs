//! A job.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::work;

use super::Coded;

/// A job.
#[derive(SimpleObject)]
pub(crate) struct Job {
    /// Its id.
    employment_id: ID,
    /// The kind of contract.
    contract: Coded,
    /// Share of a full-time week, in percent.
    fte_percent: u32,
    /// Adapted to what the client can do.
    adapted: bool,
    /// The first day of work.
    from: NaiveDate,
    /// By what it was confirmed.
    verified_by: Option<Coded>,
    /// The first day without it.
    ended_on: Option<NaiveDate>,
    /// Why it ended.
    end_reason: Option<Coded>,
}

impl Job {
    pub(super) fn new(job: &work::Job, catalogue: &Arc<Catalogue>) -> Self {
        let (start, end) = (&job.start, job.end.as_ref());
        let verified = job.verified.as_ref();
        Self {
            employment_id: ID(start.employment.to_string()),
            contract: Coded::new(catalogue, &start.contract),
            fte_percent: start.fte_percent,
            adapted: start.adapted,
            from: start.from,
            verified_by: verified.map(|source| Coded::new(catalogue, source)),
            ended_on: end.map(|end| end.on),
            end_reason: end.map(|end| Coded::new(catalogue, &end.reason)),
        }
    }
}
