//! A server that is looked after.

use std::time::{Duration, Instant};

use loopbrug_infra::cluster::{Cluster, ClusterState, Patience, Supervised};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::{ConnectOptions, Connection, Executor};

use super::{empty_folder, is_alive, memory, remember, start};

/// Patience for a test.
const SHORT: Patience =
    Patience { usual: Duration::from_secs(2), disk_full: Duration::from_secs(2) };

fn signal(pid: u32, signal: Signal) {
    kill(Pid::from_raw(pid.try_into().expect("a process number")), signal).expect("a process");
}

async fn runs_again(supervised: &Supervised) -> Duration {
    let (mut state, began) = (supervised.state(), Instant::now());
    let ended = state.wait_for(|state| *state != ClusterState::Running);
    let ended = tokio::time::timeout(Duration::from_secs(30), ended).await.expect("in time");
    let said = ended.expect("a state").problem().expect("a sentence");
    assert!(said.contains("signal: 9"), "{said}");
    let well = state.wait_for(|state| *state == ClusterState::Running);
    tokio::time::timeout(Duration::from_secs(30), well).await.expect("in time").expect("a state");
    began.elapsed()
}

#[tokio::test]
async fn a_server_that_was_killed_is_started_again_though_its_backends_are_busy_or_paused() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    remember(&cluster, "accepted").await;
    let (server, options) = (cluster.server_pid(), cluster.connect_options());
    // One that is busy does not look whether its server lives, and one that is paused cannot.
    let mut busy = options.connect().await.expect("a connection");
    let counting = tokio::spawn(async move {
        busy.execute("SELECT count(*) FROM generate_series(1, 1000000000000)").await.is_err()
    });
    let mut paused = options.connect().await.expect("a connection");
    let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()")
        .fetch_one(&mut paused)
        .await
        .expect("a number");
    signal(pid.unsigned_abs(), Signal::SIGSTOP);

    let supervised = cluster.supervise(Patience::default());
    signal(server, Signal::SIGKILL);
    let took = runs_again(&supervised).await;
    assert!(took < Duration::from_secs(15), "{took:?}");
    assert!(counting.await.expect("an end"), "the busy one has ended");
    assert!(!is_alive(pid.unsigned_abs()), "and the paused one");
    supervised.stop(Duration::from_secs(20)).await.expect("a stop");

    let cluster = start(&settings).await;
    assert_eq!(memory(&cluster).await, ["accepted"]);
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn a_server_that_cannot_be_started_again_is_given_up_with_the_reason() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let server = cluster.server_pid();
    let supervised = cluster.supervise(SHORT);
    std::fs::remove_file(settings.data_dir.join("postgres/global/pg_control")).expect("a file");
    signal(server, Signal::SIGKILL);
    let mut state = supervised.state();
    let given_up = state.wait_for(|state| matches!(state, ClusterState::GivenUp { .. }));
    let given_up = tokio::time::timeout(Duration::from_secs(30), given_up).await;
    let said = given_up.expect("in time").expect("a state").problem().expect("a sentence");
    for word in ["signal: 9", "could not be started again", "pg_control", "put right"] {
        assert!(said.contains(word), "{said}");
    }
    let refused = supervised.stop(Duration::from_secs(5)).await.expect_err("there is none");
    assert_eq!((refused.code(), refused.to_string()), ("SERVER_KEEPS_ENDING", said));
    Cluster::start(&settings).await.expect_err("it is broken still");
}

#[tokio::test]
async fn a_server_that_is_paused_is_stopped_in_time() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    remember(&cluster, "accepted").await;
    let server = cluster.server_pid();
    let supervised = cluster.supervise(Patience::default());
    signal(server, Signal::SIGSTOP);
    let began = Instant::now();
    supervised.stop(Duration::from_secs(5)).await.expect("a stop");
    // One that is not ended by force is waited for half a minute.
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    assert!(!is_alive(server));
    let cluster = start(&settings).await;
    assert_eq!(memory(&cluster).await, ["accepted"]);
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn the_brake_ends_a_server_at_once() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let server = cluster.server_pid();
    let mut connection = cluster.connect_options().connect().await.expect("a connection");
    let supervised = cluster.supervise(Patience::default());
    signal(server, Signal::SIGSTOP);
    supervised.forced_stop().now();
    let pulled = Instant::now();
    while connection.ping().await.is_ok() {
        assert!(pulled.elapsed() < Duration::from_secs(15), "it goes on");
    }
    supervised.stop(Duration::from_secs(10)).await.expect("a stop");
}
