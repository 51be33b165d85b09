//! The sessions of browsers, in the database: any instance serves whoever has the cookie.
//!
//! What a session holds comes here sealed, and what it is called is a hash, so a copy of the table lets nobody in and
//! says nothing of anybody.

use std::time::Duration;

use sqlx::postgres::types::PgInterval;
use sqlx::{Error, PgPool};

use crate::database::{in_time, read};

/// Whoever waits longer for a session to be written does not get it.
const WRITTEN_WITHIN: Duration = Duration::from_secs(3);
/// Whoever begins a session deletes at most so many that have ended. So there are never many of them, and nobody
/// waits for the deletion of all.
const SWEPT_AT_ONCE: i64 = 100;

/// What a session is called: a hash of its id.
pub type SessionName = [u8; 32];

/// How long a session lives.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    /// Unless it is used.
    pub idle: Duration,
    /// At most, however much it is used.
    pub whole: Duration,
}

/// The sessions in a database.
#[derive(Debug, Clone)]
pub struct Sessions {
    pool: PgPool,
}

impl Sessions {
    /// The sessions in a database.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// Begins a session, and deletes some of those that have ended. Gives whether the name was free.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(
        &self,
        name: &SessionName,
        sealed: &[u8],
        life: Life,
    ) -> Result<bool, Error> {
        let begin = sqlx::query(
            "WITH swept AS (
                 DELETE FROM sessions WHERE name IN (
                     SELECT name FROM sessions WHERE idle_until <= now()
                     ORDER BY idle_until LIMIT $5 FOR UPDATE SKIP LOCKED))
             INSERT INTO sessions (name, sealed, idle_until, ends_at)
             VALUES ($1, $2, now() + least($3, $4), now() + $4)
             ON CONFLICT DO NOTHING",
        );
        let begin = begin
            .bind(name.as_slice())
            .bind(sealed)
            .bind(interval(life.idle))
            .bind(interval(life.whole))
            .bind(SWEPT_AT_ONCE);
        Ok(in_time(WRITTEN_WITHIN, begin.execute(&self.pool)).await?.rows_affected() == 1)
    }

    /// What a session holds; none where it has ended. To look is to use it: it then lives on for as long as it may
    /// be idle. That is written once a tenth of that time, so most looks write nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn find(&self, name: &SessionName, idle: Duration) -> Result<Option<Vec<u8>>, Error> {
        let find = || {
            let find = sqlx::query_as(
                "SELECT sealed, idle_until < least(now() + $2, ends_at) FROM sessions
                 WHERE name = $1 AND idle_until > now()",
            );
            find.bind(name.as_slice()).bind(interval(idle.mul_f32(0.9))).fetch_optional(&self.pool)
        };
        let found: Option<(Vec<u8>, bool)> = read(find).await?;
        let Some((sealed, rested)) = found else { return Ok(None) };
        if rested {
            let used = sqlx::query(
                "UPDATE sessions SET idle_until = least(now() + $2, ends_at)
                 WHERE name = $1 AND idle_until > now()",
            );
            let used = used.bind(name.as_slice()).bind(interval(idle));
            in_time(WRITTEN_WITHIN, used.execute(&self.pool)).await?;
        }
        Ok(Some(sealed))
    }

    /// Changes what a session holds. One that has ended meanwhile does not begin again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn change(&self, name: &SessionName, sealed: &[u8]) -> Result<(), Error> {
        let change =
            sqlx::query("UPDATE sessions SET sealed = $2 WHERE name = $1 AND idle_until > now()");
        let change = change.bind(name.as_slice()).bind(sealed);
        in_time(WRITTEN_WITHIN, change.execute(&self.pool)).await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end(&self, name: &SessionName) -> Result<(), Error> {
        let end = sqlx::query("DELETE FROM sessions WHERE name = $1").bind(name.as_slice());
        in_time(WRITTEN_WITHIN, end.execute(&self.pool)).await?;
        Ok(())
    }
}

fn interval(duration: Duration) -> PgInterval {
    let microseconds = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
    PgInterval { months: 0, days: 0, microseconds }
}
