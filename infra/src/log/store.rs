//! The event store of cqrs-es: reads streams through postgres-es, appends through [`Log::append`].

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use cqrs_es::persist::{PersistedEventRepository, PersistenceError, SerializedEvent};
use cqrs_es::{AggregateContext, AggregateError, EventEnvelope, EventStore};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, EventId, Version};
use loopbrug_domain::stream::{Stream, StreamEvent};
use postgres_es::PostgresEventRepository;
use serde_json::value::to_raw_value;

use super::append::{Append, AppendError, Appended, NewEvent, StreamVersion, Tip};
use super::chain::ChainId;
use super::read::all_streams;
use super::{Answer, Log, StoredEvent};
use crate::edge::new_event_id;

/// An aggregate as it was loaded.
#[derive(Debug, Clone, Default)]
pub struct Loaded<A> {
    /// Its id, as in the stream's key.
    pub aggregate_id: String,
    /// What its events fold to. Shared, so that an answer can keep it as it is while the next command
    /// goes on.
    pub aggregate: Arc<A>,
    /// The id of the last of them.
    pub last_event: Option<EventId>,
    /// The chain of appends that the last belongs to, where this process wrote it.
    pub chain: Option<ChainId>,
}

impl<A: Stream> Loaded<A> {
    /// One of which nothing was read.
    pub(super) fn empty(aggregate_id: &str) -> Self {
        let aggregate_id = aggregate_id.to_owned();
        Self { aggregate_id, aggregate: Arc::default(), last_event: None, chain: None }
    }

    /// How many events were read.
    #[must_use]
    pub fn version(&self) -> Version {
        self.aggregate.version()
    }

    /// Where the stream ended when it was read.
    #[must_use]
    pub fn tip(&self) -> Tip {
        Tip { version: self.version(), event: self.last_event, chain: self.chain }
    }

    /// The stream as it was read, for what is decided on it to rest on.
    #[must_use]
    pub fn seen(&self) -> StreamVersion {
        let aggregate_id = self.aggregate_id.clone();
        StreamVersion { aggregate_type: A::TYPE, aggregate_id, tip: self.tip() }
    }
}

impl<A: Stream> AggregateContext<A> for Loaded<A> {
    fn aggregate(&mut self) -> &mut A {
        Arc::make_mut(&mut self.aggregate)
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
    /// When it is recorded, where a clock was set; see [`Append::recorded_at`].
    pub recorded_at: Option<DateTime<Utc>>,
    /// Other streams of the region that were looked at in deciding; see [`Append::reads`].
    pub reads: Vec<StreamVersion>,
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
                all.push(Loaded::empty(&event.aggregate_id));
            }
            if let Some(last) = all.last_mut() {
                let StoredEvent { event_type, event_version, payload, event_id, .. } = &event;
                last.aggregate().learn(A::Event::read(event_type, event_version, payload)?);
                last.last_event = Some(*event_id);
                complete(&*last.aggregate, i64::from(event.sequence))?;
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

/// An event of a stream is not in the log, although later ones are.
#[derive(Debug, thiserror::Error)]
#[error("event {missing} of the stream is missing in the log")]
pub struct MissingEvent {
    /// Its place in the stream.
    pub missing: Version,
}

/// Says so where what was read up to `sequence` is not all that there was before it: on a stream
/// with a hole nothing can be decided.
pub(super) fn complete<A: Stream>(read: &A, sequence: i64) -> Result<(), PersistenceError> {
    if i64::from(read.version()) == sequence {
        return Ok(());
    }
    let missing = MissingEvent { missing: read.version() };
    Err(PersistenceError::UnknownError(Box::new(missing)))
}

impl<A: Stream> Store<'_, A> {
    /// Appends what was decided on an aggregate that was loaded, which then has it too.
    ///
    /// # Errors
    /// See [`AppendError`]; the aggregate is as it was.
    pub async fn append(
        &self,
        events: Vec<A::Event>,
        to: &mut Loaded<A>,
    ) -> Result<Appended, AppendError> {
        let Recording { region, command, digest, actor, recorded_at, reads } = &self.recording;
        let new = new_events::<A>(&events, &to.aggregate_id, to.tip())?;
        let tip = new.last().map_or_else(|| to.tip(), NewEvent::tip);
        let answer = Answer { aggregate_id: to.aggregate_id.clone(), version: tip.version };
        let append = Append {
            region: region.clone(),
            command: *command,
            digest: *digest,
            answer: to_raw_value(&answer)?,
            actor: actor.clone(),
            recorded_at: *recorded_at,
            reads: reads.clone(),
            events: new,
        };
        let appended = self.log.append(append).await?;
        for event in events {
            to.aggregate().learn(event);
        }
        to.last_event = tip.event;
        to.chain = Some(appended.chain);
        Ok(appended)
    }
}

/// The events that follow a stream's end, as the log takes them, with new ids.
///
/// # Errors
/// When one has no JSON form, which no event of ours lacks.
pub fn new_events<A: Stream>(
    events: &[A::Event],
    aggregate_id: &str,
    mut after: Tip,
) -> Result<Vec<NewEvent>, serde_json::Error> {
    let new = events.iter().map(|event| {
        let new = new_event::<A>(event, aggregate_id, after)?;
        after = new.tip();
        Ok(new)
    });
    new.collect()
}

/// An event as the log takes it, with a new id.
///
/// # Errors
/// When it has no JSON form, which no event of ours lacks.
pub fn new_event<A: Stream>(
    event: &A::Event,
    aggregate_id: &str,
    after: Tip,
) -> Result<NewEvent, serde_json::Error> {
    let kind = event.kind();
    Ok(NewEvent {
        aggregate_type: A::TYPE,
        aggregate_id: aggregate_id.to_owned(),
        after,
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
        mut context: Loaded<A>,
        metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        let version = context.version();
        self.append(events.clone(), &mut context).await?;
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
