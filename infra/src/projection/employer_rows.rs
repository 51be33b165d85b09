//! The rows of the employers that a trajectory has to do with, in place of the ones that it had.

use std::collections::BTreeMap;

use loopbrug_domain::employer::Employer;
use loopbrug_domain::ids::EmployerId;
use loopbrug_domain::trajectory::{Opening, State};
use uuid::Uuid;

use super::fold::Folded;
use super::stream_fold::{RowError, RowSink};
use super::table_row::table_row;
use loopbrug_domain::stream::Stream;

table_row! {
    /// A row of `trajectory_employers`.
    EmployerOfTrajectoryRow of EMPLOYERS_OF_TRAJECTORY = "trajectory_employers"
        by "trajectory_id, employer_id" {
        trajectory_id: Uuid,
        employer_id: Uuid,
        coached: i64,
        jobs: i64,
        practice_floors: i64,
    }
}

/// What a trajectory has to do with an employer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct AtEmployer {
    coached: i64,
    jobs: i64,
    practice_floors: i64,
}

/// The employers that a trajectory has to do with. One that is merged into another has none, since what it says of
/// them goes on there; a job that was cancelled before it began is none.
pub(super) fn employers_of(state: &State) -> BTreeMap<EmployerId, AtEmployer> {
    let mut employers = BTreeMap::<_, AtEmployer>::new();
    let Some(opening) = state.opening.as_ref().filter(|_| state.merged_into.is_none()) else {
        return employers;
    };
    let mut of = |employer: &Employer, count: fn(&mut AtEmployer) -> &mut i64| {
        let id = EmployerId::of(&opening.region, employer);
        *count(employers.entry(id).or_default()) += 1;
    };
    state.practice.coaching.iter().for_each(|one| of(&one.what.employer, |at| &mut at.coached));
    let jobs = state.work.jobs.iter().filter_map(|job| job.start.employer.as_ref());
    jobs.for_each(|employer| of(employer, |at| &mut at.jobs));
    state
        .practice
        .floors
        .iter()
        .for_each(|floor| of(&floor.start.site, |at| &mut at.practice_floors));
    employers
}

/// Gives the rows of a trajectory's employers, unless it has them already.
pub(super) fn of(
    folded: &Folded,
    opening: &Opening,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let employers = employers_of(folded.fold.trajectory().state());
    let written = folded.written.as_ref().map(|written| &written.employers);
    if written.is_some_and(|written| *written == employers) {
        return Ok(());
    }
    let trajectory_id = opening.trajectory().0;
    to.replace(&EMPLOYERS_OF_TRAJECTORY, trajectory_id);
    for (employer, AtEmployer { coached, jobs, practice_floors }) in employers {
        let employer_id = employer.0;
        to.row(&EmployerOfTrajectoryRow {
            trajectory_id,
            employer_id,
            coached,
            jobs,
            practice_floors,
        })?;
    }
    Ok(())
}
