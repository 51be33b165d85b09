//! Duplicates.

use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::merge::{MergedInto, Unmerged};

use super::about::OnTrajectory;
use super::given::Id;

mutations! {
    MergeMutations on OnTrajectory;

    /// Marks a duplicate: it counts no longer.
    merge_trajectory:
    /// The trajectory is a duplicate of another in its region.
    MergeTrajectoryInput {
        /// The trajectory that goes on.
        into: Id<TrajectoryId>,
    } => Intent::MergeTrajectory(MergedInto { other: into });

    /// Takes a merge back.
    unmerge_trajectory:
    /// It turned out to be no duplicate.
    UnmergeTrajectoryInput {} => Intent::UnmergeTrajectory(Unmerged {});
}
