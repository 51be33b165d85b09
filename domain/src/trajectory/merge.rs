//! Merge: two trajectories turn out to be of one client. The duplicate no longer
//! counts; its history can still be read, and the merge can be undone.

use crate::ids::TrajectoryId;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about duplicates.
    MergeRefusal {
        /// Merged is terminal.
        TrajectoryMerged { into: TrajectoryId }, "TRAJECTORY_MERGED",
            "the trajectory was merged into {into}";
        MergeWithItself, "MERGE_WITH_ITSELF",
            "a trajectory is not merged into itself";
        /// The trajectory to merge into was never opened, is of another region, or was itself merged.
        NothingToMergeInto { other: TrajectoryId }, "NOTHING_TO_MERGE_INTO",
            "there is no trajectory {other} in this region to merge into";
        NotMerged, "NOT_MERGED",
            "the trajectory was not merged";
    }
}

/// This trajectory is a duplicate of another in its region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MergedInto {
    /// The trajectory that goes on.
    pub other: TrajectoryId,
}

/// It turned out to be none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unmerged {}

impl EventPayload<State> for MergedInto {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::when(self.other == state.opened()?.trajectory(), || {
            MergeRefusal::MergeWithItself
        })?;
        // This also refuses a correction of a merge that was undone since, and a merge on a day on
        // which another was in force.
        match state.merged_into {
            Some(into) => Err(MergeRefusal::TrajectoryMerged { into }.into()),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.merged_into = Some(self.other);
    }
}

impl EventPayload<State> for Unmerged {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.merged_into.map_or(Err(MergeRefusal::NotMerged.into()), |_| Ok(()))
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.merged_into = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::story::{attempt, day, opened, participant};
    use crate::trajectory::{Intent, Phase};
    use uuid::Uuid;

    fn other() -> TrajectoryId {
        TrajectoryId(Uuid::from_u128(9))
    }

    #[test]
    fn a_duplicate_steps_aside() {
        let merged = participant().given(day(9), MergedInto { other: other() });
        assert_eq!(merged.state().phase(), Some(Phase::Merged));
    }

    #[test]
    fn merged_is_terminal_but_for_taking_it_back() {
        let merged = || participant().given(day(9), MergedInto { other: other() });
        merged()
            .when(day(10), Intent::RecordContactAttempt(attempt("phone", "reached")))
            .then_refused(&MergeRefusal::TrajectoryMerged { into: other() });
        merged()
            .when(day(10), Intent::MergeTrajectory(MergedInto { other: other() }))
            .then_refused(&MergeRefusal::TrajectoryMerged { into: other() });
        merged()
            .when(day(10), Intent::UnmergeTrajectory(Unmerged {}))
            .then(vec![Unmerged {}.into()]);
        let back = merged().given(day(10), Unmerged {});
        assert_eq!(back.state().phase(), Some(Phase::Active));
    }

    #[test]
    fn what_was_not_merged_is_not_unmerged() {
        participant()
            .when(day(10), Intent::UnmergeTrajectory(Unmerged {}))
            .then_refused(&MergeRefusal::NotMerged);
    }

    #[test]
    fn a_trajectory_is_not_merged_into_itself() {
        let itself = TrajectoryId::of(&opened().region, opened().client);
        participant()
            .when(day(10), Intent::MergeTrajectory(MergedInto { other: itself }))
            .then_refused(&MergeRefusal::MergeWithItself);
    }
}
