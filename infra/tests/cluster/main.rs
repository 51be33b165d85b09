//! The private PostgreSQL, tried on the installed server programs in temporary folders.
//!
//! The tests pass as root, where the server runs as a lesser user, and as an ordinary user.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use loopbrug_infra::cluster::{Cluster, ClusterError, ClusterSettings};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection};
use tempfile::TempDir;

/// A temporary folder that the server's user can reach, and the settings for a data folder in it.
fn empty_folder() -> (TempDir, ClusterSettings) {
    let parent = tempfile::Builder::new()
        .prefix("loopbrug-")
        .tempdir_in("/tmp")
        .expect("a temporary folder");
    set_mode(parent.path(), 0o755);
    let data_dir = parent.path().join("data");
    (
        parent,
        ClusterSettings {
            data_dir,
            pg_bin: None,
        },
    )
}

async fn start(settings: &ClusterSettings) -> Cluster {
    Cluster::start(settings)
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

async fn refusal(settings: &ClusterSettings) -> ClusterError {
    Cluster::start(settings).await.expect_err("a refusal")
}

async fn connect(cluster: &Cluster) -> PgConnection {
    cluster
        .connect_options()
        .connect()
        .await
        .expect("a connection")
}

async fn remember(cluster: &Cluster, word: &str) {
    let mut connection = connect(cluster).await;
    connection
        .execute("CREATE TABLE IF NOT EXISTS memory (word text)")
        .await
        .expect("a table");
    sqlx::query("INSERT INTO memory VALUES ($1)")
        .bind(word)
        .execute(&mut connection)
        .await
        .expect("a row");
    connection.close().await.expect("a goodbye");
}

async fn memory(cluster: &Cluster) -> Vec<String> {
    let mut connection = connect(cluster).await;
    let words = sqlx::query_scalar("SELECT word FROM memory ORDER BY word")
        .fetch_all(&mut connection)
        .await;
    connection.close().await.expect("a goodbye");
    words.expect("the words")
}

async fn setting(connection: &mut PgConnection, name: &str) -> String {
    let show = format!("SHOW {name}");
    sqlx::query_scalar(&show)
        .fetch_one(connection)
        .await
        .expect("a setting")
}

fn socket_folder(cluster: &Cluster) -> PathBuf {
    cluster
        .connect_options()
        .get_socket()
        .expect("a socket")
        .clone()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("a folder").mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
}

fn end_by_force(pid: u32) {
    kill(
        Pid::from_raw(pid.try_into().expect("a process number")),
        Signal::SIGKILL,
    )
    .expect("a process");
}

fn is_alive(pid: u32) -> bool {
    // A process that has ended keeps its number until its parent has heard of it.
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let zombie = status.lines().any(|line| line.starts_with("State:\tZ"));
    !zombie
        && kill(
            Pid::from_raw(pid.try_into().expect("a process number")),
            None,
        )
        .is_ok()
}

/// Every path below a folder with its content, mode and time of change.
fn contents(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, u32, i64)> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let about = path.symlink_metadata().expect("an entry");
        let bytes = if about.is_dir() {
            found.extend(contents(&path));
            Vec::new()
        } else {
            std::fs::read(&path).expect("a file")
        };
        found.insert(path, (bytes, about.mode(), about.ctime()));
    }
    found
}

#[tokio::test]
async fn an_empty_folder_becomes_a_database_that_answers() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let mut connection = connect(&cluster).await;
    let (database, encoding, role): (String, String, String) = sqlx::query_as(
        "SELECT current_database(), current_setting('server_encoding'), current_user::text",
    )
    .fetch_one(&mut connection)
    .await
    .expect("an answer");
    assert_eq!(
        (database.as_str(), encoding.as_str(), role.as_str()),
        ("loopbrug", "UTF8", "loopbrug")
    );
    connection.close().await.expect("a goodbye");
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn data_survives_a_stop_and_a_start() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    remember(&cluster, "first").await;
    let socket = socket_folder(&cluster);
    let pid = cluster.server_pid();
    cluster.stop().await.expect("a stop");
    assert!(!is_alive(pid), "the server ends with stop");
    assert!(!socket.exists(), "the socket's folder goes with it");

    let cluster = start(&settings).await;
    assert_eq!(memory(&cluster).await, ["first"]);
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn a_server_that_was_killed_recovers_at_the_next_start() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    remember(&cluster, "accepted").await;
    end_by_force(cluster.server_pid());
    cluster
        .stop()
        .await
        .expect("a server that has ended already is no error");

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

