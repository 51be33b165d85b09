//! The way in: from what somebody asks to events in the log.

mod changes;
mod error;
mod linked;
mod procedure;
mod states;

use std::fmt::Display;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::persist::PersistenceError;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{CommandId, MalformedId, Position, TrajectoryId, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::{
    Intent, Refusal, Trajectory, TrajectoryCommand, TrajectoryEvent, decide, look_at_fields,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

pub use self::error::CommandError;
pub use self::linked::TransferOpening;
pub use self::procedure::{ProcedureRequest, ProposalIntent, RoundIntent};
use self::states::{Held, States};
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

impl Request {
    fn asked_on(&self, today: NaiveDate) -> TrajectoryCommand {
        let Self { actor, occurred_on, intent, .. } = self.clone();
        TrajectoryCommand { occurred_on, today, actor, intent }
    }
}

/// A command was carried out, now or before.
#[derive(Debug, Clone)]
pub struct Recorded<A: Stream = Trajectory> {
    /// What it was about.
    pub id: A::Id,
    /// Its version after the command.
    pub version: Version,
    /// The position of the last event that the command led to.
    pub position: Position,
    /// The state that the command left. None for a repeat, since others may have been carried out
    /// after the first time.
    pub state: Option<Loaded<A>>,
}

/// A repeat gets the same answer as the first time.
impl<A: Stream<Id: PartialEq>> PartialEq for Recorded<A> {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.version, self.position) == (other.id, other.version, other.position)
    }
}

/// Carries out commands.
#[derive(Debug, Clone)]
pub struct Commands {
    log: Log,
    catalogues: Arc<Catalogues>,
    clock: Clock,
    states: States,
}

