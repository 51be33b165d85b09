//! The private PostgreSQL: one server of our own, for whoever starts Loopbrug without `DATABASE_URL`.
//!
//! It uses the installed server programs, keeps its database in `<data_dir>/postgres`, listens on a
//! unix socket only, and starts and stops with the program. The same engine as in production, with
//! the same durability.
//!
//! A program that serves has it [supervised](Cluster::supervise): a server that ends by itself is
//! started again.
//!
//! The lock on `<data_dir>/loopbrug.lock` decides who may touch the folder. A server that runs while
//! the lock is free was left behind by a program that was killed; it is ended before ours starts.

mod account;
mod binaries;
mod error;
mod folder;
mod initdb;
mod left_behind;
mod lock;
mod server;
mod socket;
mod state;
mod supervisor;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};
use sqlx::{Connection, Executor};

pub use error::ClusterError;
pub use folder::default_data_dir;
pub use state::ClusterState;
pub use supervisor::{ForcedStop, Patience, Supervised};

use account::Account;
use binaries::Binaries;
use folder::Database;
use lock::DataDirLock;
use server::Server;
use socket::SocketFolder;

/// The superuser of the private server, and the owner of the database of the same name.
const ROLE: &str = "loopbrug";
const DATABASE: &str = "loopbrug";

/// How long a start waits for what a killed server leaves for a moment: its last backends, or its note.
const LEFTOVERS_GONE_WITHIN: Duration = Duration::from_secs(20);

/// Where the private PostgreSQL lives.
#[derive(Debug, Clone)]
pub struct ClusterSettings {
    /// The folder for the database, its log and its lock; see [`default_data_dir`].
    pub data_dir: PathBuf,
    /// The folder of `postgres` and `initdb`; without it the usual places are searched.
    pub pg_bin: Option<PathBuf>,
}

impl ClusterSettings {
    /// Whether it was begun there before.
    #[must_use]
    pub fn has_database(&self) -> bool {
        self.data_dir.join("postgres").exists()
    }

    /// Makes the data folder where there is none, for what else is kept there.
    ///
    /// # Errors
    /// Where the system does not let us.
    pub fn make_data_dir(&self) -> std::io::Result<()> {
        folder::make(&self.data_dir)
    }
}

/// A running private PostgreSQL.
///
/// Call [`stop`](Self::stop) at the end. A cluster that is dropped asks its server to stop without
/// waiting for it; the next start copes with that, as it does with a program that was killed.
#[derive(Debug)]
pub struct Cluster {
    // Fields are dropped in this order: the server is signalled to stop before the lock is free.
    server: Server,
    place: Place,
    _lock: DataDirLock,
}

/// What it takes to start a server on a database that there is.
#[derive(Debug)]
struct Place {
    database: PathBuf,
    socket_folder: SocketFolder,
    binaries: Binaries,
    account: Account,
    connections: u16,
}

impl Cluster {
    /// Makes the database if there is none, starts its server and waits until it answers.
    ///
    /// # Errors
    ///
    /// Says what prevents it. Nothing is touched when the folder holds something else, belongs
    /// to another major version of PostgreSQL, or is in use by another program.
    pub async fn start(settings: &ClusterSettings) -> Result<Self, ClusterError> {
        Self::start_for(settings, server::CONNECTIONS).await
    }

