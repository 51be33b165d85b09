//! Queues of what waits to be written, one a region, each emptied by a task of its own that writes all that waits in
//! one commit.
//!
//! What comes gets a place at once or is refused: what waits is bounded, so a database that does not answer makes
//! callers go away, not the heap grow.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use loopbrug_domain::catalogue::Code;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinHandle;

/// Queues of all regions that something was written for.
#[derive(Debug)]
pub(crate) struct Queues<T> {
    /// How much may wait for a region.
    room: usize,
    /// None once they are closed. The tasks end by themselves when this is dropped, after what waits.
    regions: Mutex<Option<HashMap<Code, Running<T>>>>,
}

/// A task at work, and the queue that it empties.
#[derive(Debug)]
struct Running<T> {
    queue: mpsc::Sender<T>,
    task: JoinHandle<()>,
}

/// Why something gets no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPlace {
    /// As much waits as there is room for.
    Full,
    /// The queues are closed.
    Closed,
}

impl<T> Queues<T> {
    /// Queues without anything, for so much each.
    pub(crate) fn with_room(room: usize) -> Self {
        Self { room, regions: Mutex::new(Some(HashMap::new())) }
    }

    /// Gives something a place in the queue of a region. Where nobody empties that, `work` does from now on.
    pub(crate) fn enqueue<W>(
        &self,
        region: &Code,
        mut waiting: T,
        work: impl FnOnce(Receiver<T>) -> W,
    ) -> Result<(), NoPlace>
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let regions = regions.as_mut().ok_or(NoPlace::Closed)?;
        if let Some(running) = regions.get(region) {
            match running.queue.try_send(waiting) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Full(_)) => return Err(NoPlace::Full),
                // The task died; another takes its place.
                Err(TrySendError::Closed(returned)) => waiting = returned,
            }
        }
        let (queue, received) = mpsc::channel(self.room);
        let running = Running { queue, task: tokio::spawn(work(received)) };
        let sent = running.queue.try_send(waiting);
        regions.insert(region.clone(), running);
        sent.map_err(|_| NoPlace::Full)
    }

    /// Takes nothing more, and waits until all that was taken is written and answered.
    pub(crate) async fn close(&self) {
        let regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner).take();
        for (region, Running { queue, task }) in regions.into_iter().flatten() {
            drop(queue);
            if let Err(error) = task.await {
                tracing::error!(%region, %error, "what wrote for a region did not end well");
            }
        }
    }
}
