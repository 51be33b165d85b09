//! Several processes that seal the same log.

use std::time::Duration;

use loopbrug_infra::database::begin;
use loopbrug_infra::seal::Sealed;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::PgPool;
use tokio::process::Child;
use tokio::sync::watch;

use super::{Sealing, heads_hold, key_file, sealer};
use crate::processes::{Orders, start};
use crate::server::database;
use crate::story::{commands, contact, day, open, region, request};
use crate::waiting::wait_until;

/// The test below, by the name that the test harness knows it by.
const ITSELF: &str =
    "seal::sealers::of_several_that_seal_another_takes_over_from_one_that_is_paused_or_killed";

#[tokio::test(flavor = "multi_thread")]
async fn of_several_that_seal_another_takes_over_from_one_that_is_paused_or_killed() {
    if let Some(orders) = Orders::of_parent() {
        let pool = PgPool::connect_with(orders.database).await.unwrap();
        let place: String =
            sqlx::query_scalar("SELECT place FROM key_file").fetch_one(&pool).await.unwrap();
        return sealer(&pool, place.into()).run(watch::channel(false).1).await;
    }
    let (database, folder) = (database().await, tempfile::tempdir().unwrap());
    let pool = &database.pool;
    let place = key_file(&folder);
    sqlx::query("CREATE TABLE key_file AS SELECT $1::text AS place")
        .bind(place.to_str())
        .execute(pool)
        .await
        .unwrap();
    let commands = commands(pool);
    open(&commands, 1).await;
    let stop = watch::Sender::new(false);
    let here = tokio::spawn(sealer(pool, place.clone()).run(stop.subscribe()));
    let writer = {
        let (commands, stop) = (commands.clone(), stop.subscribe());
        tokio::spawn(async move {
            while !*stop.borrow() {
                commands.execute(request(1, day(2), contact(5))).await.unwrap();
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
    };
    let mut there = start(ITSELF, pool);
    tokio::time::sleep(Duration::from_secs(3)).await;
    signal(&there, Signal::SIGSTOP);
    tokio::time::sleep(Duration::from_secs(8)).await;
    is_covered(pool).await;
    signal(&there, Signal::SIGCONT);
    tokio::time::sleep(Duration::from_secs(2)).await;
    there.kill().await.unwrap();
    let _another = start(ITSELF, pool);
    tokio::time::sleep(Duration::from_secs(2)).await;
    is_covered(pool).await;
    stop.send_replace(true);
    writer.await.unwrap();
    here.await.unwrap();
    let heads = heads_hold(pool).await;
    assert!(heads.len() >= 5, "{} heads", heads.len());
}

fn signal(child: &Child, signal: Signal) {
    let id = child.id().unwrap();
    kill(Pid::from_raw(id.try_into().unwrap()), signal).unwrap();
}

/// Waits until what is recorded now is covered by a head.
async fn is_covered(pool: &PgPool) {
    let one =
        async |question| -> i64 { sqlx::query_scalar(question).fetch_one(pool).await.unwrap() };
    let head = one("SELECT position FROM log_head").await;
    let covered = "SELECT coalesce(max(size), 0) FROM seal_heads";
    wait_until("what is recorded is covered", async || one(covered).await >= head).await;
}

/// Who stops in the middle of a step is cut off by the server.
#[tokio::test]
async fn a_turn_that_somebody_holds_keeps_others_standing_by_for_seconds_at_most() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(1).await;
    sealing.record(1).await;
    let mut other = begin(sealing.pool()).await.unwrap();
    sqlx::query(
        "SELECT set_config('idle_in_transaction_session_timeout', '2s', true) FROM seal_turns FOR UPDATE",
    )
    .execute(&mut *other)
    .await
    .unwrap();
    let mut stands_by = async || sealing.sealer.step(&region()).await.unwrap() == Sealed::Standby;
    assert!(stands_by().await);
    wait_until("it takes over", async || !stands_by().await).await;
    assert_eq!(sealing.last().await.size, 6);
}

#[tokio::test]
async fn two_that_take_turns_go_on_from_each_others_heads() {
    let mut sealing = Sealing::begin().await;
    let mut other = sealer(sealing.pool(), key_file(&sealing.folder));
    for _ in 0..3 {
        sealing.grow(1).await;
        sealing.record(1).await;
        other.step(&region()).await.unwrap();
    }
    assert_eq!(heads_hold(sealing.pool()).await.len(), 6);
    let checked = sealing.seal().check(|_, _| ()).await.unwrap();
    assert_eq!((checked.events, checked.heads, checked.faults.len()), (18, 6, 0));
}
