//! Folding streams: the one place where the events of a stream are read in their order.

use std::sync::Arc;

use cqrs_es::AggregateContext;
use cqrs_es::persist::{PersistenceError, SerializedEvent, SerializedSnapshot};
use loopbrug_domain::event::{Event, Payloads};
use loopbrug_domain::ids::{EventId, Version};
use loopbrug_domain::stream::Stream;
use uuid::Uuid;

use super::read::EventText;
use super::recent::Recent;
use super::streams::{EVENT_ID, text_of};
use super::tip::{StreamVersion, Tip};

/// A stream cannot be folded further.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    /// An event is not in the log, although later ones are. On a stream with a hole nothing can be
    /// decided, and nothing of it can be shown.
    #[error("event {0} of the stream is missing in the log")]
    Missing(Version),
    /// An event cannot be read. The words hold nothing of its content.
    #[error("{}", unreadable(.0))]
    Unreadable(#[source] serde_json::Error),
}

/// Reads the event that follows so many events of its stream.
///
/// # Errors
/// Where it is not the one that follows, or cannot be read.
pub(crate) fn read_next<P: Payloads>(
    version: Version,
    event: EventText<'_>,
) -> Result<Event<P>, FoldError> {
    let next = version + 1;
    if event.sequence != next {
        return Err(FoldError::Missing(next));
    }
    let EventText { event_type, event_version, payload, .. } = event;
    P::read(event_type, event_version, payload).map_err(FoldError::Unreadable)
}

fn unreadable(error: &serde_json::Error) -> String {
    let (kind, column) = (error.classify(), error.column());
    format!("the payload cannot be read: {kind:?} error at column {column}").to_lowercase()
}

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
    /// When its last events were recorded, if by this process.
    pub recent: Recent,
}

impl<A: Stream> AggregateContext<A> for Loaded<A> {
    fn aggregate(&mut self) -> &mut A {
        Arc::make_mut(&mut self.aggregate)
    }
}

impl<A: Stream> Loaded<A> {
    /// One of which nothing was read.
    pub(super) fn empty(aggregate_id: &str) -> Self {
        let aggregate_id = aggregate_id.to_owned();
        Self { aggregate_id, ..Self::default() }
    }

    /// What a snapshot holds. Of its last event only the place is known.
    pub(super) fn begin_with(snapshot: &SerializedSnapshot) -> Result<Self, PersistenceError> {
        let aggregate: A = serde_json::from_str(&text_of(&snapshot.aggregate))?;
        let (aggregate_id, version) = (snapshot.aggregate_id.clone(), aggregate.version());
        if version as usize != snapshot.current_sequence {
            return Err(FoldError::Missing(version).into());
        }
        let (aggregate, tip) = (Arc::new(aggregate), Tip::at(version));
        Ok(Self { aggregate_id, aggregate, tip, recent: Recent::default() })
    }

    /// How many events were read.
    #[must_use]
    pub fn version(&self) -> Version {
        self.tip.version
    }

    /// The stream as it was read, for what is decided on it to rest on.
    pub(super) fn seen(&self) -> StreamVersion {
        let aggregate_id = self.aggregate_id.clone();
        StreamVersion { aggregate_type: A::TYPE, aggregate_id, tip: self.tip }
    }

    /// Folds the next event of the stream.
    pub(super) fn fold_next(&mut self, event: EventText<'_>, id: EventId) -> Result<(), FoldError> {
        let read: A::Event = read_next(self.version(), event)?;
        self.aggregate().apply(read);
        self.tip = Tip::read(self.aggregate.version(), id);
        Ok(())
    }

    /// Folds the next events of the stream, or, after a snapshot, its last one and what follows it.
    pub(super) fn fold(&mut self, events: &[SerializedEvent]) -> Result<(), PersistenceError> {
        for event in events {
            let sequence = Version::try_from(event.sequence).unwrap_or(Version::MAX);
            let id = event.metadata[EVENT_ID].as_str().and_then(|id| id.parse::<Uuid>().ok());
            let id = id.map(EventId).ok_or(FoldError::Missing(sequence))?;
            if sequence == self.version() && self.tip.event.is_none() {
                self.tip.event = Some(id);
                continue;
            }
            let SerializedEvent { event_type, event_version, .. } = event;
            let payload = &text_of(&event.payload);
            self.fold_next(EventText { sequence, event_type, event_version, payload }, id)?;
        }
        Ok(())
    }
}

impl From<FoldError> for PersistenceError {
    fn from(error: FoldError) -> Self {
        match error {
            FoldError::Unreadable(error) => error.into(),
            missing @ FoldError::Missing(_) => Self::UnknownError(Box::new(missing)),
        }
    }
}

impl From<FoldError> for sqlx::Error {
    fn from(error: FoldError) -> Self {
        Self::Decode(Box::new(error))
    }
}
