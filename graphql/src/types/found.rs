//! Clients who were found by name, page by page (Relay).

use std::sync::Arc;

use async_graphql::SimpleObject;
use async_graphql::connection::EmptyFields;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_infra::views::{self, Paged};

use super::TrajectoryOverview;
use super::page::{List, Listed, list_of};
use super::shows::Shows;

/// Somebody who was found by name.
#[derive(SimpleObject)]
pub(crate) struct FoundClient {
    /// The names, as they are recorded now.
    name: String,
    /// The day of birth. Null where it is not known.
    birth_date: Option<NaiveDate>,
    /// The trajectory, as the list of trajectories has it.
    trajectory: TrajectoryOverview,
}

impl Listed for FoundClient {
    const LIST: &'static str = "FoundClient";

    type Row = views::FoundClient;

    fn cursor(row: &Self::Row) -> String {
        TrajectoryOverview::cursor(&row.overview)
    }
}

/// A page of those who were found.
pub(crate) fn found_clients(
    page: Paged<views::FoundClient>,
    catalogue: &Arc<Catalogue>,
) -> List<FoundClient> {
    list_of(page, EmptyFields, |row: views::FoundClient| FoundClient {
        name: row.name.trim().to_owned(),
        birth_date: row.birth_date,
        trajectory: TrajectoryOverview::of(&row.overview, catalogue),
    })
}
