//! What the program says of its own health, all the while.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::door::Door;

/// How often it is asked, and how long it may take.
const EVERY: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(10);

/// What it said once.
#[derive(Debug, Clone, Copy)]
struct Said {
    asked: Instant,
    answered: Instant,
    well: bool,
}

/// Asks `/health/ready` until it is dropped.
#[derive(Debug)]
pub(crate) struct Watch {
    said: Arc<Mutex<Vec<Said>>>,
    task: JoinHandle<()>,
}

impl Watch {
    pub(crate) fn start(door: Door) -> Self {
        let said = Arc::<Mutex<Vec<Said>>>::default();
        let kept = Arc::clone(&said);
        let task = tokio::spawn(async move {
            loop {
                let asked = Instant::now();
                if let Ok((status, _)) = door.health("ready", PATIENCE).await {
                    let said = Said { asked, answered: Instant::now(), well: status == 200 };
                    kept.lock().unwrap_or_else(PoisonError::into_inner).push(said);
                }
                sleep(EVERY).await;
            }
        });
        Self { said, task }
    }

    /// How often it said that it is well, between two moments at which it certainly was not.
    pub(crate) fn said_well_between(&self, from: Instant, to: Instant) -> usize {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().filter(|said| said.well && said.asked > from && said.answered < to).count()
    }

    /// The longest that an answer took.
    pub(crate) fn slowest(&self) -> Duration {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().map(|said| said.answered - said.asked).max().unwrap_or_default()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}
