//! The rows of the work list: the tasks of each trajectory, in place of those that it had.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::trajectory::tasks::{TaskKind, tasks};
use loopbrug_domain::trajectory::{Opening, State};
use serde::Serialize;
use uuid::Uuid;

use super::stream_fold::{RowError, RowSink, Table};
use crate::views::task_name;

pub(super) const WORK_LIST: Table = Table { name: "work_list", key: "trajectory_id, task, month" };

/// A row of `work_list`.
#[derive(Serialize)]
struct WorkRow {
    trajectory_id: Uuid,
    task: &'static str,
    month: u32,
    since: NaiveDate,
    visible_from: NaiveDate,
    until: Option<NaiveDate>,
}

/// Gives the tasks of a trajectory, which may be none.
pub(super) fn of(
    opening: &Opening,
    state: &State,
    catalogues: &Catalogues,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let (region, trajectory_id) = (opening.region.as_str(), opening.trajectory().0);
    to.replace(&WORK_LIST, trajectory_id);
    // A version that was published after this process started has the limits of the latest
    // that it knows, until the trajectory is next recorded about.
    let named = catalogues.get(region, opening.catalogue);
    let Some(catalogue) = named.or_else(|| catalogues.latest(region)) else { return Ok(()) };
    for task in tasks(state, catalogue) {
        let month = match task.kind {
            TaskKind::FollowUp(month) => month,
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
        to.row(&WORK_LIST, &row)?;
    }
    Ok(())
}
