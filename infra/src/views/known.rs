//! Whether somebody is known already: that a trajectory exists, and with which organisation. No more.

use std::collections::BTreeSet;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, TrajectoryId};
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Phase, State, Trajectory};

use super::{ViewError, Views};
use crate::access_record::{Access, What};
use crate::vault::{Known, Likeness, WhoIs};
use crate::who_is::who_is;

/// A trajectory of somebody who is alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownClient {
    /// Its region.
    pub region: Code,
    /// The trajectory: who wants to see it asks for access.
    pub trajectory: TrajectoryId,
    /// The organisation that owns it.
    pub owner: KboNumber,
    /// By what the client is alike.
    pub likeness: Likeness,
}

/// A duplicate is known by the trajectory that it was merged into, and whoever is erased is not known, whatever a
/// database of the keys has that came back older.
pub(super) fn is_known(state: &State) -> bool {
    state.phase() != Some(Phase::Merged) && state.rights.erased_on().is_none()
}

impl Views {
    /// The trajectories of whoever is alike: by INSZ in all regions, by name and birth date in this one. That somebody
    /// asks is recorded in this region, and in each other one for the trajectories of it.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn known_client(
        &self,
        actor: &Actor,
        region: &Code,
        who: &WhoIs,
        this: Option<TrajectoryId>,
    ) -> Result<Vec<KnownClient>, ViewError> {
        let access = Access { region: Some(region), ..self.by(actor, What::KnownClient) };
        let decided = may(actor, region, Action::Read, Subject::Cases);
        self.access.decided::<ViewError>(access, decided).await?;
        let mut clients: Vec<KnownClient> = vec![];
        for Known { region: of, trajectory, likeness } in self.vault.known(None, who, this).await? {
            if likeness == Likeness::Name && of != *region {
                continue;
            }
            let loaded = self.log.load_in::<Trajectory>(&of, &trajectory.to_string()).await?;
            let state = loaded.aggregate.state();
            if let Some(opening) = state.opening.as_ref().filter(|_| is_known(state)) {
                let owner = opening.owner;
                clients.push(KnownClient { region: of, trajectory, owner, likeness });
            }
        }
        let regions: BTreeSet<_> =
            clients.iter().map(|known| &known.region).chain([region]).collect();
        for region in regions {
            let of = clients.iter().filter(|known| known.region == *region);
            let of = of.map(|known| known.trajectory);
            self.looked_through(actor, What::KnownClient, region, of).await?;
        }
        Ok(clients)
    }

    /// The other trajectories of whoever is like the client of this one.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn known_besides(
        &self,
        actor: &Actor,
        id: TrajectoryId,
    ) -> Result<Vec<KnownClient>, ViewError> {
        let Some(loaded) = self.found(actor, What::Trajectory, id).await? else {
            return Ok(vec![]);
        };
        let state = loaded.aggregate.state();
        let Some(opening) = state.opening.as_ref().filter(|_| !state.identity.parts.is_empty())
        else {
            return Ok(vec![]);
        };
        if !self.shows(actor, What::Trajectory, id, state).await? {
            return Ok(vec![]);
        }
        let (region, read) = (&opening.region, &loaded.aggregate);
        let who = who_is::<ViewError>(&self.log, &self.vault, region, id, read).await?;
        self.known_client(actor, region, &who, Some(id)).await
    }
}
