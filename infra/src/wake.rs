//! Wake-ups: notifications of the database, passed on to those who wait in this process.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use sqlx::postgres::PgListener;
use sqlx::{Executor, PgPool};
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use crate::database::in_time;
use crate::log::APPENDED;
use crate::projection::{Projection, WORKED};

/// How long to wait before listening again on a connection that was lost.
const PAUSE: Duration = Duration::from_secs(1);

/// On a connection without a notification for so long a statement finds out whether it is still there.
const QUIET: Duration = Duration::from_secs(5);
const ANSWERED_WITHIN: Duration = Duration::from_secs(2);

/// Wakes those who wait for a region's log or views to move. A wake-up that is lost does no
/// harm: whoever waits looks now and then anyway.
#[derive(Debug, Default)]
pub(crate) struct Wake {
    appended: HashMap<String, watch::Sender<()>>,
    worked: HashMap<String, watch::Sender<()>>,
    /// Moved when a region's log was appended to that has no runner.
    unattended: Notify,
}

impl Wake {
    pub(crate) fn for_regions<'a>(regions: impl Iterator<Item = &'a Code>) -> Self {
        let mut wake = Self::default();
        for region in regions {
            wake.appended.insert(region.to_string(), watch::Sender::new(()));
            for projection in Projection::ALL {
                wake.worked.insert(rows_of(projection, region), watch::Sender::new(()));
            }
        }
        wake
    }

    /// Wakes when the region's log was appended to.
    pub(crate) fn appended(&self, region: &Code) -> watch::Receiver<()> {
        self.appended[region.as_str()].subscribe()
    }

    /// Wakes when the rows of a projection of the region were written.
    pub(crate) fn worked(&self, projection: Projection, region: &Code) -> watch::Receiver<()> {
        self.worked[&rows_of(projection, region)].subscribe()
    }

    /// Wakes those who wait for the region's log.
    pub(crate) fn wake(&self, region: &Code) {
        if let Some(waiting) = self.appended.get(region.as_str()) {
            waiting.send_replace(());
        }
    }

    /// Completes when a log was appended to that nobody waits for.
    pub(crate) async fn unattended(&self) {
        self.unattended.notified().await;
    }

    /// Listens until `stop` says so.
    pub(crate) async fn run(self: Arc<Self>, pool: PgPool, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            tokio::select! {
                result = self.listen(&pool) => if let Err(error) = result {
                    tracing::warn!(%error, "not listening for wake-ups; trying again");
                    tokio::time::sleep(PAUSE).await;
                },
                _ = stop.changed() => {}
            }
        }
    }

    async fn listen(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen_all([APPENDED, WORKED]).await?;
        loop {
            let Ok(notification) = timeout(QUIET, listener.recv()).await else {
                // Nobody says anything on a connection that is half-open either.
                in_time(ANSWERED_WITHIN, listener.execute("SELECT 1")).await?;
                continue;
            };
            let notification = notification?;
            let of = if notification.channel() == APPENDED { &self.appended } else { &self.worked };
            if let Some(waiting) = of.get(notification.payload()) {
                waiting.send_replace(());
                if notification.channel() == APPENDED && waiting.receiver_count() == 0 {
                    self.unattended.notify_one();
                }
            }
        }
    }
}

/// What finished work is about, as it is spelt on its channel.
fn rows_of(projection: Projection, region: &Code) -> String {
    format!("{}/{region}", projection.name())
}
