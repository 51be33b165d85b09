//! What is written together, and how everybody in it is answered.

use tokio::sync::mpsc::Receiver;

use super::Failure;
use crate::log::append::{AppendError, Appended};
use crate::log::appenders::Waiting;

/// A batch that has so many appends, events or bytes of payload takes in no more: what one
/// statement can write without holding the head for long.
const APPENDS: usize = 512;
const EVENTS: usize = 4_096;
const BYTES: usize = 4 * 1024 * 1024;

/// What each append of a batch is told.
pub(super) type Verdicts = Vec<Result<Appended, AppendError>>;

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

    /// Takes in what waits, as far as there is room.
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
}

/// A batch of which the database has said what becomes of it.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) batch: Batch,
    pub(super) verdicts: Result<Verdicts, Failure>,
}

impl Written {
    /// Tells everybody. Whoever went away meanwhile hears it when the command is repeated.
    pub(super) fn tell(self) {
        let appends = self.batch.appends;
        match self.verdicts {
            Ok(verdicts) => {
                for (one, verdict) in appends.into_iter().zip(verdicts) {
                    let _ = one.answer.send(verdict);
                }
            }
            Err(failure) => {
                for one in appends {
                    let _ = one.answer.send(Err(failure.answer()));
                }
            }
        }
    }
}
