//! The folder of the server's socket: short, private, and the same for every start on a data folder.

use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ClusterError;
use super::account::Account;
use super::folder::create_private;

/// Part of the socket's file name; nothing listens on a network port.
pub(super) const PORT: u16 = 5432;

/// The folder of the socket. It disappears with this value, unless a server still listens in it.
#[derive(Debug)]
pub(super) struct SocketFolder {
    pub(super) path: PathBuf,
}

impl SocketFolder {
    /// Where the socket of a data folder goes; [`prepare`](Self::prepare) makes the folder.
    ///
    /// A socket's path may have 107 bytes, so the data folder is named by a digest. The folder is in
    /// `/tmp` rather than `/run/user/<uid>`, which disappears when the user logs out, server or no server.
    pub(super) fn of(data_dir: &Path) -> Self {
        use std::fmt::Write;
        let digest = Sha256::digest(data_dir.as_os_str().as_bytes());
        let mut name = "loopbrug-".to_owned();
        for byte in digest.iter().take(8) {
            // Writing to a string cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        Self { path: Path::new("/tmp").join(name) }
    }

    /// Makes the folder, or takes it over from an earlier start after checking that it is ours.
    ///
    /// Call it only when no server of this data folder runs: a socket left behind is removed, since
    /// its lock file names a process number that may meanwhile belong to something else.
    pub(super) fn prepare(&self, account: &Account) -> Result<(), ClusterError> {
        let folder = &self.path;
        match std::fs::symlink_metadata(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return create_private(folder, account);
            }
            Err(source) => return Err(ClusterError::io("read", folder)(source)),
            Ok(found) if !found.is_dir() => return Err(foreign(folder, "it is not a folder")),
            Ok(found) if found.uid() != account.uid => {
                return Err(foreign(
                    folder,
                    &format!("it belongs to the user with number {}", found.uid()),
                ));
            }
            Ok(found) if found.mode() & 0o777 != 0o700 => {
                return Err(foreign(
                    folder,
                    &format!("its mode is {:o} instead of 700", found.mode() & 0o777),
                ));
            }
            Ok(_) => {}
        }
        for name in [format!(".s.PGSQL.{PORT}"), format!(".s.PGSQL.{PORT}.lock")] {
            let path = folder.join(name);
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(ClusterError::io("remove", &path)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Drop for SocketFolder {
    fn drop(&mut self) {
        // Only tidiness: the next start takes over a folder that stays.
        let _ = std::fs::remove_dir(&self.path);
    }
}

fn foreign(folder: &Path, reason: &str) -> ClusterError {
    ClusterError::SocketFolderForeign { folder: folder.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_path_stays_short_however_long_the_data_folder_is() {
        let long = PathBuf::from("/data/".to_owned() + &"a very long name/".repeat(60));
        let socket = SocketFolder::of(&long).path.join(format!(".s.PGSQL.{PORT}"));
        assert!(socket.as_os_str().len() <= 107, "{}", socket.display());
        assert_ne!(SocketFolder::of(&long).path, SocketFolder::of(Path::new("/data")).path);
    }

    #[test]
    fn a_socket_folder_open_to_others_is_refused() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let account = Account::choose(Path::new("/nowhere")).expect("an account");
        let folder = SocketFolder { path: parent.path().join("socket") };
        folder.prepare(&account).expect("a new folder");
        folder.prepare(&account).expect("the same folder again");
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&folder.path, open).expect("a mode");
        let refused = folder.prepare(&account).expect_err("an open folder");
        assert_eq!(refused.code(), "SOCKET_FOLDER_FOREIGN");
    }

    #[test]
    fn a_link_in_place_of_the_socket_folder_is_refused() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        let account = Account::choose(Path::new("/nowhere")).expect("an account");
        let folder = SocketFolder { path: parent.path().join("socket") };
        std::os::unix::fs::symlink(parent.path(), &folder.path).expect("a link");
        let refused = folder.prepare(&account).expect_err("a link");
        assert_eq!(refused.code(), "SOCKET_FOLDER_FOREIGN");
    }
}
