//! What a command adds to the log, and what comes of adding it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, EventId, Position, Version};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::recent::PossibleRepeat;
use super::tip::{ChainId, StreamVersion, Tip};

/// On whose behalf the events are appended that one command leads to.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The command.
    pub command: CommandId,
    /// SHA-256 of what was asked.
    pub digest: [u8; 32],
    /// Who asked.
    pub actor: Actor,
    /// When it is recorded; absent: by the database's clock, which is read under the lock of the
    /// head. Only a clock that was set says otherwise.
    pub recorded_at: Option<DateTime<Utc>>,
}

/// What a command adds to a region's log, all or nothing.
#[derive(Debug)]
pub struct Append {
    /// The region.
    pub region: Code,
    /// The command.
    pub recording: Recording,
    /// The [`Answer`] that a repeat of the command gets.
    pub answer: Box<RawValue>,
    /// Other streams of the region that were looked at in deciding, and have to be as they were
    /// seen. Mostly none: an append that has any is compared with the log under the lock of its
    /// head, which takes longer.
    pub reads: Vec<StreamVersion>,
    /// The events, in order.
    pub events: Vec<NewEvent>,
}

/// The stored answer to a command, the first time and every time it is repeated; the position is beside
/// it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The id of the aggregate that the command was about.
    // Answers that were stored before there were others call it so.
    #[serde(alias = "trajectory")]
    pub aggregate_id: String,
    /// Its version after the command.
    pub version: Version,
    /// The event that the command may have repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible_repeat_of: Option<PossibleRepeat>,
}

/// An event to be appended to its stream.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The stream as it was before it when this was decided on: the append proves that it is so.
    pub after: StreamVersion,
    /// The part of the command that leads to it, where the command has parts.
    pub part: Option<CommandId>,
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
        self.after.tip.version + 1
    }

    /// The stream's end with it.
    #[must_use]
    pub fn tip(&self) -> Tip {
        Tip::read(self.sequence(), self.event_id)
    }
}

/// Where the events are in the log.
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
    /// The log is closed.
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
