//! The rows of tasks: those of each trajectory, in place of the ones that it had.

use chrono::{NaiveDate, NaiveDateTime};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::tasks::{Task, tasks};
use loopbrug_domain::trajectory::{Opening, Trajectory};
use uuid::Uuid;

use super::fold::Folded;
use super::stream_fold::{RowError, RowSink, in_range};
use super::table_row::table_row;

table_row! {
    /// A row of `trajectory_tasks`.
    TaskRow<'a> of TASKS = "trajectory_tasks" by "trajectory_id, task, about, visible_from" {
        trajectory_id: Uuid,
        task: &'static str,
        about: String,
        visible_from: NaiveDate,
        visible_until: Option<NaiveDate>,
        for_organisation: Option<String>,
        for_worker: Option<Uuid>,
        for_region: Option<&'a str>,
        since: NaiveDate,
        until: Option<NaiveDate>,
        at: Option<NaiveDateTime>,
    }
}

/// The tasks of a trajectory, which may be none.
pub(crate) fn tasks_of(trajectory: &Trajectory, catalogues: &Catalogues) -> Vec<Task> {
    let Some(opening) = &trajectory.state().opening else { return Vec::new() };
    // A version that was published after this process started has the limits of the latest
    // that it knows, until the trajectory is next recorded about.
    let catalogue = catalogues.named_or_latest(&opening.region, opening.catalogue);
    catalogue.map_or_else(Vec::new, |catalogue| tasks(trajectory, catalogue))
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
    to.replace(&TASKS, trajectory_id);
    for Task { kind, about, desk, since, from, last, until, at } in tasks {
        in_range([since, from].into_iter().chain(until))?;
        to.row(&TaskRow {
            trajectory_id,
            task: kind.into(),
            about: about.to_string(),
            visible_from: from,
            visible_until: last,
            for_organisation: desk.organisation().map(|organisation| organisation.to_string()),
            for_worker: desk.worker().map(|worker| worker.0),
            for_region: desk.elsewhere().map(Code::as_str),
            since,
            until,
            at,
        })?;
    }
    Ok(())
}
