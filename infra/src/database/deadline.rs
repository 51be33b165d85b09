//! Deadlines of our own: the library waits for an answer without end.

use std::borrow::Cow;
use std::future::Future;
use std::time::Duration;

use sqlx::Error;
use sqlx::error::DatabaseError;
use tokio::time::timeout;

/// A question is answered within this, or its connection is taken for dead. All of ours look up what
/// an index leads to.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);

/// SQLSTATE: the connection was idle in a transaction for longer than it allows.
const IDLE_IN_TRANSACTION: &str = "25P03";

/// Asks, and once more where the connection was lost before there was an answer: what only reads may be
/// asked twice.
pub(crate) async fn read<T, F>(ask: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    match in_time(ANSWERED_WITHIN, ask()).await {
        Err(error) if is_lost(&error) => in_time(ANSWERED_WITHIN, ask()).await,
        answer => answer,
    }
}

/// The answer, if it comes within so long. If not, its connection is as good as lost.
pub(crate) async fn in_time<T>(
    within: Duration,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let answer = timeout(within, answer).await;
    answer.unwrap_or_else(|elapsed| Err(Error::Io(elapsed.into())))
}

/// The connection was lost, or closed by the server, before there was an answer.
pub(crate) fn is_lost(error: &Error) -> bool {
    match code(error) {
        Some(code) => {
            code == IDLE_IN_TRANSACTION || ["08", "57"].iter().any(|class| code.starts_with(class))
        }
        None => matches!(error, Error::Io(_) | Error::Protocol(_)),
    }
}

/// The SQLSTATE of what the server says.
pub(crate) fn code(error: &Error) -> Option<Cow<'_, str>> {
    error.as_database_error().and_then(DatabaseError::code)
}
