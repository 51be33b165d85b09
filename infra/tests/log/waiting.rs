//! Waiting for something that happens by itself: for the thing, and not for a time.

use std::time::{Duration, Instant};

use tokio::time::sleep;

/// What did not happen by then does not happen, however much else the machine has to do.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(10);

/// Looks until something is there, and says what was waited for if it never is.
pub(crate) async fn wait_for<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain until {what}");
        sleep(PAUSE).await;
    }
}

/// Looks until something holds.
pub(crate) async fn wait_until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    wait_for(what, async || holds().await.then_some(())).await;
}
