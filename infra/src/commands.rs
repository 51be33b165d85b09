//! The way in: from what somebody asks to events in the log.

mod turns;

use std::sync::Arc;

use chrono::NaiveDate;
use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::PersistenceError;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{ClientId, CommandId, Position, TrajectoryId, Version};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::transfer::{LinkedTrajectory, TransferAccepted};
use loopbrug_domain::trajectory::{Intent, Refusal, TrajectoryCommand};
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::turns::Turns;
use crate::edge::Clock;
use crate::log::{Answer, AppendError, CarriedOut, Loaded, Log, Recording};

/// How often a command is decided anew when others append to its stream first.
const ATTEMPTS: u32 = 16;

/// Something that somebody asks to be recorded about a trajectory.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    /// Given by the caller, once per intended change.
    #[serde(skip)]
    pub command: CommandId,
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// The version that the caller has seen; absent: any.
    pub expected_version: Option<Version>,
    /// Who asks.
    pub actor: Actor,
    /// The day it happened, in Brussels.
    pub occurred_on: NaiveDate,
    /// What to record.
    pub intent: Intent,
    /// What the caller literally asked, where defaults that change with time (today, the latest
    /// catalogue) were filled in: a repeat is the same when this is.
    #[serde(skip)]
    pub asked: Option<serde_json::Value>,
}

/// What is known of a trajectory that goes on in another region, before it is opened there.
#[derive(Debug, Clone, PartialEq)]
pub struct TransferOpening {
    /// The client.
    pub client: ClientId,
    /// The region where it goes on.
    pub region: Code,
    /// The trajectory that it comes from.
    pub from: LinkedTrajectory,
}

/// A command was carried out, now or before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// Its version after the command.
    pub version: Version,
    /// The position of the last event that the command led to.
    pub position: Position,
}

/// A command was not carried out, and nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// It would break a rule.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The trajectory is not at the version that the caller expects.
    #[error("the trajectory is at version {actual}, not at {expected}")]
    VersionConflict {
        /// What the caller expects.
        expected: Version,
        /// What is.
        actual: Version,
    },
    /// The id was used for another command.
    #[error("this command id was used before, for something else")]
    CommandIdReused,
    /// Others kept appending to the stream first.
    #[error("the trajectory is too busy; try again")]
    Busy,
    /// The log could not be read.
    #[error("the log cannot be read: {0}")]
    Unreadable(#[from] PersistenceError),
    /// The log could not be written.
    #[error(transparent)]
    Unwritable(AppendError),
}

impl CommandError {
    /// A name that never changes, for programs; none for a fault of ours.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Refused(refusal) => Some(refusal.code()),
            Self::VersionConflict { .. } => Some("VERSION_CONFLICT"),
            Self::CommandIdReused => Some("COMMAND_ID_REUSED"),
            Self::Busy => Some("BUSY"),
            Self::Unreadable(_) | Self::Unwritable(_) => None,
        }
    }

    /// The field at fault, where one is.
    #[must_use]
    pub fn path(&self) -> Option<&'static str> {
        match self {
            Self::Refused(refusal) => refusal.path(),
            Self::VersionConflict { .. } => Some("expectedVersion"),
            Self::CommandIdReused => Some("commandId"),
            Self::Busy | Self::Unreadable(_) | Self::Unwritable(_) => None,
        }
    }
}

/// Carries out commands.
#[derive(Debug, Clone)]
pub struct Commands {
    log: Log,
    catalogues: Arc<Catalogues>,
    clock: Clock,
    turns: Turns,
}

impl Commands {
    /// Commands on this log, under these catalogues, by this clock.
    #[must_use]
    pub fn new(log: Log, catalogues: Arc<Catalogues>, clock: Clock) -> Self {
        Self { log, catalogues, clock, turns: Turns::default() }
    }

    /// The catalogues that commands are held to.
    #[must_use]
    pub fn catalogues(&self) -> &Arc<Catalogues> {
        &self.catalogues
    }

