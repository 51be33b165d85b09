//! A reader as every follower of the log is one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{PgPool, Row};
use tokio::sync::watch;

use crate::dice::Dice;
use crate::story::region;

/// Follows the log until it has seen everything after `stop`; gives the last position.
pub(super) async fn read(pool: PgPool, seed: u64, stop: watch::Receiver<bool>) -> i64 {
    let mut dice = Dice::of_seed(seed);
    let mut last = 0;
    let mut recorded_at = DateTime::<Utc>::MIN_UTC;
    let mut sequences: HashMap<String, i64> = HashMap::new();
    loop {
        let stopped = *stop.borrow();
        let rows = sqlx::query(
            "SELECT position, aggregate_id, sequence, recorded_at FROM events
             WHERE region = $1 AND position > $2 ORDER BY position LIMIT $3",
        )
        .bind(region().as_str())
        .bind(last)
        .bind(i64::from(dice.between(1, 20)))
        .fetch_all(&pool)
        .await
        .unwrap();
        if rows.is_empty() && stopped {
            return last;
        }
        for row in &rows {
            assert_eq!(row.get::<i64, _>("position"), last + 1, "the next position");
            last += 1;
            let sequence = sequences.entry(row.get("aggregate_id")).or_default();
            assert_eq!(row.get::<i64, _>("sequence"), *sequence + 1, "the next of its stream");
            *sequence += 1;
            let at = row.get("recorded_at");
            assert!(recorded_at <= at, "recorded at {at}, after {recorded_at}");
            recorded_at = at;
        }
        if dice.percent(20) {
            tokio::time::sleep(dice.pause(20)).await;
        }
    }
}
