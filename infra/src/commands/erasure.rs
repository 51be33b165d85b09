//! Erasure, carried out: the key is destroyed, what is kept beside the log goes with it, and then that is recorded.
//!
//! The decision is recorded first, on all trajectories that a merge made one, at once. What follows it is done for each
//! of them by itself and can be done again without harm: by whoever decided, and by every process from time to time, so
//! that a crash in between leaves nothing half erased.
//!
//! The log has the last word. Where the database of the keys came back older, what was destroyed is destroyed again.

use std::time::{Duration, Instant};

use loopbrug_domain::actor::{Actor, Held, Role};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId, WorkerId};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::trajectory::erasure::{ErasureRequested, KeyDestroyed};
use loopbrug_domain::trajectory::transfer::LinkedTrajectory;
use loopbrug_domain::trajectory::{Intent, Opening, Trajectory};
use serde_json::json;
use uuid::Uuid;

use super::{CommandError, Commands, Recorded, Request};
use crate::database::read;

/// How often a process looks for erasures that were decided and not carried out.
const EVERY: Duration = Duration::from_secs(10);
/// How often it looks whether keys that were destroyed are there again.
const LOOKED_AGAIN: Duration = Duration::from_mins(10);
/// The ground of a request that follows from an erasure in another region.
const ERASED_ELSEWHERE: &str = "erased_elsewhere";

impl Commands {
    /// Records the steward's decision on erasure. Where it is granted, the key of the client is destroyed, at every
    /// trajectory that was merged with this one too. If that cannot be done at once, it is done later.
    ///
    /// # Errors
    /// See [`CommandError`].
    pub async fn decide_erasure(&self, request: Request) -> Result<Recorded, CommandError> {
        let command = request.command;
        let recorded = self.execute(request).await?;
        self.carry_out_erasures(Some(command)).await;
        Ok(recorded)
    }

    /// Carries out what was decided and not carried out: all, or by one command. What fails is done later.
    async fn carry_out_erasures(&self, decided_by: Option<CommandId>) {
        let decided = match self.decided_erasures(decided_by).await {
            Ok(decided) => decided,
            Err(error) => {
                tracing::warn!(%error, "erasures are not looked for");
                return;
            }
        };
        for id in decided {
            match self.carry_out_erasure(id).await {
                Ok(()) => {}
                // Nobody but the server sends commands with such an id.
                Err(error @ CommandError::CommandIdReused) => {
                    tracing::error!(%id, %error, "an erasure is not recorded: the log was tampered with");
                }
                Err(error @ CommandError::Vault(_)) => {
                    tracing::warn!(%id, %error, "this erasure waits, and those after it");
                    return;
                }
                Err(error) => tracing::warn!(%id, %error, "an erasure waits"),
            }
        }
    }

    /// Carries out the erasure that was granted of a trajectory. To do it again changes nothing.
    async fn carry_out_erasure(&self, id: TrajectoryId) -> Result<(), CommandError> {
        let loaded = self.log.reader().load::<Trajectory>(&id.to_string()).await?;
        let state = loaded.aggregate.state();
        let Some(opening) = state.opening.as_ref().filter(|_| state.rights.key_to_destroy()) else {
            return Ok(());
        };
        let region = &opening.region;
        let gone = self.vault.destroy(region, id).await?;
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
        for linked in state.held_elsewhere() {
            self.ask_elsewhere(id, linked).await?;
        }
        let destroyed = KeyDestroyed { destroyed_at: gone.at, had_key: gone.had_key };
        let record = Intent::RecordKeyDestroyed(destroyed);
        self.execute(self.sends(opening, "key destroyed", record)).await?;
        tracing::info!(%id, "a key was destroyed");
        Ok(())
    }