    /// The day it is in Brussels.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        day_in_brussels(self.clock.now())
    }

    /// Carries out a command, once: repeated, it is told what it was told the first time.
    ///
    /// # Errors
    /// See [`CommandError`]; nothing was recorded then.
    pub async fn execute(&self, request: Request) -> Result<Recorded, CommandError> {
        let result = self.decide_and_append(&request).await;
        match &result {
            Ok(recorded) => tracing::debug!(position = %recorded.position, "recorded"),
            Err(error) => match error.code() {
                // Messages may quote what was typed; the code alone is safe to keep.
                Some(code) => tracing::info!(code, trajectory = %request.trajectory, "refused"),
                None => tracing::error!(%error, "command failed"),
            },
        }
        result
    }

    /// Takes a trajectory over. Where it was asked to go on in another region, a trajectory is
    /// opened there first, as `opening` tells; repeated after a crash, this finds it.
    ///
    /// # Errors
    /// See [`CommandError`]. When the second half fails the first stands, and the same request
    /// sent again completes it.
    pub async fn accept_transfer(
        &self,
        request: Request,
        opening: impl FnOnce(TransferOpening) -> Result<TrajectoryOpened, CommandError>,
    ) -> Result<Recorded, CommandError> {
        let loaded = self.log.load(&request.trajectory.to_string()).await?;
        let state = loaded.trajectory.state();
        let pending = state.transfer.pending.as_ref();
        let elsewhere = pending.and_then(|pending| pending.region.clone());
        let (Some(region), Some(source)) = (elsewhere, &state.opening) else {
            return self.execute(request).await;
        };
        if pending.is_none_or(|pending| pending.organisation != request.actor.organisation) {
            return Err(Refusal::TransferOfAnother.into());
        }
        let from =
            LinkedTrajectory { region: source.region.clone(), trajectory: source.trajectory() };
        let trajectory = TrajectoryId::of(&region, source.client);
        let opened = opening(TransferOpening { client: source.client, region, from })?;
        let open = Request {
            command: CommandId(request.command.derive("opening")),
            trajectory,
            expected_version: None,
            intent: Intent::OpenTrajectory(opened),
            ..request.clone()
        };
        match self.execute(open).await {
            // The client has a trajectory there: it goes on in that one.
            Ok(_) | Err(CommandError::Refused(Refusal::TrajectoryAlreadyOpened)) => {}
            Err(error) => return Err(error),
        }
        let accepted = TransferAccepted { trajectory: Some(trajectory) };
        self.execute(Request { intent: Intent::AcceptTransfer(accepted), ..request }).await
    }

    /// What a rule of one stream cannot see: the trajectory to merge into is there, in the same
    /// region, and was not itself merged.
    async fn can_merge_into(&self, region: &Code, other: TrajectoryId) -> Result<(), CommandError> {
        let loaded = self.log.load(&other.to_string()).await?;
        let state = loaded.trajectory.state();
        let there = state.opening.as_ref().is_some_and(|opening| opening.region == *region);
        if there && state.merged_into.is_none() {
            Ok(())
        } else {
            Err(Refusal::NothingToMergeInto { other }.into())
        }
    }

    async fn decide_and_append(&self, request: &Request) -> Result<Recorded, CommandError> {
        let digest = digest(request)?;
        let mut turn = None;
        for _ in 0..ATTEMPTS {
            let loaded = self.log.load(&request.trajectory.to_string()).await?;
            let region = region_of(&loaded, &request.intent)?;
            match self.attempt(request, digest, region.clone(), loaded).await {
                Err(Attempt::MovedOn) => {
                    if turn.is_none() {
                        turn = Some(self.turns.at(request.trajectory).await);
                    }
                }
                Ok(recorded) => return Ok(recorded),
                // What is refused now may have been carried out before: then that answer holds.
                Err(Attempt::Failed(error)) => {
                    let Some(before) = self.carried_out(&region, request.command).await? else {
                        return Err(error);
                    };
                    return told_before(&before, digest);
                }
            }
        }
        Err(CommandError::Busy)
    }

    async fn attempt(
        &self,
        request: &Request,
        digest: [u8; 32],
        region: Code,
        mut loaded: Loaded,
    ) -> Result<Recorded, Attempt> {
        let version = loaded.version;
        if let Some(expected) = request.expected_version.filter(|expected| *expected != version) {
            return Err(Attempt::Failed(CommandError::VersionConflict {
                expected,
                actual: version,
            }));
        }
        let now = self.clock.now();
        let command = TrajectoryCommand {
            occurred_on: request.occurred_on,
            today: day_in_brussels(now),
            actor: request.actor.clone(),
            intent: request.intent.clone(),
        };
        if let Intent::MergeTrajectory(merged) = &request.intent {
            self.can_merge_into(&region, merged.other).await.map_err(Attempt::Failed)?;
        }
        let sink = EventSink::default();
        loaded.trajectory.handle(command, &self.catalogues, &sink).await?;
        let events = sink.collect().await;

        let recording = Recording {
            region,
            command: request.command,
            digest,
            actor: request.actor.clone(),
            now,
        };
        let store = self.log.recording(recording);
        match store.append(&events, &loaded.aggregate_id, version).await {
            Ok(appended) => Ok(Recorded {
                trajectory: request.trajectory,
                version: loaded.trajectory.version(),
                position: appended.last,
            }),
            Err(AppendError::Conflict) => Err(Attempt::MovedOn),
            Err(error) => Err(Attempt::Failed(CommandError::Unwritable(error))),
        }
    }

    async fn carried_out(
        &self,
        region: &Code,
        command: CommandId,
    ) -> Result<Option<CarriedOut>, CommandError> {
        let found = self.log.carried_out(region, command).await;
        found.map_err(|error| CommandError::Unwritable(error.into()))
    }
}

/// Why an attempt came to nothing.
enum Attempt {
    /// Another command was first: decide anew.
    MovedOn,
    Failed(CommandError),
}

impl From<Refusal> for Attempt {
    fn from(refusal: Refusal) -> Self {
        Self::Failed(refusal.into())
    }
}

/// An opening names its region; everything later belongs to that one.
fn region_of(loaded: &Loaded, intent: &Intent) -> Result<Code, Refusal> {
    match (&loaded.trajectory.state().opening, intent) {
        (Some(opening), _) => Ok(opening.region.clone()),
        (None, Intent::OpenTrajectory(opening)) => Ok(opening.region.clone()),
        (None, _) => Err(Refusal::TrajectoryNotFound),
    }
}

/// What makes two requests the same.
fn digest(request: &Request) -> Result<[u8; 32], CommandError> {
    let asked = match &request.asked {
        Some(asked) => serde_json::to_vec(&(asked, &request.actor)),
        None => serde_json::to_vec(request),
    };
    let asked = asked.map_err(|error| CommandError::Unwritable(AppendError::Json(error)))?;
    Ok(Sha256::digest(asked).into())
}

fn told_before(before: &CarriedOut, digest: [u8; 32]) -> Result<Recorded, CommandError> {
    if before.digest != digest {
        return Err(CommandError::CommandIdReused);
    }
    let unreadable = |error: serde_json::Error| CommandError::Unreadable(error.into());
    let answer: Answer = serde_json::from_value(before.answer.clone()).map_err(unreadable)?;
    let trajectory = answer.trajectory.parse().map_err(|error| {
        CommandError::Unreadable(PersistenceError::DeserializationError(Box::new(error)))
    })?;
    Ok(Recorded { trajectory, version: answer.version, position: before.position })
}
