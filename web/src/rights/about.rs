//! The trajectory that something is decided about, for whoever sees it.

use std::sync::Arc;

use chrono::NaiveDate;
use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::{State, Trajectory};
use loopbrug_infra::views::Known;

use crate::trouble::Trouble;
use crate::visit::Visit;

/// A trajectory.
pub(super) struct About {
    pub(super) id: TrajectoryId,
    pub(super) version: Version,
    pub(super) region: Code,
    /// Under which its codes are.
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) today: NaiveDate,
    /// What whoever looks is in its region.
    pub(super) roles: Vec<Role>,
    trajectory: Arc<Trajectory>,
}

impl About {
    /// The trajectory of an id. That somebody looks is recorded.
    pub(super) async fn of(visit: &Visit, id: &str) -> Result<Self, Trouble> {
        let nothing = || Trouble::refused("TRAJECTORY_NOT_FOUND");
        let id = id.parse().map_err(|_| nothing())?;
        Self::found(visit, id).await?.ok_or_else(nothing)
    }

    /// The same; none where it is not there for who asks.
    pub(super) async fn found(visit: &Visit, id: TrajectoryId) -> Result<Option<Self>, Trouble> {
        let (actor, views) = (visit.actor()?, &visit.pages.0.views);
        let Some(found) = views.trajectory(actor, id, Known::Now).await? else { return Ok(None) };
        let Some(opening) = &found.aggregate.state().opening else { return Ok(None) };
        let region = opening.region.clone();
        let named = views.catalogues().get(region.as_str(), opening.catalogue).cloned();
        let catalogue = named.map_or_else(|| visit.catalogue(region.as_str()), Ok)?;
        let roles = actor.roles.within(&region).collect();
        let today = day_in_brussels(views.now());
        let (version, trajectory) = (found.version(), Arc::clone(&found.aggregate));
        Ok(Some(Self { id, version, region, catalogue, today, roles, trajectory }))
    }

    /// The state that it is in.
    pub(super) fn state(&self) -> &State {
        self.trajectory.state()
    }

    /// Whether whoever looks has one of these roles there.
    pub(super) fn is_for(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }
}
