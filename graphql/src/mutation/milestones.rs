//! Steps forward and back.

use loopbrug_domain::catalogue::list::{Evidence, Milestone, ProblemArea};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::milestones::{MilestoneReached, RelapseRecorded};

use super::about::OnTrajectory;
use crate::input::Code;

mutations! {
    MilestoneMutations on OnTrajectory;

    /// Records a step forward.
    record_milestone_reached:
    /// The client takes a step forward.
    RecordMilestoneReachedInput {
        /// Which.
        milestone: Code<Milestone>,
        /// What it rests on: of a kind that the catalogue names for the milestone.
        evidence: Code<Evidence>,
    } => Intent::RecordMilestoneReached(MilestoneReached { milestone, evidence });

    /// Records a step back.
    record_relapse:
    /// The client falls back.
    RecordRelapseInput {
        /// In which problem area.
        area: Code<ProblemArea>,
    } => Intent::RecordRelapse(RelapseRecorded { area });
}
