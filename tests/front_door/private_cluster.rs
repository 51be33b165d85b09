//! Without `DATABASE_URL`: a private PostgreSQL, started and stopped with the program.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Mutation, Process, loopbrug, opening, run};

/// A data folder that the server's user can reach. What runs on it is stopped before it goes.
struct DataDir(TempDir);

impl DataDir {
    fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("loopbrug-").tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        Self(folder)
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("data")
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        // Only after a failed test is there a server left, killed program or no.
        let note = self.path().join("postgres/postmaster.pid");
        if let Some(pid) = std::fs::read_to_string(note).ok().as_deref().and_then(first_line) {
            let _ = Command::new("kill").args(["-QUIT", pid]).status();
        }
    }
}

fn first_line(text: &str) -> Option<&str> {
    text.lines().next()
}

fn serve(data: &Path) -> Command {
    let mut command = loopbrug();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data);
    command
}

async fn post(address: &str, body: &Value) -> Value {
    let request = reqwest::Client::new().post(format!("{address}/graphql")).json(body);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_short_task_runs_beside_the_program_that_serves() {
    let data = DataDir::new();
    let mut server = Process::spawn(&mut serve(&data.path()));
    let address = server.address("serving on ").await;
    let open = Mutation::new("openTrajectory", opening(json!({})));
    let opened = post(&address, &open.body()).await;

    let mut status = loopbrug();
    status.args(["projections", "status", "--data-dir"]).arg(data.path());
    let said = tokio::task::spawn_blocking(move || run(&mut status)).await.unwrap();
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("vlaamse-ardennen"), "{said:?}");
    assert_eq!(post(&address, &open.body()).await, opened, "the server goes on");

    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
}

#[tokio::test]
async fn a_private_database_outlives_a_crash_and_is_in_use_by_one_program_alone() {
    let data = DataDir::new();
    let mut server = Process::spawn(&mut serve(&data.path()));
    let address = server.address("serving on ").await;
    let open = Mutation::new("openTrajectory", opening(json!({})));
    let opened = post(&address, &open.body()).await;
    assert_eq!(opened["data"]["openTrajectory"]["position"], json!(1), "{opened}");

    let (mut second, path) = (serve(&data.path()), data.path());
    let said = tokio::task::spawn_blocking(move || run(&mut second)).await.unwrap();
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains(&path.display().to_string()), "{said:?}");
    assert!(said.stderr.contains("in use"), "{said:?}");
    assert_eq!(post(&address, &open.body()).await, opened, "the first is not disturbed");

    server.kill_9();
    let mut server = Process::spawn(&mut serve(&data.path()));
    let address = server.address("serving on ").await;
    assert_eq!(post(&address, &open.body()).await, opened);
    let attempt = json!({
        "trajectoryId": opened["data"]["openTrajectory"]["trajectory"]["id"],
        "occurredOn": "2024-02-01", "mode": "phone", "outcome": "reached",
    });
    let attempt = post(&address, &Mutation::new("recordContactAttempt", attempt).body()).await;
    assert_eq!(attempt["data"]["recordContactAttempt"]["position"], json!(2), "{attempt}");

    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
    let note = data.path().join("postgres/postmaster.pid");
    assert!(!note.exists(), "its PostgreSQL has stopped with it");
}
