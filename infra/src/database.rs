//! Connections and migrations.

pub(crate) mod copy;
mod deadline;
mod liveness;
mod migrations;
mod watched;

use std::borrow::Cow;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Postgres, Transaction};

pub(crate) use self::deadline::{code, in_time, is_lost, read};
use self::liveness::{Liveness, answers};
use self::migrations::MIGRATIONS;
pub(crate) use self::migrations::VAULT_MIGRATIONS;
pub(crate) use self::watched::Watched;

/// How many connections a pool has, where nobody says otherwise.
const CONNECTIONS: u32 = 16;

/// A connection that waits longer than this for its turn gives up.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// A process whose machine is gone, or whose network is, holds its locks until the server notices. It
/// looks after 10 seconds of silence, three times, and in the middle of a statement too where it can.
const NOTICE_THE_DEAD: &str = "
    SELECT set_config('tcp_keepalives_idle', '10', false),
           set_config('tcp_keepalives_interval', '5', false),
           set_config('tcp_keepalives_count', '3', false),
           CASE WHEN current_setting('server_version_num')::integer >= 140000
                THEN set_config('client_connection_check_interval', '10s', false) END";

/// The database could not be reached or brought up to date. Each says which database, never with its
/// password, and the way out.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// No connection.
    #[error("{place} cannot be reached: {why}")]
    Unreachable {
        /// Which database.
        place: String,
        /// What prevents it, and what to do.
        why: String,
    },
    /// It lets us have fewer connections than a process needs.
    #[error(
        "{place} allows {allowed} connections, and at least {fewest} are needed: raise the limit of \
         the role or of the database, or max_connections"
    )]
    TooFew {
        /// Which database.
        place: String,
        /// How many it allows.
        allowed: u32,
        /// How many are needed.
        fewest: u16,
    },
    /// Its schema is of a newer program.
    #[error(
        "the database has migration {found}, which a newer version of this program brought, and \
         this one knows none after {known}: start that newer version, or name another database"
    )]
    Newer {
        /// The first migration that is not known.
        found: i64,
        /// The last that is.
        known: i64,
    },
    /// Its schema is from before the first release, whose migrations began anew.
    #[error(
        "{place} was written by a version of this program from before its first release, which this \
         one cannot read: start anew, with another --data-dir or an empty database in DATABASE_URL"
    )]
    Unreleased {
        /// Which database.
        place: String,
    },
    /// A migration failed; what it did was undone.
    #[error("the schema cannot be brought up to date: {0}")]
    Migration(MigrateError),
}

impl DatabaseError {
    /// What a failed connection comes to, and the way out.
    pub(crate) fn unreachable(options: &PgConnectOptions, error: &sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code().map(Cow::into_owned));
        let refused =
            matches!(error, sqlx::Error::Io(io) if io.kind() == ErrorKind::ConnectionRefused);
        let advice = match code.as_deref() {
            Some("28P01" | "28000") => "; correct the user or the password in DATABASE_URL",
            Some("3D000") => "; create it, or correct its name in DATABASE_URL",
            Some("53300") => "; end other programs that use it, or raise their limit",
            Some("57P03") => "; wait until it has started",
            _ if refused => "; start it, or correct the host and the port in DATABASE_URL",
            _ => "; see whether it runs, and whether DATABASE_URL is right",
        };
        let said = match error.as_database_error() {
            Some(error) => error.message().to_owned(),
            None => error.to_string(),
        };
        Self::Unreachable { place: place(options), why: format!("{said}{advice}") }
    }

    /// A database that did not answer in time.
    pub(crate) fn silent(options: &PgConnectOptions, within: Duration) -> Self {
        let why = format!(
            "it did not answer within {} seconds; see whether it runs, and whether DATABASE_URL is right",
            within.as_secs()
        );
        Self::Unreachable { place: place(options), why }
    }
}

/// Which database it is, for people: without its password.
pub(crate) fn place(options: &PgConnectOptions) -> String {
    let user = options.get_username();
    let database = options.get_database().unwrap_or(user);
    match options.get_socket() {
        Some(socket) => format!("the database '{database}' at {} (user {user})", socket.display()),
        None => {
            let (host, port) = (options.get_host(), options.get_port());
            format!("the database '{database}' at {host}:{port} (user {user})")
        }
    }
}

/// Opens a pool of connections.
///
/// # Errors
/// [`DatabaseError::Unreachable`].
pub async fn connect(options: PgConnectOptions) -> Result<PgPool, DatabaseError> {
    pool(options, CONNECTIONS).await
}

