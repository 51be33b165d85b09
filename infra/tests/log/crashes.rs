//! Runners that stop in the middle: rows and checkpoint agree, and another takes over.

use std::time::Duration;

use loopbrug_domain::ids::Position;
use loopbrug_infra::database::begin;
use loopbrug_infra::projection::{Projection, Runner, Stepped, rebuild};
use sqlx::PgPool;
use tokio::sync::watch;

use crate::projection::{caught_up, random_commands, rows};
use crate::server::database;
use crate::story::{catalogues, commands, region, take_in};
use crate::waiting::wait_for;

#[tokio::test(flavor = "multi_thread")]
async fn while_one_runner_works_the_other_stands_by_and_takes_over_when_it_is_gone() {
    let database = database().await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    let mut first =
        Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues()).await.unwrap();
    let mut second =
        Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues()).await.unwrap();

    let barrier = barrier(pool).await;
    let at_work = tokio::spawn(async move { first.step().await });
    waits_for_a_lock(pool).await;
    assert_eq!(second.step().await.unwrap(), Stepped::Standby);

    at_work.abort();
    assert!(at_work.await.expect_err("dropped in the middle").is_cancelled());
    barrier.rollback().await.unwrap();
    assert_eq!(works(&mut second).await.0, 3);
    as_rebuilt(pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_runner_whose_connection_dies_between_write_and_commit_leaves_nothing() {
    let database = database().await;
    let pool = &database.pool;
    take_in(&commands(pool), 1).await;
    let mut runner =
        Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues()).await.unwrap();
    runner.step().await.unwrap();
    let (before, checkpoint_before) = (rows(pool).await, checkpoint(pool).await);
    take_in(&commands(pool), 2).await;

    let barrier = barrier(pool).await;
    let at_work = tokio::spawn(async move { (runner.step().await, runner) });
    let pid = waits_for_a_lock(pool).await;
    sqlx::query("SELECT pg_terminate_backend($1)").bind(pid).execute(pool).await.unwrap();
    let (stepped, mut runner) = at_work.await.unwrap();
    stepped.expect_err("the connection died");
    barrier.rollback().await.unwrap();
    assert_eq!(rows(pool).await, before);
    assert_eq!(checkpoint(pool).await, checkpoint_before);

    // The same runner goes on, though what it had folded is lost.
    assert_eq!(works(&mut runner).await.0, 6);
    as_rebuilt(pool).await;
}

/// Steps as soon as the one before has let go: a backend that is ended tells its client first, and
/// gives up its locks after, and one whose client is gone has to hear of it.
pub(crate) async fn works(runner: &mut Runner) -> Position {
    wait_for("nobody else holds the checkpoint", async || match runner.step().await.unwrap() {
        Stepped::Worked(position) => Some(position),
        Stepped::Standby => None,
        Stepped::Idle => panic!("the one before is gone, and yet its work was done"),
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn runners_that_are_killed_all_the_time_lose_and_double_nothing() {
    let database = database().await;
    let pool = &database.pool;
    let killed = {
        let pool = pool.clone();
        tokio::spawn(async move {
            for _ in 0..40 {
                let runners = [start_runner(&pool).await, start_runner(&pool).await];
                tokio::time::sleep(Duration::from_millis(30)).await;
                runners.iter().for_each(tokio::task::JoinHandle::abort);
            }
        })
    };
    random_commands(pool, 60).await;
    killed.await.unwrap();
    let last = start_runner(pool).await;
    caught_up(pool).await;
    last.abort();
    as_rebuilt(pool).await;
}

async fn start_runner(pool: &PgPool) -> tokio::task::JoinHandle<()> {
    let runner =
        Runner::init(pool.clone(), region(), Projection::Trajectories, catalogues()).await.unwrap();
    tokio::spawn(run_alone(runner))
}

/// Runs a runner that is woken now and then, as a watcher wakes it, and by nobody else.
pub(crate) async fn run_alone(runner: Runner) {
    let (wake, due) = (watch::Sender::new(()), watch::Sender::new(()));
    let stop = watch::Sender::new(false);
    let now_and_then = async {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            wake.send_replace(());
            due.send_replace(());
        }
    };
    tokio::select! {
        () = runner.run(wake.subscribe(), due.subscribe(), stop.subscribe()) => {}
        () = now_and_then => {}
    }
}

/// Lets a runner write the overview and not the facts, as long as it lasts.
async fn barrier(pool: &PgPool) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut barrier = begin(pool).await.unwrap();
    sqlx::query("LOCK TABLE trajectory_facts IN SHARE MODE").execute(&mut *barrier).await.unwrap();
    barrier
}

/// Waits until a connection to this database waits for another; gives its process number.
pub(crate) async fn waits_for_a_lock(pool: &PgPool) -> i32 {
    waits_for(pool, "%").await
}

/// The same for an advisory lock, whatever else is waited for.
pub(crate) async fn waits_for_an_advisory_lock(pool: &PgPool) -> i32 {
    waits_for(pool, "advisory").await
}

async fn waits_for(pool: &PgPool, lock: &str) -> i32 {
    let waiting = "SELECT pid FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'
                         AND wait_event LIKE $1";
    wait_for("somebody waits for a lock", async || {
        sqlx::query_scalar(waiting).bind(lock).fetch_optional(pool).await.unwrap()
    })
    .await
}

async fn checkpoint(pool: &PgPool) -> i64 {
    sqlx::query_scalar("SELECT position FROM projections WHERE projection = 'trajectories'")
        .fetch_one(pool)
        .await
        .unwrap()
}

/// The rows are true for the head of the log, and the checkpoint says so.
async fn as_rebuilt(pool: &PgPool) {
    let (written, reached) = (rows(pool).await, checkpoint(pool).await);
    let rebuilt =
        rebuild(pool, &region(), Projection::Trajectories, &catalogues(), &|_| {}).await.unwrap();
    assert_eq!(reached, i64::from(rebuilt.position.0));
    assert_eq!(rows(pool).await, written);
}
