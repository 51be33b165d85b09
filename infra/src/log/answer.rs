//! What a command that was carried out is told, the first time and every time it is repeated.

use loopbrug_domain::ids::Version;
use serde::{Deserialize, Serialize};

/// The stored answer; the position stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The id of the aggregate that the command was about.
    // Answers that were stored before there were others call it so.
    #[serde(alias = "trajectory")]
    pub aggregate_id: String,
    /// Its version after the command.
    pub version: Version,
}
