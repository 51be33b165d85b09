//! Who may be in a region twice, for the steward, who merges: by random ids, and nothing of who it is.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, TrajectoryId, Version};
use loopbrug_domain::policy::{self, Action, Subject, may};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Phase, Trajectory};

use super::known::is_known;
use super::{ViewError, Views};
use crate::access_record::{Access, What};
use crate::vault::Likeness;

/// So many pairs are looked at, those that have the same INSZ first.
const LOOKED_AT: u32 = 100;

/// A trajectory of a pair, as much as it takes to say which of the two goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// The organisation that owns it.
    pub owner: KboNumber,
    /// Where it is on its way.
    pub phase: Phase,
    /// How many events it has.
    pub version: Version,
}

/// Two trajectories whose clients are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicates {
    /// By what.
    pub likeness: Likeness,
    /// Both, the one with more events first.
    pub pair: [Alike; 2],
}

impl Views {
    /// The pairs of trajectories of a region whose clients are alike, as long as nobody said that they are two: for who
    /// merges. That somebody looks is recorded for each of them.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn duplicates(
        &self,
        actor: &Actor,
        region: &Code,
    ) -> Result<Vec<Duplicates>, ViewError> {
        self.catalogue(region)?;
        let access = Access { region: Some(region), ..self.by(actor, What::KnownClient) };
        let of_any = Subject::Trajectory(policy::Access::None);
        let decided = may(actor, region, Action::Merge, of_any);
        self.access.decided::<ViewError>(access, decided).await?;
        let mut found = vec![];
        for (one, other, likeness) in self.vault.alike(region, LOOKED_AT).await? {
            let pair = (self.alike(region, one).await?, self.alike(region, other).await?);
            if let (Some(one), Some(other)) = pair {
                let pair = if one.version < other.version { [other, one] } else { [one, other] };
                found.push(Duplicates { likeness, pair });
            }
        }
        let named = found.iter().flat_map(|two| &two.pair).map(|one| one.trajectory);
        self.looked_through(actor, What::KnownClient, region, named).await?;
        Ok(found)
    }

    /// None where it was merged or erased meanwhile.
    async fn alike(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
    ) -> Result<Option<Alike>, ViewError> {
        let loaded = self.log.load_in::<Trajectory>(region, &trajectory.to_string()).await?;
        let (state, version) = (loaded.aggregate.state(), loaded.version());
        let of = state.opening.as_ref().zip(state.phase()).filter(|_| is_known(state));
        Ok(of.map(|(opening, phase)| Alike { trajectory, owner: opening.owner, phase, version }))
    }
}
