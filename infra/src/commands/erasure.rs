//! Erasure, carried out: the key is destroyed, what is kept beside the log goes with it, and then that is recorded.
//!
//! The decision is recorded first. What follows it can be done again without harm, and is: by whoever decided, and
//! by every process from time to time, so that a crash in between leaves nothing half erased. The trajectories of a
//! merge hold the same client, so all of them are erased.

use std::collections::BTreeSet;
use std::time::Duration;

use loopbrug_domain::actor::{Actor, Held, Role};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId, WorkerId};
use loopbrug_domain::policy::Action;
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::trajectory::erasure::{ErasureDecided, ErasureRefusal, KeyDestroyed};
use loopbrug_domain::trajectory::{Intent, Refusal, State, Trajectory};
use serde_json::json;
use uuid::Uuid;

use super::trajectory::TrajectoryIntent;
use super::{CommandError, Commands, Recorded, Request};
use crate::database::read;

/// How often a process looks for erasures that were decided and not carried out.
const EVERY: Duration = Duration::from_secs(10);

impl Commands {
    /// Records the steward's decision on erasure. Where it is granted, the key of the client is destroyed, at every
    /// trajectory that was merged with this one too. If that cannot be done at once, it is done later.
    ///
    /// # Errors
    /// See [`CommandError`].
    pub async fn decide_erasure(&self, request: Request) -> Result<Recorded, CommandError> {
        let granted = matches!(
            request.intent,
            TrajectoryIntent::Record(Intent::DecideErasure(ErasureDecided { granted: true, .. }))
        );
        let id = request.about;
        if granted {
            self.every_end_is_over(&request.actor, id).await?;
        }
        let recorded = self.execute(request).await?;
        if granted && let Err(error) = self.carry_out_erasure(id).await {
            tracing::warn!(%id, code = error.code(), "an erasure is carried out later");
        }
        Ok(recorded)
    }

    /// Rule 12: somebody would go on guiding, at another end of a merge, a client of whom nothing can be known. Whoever
    /// may not decide is not told of other ends, and refused after this.
    async fn every_end_is_over(&self, actor: &Actor, id: TrajectoryId) -> Result<(), CommandError> {
        let ends = self.ends(id).await?;
        let decides = |state: &State| self.asked_by(actor).may(Action::Erase, state).is_ok();
        if !ends.iter().any(|(end, state)| *end == id && decides(state)) {
            return Ok(());
        }
        for (other, state) in ends {
            if other != id && state.may_be_erased().is_err() {
                return Err(Refusal::from(ErasureRefusal::OtherEndOpen { other }).into());
            }
        }
        Ok(())
    }

    /// The trajectories that hold the same client in this region: this one, and those that were merged with it.
    async fn ends(&self, id: TrajectoryId) -> Result<Vec<(TrajectoryId, State)>, CommandError> {
        let (mut ends, mut found, mut next) = (vec![], BTreeSet::from([id]), vec![id]);
        while let Some(id) = next.pop() {
            let loaded = self.log.reader().load::<Trajectory>(&id.to_string()).await?;
            let state = loaded.aggregate.state().clone();
            let others = state.merged_into.iter().chain(&state.merged_from).copied();
            next.extend(others.filter(|other| found.insert(*other)));
            ends.push((id, state));
        }
        Ok(ends)
    }

    /// Carries out the erasure that was granted of a trajectory. To do it again changes nothing.
    async fn carry_out_erasure(&self, id: TrajectoryId) -> Result<(), CommandError> {
        let ends = self.ends(id).await?;
        let decision = ends.iter().find(|(end, _)| *end == id).and_then(|(_, state)| {
            state.rights.erasure_decisions.iter().find(|decision| decision.granted).cloned()
        });
        let Some(decision) = decision else { return Ok(()) };
        for (id, state) in ends {
            let Some(opening) = &state.opening else { continue };
            let server = Server { actor: server(&opening.region, &state), on: self.today() };
            if state.rights.erased_on().is_none() {
                let (granted, ground) = (true, decision.ground.clone());
                let decided = Intent::DecideErasure(ErasureDecided { granted, ground });
                self.execute(server.asks(id, "erased with the other end", decided)).await?;
            }
            if state.rights.key_destroyed_at.is_none() {
                self.destroy(&opening.region, id, &server).await?;
            }
        }
        Ok(())
    }

    /// Destroys the key of a client and what is kept beside the log, and records that.
    async fn destroy(
        &self,
        region: &Code,
        id: TrajectoryId,
        server: &Server,
    ) -> Result<(), CommandError> {
        let had_key = !self.log.reader().sealed_texts(region, id).await?.is_empty();
        self.vault.destroy(region, id).await?;
        self.states.forget(id);
        sqlx::query(
            "DELETE FROM snapshots
             WHERE aggregate_type = $1 AND aggregate_id = $2 AND region = $3",
        )
        .bind(Trajectory::TYPE)
        .bind(id.to_string())
        .bind(region.as_str())
        .execute(self.log.reader().pool())
        .await
        .map_err(CommandError::of_table)?;
        let destroyed = KeyDestroyed { destroyed_at: self.clock.now(), had_key };
        self.execute(server.asks(id, "key destroyed", Intent::RecordKeyDestroyed(destroyed)))
            .await?;
        tracing::info!(%id, "a key was destroyed");
        Ok(())
    }

    /// Carries out, from time to time and for ever, what was decided and not carried out: a process was killed, or the
    /// vault did not answer.
    pub async fn complete_erasures(self) {
        loop {
            match self.decided_erasures().await {
                Ok(decided) => {
                    for id in decided {
                        if let Err(error) = self.carry_out_erasure(id).await {
                            tracing::warn!(%id, code = error.code(), "an erasure waits");
                        }
                    }
                }
                Err(error) => tracing::warn!(code = error.code(), "erasures are not looked for"),
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// The trajectories of which erasure was decided and whose key was not destroyed. Those of refused ones are
    /// among them: there are few, and nothing is done about them.
    async fn decided_erasures(&self) -> Result<Vec<TrajectoryId>, CommandError> {
        let ask = || {
            sqlx::query_scalar::<_, String>(
                "SELECT DISTINCT aggregate_id FROM events AS decided
                 WHERE event_type = 'ErasureDecided' AND NOT EXISTS
                       (SELECT FROM events AS destroyed
                        WHERE destroyed.event_type = 'KeyDestroyed'
                          AND destroyed.region = decided.region
                          AND destroyed.aggregate_id = decided.aggregate_id)",
            )
            .fetch_all(self.log.reader().pool())
        };
        let found = read(ask).await.map_err(CommandError::unread)?;
        Ok(found.iter().filter_map(|id| id.parse().ok()).collect())
    }
}

/// Who records what follows from a decision: the server, as a steward of the organisation that owns the trajectory.
struct Server {
    actor: Actor,
    on: chrono::NaiveDate,
}

fn server(region: &Code, state: &State) -> Actor {
    let organisation = state.opening.as_ref().map(|opening| opening.owner).unwrap_or_default();
    let roles = [Held { role: Role::Steward, region: Some(region.clone()) }];
    Actor { worker: WorkerId(Uuid::nil()), organisation, roles: roles.into_iter().collect() }
}

impl Server {
    /// A command whose id follows from what it is about, so that it is carried out once.
    fn asks(&self, about: TrajectoryId, what: &str, intent: Intent) -> Request {
        Request {
            command: CommandId(CommandId(about.0).within(about).derive(what)),
            about,
            expected_version: None,
            actor: self.actor.clone(),
            occurred_on: self.on,
            intent: intent.into(),
            asked: Some(json!(what)),
        }
    }
}
