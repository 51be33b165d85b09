//! That somebody is known already.

use async_graphql::{Enum, ID, SimpleObject};
use loopbrug_domain::ids::KboNumber;
use loopbrug_infra::vault;
use loopbrug_infra::views;

use super::names::Name;
use crate::id;

/// By what a client is like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "vault::Likeness")]
enum Likeness {
    /// By the number in the national register: it is the same person.
    Insz,
    /// By name and birth date: it may be the same person.
    Name,
}

/// Somebody who is known already: that a trajectory exists, and with which organisation. To see more, ask that
/// organisation for access (`requestAccess`), or agree with it who goes on (`requestTransfer`).
#[derive(SimpleObject)]
pub(crate) struct KnownClient {
    /// Relay id of the trajectory.
    trajectory_id: ID,
    /// Its region, by code.
    region: String,
    /// The organisation that owns it, by KBO number.
    organisation: String,
    /// The name of that organisation.
    organisation_name: Name<KboNumber>,
    /// By what the client is alike.
    likeness: Likeness,
}

impl From<views::KnownClient> for KnownClient {
    fn from(known: views::KnownClient) -> Self {
        let views::KnownClient { region, trajectory, owner, likeness } = known;
        Self {
            trajectory_id: id::of_trajectory(trajectory),
            organisation: owner.to_string(),
            organisation_name: Name::of(&region, owner),
            region: region.to_string(),
            likeness: likeness.into(),
        }
    }
}
