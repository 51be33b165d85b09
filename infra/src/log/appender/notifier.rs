//! Notifies those who follow a log that there is more.
//!
//! That is not part of the commit: a transaction that notifies keeps all others of the database that do
//! so from committing until it is on disk, so appends would wait for projections and projections for
//! appends. A notification that is lost with this process does no harm: whoever follows looks now and
//! then anyway.

use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::log::APPENDED;

/// Notifications are so far apart at least.
const PAUSE: Duration = Duration::from_millis(5);

/// Notifies until nothing can be appended any more, and then for the last time.
pub(super) async fn run(pool: PgPool, region: Code, mut appended: watch::Receiver<()>) {
    while appended.changed().await.is_ok() {
        let notify = sqlx::query("SELECT pg_notify($1, $2)").bind(APPENDED).bind(region.as_str());
        if let Err(error) = notify.execute(&pool).await {
            tracing::debug!(%error, %region, "nobody was notified of an append");
        }
        sleep(PAUSE).await;
    }
}
