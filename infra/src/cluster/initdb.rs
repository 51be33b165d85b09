//! Making the database, once.

use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use super::ClusterError;
use super::account::Account;
use super::binaries::Binaries;
use super::folder::create_private;

/// The start of the name of a folder that `initdb` is still filling.
const UNFINISHED: &str = "postgres.initdb-";
/// How long an `initdb` whose folder disappears may go on writing to it.
const NOTICED_WITHIN: Duration = Duration::from_secs(5);

/// Fills a folder beside `database` and renames it into place when it is whole, so that a crash
/// half-way never leaves something that looks like a database. The data folder's lock is held.
pub(super) async fn initdb(
    database: &Path,
    binaries: &Binaries,
    account: &Account,
    superuser: &str,
) -> Result<(), ClusterError> {
    let data_dir = database.parent().unwrap_or(Path::new("/"));
    clear_unfinished(data_dir).await?;
    // A number of its own: an initdb that outlived its killed program may still be writing to another.
    let unfinished = data_dir.join(format!("{UNFINISHED}{}", std::process::id()));
    create_private(&unfinished, account)?;
    let output = account
        .command(&binaries.initdb())
        .arg("--pgdata")
        .arg(&unfinished)
        .args(["--username", superuser, "--encoding", "UTF8", "--data-checksums"])
        // Sorting by code point is the same on every machine and keeps indexes usable for prefixes;
        // upper and lower case still know the letters of Europe where the platform has C.UTF-8.
        .args([
            "--locale",
            "C",
            "--lc-ctype",
            if cfg!(target_os = "linux") { "C.UTF-8" } else { "C" },
        ])
        // Whoever may enter the socket's folder may connect; nobody may over the network.
        .args(["--auth-local", "trust", "--auth-host", "reject"])
        .kill_on_drop(true)
        .output()
        .await
        .map_err(ClusterError::io("run", &binaries.initdb()))?;
    if !output.status.success() {
        // What could not be made is of no use, and the next start would clear it anyway.
        let _ = std::fs::remove_dir_all(&unfinished);
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(ClusterError::InitdbFailed {
            output: format!("{} ({})", said.trim(), output.status),
        });
    }
    std::fs::rename(&unfinished, database)
        .map_err(ClusterError::io("move into place", database))?;
    std::fs::File::open(data_dir)
        .and_then(|folder| folder.sync_all())
        .map_err(ClusterError::io("write through", data_dir))
}

/// Removes what earlier programs left unfinished. An `initdb` that outlived its killed program puts
/// new files where we remove, until it notices; what still stays does no harm.
async fn clear_unfinished(data_dir: &Path) -> Result<(), ClusterError> {
    for entry in std::fs::read_dir(data_dir).map_err(ClusterError::io("read", data_dir))? {
        let entry = entry.map_err(ClusterError::io("read", data_dir))?;
        if !entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
            continue;
        }
        let started = Instant::now();
        while let Err(error) = std::fs::remove_dir_all(entry.path()) {
            if error.kind() == ErrorKind::NotFound {
                break;
            }
            if started.elapsed() > NOTICED_WITHIN {
                tracing::warn!(folder = %entry.path().display(), %error, "an unfinished database stays");
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    Ok(())
}
