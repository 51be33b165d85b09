//! The event store of cqrs-es: reads streams through postgres-es, appends through [`Log::append`].

use std::collections::HashMap;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use cqrs_es::persist::{PersistedEventRepository, PersistenceError, SerializedEvent};
use cqrs_es::{AggregateContext, AggregateError, EventEnvelope, EventStore};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, Version};
use loopbrug_domain::stream::{Stream, StreamEvent};
use postgres_es::PostgresEventRepository;
use serde_json::value::to_raw_value;

use super::append::{Append, AppendError, Appended, NewEvent};
use super::read::all_streams;
use super::{Answer, Log, StoredEvent};
use crate::edge::new_event_id;

/// An aggregate as it was loaded.
#[derive(Debug, Clone, Default)]
pub struct Loaded<A> {
    /// Its id, as in the stream's key.
    pub aggregate_id: String,
    /// What its events fold to.
    pub aggregate: A,
}

impl<A: Stream> Loaded<A> {
    /// How many events were read.
    #[must_use]
    pub fn version(&self) -> Version {
        self.aggregate.version()
    }

    /// Takes in what was appended to the stream.
    pub(crate) fn learn(&mut self, events: Vec<A::Event>) {
        for event in events {
            self.aggregate.learn(event);
        }
    }
}

impl<A: Stream> AggregateContext<A> for Loaded<A> {
    fn aggregate(&mut self) -> &mut A {
        &mut self.aggregate
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

/// The event store of one kind of aggregate, as one command sees it.
#[derive(Debug)]
pub struct Store<'a, A> {
    log: &'a Log,
    recording: Recording,
    of: PhantomData<A>,
}

impl Log {
    /// The event store for one command.
    #[must_use]
    pub fn recording<A: Stream>(&self, recording: Recording) -> Store<'_, A> {
        Store { log: self, recording, of: PhantomData }
    }

    /// All aggregates of a kind in a region, each from its stream. For kinds of which there are few.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn load_all<A: Stream>(
        &self,
        region: &Code,
    ) -> Result<Vec<Loaded<A>>, PersistenceError> {
        let events = all_streams(&self.pool, region, A::TYPE).await;
        let events = events.map_err(|error| PersistenceError::ConnectionError(Box::new(error)))?;
        let mut all: Vec<Loaded<A>> = Vec::new();
        for event in events {
            if all.last().is_none_or(|last| last.aggregate_id != event.aggregate_id) {
                let aggregate_id = event.aggregate_id.clone();
                all.push(Loaded { aggregate_id, aggregate: A::default() });
            }
            if let Some(last) = all.last_mut() {
                let StoredEvent { event_type, event_version, payload, .. } = &event;
                last.aggregate.learn(A::Event::read(event_type, event_version, payload)?);
            }
        }
        Ok(all)
    }

    async fn stream<A: Stream>(
        &self,
        aggregate_id: &str,
    ) -> Result<Vec<EventEnvelope<A>>, PersistenceError> {
        PostgresEventRepository::new(self.pool.clone())
            .get_events::<A>(aggregate_id)
            .await?
            .into_iter()
            .map(envelope)
            .collect()
    }
}

/// Reads an event of whatever version.
fn envelope<A: Stream>(stored: SerializedEvent) -> Result<EventEnvelope<A>, PersistenceError> {
    let payload = stored.payload.to_string();
    Ok(EventEnvelope {
        payload: A::Event::read(&stored.event_type, &stored.event_version, &payload)?,
        aggregate_id: stored.aggregate_id,
        sequence: stored.sequence,
        metadata: serde_json::from_value(stored.metadata)?,
    })
}

impl<A: Stream> Store<'_, A> {
    /// Appends what was decided on an aggregate that was loaded.
    ///
    /// # Errors
    /// See [`AppendError`].
    pub async fn append(
        &self,
        events: &[A::Event],
        aggregate_id: &str,
        version: Version,
    ) -> Result<Appended, AppendError> {
        let Recording { region, command, digest, actor, now } = &self.recording;
        let new = new_events::<A>(events, aggregate_id, version)?;
        let version = version + u32::try_from(new.len()).unwrap_or(u32::MAX);
        let answer = Answer { aggregate_id: aggregate_id.to_owned(), version };
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

/// The events that follow `version` of a stream, as the log takes them, with new ids.
///
/// # Errors
/// When one has no JSON form, which no event of ours lacks.
pub fn new_events<A: Stream>(
    events: &[A::Event],
    aggregate_id: &str,
    version: Version,
) -> Result<Vec<NewEvent>, serde_json::Error> {
    let sequences = version + 1..;
    let new = events.iter().zip(sequences);
    new.map(|(event, sequence)| new_event::<A>(event, aggregate_id, sequence)).collect()
}

/// An event as the log takes it, with a new id.
///
/// # Errors
/// When it has no JSON form, which no event of ours lacks.
pub fn new_event<A: Stream>(
    event: &A::Event,
    aggregate_id: &str,
    sequence: Version,
) -> Result<NewEvent, serde_json::Error> {
    let kind = event.kind();
    Ok(NewEvent {
        aggregate_type: A::TYPE,
        aggregate_id: aggregate_id.to_owned(),
        sequence,
        event_id: new_event_id(),
        event_type: kind.name,
        event_version: kind.version,
        occurred_on: event.occurred_on(),
        payload: to_raw_value(event)?,
    })
}

impl<A: Stream> EventStore<A> for Store<'_, A> {
    type AC = Loaded<A>;

    async fn load_events(
        &self,
        aggregate_id: &str,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        Ok(self.log.stream(aggregate_id).await?)
    }

    async fn load_aggregate(
        &self,
        aggregate_id: &str,
    ) -> Result<Loaded<A>, AggregateError<A::Error>> {
        Ok(self.log.load(aggregate_id).await?)
    }

    async fn commit(
        &self,
        events: Vec<A::Event>,
        context: Loaded<A>,
        metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        let version = context.version();
        self.append(&events, &context.aggregate_id, version).await?;
        let sequences = version as usize + 1..;
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

impl<E: std::error::Error> From<AppendError> for AggregateError<E> {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict | AppendError::CommandRepeated => Self::AggregateConflict,
            other => Self::DatabaseConnectionError(Box::new(other)),
        }
    }
}
