//! Passes over images, on threads where they hold up nobody else.
//!
//! A pass takes a thread for milliseconds, or for longer where there are many clients. On a thread that
//! answers requests it would make others wait, and nothing could end the wait of the request: a
//! deadline is looked at between two steps only. So a pass runs on a thread for blocking work, as many
//! at once as there are processors, and whoever gives up while it waits for its turn costs nothing.

use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

use super::ViewError;

/// The turns of those who want to pass over an image.
#[derive(Debug, Clone)]
pub(super) struct Scans(Arc<Semaphore>);

impl Default for Scans {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Semaphore::new(processors)))
    }
}

impl Scans {
    /// What a pass gives, once it has had its turn. One that was begun goes on to its end.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        pass: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ViewError> {
        let turn = Arc::clone(&self.0).acquire_owned().await.map_err(|_| ViewError::Stopping)?;
        let run = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            pass()
        });
        run.await.map_err(|error| match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => ViewError::Stopping,
        })
    }
}
