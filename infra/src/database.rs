//! Connections and migrations.

mod deadline;
mod vigilance;

use std::sync::Arc;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Postgres, Transaction};

pub(crate) use self::deadline::{code, is_lost, read};
use self::vigilance::{Vigilance, answers};

/// The schema, in order; compiled in, so that the program and its schema cannot part.
static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

/// A connection that waits longer than this for its turn gives up.
const ACQUIRE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

/// A process whose machine is gone, or whose network is, holds its locks until the server notices. It
/// looks after 10 seconds of silence, three times, and in the middle of a statement too where it can.
const NOTICE_THE_DEAD: &str = "
    SELECT set_config('tcp_keepalives_idle', '10', false),
           set_config('tcp_keepalives_interval', '5', false),
           set_config('tcp_keepalives_count', '3', false),
           CASE WHEN current_setting('server_version_num')::integer >= 140000
                THEN set_config('client_connection_check_interval', '10s', false) END";

/// The database could not be reached or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// No connection.
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[source] sqlx::Error),
    /// A migration failed; what it did was undone.
    #[error("the schema cannot be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// Opens a pool of connections.
///
/// # Errors
/// [`DatabaseError::Unreachable`].
pub async fn connect(options: PgConnectOptions) -> Result<PgPool, DatabaseError> {
    let vigilance = Arc::new(Vigilance::default());
    let (before, after) = (Arc::clone(&vigilance), vigilance);
    PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // What was used a moment ago answers, and asking first would cost an exchange with every
        // statement: `vigilance` asks what was idle for longer.
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(notice_the_dead(connection)))
        .before_acquire(move |connection, meta| {
            Box::pin(Arc::clone(&before).may_use(connection, meta))
        })
        .after_release(move |connection, meta| {
            Box::pin(Arc::clone(&after).may_keep(connection, meta))
        })
        // To compile a statement, as PostgreSQL does with what it takes for long, takes longer than ours.
        .connect_with(options.application_name("loopbrug").options([("jit", "off")]))
        .await
        .map_err(DatabaseError::Unreachable)
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
/// [`DatabaseError::Migration`].
pub async fn migrate(pool: &PgPool) -> Result<(), DatabaseError> {
    Ok(MIGRATIONS.run(pool).await?)
}
