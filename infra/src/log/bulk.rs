//! Bulk: many events at once, each with its own time of recording. For simulations and imports,
//! whose events were decided before and are in no hurry to be answered one by one.

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, Position};
use sqlx::types::Json;

use super::Log;
use super::append::{
    AppendError, Holding, NewEvent, ensure_head, position, refused, will_hold_a_head,
};
use super::predecessors::{Predecessors, predecessors_are_there};
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
const APPEND_MANY: &str = concat!(
    "
    WITH earlier AS (
        SELECT position, recorded_at FROM log_head
        WHERE region = $1 AND ",
    predecessors_are_there!("unnest(", ")", "$16", "$17", "$18", "$19"),
    " FOR UPDATE
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
        SELECT aggregate_type, aggregate_id, sequence, event_type, event_version, payload, '{}',
               greatest(event.recorded_at, earlier.recorded_at), $1, base + number, event_id,
               occurred_on, greatest(event.recorded_at, earlier.recorded_at), $2, actor
        FROM head, earlier,
             unnest($6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::json[],
                    $12::uuid[], $13::date[], $14::timestamptz[], $15::json[])
             WITH ORDINALITY AS event (aggregate_type, aggregate_id, sequence, event_type,
                    event_version, payload, event_id, occurred_on, recorded_at, actor, number)
    )
    SELECT base, pg_notify('loopbrug_log', $1)::text FROM head"
);

impl Log {
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
        if self.carried_out(region, command).await?.is_some() {
            return Ok(None);
        }
        let mut transaction = begin(&self.pool).await?;
        will_hold_a_head(&mut *transaction, Holding::Transaction).await?;
        ensure_head(&mut *transaction, region).await?;
        let predecessors =
            Predecessors::of(events.iter().map(|e| &e.event)).ok_or(AppendError::Conflict)?;
        let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let column =
            |of: fn(&NewEvent) -> &str| events.iter().map(|e| of(&e.event)).collect::<Vec<_>>();
        let written: Option<(i64, Option<String>)> = sqlx::query_as(APPEND_MANY)
            .bind(region.as_str())
            .bind(command.0)
            .bind(Vec::<u8>::new())
            .bind(count)
            .bind(last.recorded_at)
            .bind(column(|event| event.aggregate_type))
            .bind(column(|event| &event.aggregate_id))
            .bind(events.iter().map(|e| i64::from(e.event.sequence())).collect::<Vec<_>>())
            .bind(column(|event| event.event_type))
            .bind(column(|event| event.event_version))
            .bind(column(|event| event.payload.get()))
            .bind(events.iter().map(|e| e.event.event_id.0).collect::<Vec<_>>())
            .bind(events.iter().map(|e| e.event.occurred_on).collect::<Vec<_>>())
            .bind(events.iter().map(|e| e.recorded_at).collect::<Vec<_>>())
            .bind(events.iter().map(|e| Json(&e.actor)).collect::<Vec<_>>())
            .bind(predecessors.aggregate_types)
            .bind(predecessors.aggregate_ids)
            .bind(predecessors.sequences)
            .bind(predecessors.event_ids)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(refused)?;
        let (base, _) = written.ok_or(AppendError::Conflict)?;
        transaction.commit().await?;
        Ok(Some(position(base + count)))
    }
}
