//! The rows of the work list: the tasks of each trajectory, in place of those that it had.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::tasks::{Task, TaskKind, tasks};
use loopbrug_domain::trajectory::{Opening, Trajectory};
use uuid::Uuid;

use super::fold::Folded;
use super::stream_fold::{RowError, RowSink, in_range};
use super::table_row::table_row;
use crate::views::task_name;

table_row! {
    /// A row of `work_list`.
    WorkRow<'a> of WORK_LIST = "work_list" by "trajectory_id, task, month" {
        trajectory_id: Uuid,
        task: &'a str,
        month: i32,
        since: NaiveDate,
        visible_from: NaiveDate,
        until: Option<NaiveDate>,
    }
}

/// The tasks of a trajectory, which may be none.
pub(super) fn tasks_of(trajectory: &Trajectory, catalogues: &Catalogues) -> Vec<Task> {
    let state = trajectory.state();
    let Some(opening) = &state.opening else { return Vec::new() };
    let region = opening.region.as_str();
    // A version that was published after this process started has the limits of the latest
    // that it knows, until the trajectory is next recorded about.
    let named = catalogues.get(region, opening.catalogue);
    let catalogue = named.or_else(|| catalogues.latest(region));
    catalogue.map_or_else(Vec::new, |catalogue| tasks(state, catalogue))
}

/// Gives the rows of a trajectory's tasks, unless it has them already.
pub(super) fn of(
    folded: &Folded,
    opening: &Opening,
    catalogues: &Catalogues,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let tasks = tasks_of(folded.fold.trajectory(), catalogues);
    if folded.written.as_ref().is_some_and(|written| written.tasks == tasks) {
        return Ok(());
    }
    let trajectory_id = opening.trajectory().0;
    to.replace(&WORK_LIST, trajectory_id);
    for task in tasks {
        let month = match task.kind {
            TaskKind::FollowUp(month) => i32::try_from(month).unwrap_or(i32::MAX),
            _ => 0,
        };
        let row = WorkRow {
            trajectory_id,
            task: task_name(task.kind),
            month,
            since: task.since,
            visible_from: task.from,
            until: task.until,
        };
        in_range([row.since, row.visible_from].into_iter().chain(row.until))?;
        to.row(&row)?;
    }
    Ok(())
}
