//! The event store of cqrs-es: loads aggregates through [`Streams`](super::Streams), appends through
//! [`LogWriter::append`].

use std::collections::HashMap;
use std::iter::repeat_n;
use std::marker::PhantomData;
use std::sync::OnceLock;

use cqrs_es::persist::{PersistedEventRepository, PersistenceError, SerializedEvent};
use cqrs_es::{AggregateError, EventEnvelope, EventStore};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::CommandId;
use loopbrug_domain::stream::Stream;
use serde_json::value::to_raw_value;

use super::append::{Answer, Append, AppendError, Appended, NewEvent, Recording};
use super::fold::Loaded;
use super::recent::PossibleRepeat;
use super::streams::{REGION, text_of};
use super::tip::{StreamVersion, Tip};
use super::writer::LogWriter;
use crate::ids::new_event_id;

/// The event store as one command on one kind of aggregate sees it.
///
/// [`commit`](EventStore::commit) appends everything that the command leads to, on all streams, and only if
/// the streams that it rests on are as they were read. It takes the region from the metadata.
#[derive(Debug)]
pub struct Store<'a, A> {
    log: &'a LogWriter,
    recording: Recording,
    reads: Vec<StreamVersion>,
    beside: Vec<NewEvent>,
    repeat: Option<PossibleRepeat>,
    parts: Vec<Share>,
    committed: OnceLock<(Tip, Appended)>,
    of: PhantomData<A>,
}

/// A command id, and how many events of the stream it leads to.
pub(crate) type Share = (CommandId, usize);

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

    /// What the command records may be a repeat; its answer says so.
    pub fn may_repeat(&mut self, earlier: Option<PossibleRepeat>) {
        self.repeat = earlier;
    }

    /// The events of the stream belong to parts of the command, in this order.
    pub(crate) fn in_parts(&mut self, parts: impl Iterator<Item = Share>) {
        self.parts = parts.collect();
    }

    /// Which of the new events of the stream are of which command id.
    #[must_use]
    pub(crate) fn shares(&self, events: usize) -> Vec<Share> {
        if self.parts.is_empty() {
            vec![(self.recording.command, events)]
        } else {
            self.parts.clone()
        }
    }

    /// What it may be a repeat of.
    #[must_use]
    pub fn possible_repeat(&self) -> Option<PossibleRepeat> {
        self.repeat
    }

    /// The end of the stream after the commit, and where everything that was appended is in the log.
    #[must_use]
    pub fn committed(&self) -> Option<(Tip, Appended)> {
        self.committed.get().copied()
    }
}

impl LogWriter {
    /// The event store for one command.
    #[must_use]
    pub fn recording<A: Stream>(&self, recording: Recording) -> Store<'_, A> {
        Store {
            log: self,
            recording,
            reads: vec![],
            beside: vec![],
            repeat: None,
            parts: vec![],
            committed: OnceLock::new(),
            of: PhantomData,
        }
    }
}

/// Reads an event of whatever version.
fn envelope<A: Stream>(stored: SerializedEvent) -> Result<EventEnvelope<A>, PersistenceError> {
    let payload = text_of(&stored.payload);
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
        after: StreamVersion {
            aggregate_type: A::TYPE,
            aggregate_id: aggregate_id.to_owned(),
            tip: after,
        },
        part: None,
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
        let streams = self.log.reader().streams::<A>();
        let events = streams.get_events::<A>(aggregate_id).await?;
        Ok(events.into_iter().map(envelope).collect::<Result<_, _>>()?)
    }

    async fn load_aggregate(
        &self,
        aggregate_id: &str,
    ) -> Result<Loaded<A>, AggregateError<A::Error>> {
        Ok(self.log.reader().load(aggregate_id).await?)
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
        let Loaded { aggregate_id, tip, .. } = context;
        let mut own = new_events::<A>(&events, &aggregate_id, tip).map_err(AppendError::from)?;
        let parts = self.parts.iter().flat_map(|(part, events)| repeat_n(*part, *events));
        own.iter_mut().zip(parts).for_each(|(event, part)| event.part = Some(part));
        let sequences = tip.version as usize + 1..;
        let tip = own.last().map_or(tip, NewEvent::tip);
        let answer = Answer {
            aggregate_id: aggregate_id.clone(),
            version: tip.version,
            possible_repeat_of: self.repeat,
        };
        let append = Append {
            region: Code::new(region),
            recording: self.recording.clone(),
            answer: to_raw_value(&answer).map_err(AppendError::from)?,
            reads: self.reads.clone(),
            events: own.into_iter().chain(self.beside.iter().cloned()).collect(),
        };
        let appended = self.log.append(append).await?;
        let tip = Tip { chain: Some(appended.chain), ..tip };
        self.committed.get_or_init(|| (tip, appended));
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