impl Commands {
    /// Commands on this log, under these catalogues, by this clock.
    #[must_use]
    pub fn new(log: Log, catalogues: Arc<Catalogues>, clock: Clock) -> Self {
        Self { log, catalogues, clock, states: States::default() }
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
    /// See [`CommandError`]: it says whether nothing was recorded.
    pub async fn execute(&self, request: Request) -> Result<Recorded, CommandError> {
        let held = self.states.slot(request.trajectory).lock_owned().await;
        self.execute_holding(request, held).await
    }

    /// The same for whoever holds the place of the trajectory already.
    async fn execute_holding(
        &self,
        request: Request,
        held: Held,
    ) -> Result<Recorded, CommandError> {
        logged(self.decide_and_append(&request, held).await, request.trajectory)
    }

    async fn decide_and_append(
        &self,
        request: &Request,
        mut held: Held,
    ) -> Result<Recorded, CommandError> {
        let digest = digest(request)?;
        let slot = self.states.slot(request.trajectory);
        let mut others = Vec::new();
        let weighed = held.as_ref().map_or(0, Loaded::version);
        for _ in 0..ATTEMPTS {
            let was_at_hand = held.is_some();
            let loaded = match &mut *held {
                Some(loaded) => loaded,
                None => held.insert(self.log.load(&request.trajectory.to_string()).await?),
            };
            let region = region_of(loaded, &request.intent);
            let result = match &region {
                Ok(region) => self.attempt(request, digest, region, loaded).await,
                Err(refusal) => {
                    let command = request.asked_on(self.today());
                    let fields = look_at_fields(&loaded.aggregate, &command, &self.catalogues);
                    let refusal = fields.err().map_or_else(|| refusal.clone(), Refusal::from);
                    Err(CommandError::from(refusal).into())
                }
            };
            match result {
                Ok(recorded) => {
                    self.states.weigh(request.trajectory, &slot, weighed, loaded.version());
                    return Ok(recorded);
                }
                // Another process may have moved it on: only the log itself can refuse.
                Err(Attempt::MovedOn(rests_on)) => {
                    *held = None;
                    if others.is_empty() && !rests_on.is_empty() {
                        // Others of this process may keep moving what it rests on: they wait now.
                        drop(held);
                        (held, others) = self.states.hold(request.trajectory, rests_on).await;
                    }
                }
                // Trying again at once would only add to it.
                Err(Attempt::Failed(CommandError::Busy)) => return Err(CommandError::Busy),
                // What is found out from here on would not be about what was sent before.
                Err(Attempt::Failed(CommandError::OutcomeUnknown)) => {
                    *held = None;
                    return Err(CommandError::OutcomeUnknown);
                }
                Err(Attempt::Failed(_)) if was_at_hand => *held = None,
                // What is refused now may have been carried out before: then that answer holds.
                Err(Attempt::Failed(error)) => {
                    *held = None;
                    let Some(before) = self.carried_out(&region?, request.command).await? else {
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
        region: &Code,
        loaded: &mut Loaded<Trajectory>,
    ) -> Result<Recorded, Attempt> {
        let now = self.clock.now();
        let events = self.decided(request, loaded, now)?;
        let linked = self.linked(region, loaded, &events).await?;
        let (rests_on, reads) = linked.into_iter().unzip();
        let recording = Recording {
            region: region.clone(),
            command: request.command,
            digest,
            actor: request.actor.clone(),
            recorded_at: self.clock.set_moment(),
            reads,
        };
        let store = self.log.recording::<Trajectory>(recording);
        match store.append(events, loaded).await {
            Ok(appended) => {
                let (id, version) = (request.trajectory, loaded.version());
                Ok(Recorded { id, version, position: appended.last, state: Some(loaded.clone()) })
            }
            Err(AppendError::Conflict) => Err(Attempt::MovedOn(rests_on)),
            Err(error) => Err(Attempt::Failed(error.into())),
        }
    }

    /// What is wrong with the fields of a request that cannot be carried out anyway, so that all
    /// of it is named at once.
    ///
    /// # Errors
    /// See [`CommandError`]: the fields, or that the log does not answer.
    pub async fn look_at_fields(&self, request: &Request) -> Result<(), CommandError> {
        let loaded = self.log.load::<Trajectory>(&request.trajectory.to_string()).await?;
        let command = request.asked_on(self.today());
        Ok(look_at_fields(&loaded.aggregate, &command, &self.catalogues)?)
    }

    /// What a request leads to, as the trajectory stands.
    fn decided(
        &self,
        request: &Request,
        loaded: &Loaded<Trajectory>,
        now: DateTime<Utc>,
    ) -> Result<Vec<TrajectoryEvent>, CommandError> {
        expected(request.expected_version, loaded.version())?;
        let command = request.asked_on(day_in_brussels(now));
        Ok(decide(&loaded.aggregate, &command, &self.catalogues)?)
    }

    async fn carried_out(
        &self,
        region: &Code,
        command: CommandId,
    ) -> Result<Option<CarriedOut>, CommandError> {
        let found = self.log.carried_out(region, command).await;
        found.map_err(|error| CommandError::from(AppendError::from(error)))
    }
}

/// Why an attempt came to nothing.
enum Attempt {
    /// Another command was first, about this trajectory or about one of those that it rests on:
    /// decide anew.
    MovedOn(Vec<TrajectoryId>),
    Failed(CommandError),
}

impl From<CommandError> for Attempt {
    fn from(error: CommandError) -> Self {
        Self::Failed(error)
    }
}

/// An opening names its region; everything later belongs to that one.
fn region_of(loaded: &Loaded<Trajectory>, intent: &Intent) -> Result<Code, Refusal> {
    match (&loaded.aggregate.state().opening, intent) {
        (Some(opening), _) => Ok(opening.region.clone()),
        (None, Intent::OpenTrajectory(opening)) => Ok(opening.region.clone()),
        (None, _) => Err(Refusal::TrajectoryNotFound),
    }
}

/// The caller has seen this version, or does not say.
fn expected(expected: Option<Version>, actual: Version) -> Result<(), CommandError> {
    match expected.filter(|expected| *expected != actual) {
        Some(expected) => Err(CommandError::VersionConflict { expected, actual }),
        None => Ok(()),
    }
}

/// What makes two requests the same.
fn digest(request: &Request) -> Result<[u8; 32], CommandError> {
    match &request.asked {
        Some(asked) => digest_of(&(asked, &request.actor)),
        None => digest_of(request),
    }
}

fn digest_of(asked: &impl Serialize) -> Result<[u8; 32], CommandError> {
    Ok(Sha256::digest(serde_json::to_vec(asked)?).into())
}

fn told_before<A: Stream>(
    before: &CarriedOut,
    digest: [u8; 32],
) -> Result<Recorded<A>, CommandError> {
    if before.digest != digest {
        return Err(CommandError::CommandIdReused);
    }
    let unreadable = |error: serde_json::Error| CommandError::from(PersistenceError::from(error));
    let answer: Answer = serde_json::from_value(before.answer.clone()).map_err(unreadable)?;
    let id = answer.aggregate_id.parse().map_err(|error: MalformedId| {
        CommandError::Unreadable(PersistenceError::DeserializationError(Box::new(error)))
    })?;
    Ok(Recorded { id, version: answer.version, position: before.position, state: None })
}

/// Tells our own log what came of a command about `id`.
fn logged<A: Stream>(
    result: Result<Recorded<A>, CommandError>,
    id: impl Display,
) -> Result<Recorded<A>, CommandError> {
    match &result {
        Ok(recorded) => tracing::debug!(position = %recorded.position, "recorded"),
        Err(error) => match error.code() {
            Some(code @ ("OUTCOME_UNKNOWN" | "LOG_INCOMPLETE" | "UNAVAILABLE")) => {
                tracing::error!(code, %id, "command failed");
            }
            // Messages may quote what was typed; the code alone is safe to keep.
            Some(code) => tracing::info!(code, %id, "refused"),
            None => tracing::error!(%error, "command failed"),
        },
    }
    result
}