    /// The same, for so many connections at once: whoever measures other programs beside ours
    /// lets them have as many as they like.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub async fn start_for(
        settings: &ClusterSettings,
        connections: u16,
    ) -> Result<Self, ClusterError> {
        // Seen from outside first, since taking the lock already writes a file.
        let account = Account::choose(&settings.data_dir.join("postgres"))?;
        choose_binaries(settings, &settings.data_dir.join("postgres"), &account)?;

        let data_dir = folder::prepare(&settings.data_dir, &account)?;
        let lock = DataDirLock::take(&data_dir)?;
        tracing::info!(data_dir = %data_dir.display(), "starting the private PostgreSQL");
        let database = data_dir.join("postgres");
        let socket_folder = SocketFolder::of(&data_dir);

        // Seen again: another program may have made the database since.
        let (binaries, found) = choose_binaries(settings, &database, &account)?;
        if let Database::Absent = found {
            tracing::info!(folder = %database.display(), major = binaries.major, "making the database");
            initdb::initdb(&database, &binaries, &account, ROLE).await?;
        }
        folder::check_owner(&database, &account)?;

        let options = connect_options(&socket_folder);
        let place = Place { database, socket_folder, binaries, account, connections };
        let (server, connection) = place.start_server().await?;
        create_database(connection)
            .await
            .map_err(|source| ClusterError::DatabaseRefused { source })?;
        tracing::debug!(pid = server.pid, socket = ?options.get_socket(), "the private PostgreSQL answers");
        Ok(Self { server, place, _lock: lock })
    }

    /// How to connect to the server of another program, the one that [`start`](Self::start) says
    /// is using the folder.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub fn in_use(settings: &ClusterSettings) -> Result<PgConnectOptions, ClusterError> {
        let data_dir = std::fs::canonicalize(&settings.data_dir)
            .map_err(ClusterError::io("read", &settings.data_dir))?;
        Ok(connect_options(&SocketFolder::of(&data_dir)))
    }

    /// How to connect to the database `loopbrug` over the socket.
    #[must_use]
    pub fn connect_options(&self) -> PgConnectOptions {
        connect_options(&self.place.socket_folder)
    }

    /// The same as an address, for psql and other processes of this user.
    #[must_use]
    pub fn url(&self) -> String {
        let (host, port) = (self.place.socket_folder.path.display(), socket::PORT);
        format!("postgres:///{DATABASE}?host={host}&port={port}&user={ROLE}&sslmode=disable")
    }

    /// The process number of the server.
    #[must_use]
    pub fn server_pid(&self) -> u32 {
        self.server.pid
    }

    /// Ends the server in order and waits for its end. Close the pools first: what is still open is
    /// rolled back. A server that has ended already is no error.
    ///
    /// # Errors
    ///
    /// When the operating system does not let us end the server.
    pub async fn stop(self) -> Result<(), ClusterError> {
        self.server.stop().await
    }
}

fn connect_options(socket_folder: &SocketFolder) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(&socket_folder.path)
        .port(socket::PORT)
        .username(ROLE)
        .database(DATABASE)
        .ssl_mode(PgSslMode::Disable)
}

fn choose_binaries(
    settings: &ClusterSettings,
    database: &Path,
    account: &Account,
) -> Result<(Binaries, Database), ClusterError> {
    let found = folder::inspect(database, account)?;
    let wanted = match &found {
        Database::Absent => None,
        Database::OfMajor(major) => Some(major.as_str()),
    };
    match Binaries::find(settings.pg_bin.as_deref(), wanted)? {
        Ok(binaries) => Ok((binaries, found)),
        Err(available) => Err(ClusterError::DataDirOtherMajor {
            folder: database.to_owned(),
            found: wanted.unwrap_or_default().to_owned(),
            available,
        }),
    }
}

impl Place {
    /// Starts the server once nothing of an earlier one is in its way.
    async fn start_server(&self) -> Result<(Server, PgConnection), ClusterError> {
        let Self { database, socket_folder, binaries, account, connections } = self;
        let options = connect_options(socket_folder).database("postgres");
        let started = Instant::now();
        loop {
            left_behind::end(database, account).await?;
            socket_folder.prepare(account)?;
            let mut server =
                Server::spawn(database, &socket_folder.path, binaries, account, *connections)?;
            match server.ready(&options).await {
                Ok(connection) => return Ok((server, connection)),
                // A killed server's backends need a moment to notice, and a server that was still
                // starting when its program was killed writes its note after we looked for it.
                Err(ClusterError::ServerDidNotStart { lines, .. })
                    if (lines.contains("shared memory block")
                        || lines.contains("postmaster.pid"))
                        && started.elapsed() < LEFTOVERS_GONE_WITHIN => {}
                Err(error) => return Err(error),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

async fn create_database(mut connection: PgConnection) -> Result<(), sqlx::Error> {
    let exists: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(DATABASE)
            .fetch_one(&mut connection)
            .await?;
    if !exists {
        connection.execute(format!("CREATE DATABASE {DATABASE}").as_str()).await?;
    }
    connection.close().await
}
