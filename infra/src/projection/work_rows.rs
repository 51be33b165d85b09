//! The rows of the work list: the tasks of each trajectory, in place of those that it had.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::trajectory::tasks::{Task, TaskKind, tasks};
use loopbrug_domain::trajectory::{Opening, State};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::views::task_name;

/// Rows to be written, column by column.
#[derive(Debug, Default)]
pub(super) struct WorkRows {
    changed: Vec<Uuid>,
    trajectories: Vec<Uuid>,
    tasks: Vec<&'static str>,
    months: Vec<i32>,
    since: Vec<NaiveDate>,
    visible_from: Vec<NaiveDate>,
    until: Vec<Option<NaiveDate>>,
}

impl WorkRows {
    /// Adds the tasks of a trajectory, which may be none.
    pub(super) fn add(&mut self, opening: &Opening, state: &State, catalogues: &Catalogues) {
        let (region, trajectory) = (opening.region.as_str(), opening.trajectory().0);
        self.changed.push(trajectory);
        // A version that was published after this process started has the limits of the latest
        // that it knows, until the trajectory is next recorded about.
        let named = catalogues.get(region, opening.catalogue);
        let Some(catalogue) = named.or_else(|| catalogues.latest(region)) else { return };
        for task in tasks(state, catalogue) {
            self.push(trajectory, task);
        }
    }

    fn push(&mut self, trajectory: Uuid, task: Task) {
        let month = match task.kind {
            TaskKind::FollowUp(month) => i32::try_from(month).unwrap_or(i32::MAX),
            _ => 0,
        };
        self.trajectories.push(trajectory);
        self.tasks.push(task_name(task.kind));
        self.months.push(month);
        self.since.push(task.since);
        self.visible_from.push(task.from);
        self.until.push(task.until);
    }

    pub(super) async fn write(
        self,
        connection: &mut PgConnection,
        region: &Code,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM work_list WHERE region = $1 AND trajectory_id = ANY($2)")
            .bind(region.as_str())
            .bind(self.changed)
            .execute(&mut *connection)
            .await?;
        sqlx::query(
            "INSERT INTO work_list
                 (region, trajectory_id, task, month, since, visible_from, until)
             SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::integer[], $5::date[],
                                      $6::date[], $7::date[])",
        )
        .bind(region.as_str())
        .bind(self.trajectories)
        .bind(self.tasks)
        .bind(self.months)
        .bind(self.since)
        .bind(self.visible_from)
        .bind(self.until)
        .execute(connection)
        .await?;
        Ok(())
    }
}
