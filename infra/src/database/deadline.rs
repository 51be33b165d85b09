//! Deadlines of our own: the library waits for an answer without end.

use std::borrow::Cow;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures::future::{Either, select};
use sqlx::Error;
use sqlx::error::DatabaseError;
use tokio::time::timeout;

/// An answer that takes longer than this is slow, or never comes: all of our questions look up what an
/// index leads to.
pub(crate) const SLOW: Duration = Duration::from_secs(1);
/// So long a slow answer is waited for after that.
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);

/// SQLSTATE: the connection was idle in a transaction for longer than it allows.
const IDLE_IN_TRANSACTION: &str = "25P03";

/// Asks, and once more where the connection was lost before there was an answer, or where the answer is
/// slow: what only reads may be asked twice.
///
/// A slow connection and a dead one look alike. So the first question is not given up:
/// the answer is the one that comes first. That heals as quickly as a short deadline would, and a slow
/// disk has the time of a long one.
pub(crate) async fn read<T, F>(ask: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut first = pin!(ask());
    let early = timeout(SLOW, &mut first).await;
    let late = async {
        match early {
            Ok(Err(error)) if is_lost(&error) => ask().await,
            Ok(answer) => answer,
            Err(_) => match select(first, pin!(ask())).await {
                Either::Left((Err(error), second)) if is_lost(&error) => second.await,
                Either::Right((Err(error), first)) if is_lost(&error) => first.await,
                Either::Left((answer, _)) | Either::Right((answer, _)) => answer,
            },
        }
    };
    in_time(ANSWERED_WITHIN, late).await
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
