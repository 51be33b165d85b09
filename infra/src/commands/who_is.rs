//! Who a client is, for the index by which somebody is known to be known.
//!
//! It is noted before the events are appended that the index may be behind, and indexed after that. So a crash in
//! between is found and put right.

use std::time::Duration;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::policy::{Action, Denial};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::opening::OpeningRefusal;
use loopbrug_domain::trajectory::permission::Asked;
use loopbrug_domain::trajectory::{Payload, Refusal, Trajectory, TrajectoryEvent};

use super::hand_over::unseen;
use super::{CommandError, Commands};
use crate::access_record::{Access, Outcome, What};
use crate::views::{Views, note_denied};
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

    /// Writes into the index who these clients are, now that it is recorded. What fails is done later, after all
    /// others who wait: so clients who cannot be indexed hold up nobody.
    pub(super) async fn index_now(&self, clients: &[(Code, TrajectoryId)]) {
        for (region, trajectory) in clients {
            if let Err(error) = self.index(region, *trajectory).await {
                tracing::warn!(%trajectory, code = error.code(), "the index stays behind");
                if let Err(error) = self.vault.index_later(region, *trajectory).await {
                    tracing::warn!(%trajectory, code = error.code(), "it stays the next one");
                }
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

    /// Remembers that the clients of two trajectories are not the same person, however alike they are; or takes that
    /// back. The other one is one of those whom `views` name for the first, or named before that was said. Who says it
    /// is in the access record of both, since no event is.
    ///
    /// # Errors
    /// See [`CommandError`]: the actor may not record in the first, or the other is none of those.
    pub async fn not_the_same_person(
        &self,
        views: &Views,
        actor: &Actor,
        one: TrajectoryId,
        other: TrajectoryId,
        take_back: bool,
    ) -> Result<(), CommandError> {
        let asked = Asked { actor, now: self.clock.now(), catalogues: &self.catalogues };
        let not_found = || CommandError::from(Refusal::from(OpeningRefusal::TrajectoryNotFound));
        let loaded = self.log.reader().load::<Trajectory>(&one.to_string()).await?;
        let state = loaded.aggregate.state();
        let here = &state.opening.as_ref().ok_or_else(not_found)?.region;
        let trajectories = &[one];
        let access = Access::by(actor, What::Command);
        let access = Access { region: Some(here), trajectories, ..access };
        let refused = async |denial| {
            note_denied(actor, denial, one);
            self.access.note(Access { outcome: Outcome::Refused(denial), ..access }).await?;
            Err(not_found())
        };
        if let Err(denial) = asked.may(Action::Record, state) {
            return refused(denial).await;
        }
        let there = match self.vault.said_apart(one, other).await? {
            Some(region) => Some(region),
            None => {
                let known = views.known_besides(actor, one).await.map_err(unseen)?;
                known.into_iter().find(|known| known.trajectory == other).map(|known| known.region)
            }
        };
        let Some(there) = there else { return refused(Denial::Trajectory).await };
        self.access.note(access).await?;
        let trajectories = &[other];
        self.access.note(Access { region: Some(&there), trajectories, ..access }).await?;
        let (one, other) = ((here, one), (&there, other));
        if take_back {
            self.vault.may_be_same_person(one.1, other.1).await?;
        } else {
            self.vault.not_same_person(actor, one, other).await?;
        }
        Ok(())
    }

    /// Indexes, from time to time and for ever, who was left behind.
    pub async fn complete_index(self) {
        loop {
            tokio::time::sleep(EVERY).await;
            let left_behind = match self.vault.left_behind().await {
                Ok(left_behind) => left_behind,
                Err(error) => {
                    tracing::warn!(code = error.code(), "the index is not looked at");
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
