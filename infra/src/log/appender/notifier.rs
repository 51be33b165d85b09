//! The word to those who follow the log, that there is more.
//!
//! It is not part of the commit that it tells of: a transaction that notifies keeps all others of
//! the database that do so from committing until it is on disk, so appends would wait for
//! projections and projections for appends. A word that is lost with this process does no harm:
//! whoever follows looks now and then anyway.

use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::log::APPENDED;

/// Whoever was told so shortly before is told once more, and not more often.
const PAUSE: Duration = Duration::from_millis(5);

/// Tells until nothing can be appended any more, and then for the last time.
pub(super) async fn run(pool: PgPool, region: Code, mut appended: watch::Receiver<()>) {
    while appended.changed().await.is_ok() {
        let tell = sqlx::query("SELECT pg_notify($1, $2)").bind(APPENDED).bind(region.as_str());
        if let Err(error) = tell.execute(&pool).await {
            tracing::debug!(%error, %region, "nobody was told of an append");
        }
        sleep(PAUSE).await;
    }
}
