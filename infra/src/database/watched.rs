//! The connection of a task of its own, about which the server is asked where an answer is slow.
//!
//! On the connection itself a server that is slow and one that is gone look alike, and what writes cannot
//! be sent a second time beside the first. But by another connection the server says what it does: it is at
//! work on the statement, or it has long been done, or has never heard of it.

use std::time::Duration;

use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{Connection, Error};
use tokio::time::sleep;

use super::deadline::{SLOW, in_time};

/// What takes longer has lost its connection, whatever the server says.
const WRITTEN_WITHIN: Duration = Duration::from_secs(3);
/// How long to wait before the server is asked again.
const PAUSE: Duration = Duration::from_millis(250);

/// Whether the server has had nothing to do for process `$1` for a while, or has no such process. What it
/// does for another role it does not say.
const AT_REST: &str = "
    SELECT NOT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE pid = $1
              AND (state IS NULL OR state NOT LIKE 'idle%'
                   OR state_change > clock_timestamp() - interval '500 milliseconds'))";

/// A connection that belongs to no pool.
#[derive(Debug)]
pub(crate) struct Watched {
    connection: PgConnection,
    /// The process of the server at the other end.
    backend: i32,
    /// By which the server is asked about it.
    pool: PgPool,
}

impl Watched {
    /// Watches over a connection, by those of a pool.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn init(mut connection: PgConnection, pool: PgPool) -> Result<Self, Error> {
        let asked = sqlx::query_scalar("SELECT pg_backend_pid()");
        let backend = asked.fetch_one(&mut connection).await?;
        Ok(Self { connection, backend, pool })
    }

    /// What comes of writing by it, if it comes in time. If not, it is as good as lost, and whether anything was
    /// written is not known.
    pub(crate) async fn in_time<T>(
        &mut self,
        write: impl AsyncFnOnce(&mut PgConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Self { connection, backend, pool } = self;
        tokio::select! {
            written = in_time(WRITTEN_WITHIN, write(connection)) => written,
            () = lost(*backend, pool) => {
                let lost = "the server is done with it, and nothing came through";
                Err(Error::Io(std::io::Error::other(lost)))
            }
        }
    }

    /// Closes it. Whatever comes of the farewell, the connection is gone.
    pub(crate) async fn close(self) {
        let _ = self.connection.close().await;
    }
}

/// Completes when the server says that it is long done with what it was asked by a connection. As long as nobody
/// says so, the deadline decides.
async fn lost(backend: i32, pool: &PgPool) {
    sleep(SLOW).await;
    while !matches!(sqlx::query_scalar(AT_REST).bind(backend).fetch_one(pool).await, Ok(true)) {
        sleep(PAUSE).await;
    }
}
