//! Data folders for the private PostgreSQL.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use loopbrug_infra::cluster::{Cluster, ClusterSettings};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use super::Database;

/// A data folder that the server's user can reach. What runs on it is stopped before it goes.
pub(crate) struct DataDir(TempDir);

impl DataDir {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("loopbrug-").tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// Its database, while somebody else has its PostgreSQL at work.
    pub(crate) fn database(&self) -> Database {
        database_in(self.path())
    }

    /// The process number in the note of the PostgreSQL that works there.
    pub(crate) fn postmaster(&self) -> Option<Pid> {
        postmaster_in(&self.path())
    }

    /// The data folder of the keys.
    pub(crate) fn of_keys(&self) -> PathBuf {
        self.0.path().join("data-vault")
    }

    /// The database of the keys, likewise.
    pub(crate) fn database_of_keys(&self) -> Database {
        database_in(self.of_keys())
    }

    /// The same of the PostgreSQL of the keys.
    pub(crate) fn postmaster_of_keys(&self) -> Option<Pid> {
        postmaster_in(&self.of_keys())
    }
}

/// All processes of the PostgreSQL that works in a data folder.
pub(crate) fn postgres(data: &Path) -> Vec<Pid> {
    let folder = std::fs::canonicalize(data.join("postgres")).unwrap();
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let works_there = all.filter(|process| {
        std::fs::read_link(process.path().join("cwd")).is_ok_and(|cwd| cwd == folder)
    });
    works_there
        .filter_map(|process| process.file_name().to_str()?.parse().ok())
        .map(Pid::from_raw)
        .collect()
}

fn database_in(data_dir: PathBuf) -> Database {
    let options = Cluster::in_use(&ClusterSettings { data_dir, pg_bin: None }).unwrap();
    let (host, port) = (options.get_socket().unwrap().display(), options.get_port());
    let (name, user) = (options.get_database().unwrap(), options.get_username());
    Database { url: format!("postgres:///{name}?host={host}&port={port}&user={user}") }
}

fn postmaster_in(data_dir: &Path) -> Option<Pid> {
    let note = std::fs::read_to_string(data_dir.join("postgres/postmaster.pid")).ok()?;
    let number = note.lines().next()?.parse().ok();
    number.filter(|number| *number > 0).map(Pid::from_raw)
}

impl Drop for DataDir {
    fn drop(&mut self) {
        // Only after a failed test is there a server left, killed program or no.
        for server in [self.postmaster(), self.postmaster_of_keys()].into_iter().flatten() {
            let _ = kill(server, Signal::SIGQUIT);
        }
    }
}
