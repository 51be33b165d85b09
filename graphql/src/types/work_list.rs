//! What is to be done for a client.

use async_graphql::{Enum, Error, ID};
use chrono::{Datelike, NaiveDate};
use loopbrug_domain::trajectory::tasks::TaskKind;
use loopbrug_infra::views::{WorkItem, WorkPlace, task_name, task_of_name};

use super::Coded;
use super::page::{Listed, no_cursor};
use super::shows::shows;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "TaskKind")]
pub(crate) enum Kind {
    /// Find the client a bridge figure.
    AssignBridgeFigure,
    /// Get in contact with the client.
    MakeContact,
    /// Record the situation on leaving.
    RecordExit,
    /// Follow up, months after leaving.
    FollowUp,
}

impl Listed for WorkItemView {
    const LIST: &'static str = "WorkList";

    type Row = WorkItem;

    fn cursor(item: &WorkItem) -> String {
        cursor_of(&item.place())
    }
}

/// Reads the cursor of something to be done.
pub(crate) fn work_place(cursor: &str, _: &'static str) -> Result<WorkPlace, Error> {
    place(cursor).ok_or_else(|| no_cursor(cursor))
}

/// What goes for the last day where there is none.
const NO_DAY: &str = "-";

fn cursor_of(place: &WorkPlace) -> String {
    let WorkPlace { until, from, trajectory, kind } = place;
    let until = until.map_or_else(|| NO_DAY.to_owned(), |day| day.to_string());
    let month = month_of(*kind).unwrap_or(0);
    format!("{until}/{from}/{trajectory}/{}/{month}", task_name(*kind))
}

fn place(cursor: &str) -> Option<WorkPlace> {
    let mut parts = cursor.split('/');
    let until = match parts.next()? {
        NO_DAY => None,
        day => Some(cursor_day(day)?),
    };
    let from = cursor_day(parts.next()?)?;
    let trajectory = parts.next()?.parse().ok()?;
    let (task, month) = (parts.next()?, parts.next()?.parse().ok()?);
    let kind = task_of_name(task, month)?;
    parts.next().is_none().then_some(WorkPlace { until, from, trajectory, kind })
}

/// A day of a cursor. Tasks are due after what is recorded, so their days go further than those may.
fn cursor_day(text: &str) -> Option<NaiveDate> {
    text.parse::<NaiveDate>().ok().filter(|day| (1..=9999).contains(&day.year()))
}

/// Months after leaving, for a follow-up.
fn month_of(kind: TaskKind) -> Option<u32> {
    match kind {
        TaskKind::FollowUp(month) => Some(month),
        _ => None,
    }
}

shows! {
    /// Something to be done for a client.
    #[graphql(name = "WorkItem")]
    WorkItemView of WorkItem as item {
        /// The trajectory, by Relay id.
        trajectory_id: ID = item.trajectory,
        /// What is to be done.
        kind: Kind = item.task.kind,
        /// Months after leaving, for a follow-up.
        month: Option<u32> = month_of(item.task.kind),
        /// Since when it is so; for what is to be done about a day: that day.
        since: NaiveDate = item.task.since,
        /// The last day to do it. Absent: the sooner, the better.
        until: Option<NaiveDate> = item.task.until,
        /// Whether the last day has passed.
        overdue: bool,
        /// Where the client stays.
        municipality: Coded,
        /// The bridge figure, by worker id.
        bridge_figure: Option<ID>,
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::ids::TrajectoryId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_cursor_names_the_place_that_it_was_made_of() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (until, kind) in [
            (None, TaskKind::MakeContact),
            (Some(day("2024-03-01")), TaskKind::FollowUp(6)),
            (Some(day("2199-12-31")), TaskKind::RecordExit),
        ] {
            let trajectory = TrajectoryId(Uuid::from_u128(7));
            let place = WorkPlace { until, from: day("2024-02-29"), trajectory, kind };
            assert_eq!(work_place(&cursor_of(&place), "after").unwrap(), place);
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let id = Uuid::from_u128(7);
        for cursor in [
            String::new(),
            "-/2024-01-01".to_owned(),
            format!("-/-/{id}/follow_up/6"),
            format!("-/2024-02-30/{id}/follow_up/6"),
            format!("-/-262143-01-01/{id}/follow_up/6"),
            format!("+262142-12-31/2024-01-01/{id}/follow_up/6"),
            format!("-/2024-01-01/{id}/sleep/6"),
            format!("-/2024-01-01/{id}/follow_up/-1"),
            format!("-/2024-01-01/{id}/follow_up/6/"),
            "-/2024-01-01/x/follow_up/6".to_owned(),
        ] {
            assert!(work_place(&cursor, "after").is_err(), "{cursor}");
        }
    }
}
