//! Who a client is, for the index by which somebody is known to be known.
//!
//! It is noted before the events are appended that the index may be behind, and indexed after that. So a crash in
//! between is found and put right.

use std::time::Duration;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::policy::Action;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::opening::OpeningRefusal;
use loopbrug_domain::trajectory::permission::Asked;
use loopbrug_domain::trajectory::{Payload, Refusal, Trajectory, TrajectoryEvent};

use super::{CommandError, Commands};
use crate::views::note_denied;
use crate::who_is::who_is;

/// How often a process looks for what was left behind.
const EVERY: Duration = Duration::from_secs(10);

/// Whether the events say who a client is, or correct or void something that may have said so.
fn say_who(events: &[TrajectoryEvent]) -> bool {
    events.iter().any(|event| match &event.what {
        Payload::IdentityRecorded(_) | Payload::IdentityChanged(_) | Payload::EventVoided(_) => {
            true
        }
        Payload::EventCorrected(correction) => matches!(
            *correction.replacement,
            Payload::IdentityRecorded(_) | Payload::IdentityChanged(_)
        ),
        _ => false,
    })
}

impl Commands {
    /// Notes that the index of a client may be behind, where the events say who that is.
    pub(super) async fn index_later(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
        after: &Trajectory,
        events: &[TrajectoryEvent],
    ) -> Result<Option<(Code, TrajectoryId)>, CommandError> {
        let voids = |event: &TrajectoryEvent| matches!(event.what, Payload::EventVoided(_));
        // Most voidings are of something else, and a client of whom nothing is known is in no index.
        let may_say = events.iter().all(|event| !voids(event)) || has_identity(after);
        if !say_who(events) || !may_say {
            return Ok(None);
        }
        self.vault.index_later(region, trajectory).await?;
        Ok(Some((region.clone(), trajectory)))
    }

    /// Writes into the index who these clients are, now that it is recorded. What fails is done later.
    pub(super) async fn index_now(&self, clients: &[(Code, TrajectoryId)]) {
        for (region, trajectory) in clients {
            if let Err(error) = self.index(region, *trajectory).await {
                tracing::warn!(%trajectory, code = error.code(), "the index stays behind");
            }
        }
    }

    /// Writes into the index who the client of a trajectory is.
    async fn index(&self, region: &Code, trajectory: TrajectoryId) -> Result<(), CommandError> {
        let log = self.log.reader();
        let loaded = log.load_in::<Trajectory>(region, &trajectory.to_string()).await?;
        let read = &loaded.aggregate;
        let who = who_is::<CommandError>(log, &self.vault, region, trajectory, read).await?;
        Ok(self.vault.index(region, trajectory, &who).await?)
    }

    /// Remembers that the clients of two trajectories are not the same person, however alike they are.
    ///
    /// # Errors
    /// See [`CommandError`]: one of them is not there, or the actor may not record in the first.
    pub async fn not_the_same_person(
        &self,
        actor: &Actor,
        one: TrajectoryId,
        other: TrajectoryId,
    ) -> Result<(), CommandError> {
        let asked = Asked { actor, now: self.clock.now(), catalogues: &self.catalogues };
        let not_found = || CommandError::from(Refusal::from(OpeningRefusal::TrajectoryNotFound));
        let mut regions = vec![];
        for id in [one, other] {
            let loaded = self.log.reader().load::<Trajectory>(&id.to_string()).await?;
            let state = loaded.aggregate.state();
            let opening = state.opening.as_ref().ok_or_else(not_found)?;
            // The other one is seldom for who asks: it is known of it that it exists, and no more.
            if id == one {
                asked.may(Action::Record, state).map_err(|denial| {
                    note_denied(actor, denial, id);
                    not_found()
                })?;
            }
            regions.push(opening.region.clone());
        }
        Ok(self.vault.not_same_person((&regions[0], one), (&regions[1], other)).await?)
    }

    /// Indexes, from time to time and for ever, who was left behind.
    pub async fn complete_index(self) {
        loop {
            tokio::time::sleep(EVERY).await;
            let left_behind = match self.vault.left_behind().await {
                Ok(left_behind) => left_behind,
                Err(error) => {
                    tracing::debug!(code = error.code(), "the index is not looked at");
                    continue;
                }
            };
            self.index_now(&left_behind).await;
        }
    }
}

/// Whether it was ever said who the client is.
fn has_identity(trajectory: &Trajectory) -> bool {
    trajectory.state().identity.recorded_on.is_some()
}