/// The program that the next test kills: this very test, run by itself with a data folder to hold.
#[tokio::test]
#[ignore = "started by the tests that kill it"]
async fn a_program_that_holds_a_cluster() {
    let data_dir = std::env::var_os("LOOPBRUG_TEST_HOLD").expect("a data folder to hold");
    let settings = ClusterSettings {
        data_dir: data_dir.into(),
        pg_bin: None,
    };
    let cluster = start(&settings).await;
    remember(&cluster, "from the killed program").await;
    writeln!(std::io::stdout(), "\nserver {}", cluster.server_pid()).expect("a reader");
    tokio::time::sleep(Duration::from_mins(2)).await;
    panic!("nobody killed this program");
}

/// Runs that program and returns it with its server's process number.
fn run_program_on(settings: &ClusterSettings) -> (Child, u32) {
    let mut program = Command::new(std::env::current_exe().expect("this test"))
        .args([
            "--exact",
            "a_program_that_holds_a_cluster",
            "--ignored",
            "--nocapture",
        ])
        .env("LOOPBRUG_TEST_HOLD", &settings.data_dir)
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

#[tokio::test]
async fn a_program_that_was_killed_leaves_no_server_in_the_way() {
    let (_parent, settings) = empty_folder();
    let (mut program, left_behind) = run_program_on(&settings);
    program.kill().expect("a kill");
    program.wait().expect("an end");
    assert!(
        is_alive(left_behind),
        "the server outlives its killed program"
    );

    let cluster = start(&settings).await;
    assert!(!is_alive(left_behind), "the server left behind has ended");
    assert_eq!(memory(&cluster).await, ["from the killed program"]);
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn a_second_start_is_refused_and_names_the_first_program() {
    let (_parent, settings) = empty_folder();
    let (mut program, server) = run_program_on(&settings);
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "DATA_DIR_IN_USE");
    let sentence = format!("is already in use by process {}.", program.id());
    assert!(refused.to_string().ends_with(&sentence), "{refused}");
    assert!(
        is_alive(server),
        "the refused start leaves the first program's server alone"
    );
    program.kill().expect("a kill");
    program.wait().expect("an end");

    let cluster = start(&settings).await;
    let refused = refusal(&settings).await;
    assert!(
        refused
            .to_string()
            .contains(&std::process::id().to_string()),
        "{refused}"
    );
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

#[tokio::test]
async fn a_database_of_another_major_version_is_refused_untouched() {
    let (parent, settings) = empty_folder();
    let database = settings.data_dir.join("postgres");
    std::fs::create_dir_all(&database).expect("a folder");
    std::fs::write(database.join("PG_VERSION"), "9.6\n").expect("a file");
    let before = contents(parent.path());
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "DATA_DIR_OTHER_MAJOR");
    assert!(
        refused
            .to_string()
            .contains("was made by PostgreSQL 9.6, but only PostgreSQL 1"),
        "{refused}"
    );
    assert_eq!(contents(parent.path()), before);
}

#[tokio::test]
async fn a_folder_with_something_else_in_it_is_refused_untouched() {
    let (parent, settings) = empty_folder();
    let database = settings.data_dir.join("postgres");
    std::fs::create_dir_all(&database).expect("a folder");
    std::fs::write(database.join("holiday.jpg"), "beach").expect("a file");
    let before = contents(parent.path());
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "DATA_DIR_FOREIGN");
    assert_eq!(contents(parent.path()), before);
}

#[tokio::test]
async fn a_folder_the_server_cannot_reach_is_refused_with_the_folder_at_fault() {
    let (parent, settings) = empty_folder();
    set_mode(
        parent.path(),
        if Uid::effective().is_root() {
            0o700
        } else {
            0o600
        },
    );
    let refused = refusal(&settings).await;
    set_mode(parent.path(), 0o755);
    assert_eq!(refused.code(), "DATA_DIR_UNREACHABLE");
    assert!(
        refused
            .to_string()
            .contains(&parent.path().display().to_string()),
        "{refused}"
    );
}

