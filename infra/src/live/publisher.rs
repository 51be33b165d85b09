//! The publisher: one task that publishes quarters when they are due, and forgets what was asked on other
//! days.
//!
//! It looks every few seconds and as soon as a day begins in Brussels, by one statement for all regions. Every
//! process has one. Two that publish the same at once do the work twice and write it once; one that is
//! killed leaves nothing, and the next look begins again.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;

use crate::views::{ViewError, Views};

/// How often to see whether another day has begun: the clock alone is asked.
const GLANCE: Duration = Duration::from_secs(1);
/// How often to look what is due: there may be more of it, where a log was imported.
const LOOK: Duration = Duration::from_secs(5);

/// Publishes the quarters of all regions.
#[derive(Debug)]
pub(super) struct Publisher(pub(super) Views);

impl Publisher {
    /// Publishes until it is stopped. What is under way then is given up.
    pub(super) async fn run(self, mut stop: watch::Receiver<bool>) {
        tokio::select! {
            () = self.publish() => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }

    async fn publish(&self) {
        let (mut day, mut looked) = (None, Instant::now());
        loop {
            let today = Some(self.0.today());
            if day != today
                && let Err(error) = self.0.forget_questions().await
            {
                tracing::error!(%error, "what was asked on other days is not forgotten yet");
            }
            if day != today || looked.elapsed() >= LOOK {
                self.look().await;
                (day, looked) = (today, Instant::now());
            }
            sleep(GLANCE).await;
        }
    }

    async fn look(&self) {
        let due = match self.0.quarters_due().await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "not seeing which quarters are due; trying again");
                return;
            }
        };
        for (region, quarter) in due {
            match self.0.publish(&region, quarter).await {
                // The projections have some way to go.
                Ok(()) | Err(ViewError::NotYetVisible { .. }) => {}
                Err(error) => {
                    tracing::error!(%error, %region, "quarter not published; trying again");
                }
            }
        }
    }
}
