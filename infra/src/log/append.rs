//! Appending: what a command led to, all or nothing, in one statement.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, EventId, Position, Version};
use serde_json::value::RawValue;
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
    /// Other streams that were looked at in deciding, and have to be as they were seen. Mostly
    /// none: an append that has any is compared with the log under the lock of its head, which
    /// takes longer.
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

/// Nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else appended to the stream first.
    #[error("the stream has moved on")]
    Conflict,
    /// A command with this id was carried out before.
    #[error("a command with this id was carried out before")]
    CommandRepeated,
    /// The database did not do it.
    #[error("the log cannot be written: {0}")]
    Database(#[from] sqlx::Error),
    /// What was to be written has no JSON form.
    #[error("the event cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Takes the next positions under the lock of the region's head, and writes the command and its
/// events. Without a head row it writes nothing and returns no row.
const APPEND: &str = "
    WITH head AS (
        UPDATE log_head
        SET position = position + $6, recorded_at = greatest(recorded_at, $7)
        WHERE region = $1
        RETURNING position - $6 AS base, recorded_at
    ), command AS (
        INSERT INTO commands
            (region, command_id, digest, first_position, last_position, answer, recorded_at)
        SELECT $1, $2, $3, base + 1, base + $6, $4, recorded_at FROM head
    ), appended AS (
        INSERT INTO events
            (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
             \"timestamp\", region, position, event_id, occurred_on, recorded_at, command_id, actor)
        SELECT aggregate_type, aggregate_id, sequence, event_type, event_version, payload, '{}',
               recorded_at, $1, base + number, event_id, occurred_on, recorded_at, $2, $5
        FROM head,
             unnest($8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[], $13::json[],
                    $14::uuid[], $15::date[])
             WITH ORDINALITY AS event (aggregate_type, aggregate_id, sequence, event_type,
                    event_version, payload, event_id, occurred_on, number)
    )
    SELECT base, recorded_at, pg_notify('loopbrug_log', $1)::text FROM head";

impl Log {
    /// Appends all of it or nothing.
    ///
    /// # Errors
    /// See [`AppendError`].
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        loop {
            if let Some(appended) = self.append_below_head(&append).await? {
                return Ok(appended);
            }
            self.ensure_head(&append.region).await?;
        }
    }

    /// Makes sure that a region has a head to append below.
    pub(super) async fn ensure_head(&self, region: &Code) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO log_head (region) VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(region.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn append_below_head(&self, append: &Append) -> Result<Option<Appended>, AppendError> {
        let events = &append.events;
        let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
        let column = |of: fn(&NewEvent) -> &str| events.iter().map(of).collect::<Vec<_>>();
        let row: Option<(i64, DateTime<Utc>, Option<String>)> = sqlx::query_as(APPEND)
            .bind(append.region.as_str())
            .bind(append.command.0)
            .bind(append.digest.as_slice())
            .bind(sqlx::types::Json(&append.answer))
            .bind(sqlx::types::Json(&append.actor))
            .bind(i64::from(count))
            .bind(append.recorded_at)
            .bind(column(|event| event.aggregate_type))
            .bind(column(|event| &event.aggregate_id))
            .bind(events.iter().map(|event| i64::from(event.sequence)).collect::<Vec<_>>())
            .bind(column(|event| event.event_type))
            .bind(column(|event| event.event_version))
            .bind(column(|event| event.payload.get()))
            .bind(events.iter().map(|event| event.event_id.0).collect::<Vec<_>>())
            .bind(events.iter().map(|event| event.occurred_on).collect::<Vec<_>>())
            .fetch_optional(&self.pool)
            .await
            .map_err(refused)?;
        Ok(row.map(|(base, recorded_at, _)| {
            let base = position(base);
            Appended { first: Position(base.0 + 1), last: Position(base.0 + count), recorded_at }
        }))
    }
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
                _ => AppendError::Database(error),
            }
        }
        _ => AppendError::Database(error),
    }
}
