//! Servers and programs that end without a goodbye.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::MetadataExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use loopbrug_infra::cluster::{Cluster, ClusterSettings};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid};

use super::{empty_folder, is_alive, memory, remember, start};

fn end_by_force(pid: u32) {
    kill(Pid::from_raw(pid.try_into().expect("a process number")), Signal::SIGKILL)
        .expect("a process");
}

#[tokio::test]
async fn a_server_that_was_killed_recovers_at_the_next_start() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    remember(&cluster, "accepted").await;
    end_by_force(cluster.server_pid());
    cluster.stop().await.expect("a server that has ended already is no error");

    let cluster = start(&settings).await;
    assert_eq!(memory(&cluster).await, ["accepted"]);
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn a_cluster_that_was_dropped_can_be_started_again_at_once() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    remember(&cluster, "dropped").await;
    drop(cluster);
    let cluster = start(&settings).await;
    assert_eq!(memory(&cluster).await, ["dropped"]);
    cluster.stop().await.expect("a stop");
}

/// The environment variable by which a process of this very test is told to hold a cluster.
const HOLD: &str = "LOOPBRUG_TEST_HOLD";

/// The program that the tests kill: it holds a cluster until then.
async fn hold(data_dir: OsString) -> ! {
    let settings = ClusterSettings { data_dir: data_dir.into(), pg_bin: None };
    let cluster = start(&settings).await;
    remember(&cluster, "from the killed program").await;
    writeln!(std::io::stdout(), "\nserver {}", cluster.server_pid()).expect("a reader");
    tokio::time::sleep(Duration::from_mins(2)).await;
    panic!("nobody killed this program");
}

/// Runs that program and returns it with its server's process number.
pub(super) fn run_program_on(settings: &ClusterSettings) -> (Child, u32) {
    let mut program = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", THE_TEST_THAT_HOLDS, "--nocapture"])
        .env(HOLD, &settings.data_dir)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a program");
    let lines = BufReader::new(program.stdout.take().expect("its words")).lines();
    let server = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("server ")?.parse().ok())
        .expect("the server's process number");
    (program, server)
}

/// Run with [`HOLD`] set, the test below is the program that gets killed.
const THE_TEST_THAT_HOLDS: &str = "crashes::a_program_that_was_killed_leaves_no_server_in_the_way";

#[tokio::test]
async fn a_program_that_was_killed_leaves_no_server_in_the_way() {
    if let Some(data_dir) = std::env::var_os(HOLD) {
        hold(data_dir).await;
    }
    let (_parent, settings) = empty_folder();
    let (mut program, left_behind) = run_program_on(&settings);
    program.kill().expect("a kill");
    program.wait().expect("an end");
    assert!(is_alive(left_behind), "the server outlives its killed program");

    let cluster = start(&settings).await;
    assert!(!is_alive(left_behind), "the server left behind has ended");
    assert_eq!(memory(&cluster).await, ["from the killed program"]);
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn a_note_with_the_number_of_another_living_process_is_no_obstacle() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    remember(&cluster, "before the power failed").await;
    let note = settings.data_dir.join("postgres/postmaster.pid");
    let left = std::fs::read_to_string(&note).expect("a note");
    let server_uid = note.metadata().expect("a note").uid();
    end_by_force(cluster.server_pid());
    cluster.stop().await.expect("a stop");
    // After the machine's restart the number belongs to a stranger of the same user.
    let mut stranger = Command::new("sleep");
    if Uid::effective().is_root() {
        std::os::unix::process::CommandExt::uid(&mut stranger, server_uid);
    }
    let mut stranger = stranger.arg("120").spawn().expect("a stranger");
    let (_, rest) = left.split_once('\n').expect("lines");
    std::fs::write(&note, format!("{}\n{rest}", stranger.id())).expect("a note");

    let started = Cluster::start(&settings).await;
    let untouched = stranger.try_wait().expect("a stranger").is_none();
    stranger.kill().expect("a kill");
    stranger.wait().expect("an end");
    assert!(untouched, "the stranger is left alone");
    let cluster = started.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(memory(&cluster).await, ["before the power failed"]);
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn an_unfinished_initdb_is_not_taken_for_a_database() {
    let (_parent, settings) = empty_folder();
    let unfinished = settings.data_dir.join("postgres.initdb-1");
    std::fs::create_dir_all(&unfinished).expect("a folder");
    std::fs::write(unfinished.join("PG_VERSION"), "15\n").expect("a file");
    let cluster = start(&settings).await;
    assert!(!unfinished.exists(), "the unfinished folder is gone");
    cluster.stop().await.expect("a stop");
}
