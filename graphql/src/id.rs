//! Relay ids: what it is, a colon, and its own id.

use std::str::FromStr;

use async_graphql::ID;
use loopbrug_domain::ids::{MalformedId, TrajectoryId};

use crate::error::UserError;

const TRAJECTORY: &str = "trajectory:";

/// The id of a trajectory for [`node`](crate::query).
pub(crate) fn of_trajectory(id: TrajectoryId) -> ID {
    ID(format!("{TRAJECTORY}{id}"))
}

/// Reads what [`of_trajectory`] wrote.
pub(crate) fn trajectory(id: &str) -> Result<TrajectoryId, MalformedId> {
    let malformed = || MalformedId { kind: "trajectory id", text: id.to_owned() };
    id.strip_prefix(TRAJECTORY).ok_or_else(malformed)?.parse()
}

/// Reads an id or number of an input field.
pub(crate) fn parse<T: FromStr<Err = MalformedId>>(text: &str, path: &str) -> Result<T, UserError> {
    text.parse().map_err(|error| UserError::malformed(&error, path))
}
