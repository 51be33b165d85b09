//! The event store of cqrs-es: loads aggregates by the fold of the log, reads plain streams through postgres-es,
//! appends through [`Log::append`].

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use cqrs_es::persist::{PersistedEventRepository, PersistenceError, SerializedEvent};
use cqrs_es::{AggregateContext, AggregateError, EventEnvelope, EventStore};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, Position, Version};
use loopbrug_domain::stream::Stream;
use postgres_es::PostgresEventRepository;
use serde_json::value::to_raw_value;

use super::append::{Append, AppendError, NewEvent, StreamVersion, Tip};
use super::read::all_streams;
use super::{Answer, Log};
use crate::ids::new_event_id;

/// The region, among the metadata of a commit: as every writer of postgres-es names it.
pub const REGION: &str = "region";

/// An aggregate as it was loaded.
#[derive(Debug, Clone, Default)]
pub struct Loaded<A> {
    /// Its id, as in the stream's key.
    pub aggregate_id: String,
    /// What its events fold to, and what a command adds to them. Shared, so that an answer can keep it as
    /// it is while the next command goes on.
    pub aggregate: Arc<A>,
    /// Where the stream ended when it was read.
    pub tip: Tip,
}

impl<A: Stream> Loaded<A> {
    /// One of which nothing was read.
    pub(super) fn empty(aggregate_id: &str) -> Self {
        let aggregate_id = aggregate_id.to_owned();
        Self { aggregate_id, aggregate: Arc::default(), tip: Tip::default() }
    }

    /// How many events were read.
    #[must_use]
    pub fn version(&self) -> Version {
        self.tip.version
    }

    /// The stream as it was read, for what is decided on it to rest on.
    fn seen(&self) -> StreamVersion {
        let aggregate_id = self.aggregate_id.clone();
        StreamVersion { aggregate_type: A::TYPE, aggregate_id, tip: self.tip }
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
    /// The command.
    pub command: CommandId,
    /// SHA-256 of what was asked.
    pub digest: [u8; 32],
    /// Who asked.
    pub actor: Actor,
    /// When it is recorded, where a clock was set; see [`Append::recorded_at`].
    pub recorded_at: Option<DateTime<Utc>>,
}

/// The event store as one command on one kind of aggregate sees it.
///
/// [`commit`](EventStore::commit) appends everything that the command leads to, on all streams, and only if
/// the streams that it rests on are as they were read. It takes the region from the metadata.
#[derive(Debug)]
pub struct Store<'a, A> {
    log: &'a Log,
    recording: Recording,
    reads: Vec<StreamVersion>,
    beside: Vec<NewEvent>,
    committed: OnceLock<(Tip, Position)>,
    of: PhantomData<A>,
}

impl<A> Store<'_, A> {
    /// What is decided rests on another stream, as it was read; see [`Append::reads`].
    pub fn rest_on<B: Stream>(&mut self, other: &Loaded<B>) {
        self.reads.push(other.seen());
    }

    /// The command leads to events of another stream as well, which are appended with its own.
    ///
    /// # Errors
    /// When one has no JSON form, which no event of ours lacks.
    pub fn append_beside<B: Stream>(
        &mut self,
        events: &[B::Event],
        other: &Loaded<B>,
    ) -> Result<(), serde_json::Error> {
        self.beside.extend(new_events::<B>(events, &other.aggregate_id, other.tip)?);
        Ok(())
    }

    /// The end of the stream after the commit, and the position of the last event that was appended.
    #[must_use]
    pub fn committed(&self) -> Option<(Tip, Position)> {
        self.committed.get().copied()
    }
}

impl Log {
    /// The event store for one command.
    #[must_use]
    pub fn recording<A: Stream>(&self, recording: Recording) -> Store<'_, A> {
        let (reads, beside, committed) = (vec![], vec![], OnceLock::new());
        Store { log: self, recording, reads, beside, committed, of: PhantomData }
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
                last.fold_next(event.text(), event.event_id)?;
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
    let kind = event.event_type();
    Ok(NewEvent {
        aggregate_type: A::TYPE,
        aggregate_id: aggregate_id.to_owned(),
        after,
        event_id: new_event_id(),
        event_type: kind.name,
        event_version: kind.version,
        occurred_on: event.occurred_on,
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
        let region = metadata
            .get(REGION)
            .ok_or_else(|| AggregateError::UnexpectedError("the metadata name no region".into()))?;
        let Recording { command, digest, ref actor, recorded_at } = self.recording;
        let Loaded { aggregate_id, tip, .. } = context;
        let own = new_events::<A>(&events, &aggregate_id, tip).map_err(AppendError::from)?;
        let sequences = tip.version as usize + 1..;
        let tip = own.last().map_or(tip, NewEvent::tip);
        let answer = Answer { aggregate_id: aggregate_id.clone(), version: tip.version };
        let append = Append {
            region: Code::new(region),
            command,
            digest,
            answer: to_raw_value(&answer).map_err(AppendError::from)?,
            actor: actor.clone(),
            recorded_at,
            reads: self.reads.clone(),
            events: own.into_iter().chain(self.beside.iter().cloned()).collect(),
        };
        let appended = self.log.append(append).await?;
        let tip = Tip { chain: Some(appended.chain), ..tip };
        self.committed.get_or_init(|| (tip, appended.last));
        let envelope = |(payload, sequence)| {
            let (aggregate_id, metadata) = (aggregate_id.clone(), metadata.clone());
            EventEnvelope { aggregate_id, sequence, payload, metadata }
        };
        Ok(events.into_iter().zip(sequences).map(envelope).collect())
    }
}

impl<E: std::error::Error> From<AppendError> for AggregateError<E> {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict => Self::AggregateConflict,
            other => Self::DatabaseConnectionError(Box::new(other)),
        }
    }
}
