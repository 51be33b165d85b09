//! The connections of a process that serves, shared out so that what must go on goes on.
//!
//! Readers may be many and slow. So they have a pool of their own, and never the connections by which
//! commands read their streams, projections write, and somebody who asks whether all is well is
//! answered. All of them together are bounded by a setting, and by what the server lets us have.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sqlx::{ConnectOptions, Connection};
use tokio::time::timeout;

use crate::database::{DatabaseError, notice_the_dead, place, pool};

/// With fewer a process cannot do all that it does at once.
pub const FEWEST: u16 = 6;
/// So many, unless a setting says otherwise.
pub const USUALLY: u16 = 32;
/// A database that takes longer to connect to is out of reach.
const CONNECTED_WITHIN: Duration = Duration::from_secs(5);
/// With fewer there is none to listen for wake-ups with: whoever follows looks once a second anyway.
const ENOUGH_TO_LISTEN: u32 = 8;
/// What commands have at most to read their streams by, and what projections have at most.
const MOST_FOR_COMMANDS: u32 = 8;
const MOST_FOR_PROJECTIONS: u32 = 8;
/// One for the appender of a region, one for its access record, and one for whoever asks whether all is well.
const APART: u32 = 3;

/// The pools of a process.
#[derive(Debug, Clone)]
pub struct Pools {
    /// By which commands read their streams.
    pub commands: PgPool,
    /// By which projections are written, and watched over.
    pub projections: PgPool,
    /// For whoever asks. Rebuilds, which can wait, take theirs from here too.
    pub reads: PgPool,
    /// Whether one of those of projections may listen all the time.
    pub listens: bool,
}

impl From<PgPool> for Pools {
    /// One pool for everything, where nobody reads while others work.
    fn from(pool: PgPool) -> Self {
        Self { commands: pool.clone(), projections: pool.clone(), reads: pool, listens: true }
    }
}

impl Pools {
    /// Closes every connection.
    pub async fn close(&self) {
        tokio::join!(self.commands.close(), self.projections.close(), self.reads.close());
    }
}

/// Opens the pools of a process that serves, of at most so many connections in all.
///
/// # Errors
/// Where the database cannot be reached, or lets us have fewer than [`FEWEST`].
pub async fn open(options: &PgConnectOptions, at_most: u16) -> Result<Pools, DatabaseError> {
    let all = allowed(options, at_most).await?;
    let Shares { commands, projections, reads } = Shares::of(all);
    Ok(Pools {
        commands: pool(options.clone(), commands).await?,
        projections: pool(options.clone(), projections).await?,
        reads: pool(options.clone(), reads).await?,
        listens: all >= ENOUGH_TO_LISTEN,
    })
}

/// Opens one pool, for a task on the command line.
///
/// # Errors
/// As for [`open`].
pub async fn open_one(options: &PgConnectOptions, at_most: u16) -> Result<PgPool, DatabaseError> {
    let connections = allowed(options, at_most).await?;
    pool(options.clone(), connections).await
}

/// Opens a connection that belongs to no pool: for whoever holds the head of a region, and for whoever asks whether
/// all is well.
pub(crate) async fn connect_alone(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    let mut connection = options.clone().disable_statement_logging().connect().await?;
    notice_the_dead(&mut connection).await?;
    Ok(connection)
}

/// How many connections we may have: as many as the setting says, unless the server allows fewer to us, to
/// anybody in this database, or in all.
async fn allowed(options: &PgConnectOptions, at_most: u16) -> Result<u32, DatabaseError> {
    let asked = timeout(CONNECTED_WITHIN, asked(options));
    let allowed = match asked.await {
        Ok(Ok(allowed)) => allowed,
        Ok(Err(error)) => return Err(DatabaseError::unreachable(options, &error)),
        Err(_) => return Err(DatabaseError::silent(options, CONNECTED_WITHIN)),
    };
    let allowed = u32::try_from(allowed).unwrap_or_default();
    if allowed < u32::from(FEWEST) {
        return Err(DatabaseError::TooFew { place: place(options), allowed, fewest: FEWEST });
    }
    Ok(allowed.min(u32::from(at_most)))
}

async fn asked(options: &PgConnectOptions) -> Result<i32, sqlx::Error> {
    let mut connection = connect_alone(options).await?;
    // What says nothing has no limit, and `least` does not count it.
    let allowed = sqlx::query_scalar(
        "SELECT least(
             (SELECT rolconnlimit FROM pg_roles
              WHERE rolname = session_user AND rolconnlimit >= 0 AND NOT rolsuper),
             (SELECT datconnlimit FROM pg_database
              WHERE datname = current_database() AND datconnlimit >= 0
                AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user)),
             current_setting('max_connections')::integer
                 - current_setting('superuser_reserved_connections')::integer)",
    )
    .fetch_one(&mut connection)
    .await?;
    // Whatever comes of the farewell, the connection is gone.
    let _ = connection.close().await;
    Ok(allowed)
}

/// How many connections each pool has.
#[derive(Debug, PartialEq, Eq)]
struct Shares {
    commands: u32,
    projections: u32,
    reads: u32,
}

impl Shares {
    fn of(all: u32) -> Self {
        let shared = all.saturating_sub(APART);
        let commands = (shared / 4).clamp(1, MOST_FOR_COMMANDS);
        let listener = u32::from(all >= ENOUGH_TO_LISTEN);
        let projections = (shared / 4).clamp(1 + listener, MOST_FOR_PROJECTIONS);
        let reads = shared.saturating_sub(commands + projections).max(1);
        Self { commands, projections, reads }
    }
}

#[cfg(test)]
mod tests {
    use super::{APART, FEWEST, Shares, USUALLY};

    #[test]
    fn shares_are_never_more_than_there_is_and_nobody_has_none() {
        for all in u32::from(FEWEST)..1_000 {
            let Shares { commands, projections, reads } = Shares::of(all);
            assert!(
                commands + projections + reads + APART <= all,
                "{:?} of {all}",
                Shares::of(all)
            );
            assert!(commands >= 1 && projections >= 1 && reads >= 1, "{:?}", Shares::of(all));
        }
        let usual = Shares { commands: 7, projections: 7, reads: 15 };
        assert_eq!(Shares::of(u32::from(USUALLY)), usual);
    }
}
