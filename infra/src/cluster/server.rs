//! The server as a child process: its settings, its start and its end.

use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use tokio::process::Child;

use super::ClusterError;
use super::account::Account;
use super::binaries::Binaries;
use super::left_behind;
use super::socket::PORT;

/// How many connections the server takes, where nobody says otherwise.
pub(super) const CONNECTIONS: u16 = 100;

/// What holds whatever is written in the database's own configuration files.
const SETTINGS: [&str; 13] = [
    // What was accepted survives a power failure.
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    // Nobody but the owner of the socket's folder gets in.
    "listen_addresses=",
    "unix_socket_permissions=0700",
    // Modest, for a machine that does other things as well.
    "shared_buffers=256MB",
    "timezone=UTC",
    "log_timezone=UTC",
    "lc_messages=C",
    "log_destination=stderr",
    "logging_collector=off",
    // Statements and the rows they were refused for hold personal data, which has no place in a log.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
];

/// How long a start may be silent, and how long it may say that it is recovering from a crash.
const READY_WITHIN: Duration = Duration::from_mins(1);
const RECOVERED_WITHIN: Duration = Duration::from_mins(10);
/// How long a fast shutdown may take, and an immediate one.
const FAST_STOP_WITHIN: Duration = Duration::from_secs(30);
const IMMEDIATE_STOP_WITHIN: Duration = Duration::from_secs(10);
/// `cannot_connect_now`: starting up, recovering or shutting down.
const NOT_YET: &str = "57P03";
/// The size from which a start renames the log and begins another, in bytes.
const LOG_FULL: u64 = 10_000_000;

/// A running server. Dropping it asks the server to stop, without waiting.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    pub(super) pid: u32,
    database: PathBuf,
    log: PathBuf,
    /// Where in the log this start begins.
    log_start: u64,
}

impl Server {
    /// Starts the process; [`ready`](Self::ready) waits until it answers.
    pub(super) fn spawn(
        database: &Path,
        socket_folder: &Path,
        binaries: &Binaries,
        account: &Account,
        connections: u16,
    ) -> Result<Self, ClusterError> {
        let log = database.with_file_name("postgres.log");
        if std::fs::metadata(&log).is_ok_and(|found| found.len() > LOG_FULL) {
            std::fs::rename(&log, database.with_file_name("postgres.log.1"))
                .map_err(ClusterError::io("rename", &log))?;
        }
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .custom_flags(nix::fcntl::OFlag::O_NOFOLLOW.bits())
            .open(&log)
            .map_err(ClusterError::io("open", &log))?;
        let log_start = file.seek(SeekFrom::End(0)).map_err(ClusterError::io("read", &log))?;
        let output = file.try_clone().map_err(ClusterError::io("open", &log))?;

        let mut command = account.command(&binaries.postgres());
        command.arg("-D").arg(database).stdout(output).stderr(file);
        for setting in SETTINGS {
            command.arg("-c").arg(setting);
        }
        command.arg("-c").arg(format!("max_connections={connections}"));
        command.arg("-c").arg(format!("port={PORT}"));
        command.arg("-c").arg(format!("unix_socket_directories={}", socket_folder.display()));
        let child = command.spawn().map_err(ClusterError::io("run", &binaries.postgres()))?;
        let pid = child.id().unwrap_or_default();
        Ok(Self { child, pid, database: database.to_owned(), log, log_start })
    }

    /// Waits until the server accepts connections, and returns one.
    pub(super) async fn ready(
        &mut self,
        options: &PgConnectOptions,
    ) -> Result<PgConnection, ClusterError> {
        let started = Instant::now();
        let mut patience = READY_WITHIN;
        while started.elapsed() < patience {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(self.did_not_start(&format!("it ended ({status})")));
            }
            match options.connect().await {
                Ok(connection) => return Ok(connection),
                Err(sqlx::Error::Database(said)) if said.code().as_deref() == Some(NOT_YET) => {
                    patience = RECOVERED_WITHIN;
                }
                Err(source @ sqlx::Error::Database(_)) => {
                    return Err(ClusterError::DatabaseRefused { source });
                }
                // No socket yet.
                Err(_) => {}
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Err(self.did_not_start(&format!("it did not answer within {} seconds", patience.as_secs())))
    }

    /// Ends the server in order: open transactions are rolled back, everything accepted is on disk.
    pub(super) async fn stop(self) -> Result<(), ClusterError> {
        self.stop_in(FAST_STOP_WITHIN, IMMEDIATE_STOP_WITHIN).await
    }

    /// The same, with so much time for a fast shutdown, and then for an immediate one. What was accepted
    /// is on disk in any case; without the former the next start recovers.
    pub(super) async fn stop_in(
        mut self,
        fast: Duration,
        immediate: Duration,
    ) -> Result<(), ClusterError> {
        let ways = [(Signal::SIGINT, fast), (Signal::SIGQUIT, immediate)];
        for (signal, patience) in ways {
            self.signal(signal);
            // One that somebody paused hears nothing before it goes on, nor do its children.
            self.signal(Signal::SIGCONT);
            left_behind::go_on(&self.database);
            if let Ok(ended) = tokio::time::timeout(patience, self.child.wait()).await {
                let status = ended.map_err(ClusterError::io("wait for", Path::new("postgres")))?;
                if !status.success() {
                    tracing::warn!(%status, "PostgreSQL had ended badly; its next start recovers");
                }
                return Ok(());
            }
            tracing::warn!(?signal, "PostgreSQL does not stop in time");
        }
        self.child.kill().await.map_err(ClusterError::io("end", Path::new("postgres")))
    }

    /// Waits until the server has ended, and says how and with which last words.
    pub(super) async fn ended(&mut self) -> String {
        let how = match self.child.wait().await {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        match self.last_complaint() {
            Some(said) => format!("{how}: {said}"),
            None => how,
        }
    }

    /// The last thing that it could not go on with, as it wrote it.
    fn last_complaint(&self) -> Option<String> {
        let lines = self.last_lines().ok()?;
        let complaint = lines.lines().rev().find_map(|line| {
            let found = ["PANIC:", "FATAL:"].iter().find_map(|level| line.find(level));
            found.map(|from| line[from..].to_owned())
        });
        complaint.filter(|said| !said.contains("terminating connection"))
    }

    fn signal(&self, signal: Signal) {
        // The number is known only until the child has been waited for, so it cannot be a stranger's.
        if let Some(pid) = self.child.id().and_then(|pid| i32::try_from(pid).ok()) {
            // It may have ended in the meantime, which is what is wanted.
            let _ = kill(Pid::from_raw(pid), signal);
        }
    }

    fn did_not_start(&self, reason: &str) -> ClusterError {
        ClusterError::ServerDidNotStart {
            reason: reason.to_owned(),
            log: self.log.clone(),
            lines: self.last_lines().unwrap_or_default(),
        }
    }

    fn last_lines(&self) -> std::io::Result<String> {
        let mut file = std::fs::File::open(&self.log)?;
        file.seek(SeekFrom::Start(self.log_start))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text.lines().collect();
        Ok(lines[lines.len().saturating_sub(10)..].join("\n"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal(Signal::SIGINT);
    }
}