/// Opens a pool of at most so many connections.
pub(crate) async fn pool(options: PgConnectOptions, at_most: u32) -> Result<PgPool, DatabaseError> {
    let named = options.clone();
    let pool = pool_options(at_most).connect_with(ours(options)).await;
    pool.map_err(|error| DatabaseError::unreachable(&named, &error))
}

/// The same where nobody waits for the first connection: it is opened when there is something to ask.
pub(crate) fn pool_later(options: PgConnectOptions, at_most: u32) -> PgPool {
    pool_options(at_most).connect_lazy_with(ours(options))
}

fn ours(options: PgConnectOptions) -> PgConnectOptions {
    // To compile a statement, as PostgreSQL does with what it takes for long, takes longer than ours.
    options.application_name("loopbrug").options([("jit", "off")])
}

fn pool_options(at_most: u32) -> PgPoolOptions {
    let liveness = Arc::new(Liveness::default());
    let (before, after) = (Arc::clone(&liveness), liveness);
    PgPoolOptions::new()
        .max_connections(at_most)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // What was used a moment ago answers, and asking first would cost an exchange with every
        // statement: `liveness` asks what was idle for longer.
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(notice_the_dead(connection)))
        .before_acquire(move |connection, meta| {
            Box::pin(Arc::clone(&before).may_use(connection, meta))
        })
        .after_release(move |connection, meta| {
            Box::pin(Arc::clone(&after).may_keep(connection, meta))
        })
}

/// Makes the server notice within half a minute when this process is out of its reach.
pub(crate) async fn notice_the_dead(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query(NOTICE_THE_DEAD).execute(connection).await?;
    Ok(())
}

/// Begins a transaction. In a task of its own, because a `begin` that is dropped half-way would
/// leave its connection in a transaction that nobody knows of (sqlx issue 4393).
///
/// # Errors
/// When the database does not answer.
pub async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { begin_undisturbed(&pool).await }).await;
    begun.unwrap_or_else(|error| Err(sqlx::Error::Io(std::io::Error::other(error))))
}

/// The connection is asked first whether it is there: a `begin` that waits for a dead one could not be
/// given up, because one that was only slow would go back to the pool in the middle of a transaction.
async fn begin_undisturbed(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    answers(&mut connection).await?;
    Transaction::begin(connection, None).await
}

/// Says in our log what the server does not do for what is on its disk. It may be wanted, on a database
/// that is thrown away; then it is no surprise.
///
/// # Errors
/// When the database does not answer.
pub async fn warn_of_risks(pool: &PgPool) -> Result<(), sqlx::Error> {
    let off: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM pg_settings
         WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name",
    )
    .fetch_all(pool)
    .await?;
    for setting in off {
        tracing::warn!(
            setting,
            "the database runs with {setting} off: a crash of its machine can lose what was recorded"
        );
    }
    Ok(())
}

/// Brings the schema up to date, under a lock: any number of processes may start at once.
///
/// # Errors
/// [`DatabaseError::Newer`], [`DatabaseError::Unreleased`], [`DatabaseError::Migration`].
pub async fn migrate(pool: &PgPool) -> Result<(), DatabaseError> {
    if began_otherwise(pool).await.map_err(|error| DatabaseError::Migration(error.into()))? {
        return Err(DatabaseError::Unreleased { place: place(&pool.connect_options()) });
    }
    migrate_by(&MIGRATIONS, pool).await
}

/// The same by other migrations than those of the log.
pub(crate) async fn migrate_by(migrations: &Migrator, pool: &PgPool) -> Result<(), DatabaseError> {
    let known = migrations.iter().map(|migration| migration.version).max().unwrap_or_default();
    migrations.run(pool).await.map_err(|error| match error {
        MigrateError::VersionMissing(found) if found > known => {
            DatabaseError::Newer { found, known }
        }
        error => DatabaseError::Migration(error),
    })
}

/// Whether the first migration of the database is another than ours: nothing of it can be read then, and
/// nothing may be added to it.
async fn began_otherwise(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let migrated: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(pool)
        .await?;
    if !migrated {
        return Ok(false);
    }
    let first: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT checksum FROM _sqlx_migrations WHERE version = 1 AND success")
            .fetch_optional(pool)
            .await?;
    let ours = MIGRATIONS.iter().next().map(|migration| migration.checksum.as_ref());
    Ok(first.as_deref().is_some_and(|first| ours != Some(first)))
}
