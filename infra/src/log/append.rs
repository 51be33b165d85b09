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
    /// The server's clock.
    pub recorded_at: DateTime<Utc>,
    /// Other streams of the region that were looked at in deciding, and have to be as they were
    /// seen. Mostly none: an append that has any is compared with the log under the lock of its
    /// head, which takes longer.
    pub reads: Vec<StreamVersion>,
    /// The events, in order.
    pub events: Vec<NewEvent>,
}

/// A stream as somebody saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamVersion {
    /// The stream's aggregate type.
    pub aggregate_type: &'static str,
    /// The stream's aggregate id.
    pub aggregate_id: String,
    /// The number of its events; 0 where there is no such stream.
    pub version: Version,
}

/// An event to be appended to its stream.
#[derive(Debug)]
pub struct NewEvent {
    /// The stream's aggregate type.
    pub aggregate_type: &'static str,
    /// The stream's aggregate id.
    pub aggregate_id: String,
    /// Its place in the stream: one more than the version that was decided on.
    pub sequence: Version,
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

/// Where the events came to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The position of the first.
    pub first: Position,
    /// The position of the last.
    pub last: Position,
    /// When the log learned of them: never earlier than the event before.
    pub recorded_at: DateTime<Utc>,
}

/// Nothing was appended; or, where the database failed, nobody knows. The same command may always
/// be sent again: if it was carried out, that is found then.
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
    /// The database did not do it, or its answer was lost. Shared by all that were written with it.
    #[error("the log cannot be written: {0}")]
    Database(#[source] Arc<sqlx::Error>),
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

/// A position as the database counts it.
pub(super) fn position(number: i64) -> Position {
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
