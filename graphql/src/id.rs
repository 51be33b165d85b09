//! Relay ids: what it is, a colon, and its own id.

use std::str::FromStr;

use async_graphql::ID;
use loopbrug_domain::ids::{EmployerId, MalformedId, ProposalId, RoundId, TrajectoryId};
use loopbrug_infra::views::StreamId;

const TRAJECTORY: &str = "trajectory:";
const ROUND: &str = "round:";
const PROPOSAL: &str = "proposal:";
const EMPLOYER: &str = "employer:";

/// The id of a trajectory for [`node`](crate::query).
pub(crate) fn of_trajectory(id: TrajectoryId) -> ID {
    ID(format!("{TRAJECTORY}{id}"))
}

/// The id of a round.
pub(crate) fn of_round(id: RoundId) -> ID {
    ID(format!("{ROUND}{id}"))
}

/// The id of a proposal.
pub(crate) fn of_proposal(id: ProposalId) -> ID {
    ID(format!("{PROPOSAL}{id}"))
}

/// The id of an employer.
pub(crate) fn of_employer(id: EmployerId) -> ID {
    ID(format!("{EMPLOYER}{id}"))
}

/// The id of what a history is of.
pub(crate) fn of_stream(of: StreamId) -> ID {
    match of {
        StreamId::Trajectory(id) => of_trajectory(id),
        StreamId::Round(id) => of_round(id),
        StreamId::Proposal(id) => of_proposal(id),
        StreamId::Employer(id) => of_employer(id),
    }
}

/// Reads what [`of_trajectory`] wrote.
pub(crate) fn trajectory(id: &str) -> Result<TrajectoryId, MalformedId> {
    read(id, TRAJECTORY, "trajectory id")
}

/// Reads what [`of_round`] wrote.
pub(crate) fn round(id: &str) -> Result<RoundId, MalformedId> {
    read(id, ROUND, "round id")
}

/// Reads what [`of_proposal`] wrote.
pub(crate) fn proposal(id: &str) -> Result<ProposalId, MalformedId> {
    read(id, PROPOSAL, "proposal id")
}

/// Reads what [`of_employer`] wrote.
pub(crate) fn employer(id: &str) -> Result<EmployerId, MalformedId> {
    read(id, EMPLOYER, "employer id")
}

/// Reads any of them.
pub(crate) fn node(id: &str) -> Result<StreamId, MalformedId> {
    if id.starts_with(ROUND) {
        round(id).map(StreamId::Round)
    } else if id.starts_with(PROPOSAL) {
        proposal(id).map(StreamId::Proposal)
    } else if id.starts_with(EMPLOYER) {
        employer(id).map(StreamId::Employer)
    } else {
        trajectory(id).map(StreamId::Trajectory)
    }
}

fn read<T: FromStr<Err = MalformedId>>(
    id: &str,
    prefix: &str,
    kind: &'static str,
) -> Result<T, MalformedId> {
    let malformed = || MalformedId { kind, text: id.to_owned() };
    id.strip_prefix(prefix).ok_or_else(malformed)?.parse()
}
