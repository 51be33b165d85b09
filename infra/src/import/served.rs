//! Whether a program serves from the database: it says so every few seconds, in the heartbeats of its projections.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use tokio::time::sleep;

use super::error::ImportError;
use crate::projection::BEAT_EVERY;

/// Whoever has not said so for as long does not serve any more.
const SILENT: Duration = BEAT_EVERY.saturating_mul(3);
/// How often to look.
const LOOK: Duration = Duration::from_secs(1);

/// Waits until nobody has said for a while that a program serves. `report` is called with the seconds waited, and of how
/// many.
///
/// # Errors
/// Where somebody says so meanwhile.
pub(super) async fn wait_until_nobody_serves(
    pool: &PgPool,
    report: &(dyn Fn(u64, u64) + Send + Sync),
) -> Result<(), ImportError> {
    let mut first = None;
    for waited in 0.. {
        let (last, silent): (Option<DateTime<Utc>>, bool) = sqlx::query_as(
            "SELECT max(heartbeat),
                    coalesce(max(heartbeat) < clock_timestamp() - make_interval(secs => $1), true)
             FROM projections",
        )
        .bind(SILENT.as_secs_f64())
        .fetch_one(pool)
        .await?;
        if silent {
            break;
        }
        if *first.get_or_insert(last) != last {
            return Err(ImportError::Served);
        }
        report(waited, SILENT.as_secs());
        sleep(LOOK).await;
    }
    Ok(())
}
