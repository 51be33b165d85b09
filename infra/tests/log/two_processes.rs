//! Several processes at the same streams: whatever they do, and however they end, a reader that
//! asks for `position > last` misses nothing, and no version is written twice.

mod reader;
mod writer;

use std::process::Stdio;
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::{ConnectOptions, PgPool};
use tokio::process::{Child, Command};
use tokio::sync::watch;

use crate::server::database_for;
use crate::story::{commands, open, region};
use writer::{CLOCK_BEHIND, Orders, WRITE_TO};

/// The streams at which commands write, from 0 on; at the first few all write at once, also those
/// who know nothing of commands.
const STREAMS: u32 = 48;
const CROWDED: u32 = 6;
/// The test below, by the name that the test harness knows it by.
const ITSELF: &str = "two_processes::no_reader_misses_a_position_and_no_version_is_written_twice";
/// Three writers and this process, each with a full pool and an appender; and the observers.
const CONNECTIONS: u32 = 4 * (16 + 1) + 8;

#[tokio::test(flavor = "multi_thread")]
async fn no_reader_misses_a_position_and_no_version_is_written_twice() {
    if let Some(orders) = Orders::of_parent() {
        return writer::write(orders).await;
    }
    let database = database_for(CONNECTIONS).await;
    let pool = &observers(&database.pool).await;
    sqlx::query(
        "CREATE TABLE told (kind text, id uuid, aggregate_id text, version bigint, position bigint)",
    )
    .execute(pool)
    .await
    .unwrap();
    let commands = commands(pool);
    for n in 0..STREAMS {
        open(&commands, n).await;
    }

    let stop = watch::Sender::new(false);
    let readers: Vec<_> = (0..3)
        .map(|seed| tokio::spawn(reader::read(pool.clone(), seed, stop.subscribe())))
        .collect();
    let mut writers = [start_writer(pool, 0), start_writer(pool, 3600)];
    let mut victim = start_writer(pool, 60);
    tokio::time::sleep(Duration::from_secs(3)).await;
    victim.kill().await.unwrap();
    for writer in &mut writers {
        assert!(writer.wait().await.unwrap().success(), "a writer failed; see above");
    }
    stop.send_replace(true);
    let head: i64 = one(pool, "SELECT position FROM log_head").await;
    for reader in readers {
        assert_eq!(reader.await.unwrap(), head, "a reader saw everything");
    }
    nothing_was_lost_or_doubled(pool, head).await;
}

/// Connections of another name than the program's, which the writers kill.
async fn observers(pool: &PgPool) -> PgPool {
    let options = (*pool.connect_options()).clone().application_name("observer");
    PgPoolOptions::new().max_connections(4).connect_with(options).await.unwrap()
}

/// Runs this very test again, in a process that writes.
fn start_writer(pool: &PgPool, clock_behind: u32) -> Child {
    let itself = std::env::current_exe().unwrap();
    Command::new(itself)
        .args([ITSELF, "--exact", "--nocapture"])
        .env(WRITE_TO, pool.connect_options().to_url_lossy().as_str())
        .env(CLOCK_BEHIND, clock_behind.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn nothing_was_lost_or_doubled(pool: &PgPool, head: i64) {
    for (what, none) in [
        (
            "a stream with a hole or a double",
            "
            SELECT count(*) FROM (
                SELECT FROM events GROUP BY aggregate_id
                HAVING count(*) <> max(sequence) OR min(sequence) <> 1
            ) AS broken",
        ),
        (
            "an answered command that is not there once, as answered",
            "
            SELECT count(*) FROM told WHERE kind = 'answered' AND (
                SELECT array_agg((e.aggregate_id, e.sequence, e.position)) FROM events AS e
                WHERE e.command_id = told.id
            ) IS DISTINCT FROM ARRAY[(told.aggregate_id, told.version, told.position)]",
        ),
        (
            "a command with other events than it says",
            "
            SELECT count(*) FROM commands AS c WHERE (
                SELECT array_agg(e.position) FROM events AS e WHERE e.command_id = c.command_id
            ) IS DISTINCT FROM ARRAY[c.last_position]",
        ),
        (
            "an event of no command that is known",
            "
            SELECT count(*) FROM events AS e WHERE e.command_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM commands AS c WHERE c.command_id = e.command_id)",
        ),
        (
            "a committed row that is lost",
            "
            SELECT count(*) FROM told WHERE kind = 'committed' AND (
                SELECT count(*) FROM events AS e WHERE e.event_id = told.id
                AND e.position = told.position) <> 1",
        ),
        (
            "a row that was rolled back and is there",
            "
            SELECT count(*) FROM told JOIN events ON event_id = id WHERE kind = 'undone'",
        ),
    ] {
        assert_eq!(one(pool, none).await, 0, "{what}");
    }
    assert_eq!(one(pool, "SELECT count(*) FROM events").await, head);
    assert_eq!(one(pool, "SELECT max(position) FROM events").await, head);
    assert_eq!(one(pool, "SELECT count(DISTINCT region) FROM events").await, 1, "{}", region());
    // Otherwise the test tested nothing.
    for (kind, at_least) in [("answered", 200), ("committed", 50), ("undone", 20), ("killed", 10)] {
        let count = one(pool, &format!("SELECT count(*) FROM told WHERE kind = '{kind}'")).await;
        assert!(count >= at_least, "{count} {kind}");
    }
    let batches = batches(pool).await;
    assert!(batches >= 20, "{batches} batches");
}

/// How many transactions carried out several commands at once.
pub(crate) async fn batches(pool: &PgPool) -> i64 {
    let several = "SELECT count(*) FROM (
        SELECT FROM commands GROUP BY xmin HAVING count(*) >= 5) AS batch";
    one(pool, several).await
}

async fn one(pool: &PgPool, question: &str) -> i64 {
    sqlx::query_scalar(question).fetch_one(pool).await.unwrap()
}
