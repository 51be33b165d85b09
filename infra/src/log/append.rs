//! Appending: what a command led to, all or nothing.
//!
//! One command is one [`Append`]; it waits its turn in the queue of its region
//! ([`appenders`](super::appenders)) and is written with all that wait there, in one commit.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, EventId, Position, Version};
use serde_json::value::RawValue;
use sqlx::PgExecutor;
use sqlx::error::ErrorKind;

use super::Log;
use super::chain::ChainId;

/// What a command adds to a region's log.
#[derive(Debug)]
pub struct Append {
    /// The region.
    pub region: Code,
    /// The command.
    pub command: CommandId,
    /// SHA-256 of what was asked.
    pub digest: [u8; 32],
    /// What a repeat of the command will be told.
    pub answer: Box<RawValue>,
    /// Who asked.
    pub actor: Actor,
    /// When it is recorded; absent: by the database's clock, which is read under the lock of the
    /// head. Only a clock that was set says otherwise.
    pub recorded_at: Option<DateTime<Utc>>,
    /// Other streams of the region that were looked at in deciding, and have to be as they were
    /// seen. Mostly none: an append that has any is compared with the log under the lock of its
    /// head, which takes longer.
    pub reads: Vec<StreamVersion>,
    /// The events, in order.
    pub events: Vec<NewEvent>,
}

/// The end of a stream as somebody saw it.
///
/// The version alone does not say which history it is: a database that comes back older, after a
/// failover or a restore, may reach the same version by other events. The id of the last one does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tip {
    /// The number of its events; 0 where there is no such stream.
    pub version: Version,
    /// The id of the last; none where there is no such stream, or where it is not known: what was
    /// decided elsewhere and is imported follows whatever has the version.
    pub event: Option<EventId>,
    /// The chain of appends that the last event belongs to; none where it was read.
    pub chain: Option<ChainId>,
}

impl Tip {
    /// An end of which the version alone is known.
    #[must_use]
    pub fn at(version: Version) -> Self {
        Self { version, ..Self::default() }
    }

    /// Whether a stream that ends so may be the one that ended as `seen`.
    #[must_use]
    pub fn is(self, seen: Self) -> bool {
        self.version == seen.version && (seen.event.is_none() || self.event == seen.event)
    }
}

/// A stream as somebody saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamVersion {
    /// The stream's aggregate type.
    pub aggregate_type: &'static str,
    /// The stream's aggregate id.
    pub aggregate_id: String,
    /// Where it ended.
    pub tip: Tip,
}

/// An event to be appended to its stream.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The stream's aggregate type.
    pub aggregate_type: &'static str,
    /// The stream's aggregate id.
    pub aggregate_id: String,
    /// The stream's end before it, as it was when this was decided on: the append proves it.
    pub after: Tip,
    /// Its id.
    pub event_id: EventId,
    /// Its stored name.
    pub event_type: &'static str,
    /// The version of its payload.
    pub event_version: &'static str,
    /// The day it happened, in Brussels.
    pub occurred_on: NaiveDate,
    /// What happened, as JSON.
    pub payload: Box<RawValue>,
}

impl NewEvent {
    /// Its place in the stream.
    #[must_use]
    pub fn sequence(&self) -> Version {
        self.after.version + 1
    }

    /// The stream's end with it.
    #[must_use]
    pub fn tip(&self) -> Tip {
        Tip { version: self.sequence(), event: Some(self.event_id), chain: None }
    }
}

/// Where the events came to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The position of the first.
    pub first: Position,
    /// The position of the last.
    pub last: Position,
    /// When the log learned of them: never earlier than the event before.
    pub recorded_at: DateTime<Utc>,
    /// The chain of appends that this one belongs to.
    pub chain: ChainId,
}

/// Nothing was appended; only with [`OutcomeUnknown`](Self::OutcomeUnknown) nobody knows. The same
/// command may always be sent again: if it was carried out, that is found then.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else appended to the stream first, or to one that was looked at.
    #[error("the stream has moved on")]
    Conflict,
    /// A command with this id was carried out before.
    #[error("a command with this id was carried out before")]
    CommandRepeated,
    /// More appends wait than there is room for.
    #[error("too many commands wait to be recorded in the region")]
    Busy,
    /// The log takes nothing any more, because the program stops.
    #[error("the log is closed, because the program stops")]
    Closed,
    /// The database did not do it: nothing was appended. Shared by all that were written with it.
    #[error("the log cannot be written: {0}")]
    Database(#[source] Arc<sqlx::Error>),
    /// It was sent to the database, whose answer was lost or did not come in time: it may have been
    /// appended. The same command sent again finds out.
    #[error("it is not known whether the log was written")]
    OutcomeUnknown,
    /// What was to be written has no JSON form.
    #[error("the event cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<sqlx::Error> for AppendError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Arc::new(error))
    }
}

impl Log {
    /// Appends all of it or nothing, in its turn. Dropped before it is answered, it may or may not
    /// be appended, as a whole.
    ///
    /// # Errors
    /// See [`AppendError`].
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.appenders.append(append).await
    }

    /// Takes nothing more, and waits until all that was taken is written and answered. Reading
    /// goes on.
    pub async fn close(&self) {
        self.appenders.close().await;
    }
}

/// Makes sure that a region has a head to append below.
pub(super) async fn ensure_head(
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
const HOLDING_A_HEAD: &str = "
    SELECT set_config('synchronous_commit',
                      CASE current_setting('synchronous_commit')
                          WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, $1),
           set_config('idle_in_transaction_session_timeout', '2s', $1),
           set_config('lock_timeout', '2500ms', $1)";

/// For how long a connection, or a transaction, holds a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holding {
    /// As long as the connection is there, in one transaction after the other.
    Connection,
    /// In this transaction.
    Transaction,
}

/// Says that a head will be held; see [`HOLDING_A_HEAD`].
pub(super) async fn will_hold_a_head(
    database: impl PgExecutor<'_>,
    holding: Holding,
) -> Result<(), sqlx::Error> {
    let local = holding == Holding::Transaction;
    sqlx::query(HOLDING_A_HEAD).bind(local).execute(database).await?;
    Ok(())
}

/// A position as the database counts it.
pub(crate) fn position(number: i64) -> Position {
    Position(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Which of the log's rules the database says was broken.
pub(super) fn refused(error: sqlx::Error) -> AppendError {
    match error.as_database_error() {
        Some(refusal) if refusal.kind() == ErrorKind::UniqueViolation => {
            match refusal.constraint() {
                Some("commands_id") => AppendError::CommandRepeated,
                Some("events_stream") => AppendError::Conflict,
                _ => error.into(),
            }
        }
        _ => error.into(),
    }
}
