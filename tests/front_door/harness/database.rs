//! A database of a test's own, and what only SQL can tell about it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqlx::{Connection, PgConnection, Row};

use super::{REGION, cluster, new_id};

/// An empty database.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) url: String,
}

/// What a transaction holds until it is ended.
pub(crate) struct Held(PgConnection);

impl Held {
    pub(crate) async fn end(&mut self) {
        sqlx::raw_sql("ROLLBACK").execute(&mut self.0).await.unwrap();
    }
}

/// A command as the log knows it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InLog {
    pub(crate) position: u32,
    pub(crate) sequence: u32,
    pub(crate) stream: String,
    pub(crate) command: String,
}

impl Database {
    pub(crate) async fn create() -> Self {
        // Starting the server blocks, which a runtime's own threads should not.
        let (before, after) = tokio::task::spawn_blocking(cluster::address).await.unwrap();
        let name = format!("test_{}", new_id().replace('-', ""));
        let mut connection = connect(&format!("{before}postgres{after}")).await;
        sqlx::query(&format!("CREATE DATABASE {name} TEMPLATE template0"))
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        Self { url: format!("{before}{name}{after}") }
    }

    /// The last position of the longest log; there is one region in most tests.
    pub(crate) async fn head(&self) -> u32 {
        let head: Option<i64> = self.number("SELECT max(position) FROM events").await;
        u32::try_from(head.unwrap_or(0)).unwrap()
    }

    /// The last position of a region's log.
    pub(crate) async fn head_of(&self, region: &str) -> u32 {
        let head = format!("SELECT max(position) FROM events WHERE region = '{region}'");
        u32::try_from(self.number(&head).await.unwrap_or(0)).unwrap()
    }

    /// Meddles with it.
    pub(crate) async fn execute(&self, sql: &str) {
        let mut connection = connect(&self.url).await;
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// How many commands the log has an answer for.
    pub(crate) async fn commands(&self) -> u32 {
        let commands =
            "SELECT (SELECT count(*) FROM commands) + (SELECT count(*) FROM directory_changes)";
        let commands = self.number(commands).await;
        u32::try_from(commands.unwrap_or(0)).unwrap()
    }

    /// The region's log, in order.
    pub(crate) async fn log(&self) -> Vec<InLog> {
        let mut connection = connect(&self.url).await;
        let rows = sqlx::query(
            "SELECT position, sequence, aggregate_id, command_id::text FROM events
             WHERE region = $1 ORDER BY position",
        )
        .bind(REGION)
        .fetch_all(&mut connection)
        .await
        .unwrap();
        connection.close().await.unwrap();
        rows.iter()
            .map(|row| InLog {
                position: row.get::<i64, _>(0).try_into().unwrap(),
                sequence: row.get::<i64, _>(1).try_into().unwrap(),
                stream: row.get(2),
                command: row.get(3),
            })
            .collect()
    }

    /// Every row of a view, all columns but the generation, as text.
    pub(crate) async fn rows_of(&self, view: &str) -> Vec<String> {
        let mut connection = connect(&self.url).await;
        let rows = sqlx::query_scalar(&format!(
            "SELECT (to_jsonb(v) - 'generation')::text FROM {view} AS v ORDER BY 1"
        ))
        .fetch_all(&mut connection)
        .await;
        connection.close().await.unwrap();
        rows.unwrap()
    }

    /// Everything that is in its tables, as text.
    pub(crate) async fn dump(&self) -> String {
        let mut connection = connect(&self.url).await;
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        assert!(!tables.is_empty());
        let mut dump = String::new();
        for table in tables {
            let rows: Vec<String> =
                sqlx::query_scalar(&format!("SELECT t::text FROM {table} AS t"))
                    .fetch_all(&mut connection)
                    .await
                    .unwrap();
            dump.extend(rows);
        }
        connection.close().await.unwrap();
        dump
    }

    /// What a backup of it holds: a dump in SQL, by PostgreSQL's own program.
    pub(crate) async fn back_up(&self, into: &Path) {
        let mut dump = Command::new(self.program("pg_dump").await);
        dump.arg("--file").arg(into).arg("--dbname").arg(&self.url);
        succeeds(dump).await;
    }

    /// A database of its own that is restored from a backup.
    pub(crate) async fn restored(from: &Path) -> Self {
        let database = Self::create().await;
        let mut restore = Command::new(database.program("psql").await);
        restore.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file"]).arg(from);
        restore.arg("--dbname").arg(&database.url);
        succeeds(restore).await;
        database
    }

    /// A program that came with its PostgreSQL.
    async fn program(&self, name: &str) -> PathBuf {
        let folder = self.text("SELECT setting FROM pg_config WHERE name = 'BINDIR'").await;
        Path::new(&folder).join(name)
    }

    /// Has it refuse whoever connects, and those who are connected; or ends that.
    pub(crate) async fn is_away(&self, is_away: bool) {
        let (before, after) = tokio::task::spawn_blocking(cluster::address).await.unwrap();
        let mut connection = connect(&format!("{before}postgres{after}")).await;
        let name = self.name();
        for statement in [
            format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {}", !is_away),
            format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            ),
        ] {
            sqlx::raw_sql(&statement).execute(&mut connection).await.unwrap();
        }
        connection.close().await.unwrap();
    }

