//! Rows of the log: what they are read as, and the statements of those who read by position.

use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{EventId, Position, Version};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgPool, Row};

/// A position as the database counts it.
pub(crate) fn position(number: i64) -> Position {
    Position(u32::try_from(number).unwrap_or(u32::MAX))
}

/// A version as the database counts it.
pub(super) fn version(number: i64) -> Version {
    Version::try_from(number).unwrap_or(Version::MAX)
}

/// An event as the log has it.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// Its place in the region's log.
    pub position: Position,
    /// Its stream.
    pub aggregate_id: String,
    /// Its place in the stream.
    pub sequence: Version,
    /// Its id.
    pub event_id: EventId,
    /// Its stored name.
    pub event_type: String,
    /// The version of its payload.
    pub event_version: String,
    /// What happened, as JSON text.
    pub payload: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// An event to be read, as the log has it, without copies of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EventText<'a> {
    pub(crate) sequence: Version,
    pub(crate) event_type: &'a str,
    pub(crate) event_version: &'a str,
    pub(crate) payload: &'a str,
}

/// The same, with its position and when it was recorded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordedText<'a> {
    pub(crate) position: Position,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) event: EventText<'a>,
}

impl<'a> EventText<'a> {
    /// The event of a row, whose payload is text.
    pub(crate) fn of(row: &'a PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            sequence: version(row.try_get("sequence")?),
            event_type: row.try_get("event_type")?,
            event_version: row.try_get("event_version")?,
            payload: row.try_get("payload")?,
        })
    }
}

impl StoredEvent {
    pub(crate) fn text(&self) -> EventText<'_> {
        EventText {
            sequence: self.sequence,
            event_type: &self.event_type,
            event_version: &self.event_version,
            payload: &self.payload,
        }
    }

    pub(crate) fn recorded(&self) -> RecordedText<'_> {
        let Self { position, recorded_at, .. } = *self;
        RecordedText { position, recorded_at, event: self.text() }
    }
}

/// The position of the last event of a region.
pub(crate) async fn head(
    connection: &mut PgConnection,
    region: &Code,
) -> Result<Position, sqlx::Error> {
    let head: Option<i64> = sqlx::query_scalar("SELECT position FROM log_head WHERE region = $1")
        .bind(region.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(position(head.unwrap_or(0)))
}

/// The next events of these aggregate types after a position, in order, each with the number of its
/// type among them, and the position up to which the log was looked through. At most `limit`
/// positions are looked at, which are dense: what is of other types does not leave the database.
pub(crate) async fn events_after(
    connection: &mut PgConnection,
    region: &Code,
    aggregate_types: &[&str],
    after: Position,
    limit: u32,
) -> Result<(Vec<(usize, StoredEvent)>, Position), sqlx::Error> {
    let rows = sqlx::query(
        "SELECT looked.reached, event.*
         FROM (SELECT least(position, $2 + $3) AS reached FROM log_head WHERE region = $1) AS looked
         LEFT JOIN LATERAL (
             SELECT position, array_position($4, aggregate_type) - 1 AS number, aggregate_id,
                    sequence, event_id, event_type, event_version, payload::text AS payload, recorded_at
             FROM events
             WHERE region = $1 AND position > $2 AND position <= $2 + $3
                   AND aggregate_type = ANY($4)
         ) AS event ON true
         ORDER BY event.position",
    )
    .bind(region.as_str())
    .bind(i64::from(after.0))
    .bind(i64::from(limit))
    .bind(aggregate_types)
    .fetch_all(connection)
    .await?;
    let mut reached = after;
    let mut events = Vec::with_capacity(rows.len());
    for row in &rows {
        reached = position(row.try_get("reached")?);
        if let Some(number) = row.try_get::<Option<i32>, _>("number")? {
            events.push((usize::try_from(number).unwrap_or_default(), stored_event(row)?));
        }
    }
    Ok((events, reached.max(after)))
}

/// All events of some streams up to a position, stream by stream, each in order.
///
/// The streams are looked up one by one: asked to sort, PostgreSQL would rather go through all streams
/// of the type, which has them in order.
pub(crate) async fn streams(
    connection: &mut PgConnection,
    region: &Code,
    aggregate_type: &str,
    aggregate_ids: &[&str],
    up_to: Position,
) -> Result<Vec<StoredEvent>, sqlx::Error> {
    sqlx::query(
        "SELECT event.*
         FROM unnest($2::text[]) AS stream CROSS JOIN LATERAL (
             SELECT position, aggregate_id, sequence, event_id, event_type, event_version,
                    payload::text AS payload, recorded_at
             FROM events
             WHERE aggregate_type = $1 AND aggregate_id = stream AND region = $3 AND position <= $4
             ORDER BY sequence
         ) AS event
         ORDER BY event.aggregate_id, event.sequence",
    )
    .bind(aggregate_type)
    .bind(aggregate_ids)
    .bind(region.as_str())
    .bind(i64::from(up_to.0))
    .fetch_all(connection)
    .await?
    .iter()
    .map(stored_event)
    .collect()
}

pub(super) fn stored_event(row: &PgRow) -> Result<StoredEvent, sqlx::Error> {
    let event = EventText::of(row)?;
    Ok(StoredEvent {
        position: position(row.try_get("position")?),
        aggregate_id: row.try_get("aggregate_id")?,
        sequence: event.sequence,
        event_id: EventId(row.try_get("event_id")?),
        event_type: event.event_type.to_owned(),
        event_version: event.event_version.to_owned(),
        payload: event.payload.to_owned(),
        recorded_at: row.try_get("recorded_at")?,
    })
}

/// When a position was recorded; none where there is no such position.
pub(crate) async fn recorded_at(
    pool: &PgPool,
    region: &Code,
    position: Position,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar("SELECT recorded_at FROM events WHERE region = $1 AND position = $2")
        .bind(region.as_str())
        .bind(i64::from(position.0))
        .fetch_optional(pool)
        .await
}
