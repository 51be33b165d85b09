//! The private PostgreSQL, tried on the installed server programs in temporary folders.
//!
//! The tests pass as root, where the server runs as a lesser user, and as an ordinary user.

mod crashes;
mod life;
mod refusals;
mod supervised;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use loopbrug_infra::cluster::{Cluster, ClusterSettings};
use nix::sys::signal::kill;
use nix::unistd::Pid;
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
    (parent, ClusterSettings { data_dir, pg_bin: None })
}

async fn start(settings: &ClusterSettings) -> Cluster {
    Cluster::start(settings).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn connect(cluster: &Cluster) -> PgConnection {
    cluster.connect_options().connect().await.expect("a connection")
}

async fn remember(cluster: &Cluster, word: &str) {
    let mut connection = connect(cluster).await;
    connection.execute("CREATE TABLE IF NOT EXISTS memory (word text)").await.expect("a table");
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

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
}

fn is_alive(pid: u32) -> bool {
    // A process that has ended keeps its number until its parent has heard of it.
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let zombie = status.lines().any(|line| line.starts_with("State:\tZ"));
    !zombie && kill(Pid::from_raw(pid.try_into().expect("a process number")), None).is_ok()
}