    /// Asks for the erasure of a client in another region, where the client went on or came from: its steward
    /// decides there. Where nothing can be asked, it was asked or decided before.
    async fn ask_elsewhere(
        &self,
        erased: TrajectoryId,
        linked: &LinkedTrajectory,
    ) -> Result<(), CommandError> {
        let (region, id) = (&linked.region, linked.trajectory.to_string());
        let loaded = self.log.reader().load_in::<Trajectory>(region, &id).await?;
        let Some(opening) = &loaded.aggregate.state().opening else { return Ok(()) };
        let ask = ErasureRequested { ground: Code::new(ERASED_ELSEWHERE) };
        let what = format!("erased with {erased}");
        match self.execute(self.sends(opening, &what, Intent::RequestErasure(ask))).await {
            Err(error) if !error.is_refusal() => Err(error),
            _ => Ok(()),
        }
    }

    /// Carries out, from time to time and for ever, what was decided and not carried out: a process was killed, or the
    /// vault did not answer. And destroys again what came back.
    pub async fn complete_erasures(self) {
        let mut looked: Option<Instant> = None;
        loop {
            self.carry_out_erasures(None).await;
            if looked.is_none_or(|at| at.elapsed() > LOOKED_AGAIN) {
                match self.destroy_again().await {
                    Ok(()) => looked = Some(Instant::now()),
                    Err(error) => tracing::warn!(%error, "keys that came back are not looked for"),
                }
            }
            if let Err(error) = self.vault.wipe().await {
                tracing::warn!(%error, "what is left of destroyed keys is not wiped yet");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Destroys the keys that the log says are gone and that are there: the database of the keys came back older.
    async fn destroy_again(&self) -> Result<(), CommandError> {
        let ask = || {
            sqlx::query_as::<_, (String, String)>(
                "SELECT region, aggregate_id FROM events WHERE event_type = 'KeyDestroyed'",
            )
            .fetch_all(self.log.reader().pool())
        };
        let destroyed = read(ask).await.map_err(CommandError::unread)?;
        let destroyed = destroyed.into_iter();
        let destroyed: Vec<(Code, TrajectoryId)> = destroyed
            .filter_map(|(region, id)| Some((Code::new(region), id.parse().ok()?)))
            .collect();
        for (region, id) in self.vault.came_back(&destroyed).await? {
            tracing::error!(%id, "a key that was destroyed had come back, and is destroyed again");
            self.vault.destroy(&region, id).await?;
        }
        Ok(())
    }

    /// The trajectories of which erasure was decided, by a command or by any, and whose key was not destroyed. Those
    /// of refused ones are among them: there are few, and nothing is done about them.
    async fn decided_erasures(
        &self,
        by: Option<CommandId>,
    ) -> Result<Vec<TrajectoryId>, CommandError> {
        let ask = || {
            sqlx::query_scalar::<_, String>(
                "SELECT DISTINCT aggregate_id FROM events AS decided
                 WHERE event_type = 'ErasureDecided' AND command_id = coalesce($1, command_id)
                   AND NOT EXISTS
                       (SELECT FROM events AS destroyed
                        WHERE destroyed.event_type = 'KeyDestroyed'
                          AND destroyed.region = decided.region
                          AND destroyed.aggregate_id = decided.aggregate_id)",
            )
            .bind(by.map(|command| command.0))
            .fetch_all(self.log.reader().pool())
        };
        let found = read(ask).await.map_err(CommandError::unread)?;
        Ok(found.iter().filter_map(|id| id.parse().ok()).collect())
    }

    /// A command of the server about a trajectory, as a steward of the organisation that owns it. Its id follows from
    /// what it is about, so that it is carried out once.
    fn sends(&self, opening: &Opening, what: &str, intent: Intent) -> Request {
        let (about, region) = (opening.trajectory(), Some(opening.region.clone()));
        let roles = [Held { role: Role::Steward, region }];
        Request {
            command: CommandId(about.0).within(about).command(what),
            about,
            expected_version: None,
            actor: Actor {
                worker: WorkerId(Uuid::nil()),
                organisation: opening.owner,
                roles: roles.into_iter().collect(),
            },
            occurred_on: self.today(),
            intent: intent.into(),
            asked: Some(json!(what)),
        }
    }
}
