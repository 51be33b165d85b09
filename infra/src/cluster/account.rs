//! The user the server runs as. PostgreSQL refuses to run as root, so root lends it a lesser user.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::unistd::{Gid, Uid, User};
use tokio::process::Command;

use super::ClusterError;

/// A user and group for the server's processes and files.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) name: String,
    /// Whether this program is root and must change user for the server.
    lent: bool,
}

impl Account {
    /// This program's own user, unless that is root. Then the owner of an existing database folder,
    /// or else `postgres`, or else `nobody`: installing the package later must not lock us out.
    pub(super) fn choose(database: &Path) -> Result<Self, ClusterError> {
        let own = Uid::effective();
        if !own.is_root() {
            let gid = Gid::effective().as_raw();
            return Ok(Self { uid: own.as_raw(), gid, name: name_of(own), lent: false });
        }
        if let Ok(folder) = std::fs::metadata(database)
            && folder.uid() != 0
        {
            let owner = Uid::from_raw(folder.uid());
            let gid =
                User::from_uid(owner).ok().flatten().map_or(folder.gid(), |user| user.gid.as_raw());
            return Ok(Self { uid: folder.uid(), gid, name: name_of(owner), lent: true });
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(|user| Self {
                uid: user.uid.as_raw(),
                gid: user.gid.as_raw(),
                name: user.name,
                lent: true,
            })
            .ok_or(ClusterError::ServerAccountMissing)
    }

    /// Whether folders made by this program must be handed over to the server's user.
    pub(super) fn is_lent(&self) -> bool {
        self.lent
    }

    /// A command that runs as this user, in a process group of its own: Ctrl-C at the terminal goes to
    /// this program, which lets commands under way commit before it stops the server.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // The current folder may be closed to the lesser user.
        command.current_dir("/").process_group(0).stdin(std::process::Stdio::null());
        if self.lent {
            command.uid(self.uid).gid(self.gid);
        }
        // PGDATA, PGPORT and their kin of another installation have no say here.
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"PG") {
                command.env_remove(name);
            }
        }
        // Messages in English, so that they can be recognised; macOS also needs LC_ALL to be set.
        command.env("LC_ALL", "C");
        command
    }

    /// The first folder on the way to `path` that this user may not pass through, if any.
    pub(super) fn stopped_at<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        path.ancestors().collect::<Vec<_>>().into_iter().rev().find(|folder| {
            std::fs::metadata(folder).is_ok_and(|found| {
                let execute = if found.uid() == self.uid {
                    0o100
                } else if found.gid() == self.gid {
                    0o010
                } else {
                    0o001
                };
                found.mode() & execute == 0
            })
        })
    }
}

fn name_of(uid: Uid) -> String {
    User::from_uid(uid).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name)
}
