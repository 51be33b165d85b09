//! The data folder: where it is by default, what it holds, and whose it is.
//!
//! `<data_dir>/postgres` is the database and belongs to the server's user. The data folder itself
//! belongs to this program's user: were root to keep its own files in a folder of a lesser user,
//! that user could lead root astray with a link.

use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::unistd::{Uid, User};

use super::ClusterError;
use super::account::Account;

/// What lies where the database belongs.
#[derive(Debug)]
pub(super) enum Database {
    /// Nothing yet.
    Absent,
    /// A database of this major version of PostgreSQL.
    OfMajor(String),
}

/// The data folder of whoever runs this program: `/var/lib/loopbrug` for root (the server's lesser
/// user cannot reach root's home), else the user's own data folder.
#[must_use]
pub fn default_data_dir() -> PathBuf {
    if Uid::effective().is_root() {
        return PathBuf::from("/var/lib/loopbrug");
    }
    let absolute =
        |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = absolute("HOME")
        .or_else(|| User::from_uid(Uid::effective()).ok().flatten().map(|user| user.dir))
        .unwrap_or_else(std::env::temp_dir);
    if cfg!(target_os = "macos") {
        return home.join("Library/Application Support/loopbrug");
    }
    absolute("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share")).join("loopbrug")
}

/// Looks at the database's folder without touching it.
pub(super) fn inspect(database: &Path, account: &Account) -> Result<Database, ClusterError> {
    let foreign = |reason: &str| ClusterError::DataDirForeign {
        folder: database.to_owned(),
        reason: reason.to_owned(),
    };
    let unread = |source: std::io::Error| match source.kind() {
        ErrorKind::PermissionDenied => unreachable(database, account, source.to_string()),
        _ => ClusterError::io("read", database)(source),
    };
    let mut entries = match std::fs::read_dir(database) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Database::Absent),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(foreign("it is not a folder"));
        }
        Err(error) => return Err(unread(error)),
    };
    match std::fs::read_to_string(database.join("PG_VERSION")) {
        Ok(version) => Ok(Database::OfMajor(version.trim().to_owned())),
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unread(error)),
        Err(_) if entries.next().is_none() => Ok(Database::Absent),
        Err(_) => Err(foreign("it holds files but no PG_VERSION")),
    }
}

/// Makes the data folder if needed. A new one is closed to others; root's lets the server's user pass through, and no
/// more.
pub(super) fn make(data_dir: &Path) -> std::io::Result<()> {
    if data_dir.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(data_dir)?;
    let mode = if Uid::effective().is_root() { 0o711 } else { 0o700 };
    std::fs::set_permissions(data_dir, std::fs::Permissions::from_mode(mode))
}

/// Makes the data folder if needed, and returns its path without links.
pub(super) fn prepare(data_dir: &Path, account: &Account) -> Result<PathBuf, ClusterError> {
    let refused = |error: std::io::Error| unreachable(data_dir, account, error.to_string());
    make(data_dir).map_err(refused)?;
    let data_dir = data_dir.canonicalize().map_err(refused)?;
    match account.stopped_at(&data_dir) {
        None => Ok(data_dir),
        Some(folder) => {
            let reason = format!("that user may not pass through {}", folder.display());
            Err(unreachable(&data_dir, account, reason))
        }
    }
}

/// Makes a folder of mode 0700 for the server's user; an existing one is an error.
pub(super) fn create_private(folder: &Path, account: &Account) -> Result<(), ClusterError> {
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(folder)
        .map_err(ClusterError::io("make", folder))?;
    // The umask may have taken from the mode, never added to it.
    set_mode(folder, 0o700)?;
    if account.is_lent() {
        std::os::unix::fs::chown(folder, Some(account.uid), Some(account.gid))
            .map_err(ClusterError::io("hand over", folder))?;
    }
    Ok(())
}

/// Refuses a database that the server's user does not own: PostgreSQL would refuse it less clearly.
pub(super) fn check_owner(database: &Path, account: &Account) -> Result<(), ClusterError> {
    let found = std::fs::metadata(database).map_err(ClusterError::io("read", database))?;
    if found.uid() == account.uid {
        return Ok(());
    }
    let reason = format!("it belongs to the user with number {}", found.uid());
    Err(unreachable(database, account, reason))
}

fn unreachable(folder: &Path, account: &Account, reason: String) -> ClusterError {
    ClusterError::DataDirUnreachable {
        data_dir: folder.to_owned(),
        account: account.name.clone(),
        reason,
    }
}

fn set_mode(folder: &Path, mode: u32) -> Result<(), ClusterError> {
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode))
        .map_err(ClusterError::io("set the mode of", folder))
}
