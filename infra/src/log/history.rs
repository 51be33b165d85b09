//! A stream with everything that the log knows of each event: for replaying it.

use std::collections::VecDeque;

use chrono::{DateTime, NaiveDate, Utc};
use futures::TryStreamExt;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::event::{Event, EventType, Origin, Payloads};
use loopbrug_domain::ids::{CommandId, EventId, KboNumber, Position, Version};
use loopbrug_domain::stream::Stream;
use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::types::Json;

use super::fold::read_next;
use super::read::{EventText, position};
use super::reader::LogReader;
use crate::page::{Page, Paged};

/// One step of a history: what the log knows of an event, and what is seen of its content.
#[derive(Debug, Clone)]
pub struct Step<T> {
    /// The region in whose log it is.
    pub region: Code,
    /// The event's place in the stream.
    pub sequence: Version,
    /// Its place in the region's log.
    pub position: Position,
    /// Its id.
    pub event_id: EventId,
    /// Its stored name, and the version of the form that its content is seen in: today's.
    pub event_type: EventType,
    /// The day it happened, in Brussels, as it was given.
    pub occurred_on: NaiveDate,
    /// When the log learned of it.
    pub recorded_at: DateTime<Utc>,
    /// Whether it was recorded late.
    pub late: bool,
    /// The organisation that recorded it.
    pub organisation: KboNumber,
    /// The command that led to it; absent for rows of other writers.
    pub command: Option<CommandId>,
    /// Who recorded it; absent for rows of other writers.
    pub actor: Option<Actor>,
    /// The event of another trajectory that it was carried from.
    pub origin: Option<Box<Origin>>,
    /// The event that it corrects or voids.
    pub puts_right: Option<Version>,
    /// The later steps that correct or void it.
    pub put_right_by: Vec<Version>,
    /// What is seen of its content, and of the state after it.
    pub seen: T,
}

/// A part of a history.
#[derive(Debug, Clone)]
pub struct History<T> {
    /// Steps, in the order in which they were recorded.
    pub steps: Paged<Step<T>>,
    /// How many steps there are in all, those included of which nothing is seen.
    pub total: Version,
}

impl LogReader {
    /// A page of those steps of a stream of which something is seen, in the order in which they were
    /// recorded; the place of a step is its sequence. `see` is given an event and what it led to, as it
    /// was known then. All of the stream is replayed.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn history<A: Stream, T>(
        &self,
        aggregate_id: &str,
        page: &Page<Version>,
        see: impl Fn(&A::Event, &A) -> Option<T>,
    ) -> Result<History<T>, sqlx::Error> {
        let mut rows = sqlx::query(
            "SELECT region, sequence, position, event_id, recorded_at, command_id, actor, event_type,
                    event_version, payload::text AS payload
             FROM events
             WHERE aggregate_type = $1 AND aggregate_id = $2
             ORDER BY sequence",
        )
        .bind(A::TYPE)
        .bind(aggregate_id)
        .fetch(&self.pool);
        let mut replayed = A::default();
        let mut steps: VecDeque<Step<T>> = VecDeque::new();
        let room = page.size as usize + 1;
        while let Some(row) = rows.try_next().await? {
            let event: A::Event = read_next(replayed.version(), EventText::of(&row)?)?;
            replayed.apply(event.clone());
            let sequence = replayed.version();
            let target = event.supersedes();
            if let Some(earlier) = steps.iter_mut().find(|step| Some(step.sequence) == target) {
                earlier.put_right_by.push(sequence);
            }
            let within = page.after.is_none_or(|after| sequence > after)
                && page.before.is_none_or(|before| sequence < before);
            if !within || (steps.len() == room && !page.from_end) {
                continue;
            }
            let Some(seen) = see(&event, &replayed) else { continue };
            if steps.len() == room {
                steps.pop_front();
            }
            steps.push_back(step(&row, sequence, &event, seen)?);
        }
        let mut steps = Vec::from(steps);
        if page.from_end {
            steps.reverse();
        }
        Ok(History { steps: Paged::of(steps, page), total: replayed.version() })
    }
}

fn step<T>(
    row: &PgRow,
    sequence: Version,
    event: &Event<impl Payloads>,
    seen: T,
) -> Result<Step<T>, sqlx::Error> {
    Ok(Step {
        region: Code::new(row.try_get::<String, _>("region")?),
        sequence,
        position: position(row.try_get("position")?),
        event_id: EventId(row.try_get("event_id")?),
        event_type: event.event_type(),
        occurred_on: event.occurred_on,
        recorded_at: row.try_get("recorded_at")?,
        late: event.late,
        organisation: event.organisation,
        command: row.try_get::<Option<_>, _>("command_id")?.map(CommandId),
        actor: row.try_get::<Option<Json<Actor>>, _>("actor")?.map(|actor| actor.0),
        origin: event.origin.clone(),
        puts_right: event.supersedes(),
        put_right_by: vec![],
        seen,
    })
}
