//! Data folders for the private PostgreSQL.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

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

    /// The process number in the note of the PostgreSQL that works there.
    pub(crate) fn postmaster(&self) -> Option<Pid> {
        postmaster_in(&self.path())
    }

    /// The data folder of the keys.
    pub(crate) fn of_keys(&self) -> PathBuf {
        self.0.path().join("data-vault")
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
