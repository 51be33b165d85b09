//! Data folders for the private PostgreSQL.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use tempfile::TempDir;

/// A data folder that the server's user can reach. What runs on it is stopped before it goes.
pub(crate) struct DataDir(TempDir);

impl DataDir {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("loopbrug-").tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
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