#[tokio::test]
async fn missing_server_programs_are_named_with_the_way_to_get_them() {
    let (parent, mut settings) = empty_folder();
    settings.pg_bin = Some(parent.path().to_owned());
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "BINARIES_MISSING");
    let sentence = refused.to_string();
    assert!(
        sentence.contains(&parent.path().display().to_string()),
        "{sentence}"
    );
    assert!(
        sentence.contains("apt-get install postgresql"),
        "{sentence}"
    );
    assert!(!settings.data_dir.exists(), "nothing is made");
}

#[tokio::test]
async fn a_server_that_does_not_start_shows_the_last_lines_of_its_log() {
    let (_parent, settings) = empty_folder();
    start(&settings).await.stop().await.expect("a stop");
    let configuration = settings.data_dir.join("postgres/postgresql.conf");
    std::fs::write(configuration, "no_such_setting = on\n").expect("a file");
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "SERVER_DID_NOT_START");
    assert!(refused.to_string().contains("no_such_setting"), "{refused}");
}

#[tokio::test]
async fn a_very_long_data_folder_still_gets_a_socket() {
    let (parent, mut settings) = empty_folder();
    settings.data_dir = parent
        .path()
        .join("a folder with a very long name ".repeat(7))
        .join("é".repeat(100));
    let cluster = start(&settings).await;
    assert!(
        socket_folder(&cluster)
            .join(".s.PGSQL.5432")
            .as_os_str()
            .len()
            <= 107
    );
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn the_database_and_its_socket_are_closed_to_others() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let (database, socket) = (settings.data_dir.join("postgres"), socket_folder(&cluster));
    assert_eq!((mode(&database), mode(&socket)), (0o700, 0o700));
    assert_eq!(
        mode(&settings.data_dir) & 0o066,
        0,
        "others may at most pass through the data folder"
    );
    let server_uid = std::fs::metadata(&database).expect("a folder").uid();
    assert_eq!(
        std::fs::metadata(&socket).expect("a folder").uid(),
        server_uid
    );

    let mut connection = connect(&cluster).await;
    assert_eq!(setting(&mut connection, "listen_addresses").await, "");
    connection.close().await.expect("a goodbye");
    cluster.stop().await.expect("a stop");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_server_never_runs_as_root_and_has_a_process_group_of_its_own() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let process = PathBuf::from(format!("/proc/{}", cluster.server_pid()));
    let uid = std::fs::metadata(&process).expect("a process").uid();
    let group = nix::unistd::getpgid(Some(Pid::from_raw(
        cluster.server_pid().try_into().expect("a number"),
    )));
    assert_ne!(uid, 0);
    assert_eq!(
        group.expect("a group").as_raw().unsigned_abs(),
        cluster.server_pid()
    );
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn what_is_accepted_is_durable_whatever_the_configuration_says() {
    let (_parent, settings) = empty_folder();
    start(&settings).await.stop().await.expect("a stop");
    let configuration = settings.data_dir.join("postgres/postgresql.conf");
    std::fs::write(configuration, "fsync = off\nlisten_addresses = '*'\n").expect("a file");

    let cluster = start(&settings).await;
    let mut connection = connect(&cluster).await;
    for name in [
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "data_checksums",
    ] {
        assert_eq!(setting(&mut connection, name).await, "on", "{name}");
    }
    assert_eq!(setting(&mut connection, "listen_addresses").await, "");
    connection.close().await.expect("a goodbye");
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn the_address_works_for_other_programs() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let mut connection = PgConnection::connect(&cluster.url())
        .await
        .expect("a connection");
    let database: String = sqlx::query_scalar("SELECT current_database()")
        .fetch_one(&mut connection)
        .await
        .expect("an answer");
    assert_eq!(database, "loopbrug");
    connection.close().await.expect("a goodbye");
    cluster.stop().await.expect("a stop");
}
