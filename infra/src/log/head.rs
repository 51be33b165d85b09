//! The head of what a region numbers: the row that everybody who writes there holds until the commit.

use std::sync::Arc;
use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use sqlx::postgres::PgConnectOptions;
use sqlx::{PgExecutor, PgPool};

use crate::connections;
use crate::database::{Watched, in_time};

/// A database that takes longer to connect to is out of reach.
const CONNECTED_WITHIN: Duration = Duration::from_secs(3);

/// What is numbered: the table of its heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heads {
    /// The log.
    Log,
    /// The access record.
    AccessRecord,
}

impl Heads {
    const fn ensure(self) -> &'static str {
        match self {
            Self::Log => "INSERT INTO log_head (region) VALUES ($1) ON CONFLICT DO NOTHING",
            Self::AccessRecord => {
                "INSERT INTO access_head (region) VALUES ($1) ON CONFLICT DO NOTHING"
            }
        }
    }
}

/// Makes sure that a region has a head.
pub(super) async fn ensure(
    database: impl PgExecutor<'_>,
    heads: Heads,
    region: &Code,
) -> Result<(), sqlx::Error> {
    sqlx::query(heads.ensure()).bind(region.as_str()).execute(database).await?;
    Ok(())
}

/// How whoever appends wants the server to treat the connection, or only the transaction where `$1`
/// says so.
///
/// What is acknowledged is on disk, whatever the server does by default; where it waits for a standby
/// too, that stays. The head of a region is held while an append is compared and written: a process
/// that is paused or cut off in the middle is given up by the server within seconds, and who waits for
/// the head behind it is refused before that becomes long.
const LIMITS: &str = "
    SELECT set_config('synchronous_commit',
                      CASE current_setting('synchronous_commit')
                          WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, $1),
           set_config('idle_in_transaction_session_timeout', '2s', $1),
           set_config('lock_timeout', '2500ms', $1)";

/// What limits apply to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Everything on the connection, transaction after transaction.
    Connection,
    /// The transaction.
    Transaction,
}

/// Sets how long a head may be held, and be waited for; see [`LIMITS`].
pub(super) async fn set_limits(
    database: impl PgExecutor<'_>,
    scope: Scope,
) -> Result<(), sqlx::Error> {
    sqlx::query(LIMITS).bind(scope == Scope::Transaction).execute(database).await?;
    Ok(())
}

/// The connection of whoever writes what a region numbers: opened when it is needed, and given up with whatever goes
/// wrong on it.
///
/// Its own, and not one of the pool: writing does not queue behind reads, and is spared the exchange with the server
/// that giving back a connection of the pool brings with it.
#[derive(Debug)]
pub(crate) struct HeadConnection {
    heads: Heads,
    region: Code,
    options: PgConnectOptions,
    pool: PgPool,
    open: Option<Watched>,
}

impl HeadConnection {
    /// One that is not open yet.
    pub(crate) fn new(heads: Heads, region: Code, pool: &PgPool) -> Self {
        // The statement is the same for any batch: to plan it anew each time costs more than to run it.
        let options = Arc::unwrap_or_clone(pool.connect_options())
            .options([("plan_cache_mode", "force_generic_plan")]);
        Self { heads, region, options, pool: pool.clone(), open: None }
    }

    /// Takes the connection; [`give_back`](Self::give_back) it after use, if it is still good.
    pub(crate) async fn take(&mut self) -> Result<Watched, sqlx::Error> {
        if let Some(connection) = self.open.take() {
            return Ok(connection);
        }
        let connected = async {
            let mut connection = connections::connect_alone(&self.options).await?;
            set_limits(&mut connection, Scope::Connection).await?;
            ensure(&mut connection, self.heads, &self.region).await?;
            Watched::init(connection, self.pool.clone()).await
        };
        in_time(CONNECTED_WITHIN, connected).await
    }

    /// Keeps the connection for the next time.
    pub(crate) fn give_back(&mut self, connection: Watched) {
        self.open = Some(connection);
    }

    /// Closes it, where it is open.
    pub(crate) async fn close(&mut self) {
        if let Some(connection) = self.open.take() {
            connection.close().await;
        }
    }
}
