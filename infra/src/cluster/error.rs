//! Why the private PostgreSQL could not be started or stopped, in sentences for the person at the terminal.

use std::path::{Path, PathBuf};

/// What prevented it. Each variant has a stable [`code`](ClusterError::code).
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No folder with both `postgres` and `initdb` was found.
    #[error(
        "PostgreSQL's server programs (postgres, initdb) were not found in {searched}. Install them \
         (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install postgresql-server; \
         Alpine: apk add postgresql; macOS: brew install postgresql@17), name their folder in PG_BIN, \
         or name a running database in DATABASE_URL."
    )]
    BinariesMissing {
        /// The places looked at.
        searched: String,
    },
    /// Another running program holds the lock of this data folder.
    #[error("The data folder {} is already in use by {}.", data_dir.display(), holder(*pid))]
    DataDirInUse {
        /// The data folder asked for.
        data_dir: PathBuf,
        /// The program that holds it; unknown in the instant between its lock and its note of it.
        pid: Option<u32>,
    },
    /// The database was made by a major version of PostgreSQL that is not installed.
    #[error(
        "{} was made by PostgreSQL {found}, but {} installed here. Install PostgreSQL {found} beside it \
         (or name its folder in PG_BIN), or move the data with pg_upgrade or pg_dump; nothing was touched.",
        folder.display(), versions(available)
    )]
    DataDirOtherMajor {
        /// The database's folder.
        folder: PathBuf,
        /// The major version in its `PG_VERSION`.
        found: String,
        /// The major versions installed.
        available: Vec<u32>,
    },
    /// The folder where the database belongs holds something else.
    #[error(
        "{} is not a database of Loopbrug: {reason}. Name another data folder by --data-dir or LOOPBRUG_DATA_DIR; nothing was touched.",
        folder.display()
    )]
    DataDirForeign {
        /// The folder in question.
        folder: PathBuf,
        /// What gave it away.
        reason: String,
    },
    /// The user the server runs as cannot get at the data folder.
    #[error("The data folder {} cannot be reached by user {account}: {reason}.", data_dir.display())]
    DataDirUnreachable {
        /// The data folder asked for.
        data_dir: PathBuf,
        /// The user the server runs as.
        account: String,
        /// The folder at fault and what it lacks.
        reason: String,
    },
    /// The program runs as root, and there is no lesser user to run the server as.
    #[error(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody. \
         Create one of them, or start Loopbrug as an ordinary user."
    )]
    ServerAccountMissing,
    /// The runtime folder for the socket exists and belongs to somebody else.
    #[error("The folder for the database's socket, {}, is not ours: {reason}. Remove it and start again.", folder.display())]
    SocketFolderForeign {
        /// The runtime folder.
        folder: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// `initdb` refused or failed.
    #[error("PostgreSQL's initdb failed: {output}")]
    InitdbFailed {
        /// The last lines it wrote.
        output: String,
    },
    /// The server ended, or did not answer before the deadline.
    #[error("PostgreSQL did not start: {reason}. The last lines of {}:\n{lines}", log.display())]
    ServerDidNotStart {
        /// Ended or silent.
        reason: String,
        /// The server's log.
        log: PathBuf,
        /// The last lines this start wrote there.
        lines: String,
    },
    /// A server left behind by an earlier program would not end.
    #[error(
        "The PostgreSQL server with process number {pid}, left behind by an earlier program, does not stop."
    )]
    ServerDidNotStop {
        /// The server's process number.
        pid: u32,
    },
    /// The server ended by itself, and could not be started again.
    #[error(
        "The private PostgreSQL ended ({why}) and could not be started again in {tries} tries over \
         {seconds} seconds, the last of which came to this: {last} What was acknowledged is on its disk; \
         put right what prevents a start, and start again."
    )]
    ServerKeepsEnding {
        /// How it ended.
        why: String,
        /// How often a start was tried.
        tries: u32,
        /// Over how long.
        seconds: u64,
        /// What the last start came to.
        last: String,
    },
    /// The server answers, but refuses what every start needs of it.
    #[error("The private PostgreSQL refused to prepare the database loopbrug: {source}")]
    DatabaseRefused {
        /// What the server said.
        source: sqlx::Error,
    },
    /// A file or a process could not be handled.
    #[error("Could not {deed} {}: {source}", path.display())]
    Io {
        /// The deed, as a verb.
        deed: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl ClusterError {
    /// The stable name of this error, for scripts and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BinariesMissing { .. } => "BINARIES_MISSING",
            Self::DataDirInUse { .. } => "DATA_DIR_IN_USE",
            Self::DataDirOtherMajor { .. } => "DATA_DIR_OTHER_MAJOR",
            Self::DataDirForeign { .. } => "DATA_DIR_FOREIGN",
            Self::DataDirUnreachable { .. } => "DATA_DIR_UNREACHABLE",
            Self::ServerAccountMissing => "SERVER_ACCOUNT_MISSING",
            Self::SocketFolderForeign { .. } => "SOCKET_FOLDER_FOREIGN",
            Self::InitdbFailed { .. } => "INITDB_FAILED",
            Self::ServerDidNotStart { .. } => "SERVER_DID_NOT_START",
            Self::ServerDidNotStop { .. } => "SERVER_DID_NOT_STOP",
            Self::ServerKeepsEnding { .. } => "SERVER_KEEPS_ENDING",
            Self::DatabaseRefused { .. } => "DATABASE_REFUSED",
            Self::Io { .. } => "CLUSTER_IO",
        }
    }

    /// Names the deed and the path beside what the operating system said.
    pub(super) fn io(deed: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { deed, path, source }
    }
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}

fn versions(majors: &[u32]) -> String {
    let names: Vec<String> = majors.iter().map(|major| format!("PostgreSQL {major}")).collect();
    format!("only {} is", names.join(", "))
}
