//! The bridge figure.

use async_graphql::{ID, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::trajectory::bridge;

/// One trusted person for the client.
#[derive(SimpleObject)]
pub(super) struct BridgeFigure {
    /// The person, by worker id.
    worker: ID,
    /// For which organisation, by KBO number.
    organisation: String,
    /// The first day.
    since: NaiveDate,
}

impl BridgeFigure {
    pub(super) fn new(figure: &bridge::BridgeFigure) -> Self {
        Self {
            worker: ID(figure.worker.to_string()),
            organisation: figure.organisation.to_string(),
            since: figure.since,
        }
    }
}
