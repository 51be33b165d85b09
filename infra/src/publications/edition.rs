//! Editions: what all reports of a quarter have in common that were made together.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_reporting::reports::AsOf;

use super::Quarter;

/// By what the figures of an edition that is made now were rounded: by keys over the set of people who
/// are counted. Another way of rounding needs another name.
pub(crate) const METHOD: &str = "cell_keys_1";

/// An edition of a quarter's publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Of which quarter.
    pub quarter: Quarter,
    /// From 1 on; the last one knows most.
    pub number: u32,
    /// As of when its figures are true.
    pub as_of: AsOf,
    /// The version of the catalogue whose rows and thresholds it has, as all editions of its quarter.
    pub catalogue: NaiveDate,
    /// The threshold for analysts.
    pub disclosure_k: u32,
    /// The threshold for the public.
    pub public_k: u32,
    /// By what its figures were rounded.
    pub method: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}
