//! Editions of publications.

use async_graphql::SimpleObject;
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_infra::views;

/// An edition of a quarter's publication: all its reports as they were known at one position. The first is
/// made six weeks after the quarter; another follows when what was corrected since shows other
/// figures, at the time at which a later quarter is published. None is changed.
#[derive(SimpleObject)]
pub(crate) struct Edition {
    /// From 1 on; the last one knows most.
    number: u32,
    /// What was recorded after this position of the region's log is not in it.
    position: u32,
    /// The day as of which its figures are true.
    day: NaiveDate,
    /// The version of the catalogue that its rows and thresholds are of.
    catalogue: NaiveDate,
    /// The threshold for analysts.
    disclosure_k: u32,
    /// The threshold for the public.
    public_k: u32,
    /// The name of the method by which figures were rounded.
    method: String,
    /// When it was made.
    made_at: DateTime<Utc>,
}

impl Edition {
    pub(crate) fn of(edition: &views::Edition) -> Self {
        Self {
            number: edition.number,
            position: edition.as_of.position.0,
            day: edition.as_of.day,
            catalogue: edition.catalogue,
            disclosure_k: edition.disclosure_k,
            public_k: edition.public_k,
            method: edition.method.clone(),
            made_at: edition.made_at,
        }
    }
}