    /// Whether the views have projected all of the log.
    pub(crate) async fn views_are_at_the_head(&self) -> bool {
        let lag = "SELECT max(head.position - p.position)
                   FROM projections AS p JOIN log_head AS head USING (region)";
        self.number(lag).await == Some(0)
    }

    /// How many statements it has carried out; each is a transaction but for those of a command
    /// or a projection.
    pub(crate) async fn statements(&self) -> u32 {
        let statements = "SELECT xact_commit + xact_rollback FROM pg_stat_database
                          WHERE datname = current_database()";
        u32::try_from(self.number(statements).await.unwrap_or(0)).unwrap()
    }

    /// How many others are connected to it.
    pub(crate) async fn others_connected(&self) -> i64 {
        let others = "SELECT count(*) FROM pg_stat_activity
                      WHERE datname = current_database() AND pid <> pg_backend_pid()
                        AND backend_type = 'client backend'";
        self.number(others).await.unwrap_or(0)
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        let (before, _) = self.url.split_once('?').unwrap();
        before.rsplit('/').next().unwrap()
    }

    /// Where the key is that seals its logs, where a server within the test signs by one.
    pub(crate) fn seal_key(&self) -> PathBuf {
        self.key_file().with_extension("seal")
    }

    /// Where the key file is of the keys that it has.
    pub(crate) fn key_file(&self) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.key", self.name()))
    }

    /// Begins a transaction with this, which holds what it takes until it is ended.
    pub(crate) async fn hold(&self, sql: &str) -> Held {
        let mut connection = connect(&self.url).await;
        sqlx::raw_sql(&format!("BEGIN; {sql}")).execute(&mut connection).await.unwrap();
        Held(connection)
    }

    /// How many wait for what others hold.
    pub(crate) async fn waiting_for_locks(&self) -> i64 {
        let waiting = "SELECT count(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        self.number(waiting).await.unwrap_or(0)
    }

    /// Whether anything was made in it.
    pub(crate) async fn has_tables(&self) -> bool {
        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
        self.number(tables).await != Some(0)
    }

    /// A text that it holds.
    pub(crate) async fn text(&self, sql: &str) -> String {
        let mut connection = connect(&self.url).await;
        let text = sqlx::query_scalar(sql).fetch_one(&mut connection).await;
        connection.close().await.unwrap();
        text.unwrap()
    }

    pub(crate) async fn number(&self, sql: &str) -> Option<i64> {
        let mut connection = connect(&self.url).await;
        let number = sqlx::query_scalar(sql).fetch_one(&mut connection).await;
        connection.close().await.unwrap();
        number.unwrap()
    }
}

async fn succeeds(mut command: Command) {
    command.stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}
