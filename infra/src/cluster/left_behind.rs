//! A server whose program was killed, and the notes that dead servers leave.
//!
//! PostgreSQL notes its process number in `postmaster.pid`. After a crash of the machine that number
//! may belong to any process, so it proves nothing by itself.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::ClusterError;
use super::account::Account;

/// How long a server left behind has for each way of ending: fast, at once, by force.
const WAYS_TO_END: [(Signal, Duration); 3] = [
    (Signal::SIGINT, Duration::from_secs(30)),
    (Signal::SIGQUIT, Duration::from_secs(10)),
    (Signal::SIGKILL, Duration::from_secs(5)),
];

/// How long the processes of a dead server have for each way of ending.
const ORPHANS_END: [(Signal, Duration); 2] =
    [(Signal::SIGQUIT, Duration::from_secs(2)), (Signal::SIGKILL, Duration::from_secs(5))];

/// Ends the server that an earlier program left running on this database, if there is one.
///
/// It is ended rather than adopted: what the killed program had under way in it (transactions,
/// advisory locks) ends with it, and the server is always a child with the settings of this version.
/// The data folder's lock is held, so no living program relies on that server.
pub(super) async fn end(database: &Path, account: &Account) -> Result<(), ClusterError> {
    let Some(note) = Note::read(database)? else {
        return Ok(());
    };
    if !serves(note.pid, database) {
        end_orphans(database).await;
        return note.disown(database, account);
    }
    tracing::info!(
        pid = note.pid,
        "ending the PostgreSQL server left behind by an earlier program"
    );
    for (signal, patience) in WAYS_TO_END {
        // It may have ended in the meantime, which is what is wanted.
        let _ = kill(Pid::from_raw(note.pid), signal);
        // One that somebody paused hears nothing before it goes on.
        go_on(database);
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if !serves(note.pid, database) {
                end_orphans(database).await;
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    Err(ClusterError::ServerDidNotStop { pid: note.pid.unsigned_abs() })
}

/// Ends the processes of a server that is dead itself. They end when they next look, but one that is busy
/// with a long statement, or paused, does not look; and as long as any lives no server starts.
async fn end_orphans(database: &Path) {
    for (signal, patience) in ORPHANS_END {
        let left = processes(database);
        if left.is_empty() {
            return;
        }
        for pid in left {
            let _ = kill(Pid::from_raw(pid), signal);
            let _ = kill(Pid::from_raw(pid), Signal::SIGCONT);
        }
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline && !processes(database).is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Lets the processes of a server at work in this folder go on, where somebody paused them.
pub(super) fn go_on(database: &Path) {
    for pid in processes(database) {
        let _ = kill(Pid::from_raw(pid), Signal::SIGCONT);
    }
}

/// All PostgreSQL processes at work in this very folder.
#[cfg(target_os = "linux")]
fn processes(database: &Path) -> Vec<i32> {
    let Ok(all) = std::fs::read_dir("/proc") else { return vec![] };
    let pids = all.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| serves(*pid, database)).collect()
}

/// All PostgreSQL processes at work in this very folder: not known here. Those of a dead server end by
/// themselves when they next look.
#[cfg(not(target_os = "linux"))]
fn processes(_database: &Path) -> Vec<i32> {
    vec![]
}

/// The contents of a `postmaster.pid`.
struct Note {
    pid: i32,
    /// Everything after the first line; it names the shared memory, among others.
    rest: String,
}

impl Note {
    fn read(database: &Path) -> Result<Option<Self>, ClusterError> {
        let path = database.join("postmaster.pid");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(ClusterError::io("read", &path)(source)),
        };
        if text.is_empty() {
            // The machine stopped between making and filling it; PostgreSQL would refuse to start.
            std::fs::remove_file(&path).map_err(ClusterError::io("remove", &path))?;
            return Ok(None);
        }
        let (pid, rest) = text.split_once('\n').unwrap_or((&text, ""));
        // A negative number is that of a single-user server at work: PostgreSQL itself refuses to
        // start beside it.
        let pid = pid.trim().parse().ok().filter(|pid: &i32| *pid > 0);
        Ok(pid.map(|pid| Self { pid, rest: rest.to_owned() }))
    }

    /// Puts this program's process number in place of the dead server's.
    ///
    /// PostgreSQL takes a living process of its own user for another server, except its parent. With
    /// the parent's number there it starts, and still checks that nobody uses the old shared memory,
    /// which it could not if the file were removed.
    fn disown(&self, database: &Path, account: &Account) -> Result<(), ClusterError> {
        let path = database.join("postmaster.pid");
        let fresh = database.join("postmaster.pid.disowned");
        let _ = std::fs::remove_file(&fresh);
        let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh);
        written
            .and_then(|mut file| {
                write!(file, "{}\n{}", std::process::id(), self.rest)?;
                if account.is_lent() {
                    std::os::unix::fs::fchown(&file, Some(account.uid), Some(account.gid))?;
                }
                std::fs::rename(&fresh, &path)
            })
            .map_err(ClusterError::io("write", &path))
    }
}

/// Whether that process is a PostgreSQL server at work in this very folder.
#[cfg(target_os = "linux")]
fn serves(pid: i32, database: &Path) -> bool {
    let process = Path::new("/proc").join(pid.to_string());
    // A server works in its folder, and a zombie has none.
    std::fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == database)
        && std::fs::read_to_string(process.join("comm")).is_ok_and(|name| name.trim() == "postgres")
}

/// Whether that process is a PostgreSQL server at work in this very folder.
#[cfg(not(target_os = "linux"))]
fn serves(pid: i32, database: &Path) -> bool {
    let listed = std::process::Command::new("ps")
        .args(["-ww", "-o", "command=", "-p", &pid.to_string()])
        .output();
    listed.is_ok_and(|listed| {
        let command = String::from_utf8_lossy(&listed.stdout).into_owned();
        command.contains("postgres") && command.contains(&format!("-D {} ", database.display()))
    })
}
