//! Writing: appends wait in the queue of their region, which an appender of its own empties.

use std::sync::Arc;
use std::time::Duration;

use serde_json::value::to_raw_value;
use sqlx::PgPool;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::append::{Append, AppendError, Appended};
use super::appender::{Appender, Waiting};
use super::reader::LogReader;
use crate::queues::{NoPlace, Queues};

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
    queues: Arc<Queues<Waiting>>,
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
        Self { reader: LogReader::new(pool), queues: Arc::new(Queues::with_room(room)) }
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
        let region = append.region.clone();
        let waiting = Waiting { append, actor, answer };
        let work = |queue| Appender::new(region.clone(), queue, &self.reader.pool).run();
        self.queues.enqueue(&region, waiting, work).map_err(|why| match why {
            NoPlace::Full => AppendError::Busy,
            NoPlace::Closed => AppendError::Closed,
        })?;
        match timeout(ANSWERED_WITHIN, answered).await {
            Ok(Ok(answer)) => answer,
            // An appender that ends without an answer died, in a panic or with its runtime; one that
            // takes so long has others before this, or a database that is away. Either way it may
            // have been written, or still be.
            Ok(Err(_)) | Err(_) => Err(AppendError::OutcomeUnknown),
        }
    }

    /// Accepts nothing more, and waits until all that was accepted is written and answered. Reading goes
    /// on.
    pub async fn close(&self) {
        self.queues.close().await;
    }
}
