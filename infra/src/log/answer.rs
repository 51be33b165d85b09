//! What a command that was carried out is told, the first time and every time it is repeated.

use loopbrug_domain::ids::Version;
use serde::{Deserialize, Serialize};

/// The stored answer; the position stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The trajectory's id.
    pub trajectory: String,
    /// Its version after the command.
    pub version: Version,
}
