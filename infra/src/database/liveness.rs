//! Connections that are half-open: what is at their other end went away without a word, and whoever
//! waits for an answer waits without end.
//!
//! The library sets no limit of its own, and the kernel's is a quarter of an hour. So a connection has to
//! answer before it is used, unless it did so a moment ago, and when it is given back. Where one does
//! not, those that have not answered since are suspected of the same and replaced without being asked:
//! a network that fails, or a proxy, takes all of them at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Error};

use super::deadline::in_time;

/// A connection answers within this, or is taken for dead.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);
/// A connection that answered so shortly before is not asked again.
const FRESH: Duration = Duration::from_millis(500);

/// What is known of the connections of a pool.
#[derive(Debug, Default)]
pub(super) struct Liveness {
    /// When a connection was found dead, the last time.
    found_dead: Mutex<Option<Instant>>,
}

impl Liveness {
    /// Whether a connection of the pool may be used.
    pub(super) async fn may_use(
        self: Arc<Self>,
        connection: &mut PgConnection,
        meta: PoolConnectionMetadata,
    ) -> Result<bool, Error> {
        if self.is_suspect(meta.idle_for) {
            // With an error it is dropped; with `false` the pool would first try to close it in order, and nobody
            // answers.
            let suspect = "it has not answered since another connection was found dead";
            return Err(Error::Io(std::io::Error::other(suspect)));
        }
        if meta.idle_for < FRESH {
            return Ok(true);
        }
        self.answers(connection).await
    }

    /// Whether a connection that is given back may be kept. One that was left in the middle of a
    /// statement, by somebody who stopped waiting, ends it first.
    pub(super) async fn may_keep(
        self: Arc<Self>,
        connection: &mut PgConnection,
        _: PoolConnectionMetadata,
    ) -> Result<bool, Error> {
        self.answers(connection).await
    }

    async fn answers(&self, connection: &mut PgConnection) -> Result<bool, Error> {
        let answer = answers(connection).await;
        if answer.as_ref().is_err_and(|error| matches!(error, Error::Io(_))) {
            let mut found_dead = self.found_dead.lock().unwrap_or_else(PoisonError::into_inner);
            *found_dead = Some(Instant::now());
        }
        answer.map(|()| true)
    }

    /// Whether a connection last answered before another was found dead.
    fn is_suspect(&self, idle_for: Duration) -> bool {
        let found_dead = *self.found_dead.lock().unwrap_or_else(PoisonError::into_inner);
        found_dead.is_some_and(|found| found.elapsed() < idle_for)
    }
}

/// Whether a connection is there, or at its other end nobody is.
pub(super) async fn answers(connection: &mut PgConnection) -> Result<(), Error> {
    in_time(ANSWERS_WITHIN, connection.ping()).await
}
