//! The head of a region's log: the row that everybody who appends holds until the commit.

use loopbrug_domain::catalogue::Code;
use sqlx::PgExecutor;

/// Makes sure that a region has a head.
pub(super) async fn ensure(
    database: impl PgExecutor<'_>,
    region: &Code,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO log_head (region) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(region.as_str())
        .execute(database)
        .await?;
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
