//! What a person asked for who a trajectory is about.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::trajectory::erasure;

use super::Coded;
use super::shows::shows;

shows! {
    /// What the client asked for, and what became of it.
    Rights of erasure::Rights as rights {
        /// The day since which nothing is done with the data, at the client's request.
        restricted_since: Option<NaiveDate>,
        /// The request for erasure that waits for the steward.
        erasure_requested: Option<ErasureRequest>,
        /// Decisions on erasure, in order.
        erasure_decisions: Vec<ErasureDecision>,
        /// The moment (UTC) from which on the client's key is gone, and what was sealed cannot be read by anybody.
        key_destroyed_at: Option<DateTime<Utc>>,
    }

    /// A request for erasure.
    ErasureRequest of erasure::ErasureRequest as request {
        /// The day.
        on: NaiveDate,
        /// On what ground.
        ground: Coded,
    }

    /// A decision on erasure.
    ErasureDecision of erasure::ErasureDecision as decision {
        /// The day.
        on: NaiveDate,
        /// Whether the data are erased.
        granted: bool,
        /// On what ground.
        ground: Coded,
    }
}
