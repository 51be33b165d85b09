//! The program that is drilled: built, served on a fixed port, started again where it ended.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

use nix::sys::signal::{Signal, kill};

use crate::command_line::loopbrug;
use crate::process::Process;

/// Where the database is.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    At(String),
    /// A private PostgreSQL with its data in this folder.
    Private(PathBuf),
}

/// A program, at work or ended.
#[derive(Debug)]
pub(crate) struct Program {
    process: Process,
    database: Database,
    environment: Vec<(String, String)>,
    port: u16,
}

impl Program {
    /// Starts it, and waits until it serves.
    pub(crate) async fn start(database: Database) -> anyhow::Result<Self> {
        Self::start_with(database, vec![]).await
    }

    /// The same with some environment.
    pub(crate) async fn start_with(
        database: Database,
        environment: Vec<(String, String)>,
    ) -> anyhow::Result<Self> {
        let port = free_port()?;
        let process = serve(&database, &environment, port).await;
        Ok(Self { process, database, environment, port })
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends it as a crash would.
    pub(crate) fn kill_9(&mut self) {
        self.process.kill_9();
    }

    /// Starts it anew, at the same address.
    pub(crate) async fn restart(&mut self) {
        self.process.kill_9();
        self.process = serve(&self.database, &self.environment, self.port).await;
    }

    /// Stops it where it stands, until it is told to go on.
    pub(crate) fn pause(&self) {
        self.process.signal(Signal::SIGSTOP);
    }

    pub(crate) fn go_on(&self) {
        self.process.signal(Signal::SIGCONT);
    }

    /// What can pause it from elsewhere.
    pub(crate) fn pauser(&self) -> impl Fn() + Send + Sync + use<> {
        let pid = self.process.pid();
        move || {
            // It is paused while it lives: whoever asks for this holds it.
            let _ = kill(pid, Signal::SIGSTOP);
        }
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(&mut self) {
        self.process.terminate();
        self.process.ended().await;
    }

    /// All that it has said.
    pub(crate) fn said(&self) -> String {
        self.process.said()
    }

    /// What it said last, in a line.
    pub(crate) fn last_words(&self) -> String {
        let said = self.said();
        let lines: Vec<_> = said.lines().collect();
        lines[lines.len().saturating_sub(5)..].join(" / ")
    }
}

async fn serve(database: &Database, environment: &[(String, String)], port: u16) -> Process {
    let mut command = loopbrug();
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
    // The load asks more than anybody may.
    command.env("LOOPBRUG_REQUESTS_PER_ACTOR", "0");
    match database {
        Database::At(url) => command.env("DATABASE_URL", url),
        Database::Private(folder) => command.arg("--data-dir").arg::<&Path>(folder),
    };
    command.envs(environment.iter().cloned());
    let mut process = Process::spawn(&mut command);
    process.address("serving on ").await;
    process
}

/// A port below those that the system hands out by itself, so that nobody else takes it between two
/// starts.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 100)? * 80;
    for _ in 0..1000 {
        let port = first + NEXT.fetch_add(1, Ordering::Relaxed) % 1000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    anyhow::bail!("no port is free")
}
