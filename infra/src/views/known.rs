//! Whether somebody is known already: that a trajectory exists, and with which organisation. No more.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, TrajectoryId};
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Phase, State, Trajectory};

use super::{ViewError, Views};
use crate::access_record::What;
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
fn is_known(state: &State) -> bool {
    state.phase() != Some(Phase::Merged) && state.rights.erased_on().is_none()
}

impl Views {
    /// The trajectories of whoever is alike: by INSZ in all regions, by name and birth date in this one.
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
        may(actor, region, Action::Read, Subject::Cases)?;
        let mut clients = vec![];
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
        let loaded = self.log.load::<Trajectory>(&id.to_string()).await?;
        let state = loaded.aggregate.state();
        let Some(opening) = state.opening.as_ref().filter(|_| !state.identity.parts.is_empty())
        else {
            return Ok(vec![]);
        };
        if !self.shows(actor, What::Trajectory, id, state).await? {
            return Ok(vec![]);
        }
        let who = who_is::<ViewError>(&self.log, &self.vault, &opening.region, id).await?;
        self.known_client(actor, &opening.region, &who, Some(id)).await
    }
}
