//! Taking over.

use async_graphql::{ID, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::trajectory::transfer;

use crate::id;

/// Somebody is asked to take over.
#[derive(SimpleObject)]
pub(super) struct TransferRequest {
    /// The day of the request.
    on: NaiveDate,
    /// Who is asked, by KBO number.
    organisation: String,
    /// Where it would go on; absent: in this region.
    region: Option<String>,
}

/// A trajectory of the same client in another region.
#[derive(SimpleObject)]
pub(super) struct LinkedTrajectory {
    /// The region.
    region: String,
    /// The trajectory.
    trajectory_id: ID,
}

impl LinkedTrajectory {
    pub(super) fn new(linked: &transfer::LinkedTrajectory) -> Self {
        let trajectory_id = id::of_trajectory(linked.trajectory);
        Self { region: linked.region.to_string(), trajectory_id }
    }
}

impl TransferRequest {
    pub(super) fn new(pending: &transfer::PendingTransfer) -> Self {
        Self {
            on: pending.on,
            organisation: pending.organisation.to_string(),
            region: pending.region.as_ref().map(ToString::to_string),
        }
    }
}
