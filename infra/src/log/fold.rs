//! Folding streams: the one place where the events of a stream are read in their order.

use std::sync::Arc;

use cqrs_es::AggregateContext;
use cqrs_es::persist::PersistenceError;
use loopbrug_domain::event::{Event, Payloads};
use loopbrug_domain::ids::{EventId, Version};
use loopbrug_domain::stream::Stream;

use super::read::EventText;
use super::{Loaded, Tip};

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

impl<A: Stream> Loaded<A> {
    /// Folds the next event of the stream.
    pub(super) fn fold_next(&mut self, event: EventText<'_>, id: EventId) -> Result<(), FoldError> {
        let read: A::Event = read_next(self.version(), event)?;
        self.aggregate().apply(read);
        self.tip = Tip { version: self.aggregate.version(), event: Some(id), chain: None };
        Ok(())
    }

    /// Begins with a snapshot of so many events, of which this is the last.
    pub(super) fn begin_with(
        &mut self,
        snapshot: A,
        events: i64,
        last: EventId,
    ) -> Result<(), FoldError> {
        let version = snapshot.version();
        if i64::from(version) != events {
            return Err(FoldError::Missing(version));
        }
        self.aggregate = Arc::new(snapshot);
        self.tip = Tip { version, event: Some(last), chain: None };
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
