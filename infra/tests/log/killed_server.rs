//! A server that is killed while batches are written, and started again.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use loopbrug_infra::cluster::{Cluster, ClusterSettings};
use loopbrug_infra::commands::{CommandError, Commands, Recorded, Request};
use loopbrug_infra::database::{connect, migrate};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::dice::Dice;
use crate::story::{commands, contact, day, open, request, trajectory};
use crate::two_processes::batches;

const SENDERS: u32 = 32;
const KILLS: u32 = 3;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_a_server_that_is_killed_in_the_middle_of_a_batch() {
    let folder = tempfile::Builder::new().prefix("loopbrug-").tempdir_in("/tmp").unwrap();
    // As root the server runs as a lesser user, who has to get in.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let settings = ClusterSettings { data_dir: folder.path().join("data"), pg_bin: None };
    let mut cluster = Cluster::start(&settings).await.unwrap();
    let pool = connect(cluster.connect_options()).await.unwrap();
    migrate(&pool).await.unwrap();
    let commands = commands(&pool);
    for n in 0..SENDERS {
        open(&commands, n).await;
    }

    let stop = watch::Sender::new(false);
    let mut senders = JoinSet::new();
    for n in 0..SENDERS {
        senders.spawn(send(commands.clone(), n, stop.subscribe()));
    }
    let mut dice = Dice::of_seed(1);
    for _ in 0..KILLS {
        tokio::time::sleep(Duration::from_millis(400) + dice.pause(300)).await;
        let server = Pid::from_raw(cluster.server_pid().try_into().unwrap());
        kill(server, Signal::SIGKILL).unwrap();
        cluster.stop().await.expect("a server that has ended already is no error");
        cluster = Cluster::start(&settings).await.unwrap();
    }
    stop.send_replace(true);
    let mut answered = vec![];
    while let Some(sent) = senders.join_next().await {
        answered.extend(sent.unwrap());
    }
    assert!(answered.len() >= 200, "{} answers", answered.len());
    assert!(batches(&pool).await >= 20, "too few batches");
    all_is_there_once(&pool, &answered).await;

    pool.close().await;
    cluster.stop().await.unwrap();
}

/// Sends one command after the other about client `n`; what fails is sent again until it is
/// answered.
async fn send(commands: Commands, n: u32, stop: watch::Receiver<bool>) -> Vec<(Request, Recorded)> {
    let mut sent = vec![];
    while !*stop.borrow() {
        let request = request(n, day(2), contact(10));
        let recorded = loop {
            match commands.execute(request.clone()).await {
                Ok(recorded) => break recorded,
                Err(
                    CommandError::Unreadable(_)
                    | CommandError::Unwritable(_)
                    | CommandError::OutcomeUnknown,
                ) => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(error) => panic!("{error:?}"),
            }
        };
        sent.push((request, recorded));
    }
    sent
}

async fn all_is_there_once(pool: &PgPool, answered: &[(Request, Recorded)]) {
    let events: Vec<(i64, i64, String, uuid::Uuid)> = sqlx::query_as(
        "SELECT position, sequence, aggregate_id, command_id FROM events ORDER BY position",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert!(events.iter().map(|event| event.0).eq(1..=i64::try_from(events.len()).unwrap()));
    // Everybody insists on an answer, and each command leads to one event: so one for each.
    assert_eq!(events.len(), answered.len() + SENDERS as usize, "none lost, none doubled");
    for (request, recorded) in answered {
        let (position, version) = (recorded.position.0.into(), recorded.version.into());
        let told = (position, version, request.about.to_string(), request.command.0);
        assert_eq!(events[recorded.position.0 as usize - 1], told);
    }
    for n in 0..SENDERS {
        let stream = trajectory(n).to_string();
        let of_stream = events.iter().filter(|event| event.2 == stream);
        assert!(of_stream.zip(1..).all(|(event, sequence)| event.1 == sequence));
    }
}
