//! A list of trajectories, page by page (Relay).

use std::sync::Arc;

use async_graphql::{Error, ID, Object, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::ids::{MalformedId, TrajectoryId};
use loopbrug_infra::views::{Overview, Page, TrajectoryPage};

use super::Coded;
use super::page::PageInfo;
use crate::day::in_range;
use crate::error::coded;
use crate::id;

/// A page of trajectories, the one opened last first.
#[derive(SimpleObject)]
pub(crate) struct TrajectoryConnection {
    edges: Vec<TrajectoryEdge>,
    page_info: PageInfo,
}

/// A trajectory and its place in the list.
#[derive(SimpleObject)]
struct TrajectoryEdge {
    cursor: String,
    node: TrajectoryOverview,
}

/// A trajectory in a list. Ask `trajectory` for all of it.
struct TrajectoryOverview {
    row: Overview,
    catalogue: Arc<Catalogue>,
}

/// The page that is asked for.
pub(crate) fn page_of(first: u32, after: Option<&str>) -> Result<Page, Error> {
    let after = after.map(|cursor| -> Result<_, Error> {
        let malformed =
            || coded("MALFORMED_ID", MalformedId { kind: "cursor", text: cursor.to_owned() });
        let (day, trajectory) = cursor.split_once('/').ok_or_else(malformed)?;
        let day = in_range(day.parse::<NaiveDate>().map_err(|_| malformed())?, "after")?;
        Ok((day, trajectory.parse::<TrajectoryId>().map_err(|_| malformed())?))
    });
    Ok(Page { first, after: after.transpose()? })
}

fn cursor_of(row: &Overview) -> String {
    format!("{}/{}", row.opened_on, row.trajectory)
}

impl TrajectoryConnection {
    pub(crate) fn new(page: TrajectoryPage, catalogue: &Arc<Catalogue>) -> Self {
        let edges: Vec<_> = page
            .rows
            .into_iter()
            .map(|row| TrajectoryEdge {
                cursor: cursor_of(&row),
                node: TrajectoryOverview { row, catalogue: Arc::clone(catalogue) },
            })
            .collect();
        let end_cursor = edges.last().map(|edge| edge.cursor.clone());
        Self { edges, page_info: PageInfo { has_next_page: page.more, end_cursor } }
    }
}

impl TrajectoryOverview {
    fn coded<L: List>(&self, code: &Code<L>) -> Coded {
        Coded::new(&self.catalogue, code)
    }
}

/// A trajectory in a list. Ask `trajectory` for all of it.
#[Object]
impl TrajectoryOverview {
    /// Relay id of the trajectory.
    async fn id(&self) -> ID {
        id::of_trajectory(self.row.trajectory)
    }

    /// The client, by random id.
    async fn client_id(&self) -> ID {
        ID(self.row.client.to_string())
    }

    /// How many events were recorded, as far as this list knows.
    async fn version(&self) -> u32 {
        self.row.version
    }

    /// The position of the last of them.
    async fn position(&self) -> u32 {
        self.row.position.0
    }

    /// Where it is on its way: outreach, intake, active, `follow_up` or ended.
    async fn phase(&self) -> &'static str {
        self.row.phase.into()
    }

    /// Where the client stays.
    async fn municipality(&self) -> Coded {
        self.coded(&self.row.municipality)
    }

    /// The organisation that owns it, by KBO number.
    async fn owner(&self) -> String {
        self.row.owner.to_string()
    }

    /// Linked personas.
    async fn personas(&self) -> Vec<Coded> {
        self.row.personas.iter().map(|code| self.coded(code)).collect()
    }

    /// Linked challenges.
    async fn challenges(&self) -> Vec<Coded> {
        self.row.challenges.iter().map(|code| self.coded(code)).collect()
    }

    /// The bridge figure, by worker id.
    async fn bridge_figure(&self) -> Option<ID> {
        self.row.bridge_figure.map(|worker| ID(worker.to_string()))
    }

    /// The day of the opening.
    async fn opened_on(&self) -> NaiveDate {
        self.row.opened_on
    }

    /// The day of entry.
    async fn entry_on(&self) -> Option<NaiveDate> {
        self.row.entry_on
    }

    /// The last day on which anything happened.
    async fn last_on(&self) -> NaiveDate {
        self.row.last_on
    }
}
