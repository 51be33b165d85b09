//! One private PostgreSQL for all tests of this process, and a fresh database for each.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use loopbrug_infra::cluster::{Cluster, ClusterSettings};
use loopbrug_infra::database::{connect, migrate};
use loopbrug_infra::vault::Vault;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Executor, PgPool};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The server takes 100 connections, and keeps a few to itself. Tests take from these, so that
/// any number of them may run at once.
static CONNECTIONS: Semaphore = Semaphore::const_new(90);
/// What a database takes: a full pool, and some to look at it from beside.
const OF_A_DATABASE: u32 = 20;
/// What a vault takes, of which a test may have several: it asks for one row at a time.
const OF_A_VAULT: u32 = 10;

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    // A test runs in a runtime, where no other can be waited for.
    std::thread::spawn(Server::start).join().expect("a server")
});

/// Statics are never dropped, so the server must be ended from outside: a shell that outlives
/// this process, however that ends. It waits for the end of its input, which is the end of this
/// process, then stops the server and removes its folders.
const UNDERTAKER: &str = r#"
    trap '' HUP INT TERM
    echo ready
    cat > /dev/null
    note="$1/data/postgres/postmaster.pid"
    pid=$(sed -n 1p "$note")
    socket=$(sed -n 5p "$note")
    case "$pid" in
        '' | *[!0-9]*) ;;
        *)
            kill -INT "$pid"
            tries=0
            while [ -e "$note" ] && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
            [ -e "$note" ] && kill -KILL "$pid"
            ;;
    esac
    tries=0
    until rm -rf "$1" || [ $tries -ge 50 ]; do sleep 0.1; tries=$((tries + 1)); done
    [ -n "$socket" ] && rmdir "$socket"
"#;

struct Server {
    options: PgConnectOptions,
    /// Databases made so far.
    made: AtomicU32,
    // The rest is held, not used.
    _cluster: Cluster,
    _runtime: Runtime,
    _undertaker: Child,
}

impl Server {
    fn start() -> Self {
        let parent = tempfile::Builder::new()
            .prefix("loopbrug-")
            .tempdir_in("/tmp")
            .expect("a temporary folder")
            .keep();
        // As root the server runs as a lesser user, who has to get in.
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&parent, mode).expect("a mode");
        let undertaker = engage_undertaker(&parent);
        let runtime = Runtime::new().expect("a runtime");
        let settings = ClusterSettings { data_dir: parent.join("data"), pg_bin: None };
        let cluster =
            runtime.block_on(Cluster::start(&settings)).unwrap_or_else(|error| panic!("{error}"));
        Self {
            options: cluster.connect_options(),
            made: AtomicU32::new(0),
            _cluster: cluster,
            _runtime: runtime,
            _undertaker: undertaker,
        }
    }
}

fn engage_undertaker(folder: &Path) -> Child {
    let mut undertaker = Command::new("sh")
        .args(["-c", UNDERTAKER, "undertaker"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // What ends our process group must not end the undertaker.
        .process_group(0)
        .spawn()
        .expect("a shell");
    let mut ready = String::new();
    let output = undertaker.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut ready).expect("a word");
    assert_eq!(ready, "ready\n");
    undertaker
}

/// A migrated database, and the right to so many connections as long as this lives.
pub(crate) struct Database {
    pub(crate) pool: PgPool,
    _connections: SemaphorePermit<'static>,
}

impl Database {
    /// Another fresh database, by the same right: of the two one is idle while the other is at work.
    pub(crate) async fn another(&self) -> PgPool {
        let pool = connect(new_database().await).await.expect("a pool");
        migrate(&pool).await.expect("a schema");
        pool
    }
}

/// A fresh database with a pool as the program opens it.
pub(crate) async fn database() -> Database {
    database_for(OF_A_DATABASE).await
}

/// A fresh database on which so many connections will be opened.
pub(crate) async fn database_for(connections: u32) -> Database {
    let connections = CONNECTIONS.acquire_many(connections).await.expect("never closed");
    let pool = connect(new_database().await).await.expect("a pool");
    migrate(&pool).await.expect("a schema");
    Database { pool, _connections: connections }
}

async fn new_database() -> PgConnectOptions {
    let server = &*SERVER;
    let name = format!("test_{}", server.made.fetch_add(1, Ordering::Relaxed));
    let mut connection = server.options.connect().await.expect("a connection");
    connection.execute(format!("CREATE DATABASE {name}").as_str()).await.expect("a database");
    server.options.clone().database(&name)
}

/// A vault with a database of its own, empty yet, and its key file.
pub(crate) struct Vaulted {
    pub(crate) vault: Vault,
    /// To look at its database from beside.
    pub(crate) pool: PgPool,
    pub(crate) key_file: PathBuf,
    pub(crate) folder: TempDir,
    options: PgConnectOptions,
    _connections: SemaphorePermit<'static>,
}

impl Vaulted {
    /// The vault as another process has it.
    pub(crate) fn another(&self) -> Vault {
        self.with_file(self.key_file.clone())
    }

    /// The same with another key file.
    pub(crate) fn with_file(&self, key_file: PathBuf) -> Vault {
        Vault::new(self.options.clone(), key_file)
    }
}

/// A new vault.
pub(crate) async fn vaulted() -> Vaulted {
    let connections = CONNECTIONS.acquire_many(OF_A_VAULT).await.expect("never closed");
    let options = new_database().await;
    let folder = tempfile::tempdir().expect("a folder");
    let key_file = folder.path().join("master.key");
    let vault = Vault::new(options.clone(), key_file.clone());
    let pool = PgPool::connect_lazy_with(options.clone());
    Vaulted { vault, pool, key_file, folder, options, _connections: connections }
}
