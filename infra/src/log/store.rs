//! The event store of cqrs-es for trajectories: reads streams through postgres-es, appends
//! through [`Log::append`].

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cqrs_es::persist::{PersistedEventRepository, PersistenceError, SerializedEvent};
use cqrs_es::{Aggregate, AggregateContext, AggregateError, EventEnvelope, EventStore};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, Version};
use loopbrug_domain::trajectory::{Refusal, Trajectory, TrajectoryEvent};
use postgres_es::PostgresEventRepository;
use serde_json::value::to_raw_value;

use super::append::{Append, AppendError, Appended, NewEvent};
use super::{Answer, Log};
use crate::edge::new_event_id;

/// A trajectory as it was loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Its id, as in the stream's key.
    pub aggregate_id: String,
    /// How many events were read.
    pub version: Version,
    /// What they fold to.
    pub trajectory: Trajectory,
}

impl Loaded {
    /// Takes in what was appended to the stream.
    pub(crate) fn learn(&mut self, events: Vec<TrajectoryEvent>) {
        for event in events {
            self.trajectory.learn(event);
        }
        self.version = self.trajectory.version();
    }
}

impl AggregateContext<Trajectory> for Loaded {
    fn aggregate(&mut self) -> &mut Trajectory {
        &mut self.trajectory
    }
}

/// On whose behalf the events are appended that one command leads to.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The region whose log it is.
    pub region: Code,
    /// The command.
    pub command: CommandId,
    /// SHA-256 of what was asked.
    pub digest: [u8; 32],
    /// Who asked.
    pub actor: Actor,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// The event store as one command sees it.
#[derive(Debug)]
pub struct TrajectoryStore<'a> {
    log: &'a Log,
    recording: Recording,
}

impl Log {
    /// The event store for one command.
    #[must_use]
    pub fn recording(&self, recording: Recording) -> TrajectoryStore<'_> {
        TrajectoryStore { log: self, recording }
    }

    /// A trajectory from its stream; an empty one where there is none.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn load(&self, aggregate_id: &str) -> Result<Loaded, PersistenceError> {
        let events = self.stream(aggregate_id).await?;
        let mut trajectory = Trajectory::default();
        for event in events {
            trajectory.learn(event.payload);
        }
        let version = trajectory.version();
        Ok(Loaded { aggregate_id: aggregate_id.to_owned(), version, trajectory })
    }

    async fn stream(
        &self,
        aggregate_id: &str,
    ) -> Result<Vec<EventEnvelope<Trajectory>>, PersistenceError> {
        PostgresEventRepository::new(self.pool.clone())
            .get_events::<Trajectory>(aggregate_id)
            .await?
            .into_iter()
            .map(envelope)
            .collect()
    }
}

/// Reads an event of whatever version.
fn envelope(stored: SerializedEvent) -> Result<EventEnvelope<Trajectory>, PersistenceError> {
    let payload = stored.payload.to_string();
    Ok(EventEnvelope {
        payload: TrajectoryEvent::read(&stored.event_type, &stored.event_version, &payload)?,
        aggregate_id: stored.aggregate_id,
        sequence: stored.sequence,
        metadata: serde_json::from_value(stored.metadata)?,
    })
}

impl TrajectoryStore<'_> {
    /// Appends what was decided on a trajectory that was loaded.
    ///
    /// # Errors
    /// See [`AppendError`].
    pub async fn append(
        &self,
        events: &[TrajectoryEvent],
        aggregate_id: &str,
        version: Version,
    ) -> Result<Appended, AppendError> {
        let Recording { region, command, digest, actor, now } = &self.recording;
        let new = events
            .iter()
            .zip(version + 1..)
            .map(|(event, sequence)| new_event(event, aggregate_id, sequence))
            .collect::<Result<Vec<_>, _>>()?;
        let version = version + u32::try_from(new.len()).unwrap_or(u32::MAX);
        let answer = Answer { trajectory: aggregate_id.to_owned(), version };
        self.log
            .append(Append {
                region: region.clone(),
                command: *command,
                digest: *digest,
                answer: to_raw_value(&answer)?,
                actor: actor.clone(),
                recorded_at: *now,
                reads: vec![],
                events: new,
            })
            .await
    }
}

/// A trajectory's event as the log takes it, with a new id.
///
/// # Errors
/// When it has no JSON form, which no event of ours lacks.
pub fn new_event(
    event: &TrajectoryEvent,
    aggregate_id: &str,
    sequence: Version,
) -> Result<NewEvent, serde_json::Error> {
    let event_type = event.what.event_type();
    Ok(NewEvent {
        aggregate_type: Trajectory::TYPE,
        aggregate_id: aggregate_id.to_owned(),
        sequence,
        event_id: new_event_id(),
        event_type: event_type.name,
        event_version: event_type.version,
        occurred_on: event.occurred_on,
        payload: to_raw_value(event)?,
    })
}

impl EventStore<Trajectory> for TrajectoryStore<'_> {
    type AC = Loaded;

    async fn load_events(
        &self,
        aggregate_id: &str,
    ) -> Result<Vec<EventEnvelope<Trajectory>>, AggregateError<Refusal>> {
        Ok(self.log.stream(aggregate_id).await?)
    }

    async fn load_aggregate(&self, aggregate_id: &str) -> Result<Loaded, AggregateError<Refusal>> {
        Ok(self.log.load(aggregate_id).await?)
    }

    async fn commit(
        &self,
        events: Vec<TrajectoryEvent>,
        context: Loaded,
        metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<Trajectory>>, AggregateError<Refusal>> {
        self.append(&events, &context.aggregate_id, context.version).await?;
        let sequences = context.version as usize + 1..;
        Ok(events
            .into_iter()
            .zip(sequences)
            .map(|(payload, sequence)| EventEnvelope {
                aggregate_id: context.aggregate_id.clone(),
                sequence,
                payload,
                metadata: metadata.clone(),
            })
            .collect())
    }
}

impl From<AppendError> for AggregateError<Refusal> {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict | AppendError::CommandRepeated => Self::AggregateConflict,
            other => Self::DatabaseConnectionError(Box::new(other)),
        }
    }
}
