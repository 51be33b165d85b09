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
        /// What that trajectory lacks is recorded there as well, with its days and its origin. Without
        /// this, a merge by which something would be lost is refused.
        #[graphql(default)]
        take_over: bool,
    } => Intent::MergeTrajectory(MergedInto { other: into, take_over });

    /// Takes a merge back. What was taken over by it is voided in the other trajectory.
    unmerge_trajectory:
    /// It turned out to be no duplicate.
    UnmergeTrajectoryInput {} => Intent::UnmergeTrajectory(Unmerged {});
}
