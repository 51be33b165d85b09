//! Writing: the queues in which appends wait, one a region, each emptied by an appender of its own.
//!
//! An append gets a place in the queue at once or is refused: what waits is bounded, so a database that
//! does not answer makes callers go away, not the heap grow.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use serde_json::value::to_raw_value;
use sqlx::PgPool;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::append::{Append, AppendError, Appended};
use super::appender::{Appender, Waiting};
use super::reader::LogReader;

/// How many appends of a region may wait, unless said otherwise: what the database writes in well
/// under a second.
const ROOM: usize = 4_096;
/// So long a caller waits for an answer: as long as a batch is tried, and less than whoever asked over
/// HTTP waits, so that it is this that says what is known.
const ANSWERED_WITHIN: Duration = Duration::from_secs(9);

/// Appends to the log of all regions of a database.
///
/// Its clones append through the same queues. [`close`](Self::close) it before the program ends;
/// dropped, it still writes what waits, as long as the runtime lasts.
#[derive(Debug, Clone)]
pub struct LogWriter {
    reader: LogReader,
    queues: Arc<Queues>,
}

#[derive(Debug)]
struct Queues {
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

impl LogWriter {
    /// Appends to the log in this database.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self::with_room(pool, ROOM)
    }

    /// The same, where at most so many appends of a region wait to be written.
    ///
    /// # Panics
    /// With room for none, when something is appended.
    #[must_use]
    pub fn with_room(pool: PgPool, room: usize) -> Self {
        let regions = Mutex::new(Some(HashMap::new()));
        Self { reader: LogReader::new(pool), queues: Arc::new(Queues { room, regions }) }
    }

    /// The log that it appends to.
    #[must_use]
    pub fn reader(&self) -> &LogReader {
        &self.reader
    }

    /// Appends all of it or nothing, in its turn. Dropped before it is answered, it may or may not
    /// be appended, as a whole.
    ///
    /// # Errors
    /// See [`AppendError`].
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let actor = to_raw_value(&append.recording.actor)?;
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
        let mut regions = self.queues.regions.lock().unwrap_or_else(PoisonError::into_inner);
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
        let (queue, waiting) = mpsc::channel(self.queues.room);
        let appender = Appender::new(region, waiting, &self.reader.pool);
        Running { queue, task: tokio::spawn(appender.run()) }
    }

    /// Accepts nothing more, and waits until all that was accepted is written and answered. Reading goes
    /// on.
    pub async fn close(&self) {
        let regions = self.queues.regions.lock().unwrap_or_else(PoisonError::into_inner).take();
        for (region, Running { queue, task }) in regions.into_iter().flatten() {
            drop(queue);
            if let Err(error) = task.await {
                tracing::error!(%region, %error, "an appender did not end well");
            }
        }
    }
}
