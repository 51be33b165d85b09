//! The queues in which appends wait: one a region, each emptied by an appender of its own.
//!
//! An append takes its place at once or is told that there is none: what waits is bounded, so a
//! database that stands still makes callers go away, not the heap grow.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use serde_json::value::{RawValue, to_raw_value};
use sqlx::PgPool;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::append::{Append, AppendError, Appended};
use super::appender::Appender;

/// So long a caller waits for an answer: as long as a batch is tried, and less than whoever asked over
/// HTTP waits, so that it is this that says what is known.
const ANSWERED_WITHIN: Duration = Duration::from_secs(9);

/// An append in the queue, and whom to answer.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) append: Append,
    /// Who asked, as JSON: written here, where callers work side by side, and not by the appender,
    /// who is alone.
    pub(super) actor: Box<RawValue>,
    pub(super) answer: oneshot::Sender<Result<Appended, AppendError>>,
}

/// The appenders of this process, started as they are needed.
#[derive(Debug)]
pub(super) struct Appenders {
    pool: PgPool,
    /// How many appends of a region may wait.
    room: usize,
    /// None once the log is closed. The tasks end by themselves when this is dropped, after what
    /// waits.
    regions: Mutex<Option<HashMap<Code, Running>>>,
}

/// An appender at work.
#[derive(Debug)]
struct Running {
    queue: mpsc::Sender<Waiting>,
    task: JoinHandle<()>,
}

impl Appenders {
    pub(super) fn new(pool: PgPool, room: usize) -> Self {
        Self { pool, room, regions: Mutex::new(Some(HashMap::new())) }
    }

    pub(super) async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let actor = to_raw_value(&append.actor)?;
        let (answer, answered) = oneshot::channel();
        self.enqueue(Waiting { append, actor, answer })?;
        match timeout(ANSWERED_WITHIN, answered).await {
            Ok(Ok(answer)) => answer,
            // An appender that ends without an answer died, in a panic or with its runtime; one that
            // takes so long has others before this, or a database that is away. Either way it may
            // have been written, or still be.
            Ok(Err(_)) | Err(_) => Err(AppendError::OutcomeUnknown),
        }
    }

    fn enqueue(&self, mut waiting: Waiting) -> Result<(), AppendError> {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let regions = regions.as_mut().ok_or(AppendError::Closed)?;
        if let Some(running) = regions.get(&waiting.append.region) {
            match running.queue.try_send(waiting) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Full(_)) => return Err(AppendError::Busy),
                // It died; another takes its place.
                Err(TrySendError::Closed(returned)) => waiting = returned,
            }
        }
        let region = waiting.append.region.clone();
        let running = self.start(region.clone());
        let sent = running.queue.try_send(waiting);
        regions.insert(region, running);
        sent.map_err(|_| AppendError::Busy)
    }

    fn start(&self, region: Code) -> Running {
        let (queue, waiting) = mpsc::channel(self.room);
        let appender = Appender::new(region, waiting, &self.pool);
        Running { queue, task: tokio::spawn(appender.run()) }
    }

    pub(super) async fn close(&self) {
        let regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner).take();
        for (region, Running { queue, task }) in regions.into_iter().flatten() {
            drop(queue);
            if let Err(error) = task.await {
                tracing::error!(%region, %error, "an appender did not end well");
            }
        }
    }
}
