//! PostgreSQL servers of the drill's own: killed, started again, made from each other.
//!
//! The first database is made by the program's own code for private clusters, so that the user, the
//! programs and the settings are the same; every server is a copy of it.

mod standby;

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use loopbrug_infra::cluster::{Cluster, ClusterSettings};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

/// How long a server may take to start, what is left of a killed one included.
const STARTED_WITHIN: Duration = Duration::from_mins(1);

/// What all servers are copies of.
#[derive(Debug)]
pub(crate) struct Template {
    folder: TempDir,
    bin: PathBuf,
    /// The user and group that the server runs as.
    owner: (u32, u32),
    made: AtomicU32,
}

/// A server. It is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Postgres {
    folder: PathBuf,
    bin: PathBuf,
    owner: (u32, u32),
    server: Option<Child>,
}

impl Template {
    /// Makes a database, and stops its server again.
    pub(crate) async fn make() -> anyhow::Result<Self> {
        // As root the server runs as a lesser user, who has to get in.
        let passable = Permissions::from_mode(0o755);
        let folder =
            tempfile::Builder::new().prefix("loopbrug-drill-").permissions(passable).tempdir()?;
        let settings = ClusterSettings { data_dir: folder.path().join("template"), pg_bin: None };
        let cluster = Cluster::start(&settings).await?;
        let mut connection = cluster.connect_options().connect().await?;
        let bin: String = sqlx::query_scalar("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
            .fetch_one(&mut connection)
            .await?;
        connection.close().await?;
        cluster.stop().await?;
        let made = std::fs::metadata(settings.data_dir.join("postgres"))?;
        let owner = (made.uid(), made.gid());
        Ok(Self { folder, bin: bin.into(), owner, made: AtomicU32::new(0) })
    }

    /// A server on a database of its own.
    pub(crate) async fn server(&self) -> anyhow::Result<Postgres> {
        let mut server = self.empty()?;
        copy(&self.folder.path().join("template/postgres"), &server.data())?;
        server.start().await?;
        Ok(server)
    }

    /// A new folder that the server's user can get through.
    pub(crate) fn new_folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let folder = self.folder.path().join(format!("{name}-{number}"));
        std::fs::create_dir(&folder)?;
        std::fs::set_permissions(&folder, Permissions::from_mode(0o755))?;
        Ok(folder)
    }

    /// A server without data yet.
    fn empty(&self) -> anyhow::Result<Postgres> {
        let folder = self.new_folder("server")?;
        let (uid, gid) = self.owner;
        for name in ["data", "socket"] {
            std::fs::create_dir(folder.join(name))?;
            std::fs::set_permissions(folder.join(name), Permissions::from_mode(0o700))?;
            chown(folder.join(name), Some(uid), Some(gid))?;
        }
        Ok(Postgres { folder, bin: self.bin.clone(), owner: self.owner, server: None })
    }
}

impl Postgres {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The folder of its socket.
    fn socket_folder(&self) -> PathBuf {
        self.folder.join("socket")
    }

    /// Its socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.socket_folder().join(".s.PGSQL.5432")
    }

    /// Its address, for the program.
    pub(crate) fn url(&self) -> String {
        let folder = self.socket_folder();
        format!("postgres:///loopbrug?host={}&user=loopbrug&sslmode=disable", folder.display())
    }

    /// How the drill itself connects to it.
    pub(crate) fn options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(self.socket_folder())
            .username("loopbrug")
            .database("loopbrug")
            .application_name("drill")
    }

    pub(crate) async fn connection(&self) -> anyhow::Result<PgConnection> {
        Ok(self.options().connect().await?)
    }

    /// Ends the postmaster as a crash would; what it leaves behind ends by itself.
    pub(crate) fn kill_9(&mut self) {
        if let Some(mut server) = self.server.take() {
            // It may have ended already.
            let _ = server.kill();
            let _ = server.wait();
        }
    }

    /// Starts the server and waits until it answers. What a killed one left behind may be in the way
    /// for a moment.
    pub(crate) async fn start(&mut self) -> anyhow::Result<()> {
        let started = Instant::now();
        self.server = Some(self.spawn()?);
        while started.elapsed() < STARTED_WITHIN {
            if let Ok(connection) = self.options().connect().await {
                connection.close().await?;
                return Ok(());
            }
            let ended = match &mut self.server {
                Some(server) => server.try_wait()?.is_some(),
                None => true,
            };
            if ended {
                self.server = Some(self.spawn()?);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(10).collect();
        bail!("PostgreSQL does not start: {lines:#?}")
    }

    fn spawn(&self) -> anyhow::Result<Child> {
        let log =
            std::fs::File::options().create(true).append(true).open(self.folder.join("log"))?;
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.data()).stdout(log.try_clone()?).stderr(log);
        let socket = format!("unix_socket_directories={}", self.socket_folder().display());
        // Durable, as the private one is; a standby can be made of it.
        for setting in [
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "listen_addresses=",
            &socket,
            "wal_level=replica",
            "wal_keep_size=256MB",
            "shared_buffers=64MB",
            "max_connections=100",
            "timezone=UTC",
        ] {
            command.arg("-c").arg(setting);
        }
        Ok(command.spawn()?)
    }

    /// One of PostgreSQL's programs, as the server's user.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        let (uid, gid) = self.owner;
        command.uid(uid).gid(gid).current_dir("/").process_group(0).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"PG") {
                command.env_remove(name);
            }
        }
        command.env("LC_ALL", "C");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server
            && let Ok(pid) = i32::try_from(server.id())
        {
            // At once, and all of its processes with it.
            let _ = kill(Pid::from_raw(pid), Signal::SIGQUIT);
            let _ = server.wait();
        }
    }
}

/// Copies a database, owner and all.
fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let copied = Command::new("cp").arg("-a").arg(from.join(".")).arg(to).status();
    ensure!(copied.context("cp cannot be run")?.success(), "{} cannot be copied", from.display());
    Ok(())
}
