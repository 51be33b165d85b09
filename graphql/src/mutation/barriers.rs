//! What holds a client back.

use loopbrug_domain::catalogue::list::{BarrierDetail, ProblemArea};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::barriers::{
    BarrierIdentified, BarrierReassessed, BarrierRecurred, BarrierResolved,
};

use super::about::OnTrajectory;
use crate::input::Code;

mutations! {
    BarrierMutations on OnTrajectory;

    /// Records what holds the client back.
    identify_barrier:
    /// Something holds the client back.
    IdentifyBarrierInput {
        area: Code<ProblemArea>,
        /// 1 (slight) to 5 (nothing else is possible).
        severity: u32,
        /// Suspected, not established.
        #[graphql(default)]
        suspected: bool,
        /// What of the area it is: one of its details.
        detail: Option<Code<BarrierDetail>>,
        /// What else of the area it is, where it is several of its details.
        #[graphql(default)]
        details: Vec<Code<BarrierDetail>>,
    } => Intent::IdentifyBarrier(BarrierIdentified { area, severity, suspected, detail, details });

    /// Records how severe a barrier is now.
    reassess_barrier:
    /// A barrier is looked at again.
    ReassessBarrierInput {
        area: Code<ProblemArea>,
        /// 1 (slight) to 5 (nothing else is possible).
        severity: u32,
        /// Suspected, not established.
        #[graphql(default)]
        suspected: bool,
        /// What of the area it turns out to be as well: some of its details. What it was before, it still is.
        #[graphql(default)]
        details: Vec<Code<BarrierDetail>>,
        /// What of the area it is no longer.
        #[graphql(default)]
        resolved_details: Vec<Code<BarrierDetail>>,
    } => Intent::ReassessBarrier(BarrierReassessed {
        area,
        severity,
        suspected,
        details,
        resolved_details,
    });

    /// Records that a barrier no longer holds the client back.
    resolve_barrier:
    /// A barrier no longer holds the client back.
    ResolveBarrierInput {
        area: Code<ProblemArea>,
    } => Intent::ResolveBarrier(BarrierResolved { area });

    /// Records that a barrier that was resolved is back.
    record_barrier_recurrence:
    /// A barrier that was resolved is back.
    RecordBarrierRecurrenceInput {
        area: Code<ProblemArea>,
        /// 1 (slight) to 5 (nothing else is possible).
        severity: u32,
        /// What of the area it is this time: some of its details. Empty: what it was before.
        #[graphql(default)]
        details: Vec<Code<BarrierDetail>>,
    } => Intent::RecordBarrierRecurrence(BarrierRecurred { area, severity, details });
}
