//! Bulk: many events at once, each with its own time of recording. For simulations and imports,
//! whose events were decided before and are in no hurry to be answered one by one.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, Position};
use sqlx::error::ErrorKind;
use sqlx::types::Json;

use super::append::{AppendError, NewEvent};
use super::columns::bind_events;
use super::head::{self, Heads, Scope};
use super::predecessors::{Predecessors, predecessors_are_there};
use super::read::position;
use super::writer::LogWriter;
use crate::database::begin;

/// An event as it was recorded by somebody at some time.
#[derive(Debug)]
pub struct RecordedEvent {
    /// When it was recorded; not before the one before.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub actor: Actor,
    /// The event.
    pub event: NewEvent,
}

/// As in `appender/insert.rs`, but each row brings its own actor and time. Times before the head's are
/// moved up to it: to the head as it is once we hold it, for others may have appended since the
/// statement began.
static APPEND_MANY: LazyLock<String> = LazyLock::new(|| {
    let predecessors_are_there = predecessors_are_there(|array| format!("unnest({array})"), 16);
    format!(
        "WITH earlier AS (
            SELECT position, recorded_at FROM log_head
            WHERE region = $1 AND {predecessors_are_there} FOR UPDATE
        ), head AS (
            UPDATE log_head AS head
            SET position = earlier.position + $4, recorded_at = greatest(earlier.recorded_at, $5)
            FROM earlier
            WHERE region = $1
            RETURNING earlier.position AS base
        ), command AS (
            INSERT INTO commands
                (region, command_id, digest, first_position, last_position, answer, recorded_at)
            SELECT $1, $2, $3, base + 1, base + $4, 'null', $5 FROM head
        ), appended AS (
            INSERT INTO events
                (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
                 \"timestamp\", region, position, event_id, occurred_on, recorded_at, command_id, actor)
            SELECT aggregate_type, aggregate_id, sequence, event_type, event_version, payload, '{{}}',
                   greatest(event.recorded_at, earlier.recorded_at), $1, base + number, event_id,
                   occurred_on, greatest(event.recorded_at, earlier.recorded_at), $2, actor
            FROM head, earlier,
                 unnest($6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::json[],
                        $12::uuid[], $13::date[], $14::timestamptz[], $15::json[])
                 WITH ORDINALITY AS event (aggregate_type, aggregate_id, sequence, event_type,
                        event_version, payload, event_id, occurred_on, recorded_at, actor, number)
        )
        SELECT base, pg_notify('loopbrug_log', $1)::text FROM head"
    )
});

impl LogWriter {
    /// Appends many events, all or none, under one command id: a repeat appends nothing.
    /// Gives the position of the last, or none where the command was carried out before.
    ///
    /// # Errors
    /// See [`AppendError`].
    pub async fn append_many(
        &self,
        region: &Code,
        command: CommandId,
        events: &[RecordedEvent],
    ) -> Result<Option<Position>, AppendError> {
        let Some(last) = events.last() else { return Ok(None) };
        if self.reader().carried_out(region, command).await?.is_some() {
            return Ok(None);
        }
        let mut transaction = begin(&self.reader().pool).await?;
        head::set_limits(&mut *transaction, Scope::Transaction).await?;
        head::ensure(&mut *transaction, Heads::Log, region).await?;
        let new = events.iter().map(|recorded| &recorded.event);
        let predecessors = Predecessors::of(new.clone(), None).ok_or(AppendError::Conflict)?;
        let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let statement = sqlx::query_as(&APPEND_MANY)
            .bind(region.as_str())
            .bind(command.0)
            .bind(Vec::<u8>::new())
            .bind(count)
            .bind(last.recorded_at);
        let statement = bind_events(statement, new)
            .bind(events.iter().map(|e| e.recorded_at).collect::<Vec<_>>())
            .bind(events.iter().map(|e| Json(&e.actor)).collect::<Vec<_>>());
        let written: Option<(i64, Option<String>)> = predecessors
            .bind(statement)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(refused)?;
        let (base, _) = written.ok_or(AppendError::Conflict)?;
        transaction.commit().await?;
        Ok(Some(position(base + count)))
    }
}

/// Which of the log's rules the database says was broken.
fn refused(error: sqlx::Error) -> AppendError {
    let refusal = error.as_database_error();
    let unique = refusal.filter(|refusal| refusal.kind() == ErrorKind::UniqueViolation);
    match unique.and_then(|refusal| refusal.constraint()) {
        Some("commands_id") => AppendError::CommandRepeated,
        Some("events_stream") => AppendError::Conflict,
        _ => error.into(),
    }
}
