//! What is to be done for a client.

use std::sync::Arc;

use async_graphql::{Enum, ID, Object};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, CodeKind};
use loopbrug_domain::trajectory::tasks::TaskKind;
use loopbrug_infra::views::WorkItem;

use super::Coded;
use crate::id;

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

/// Something to be done for a client.
pub(crate) struct WorkItemView {
    pub(crate) item: WorkItem,
    pub(crate) catalogue: Arc<Catalogue>,
}

/// Something to be done for a client.
#[Object(name = "WorkItem")]
impl WorkItemView {
    /// The trajectory, by Relay id.
    async fn trajectory_id(&self) -> ID {
        id::of_trajectory(self.item.trajectory)
    }

    /// What is to be done.
    async fn kind(&self) -> Kind {
        match self.item.task.kind {
            TaskKind::AssignBridgeFigure => Kind::AssignBridgeFigure,
            TaskKind::MakeContact => Kind::MakeContact,
            TaskKind::RecordExit => Kind::RecordExit,
            TaskKind::FollowUp(_) => Kind::FollowUp,
        }
    }

    /// Months after leaving, for a follow-up.
    async fn month(&self) -> Option<u32> {
        match self.item.task.kind {
            TaskKind::FollowUp(month) => Some(month),
            _ => None,
        }
    }

    /// Since when it is so; for what is to be done about a day: that day.
    async fn since(&self) -> NaiveDate {
        self.item.task.since
    }

    /// The last day to do it. Absent: the sooner, the better.
    async fn until(&self) -> Option<NaiveDate> {
        self.item.task.until
    }

    /// Whether the last day has passed.
    async fn overdue(&self) -> bool {
        self.item.overdue
    }

    /// Where the client stays.
    async fn municipality(&self) -> Coded {
        Coded::new(&self.catalogue, CodeKind::Municipality, &self.item.municipality)
    }

    /// The bridge figure, by worker id.
    async fn bridge_figure(&self) -> Option<ID> {
        self.item.bridge_figure.map(|worker| ID(worker.to_string()))
    }
}
