//! What is written together, and how everybody in it is answered.

use std::sync::Arc;

use serde_json::value::RawValue;
use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;

use crate::database::code;
use crate::log::append::{Append, AppendError, Appended};

/// A batch that has so many appends, events or bytes of payload is full: it is what one statement can
/// write without holding the head for long.
const APPENDS: usize = 512;
const EVENTS: usize = 4_096;
const BYTES: usize = 4 * 1024 * 1024;

/// SQLSTATE: waited for a lock for as long as the connection allows.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// An append in the queue, and whom to answer.
#[derive(Debug)]
pub(in crate::log) struct Waiting {
    pub(in crate::log) append: Append,
    /// Who asked, as JSON: written by the caller, of whom many work side by side, and not by the
    /// appender, which is alone.
    pub(in crate::log) actor: Box<RawValue>,
    pub(in crate::log) answer: oneshot::Sender<Result<Appended, AppendError>>,
}

/// What becomes of each append of a batch.
pub(super) type Verdicts = Vec<Result<Appended, AppendError>>;

/// Why a batch has no verdicts.
#[derive(Debug)]
pub(super) enum Failure {
    /// Certainly nothing was written: the head of the region was held by another for too long.
    HeadHeld,
    /// Certainly nothing was written.
    Refused(Arc<sqlx::Error>),
    /// Some of it may have been written.
    InDoubt,
}

impl Failure {
    pub(super) fn of(error: sqlx::Error) -> Self {
        if code(&error).is_some_and(|code| code == LOCK_NOT_AVAILABLE) {
            Self::HeadHeld
        } else {
            Self::Refused(Arc::new(error))
        }
    }

    /// What each append of the batch is answered.
    fn answer(&self) -> AppendError {
        match self {
            Self::HeadHeld => AppendError::Busy,
            Self::Refused(error) => AppendError::Database(Arc::clone(error)),
            Self::InDoubt => AppendError::OutcomeUnknown,
        }
    }
}

/// Appends that are written together.
#[derive(Debug)]
pub(super) struct Batch {
    appends: Vec<Waiting>,
    events: usize,
    bytes: usize,
}

impl Batch {
    fn of(one: Waiting) -> Self {
        let mut batch = Self { appends: vec![], events: 0, bytes: 0 };
        batch.push(one);
        batch
    }

    /// One that waited, and those that wait behind it.
    pub(super) fn gathered(first: Waiting, queue: &mut Receiver<Waiting>) -> Self {
        let mut batch = Self::of(first);
        batch.gather(queue);
        batch
    }

    fn push(&mut self, one: Waiting) {
        let events = &one.append.events;
        self.events += events.len();
        self.bytes += events.iter().map(|event| event.payload.get().len()).sum::<usize>();
        self.appends.push(one);
    }

    /// Adds what waits, as far as there is room.
    pub(super) fn gather(&mut self, queue: &mut Receiver<Waiting>) {
        while self.appends.len() < APPENDS && self.events < EVENTS && self.bytes < BYTES {
            let Ok(next) = queue.try_recv() else { break };
            self.push(next);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.appends.len()
    }

    pub(super) fn all(&self) -> Vec<&Waiting> {
        self.appends.iter().collect()
    }

    /// None of its appends depends on a stream that it does not write to.
    pub(super) fn reads_nothing(&self) -> bool {
        self.appends.iter().all(|one| one.append.reads.is_empty())
    }

    /// Each append by itself.
    pub(super) fn split(self) -> impl Iterator<Item = Self> {
        self.appends.into_iter().map(Self::of)
    }

    /// Answers everybody in it. Whoever went away meanwhile gets the answer when the command is repeated.
    pub(super) fn answer(self, verdicts: Result<Verdicts, Failure>) {
        let verdicts = match verdicts {
            Ok(verdicts) => verdicts,
            Err(failure) => self.appends.iter().map(|_| Err(failure.answer())).collect(),
        };
        for (one, verdict) in self.appends.into_iter().zip(verdicts) {
            let _ = one.answer.send(verdict);
        }
    }
}
