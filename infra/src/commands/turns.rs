//! Turns at a stream: commands of this process that met a conflict go one after the other.
//!
//! Without, each would go on meeting the others: of a crowd at one stream only one gets through
//! at a time, and the last would have to try as often as there are others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use loopbrug_domain::ids::TrajectoryId;
use tokio::sync::OwnedMutexGuard;

type Turn = tokio::sync::Mutex<()>;

/// The queues at streams where somebody waits.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns {
    queues: Arc<Mutex<HashMap<TrajectoryId, Weak<Turn>>>>,
}

impl Turns {
    /// Waits for a turn at a stream, first come, first served. It lasts until it is dropped.
    pub(super) async fn at(&self, trajectory: TrajectoryId) -> OwnedMutexGuard<()> {
        self.queue(trajectory).lock_owned().await
    }

    fn queue(&self, trajectory: TrajectoryId) -> Arc<Turn> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(&trajectory).and_then(Weak::upgrade) {
            return queue;
        }
        queues.retain(|_, queue| queue.strong_count() > 0);
        let queue = Arc::default();
        queues.insert(trajectory, Arc::downgrade(&queue));
        queue
    }
}
