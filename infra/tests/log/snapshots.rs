//! Snapshots of long streams change nothing but the time that it takes to read them.

use std::sync::Arc;
use std::time::Duration;

use loopbrug_domain::ids::Version;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::log::{LogWriter, RecordedEvent, Tip, new_event};
use sqlx::PgPool;

use crate::server::database;
use crate::story::{actor, attempt, day, event, new_command, opening, region, trajectory};
use crate::waiting::wait_until;

const LONG: Version = 500;

#[tokio::test]
async fn a_snapshot_and_what_came_after_it_are_what_the_whole_stream_folds_to() {
    let database = database().await;
    let (pool, log) = (&database.pool, LogWriter::new(database.pool.clone()));
    write(&log, 1, 1..=LONG + 20).await;
    let whole = load(&log).await;
    kept_at(pool, LONG + 20).await;
    assert_eq!(load(&log).await, whole);

    write(&log, 1, LONG + 21..=LONG + 30).await;
    let with_tail = load(&log).await;
    assert_eq!(with_tail.version(), LONG + 30);
    sqlx::query("DELETE FROM snapshots").execute(pool).await.unwrap();
    assert_eq!(load(&log).await, with_tail);
}

#[tokio::test]
async fn a_snapshot_of_another_fold_or_one_that_cannot_be_read_is_not_used() {
    let database = database().await;
    let (pool, log) = (&database.pool, LogWriter::new(database.pool.clone()));
    write(&log, 1, 1..=LONG).await;
    let whole = load(&log).await;
    kept_at(pool, LONG).await;

    // That it is used is seen by putting another in its place.
    let mut other = serde_json::to_value(Trajectory::default()).unwrap();
    other["version"] = LONG.into();
    sqlx::query("UPDATE snapshots SET state = $1").bind(other).execute(pool).await.unwrap();
    assert_eq!(load(&log).await.entries().len(), 0);
    sqlx::query("UPDATE snapshots SET event_id = gen_random_uuid()").execute(pool).await.unwrap();
    assert_eq!(load(&log).await, whole, "the log does not go through it");
    sqlx::query("DELETE FROM snapshots").execute(pool).await.unwrap();
    load(&log).await;
    kept_at(pool, LONG).await;
    sqlx::query("UPDATE snapshots SET fold = fold + 1").execute(pool).await.unwrap();
    assert_eq!(load(&log).await, whole);
    kept_by(pool, Trajectory::FOLD).await;
    sqlx::query("UPDATE snapshots SET state = '{}'").execute(pool).await.unwrap();
    assert_eq!(load(&log).await, whole);
}

#[tokio::test]
async fn of_a_short_stream_no_snapshot_is_kept() {
    let database = database().await;
    let log = LogWriter::new(database.pool.clone());
    write(&log, 1, 1..=LONG - 1).await;
    load(&log).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM snapshots")
        .fetch_one(&database.pool)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

async fn load(log: &LogWriter) -> Arc<Trajectory> {
    log.reader().load::<Trajectory>(&trajectory(1).to_string()).await.unwrap().aggregate
}

/// Opens trajectory `n`, and records attempts to reach the client.
async fn write(log: &LogWriter, n: u32, sequences: std::ops::RangeInclusive<Version>) {
    let id = trajectory(n).to_string();
    let recorded = |sequence| {
        let event = match sequence {
            1 => event(day(1), opening(n)),
            // Some are told late, so that the fold has something to put in order.
            _ => event(day((sequence % 7).into()), attempt(sequence)),
        };
        let event = new_event::<Trajectory>(&event, &id, Tip::at(sequence - 1)).unwrap();
        RecordedEvent { recorded_at: Clock::system().now(), actor: actor(), event }
    };
    let events: Vec<_> = sequences.map(recorded).collect();
    log.append_many(&region(), new_command(), &events).await.unwrap();
}

async fn kept_at(pool: &PgPool, version: Version) {
    until(pool, "SELECT count(*) FROM snapshots WHERE version = $1", version.into()).await;
}

async fn kept_by(pool: &PgPool, fold: i32) {
    until(pool, "SELECT count(*) FROM snapshots WHERE fold = $1", fold.into()).await;
}

/// Snapshots are written beside the way of commands, so they are waited for.
async fn until(pool: &PgPool, counted: &str, value: i64) {
    wait_until("a snapshot is kept", async || {
        let kept = sqlx::query_scalar::<_, i64>(counted).bind(value);
        kept.fetch_one(pool).await.unwrap() == 1
    })
    .await;
}
