//! A stream with everything that the log knows of each event: for replaying it.

use std::collections::VecDeque;

use chrono::{DateTime, NaiveDate, Utc};
use futures::TryStreamExt;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{CommandId, EventId, Position, Version};
use loopbrug_domain::stream::{Stream, StreamEvent};
use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::types::Json;

use super::Log;
use super::append::position;
use crate::page::{Page, Paged};

/// One step of a history.
#[derive(Debug, Clone)]
pub struct Step<A: Stream> {
    /// The event's place in the stream.
    pub sequence: Version,
    /// Its place in the region's log.
    pub position: Position,
    /// Its id.
    pub event_id: EventId,
    /// When the log learned of it.
    pub recorded_at: DateTime<Utc>,
    /// The command that led to it; absent for rows of other writers.
    pub command: Option<CommandId>,
    /// Who recorded it; absent for rows of other writers.
    pub actor: Option<Actor>,
    /// What was recorded.
    pub event: A::Event,
    /// The later steps that put it right.
    pub put_right_by: Vec<Version>,
    /// How things stood after it, as they were believed then.
    pub state: A::State,
}

impl<A: Stream> Step<A> {
    /// The event that it puts right, if it does.
    #[must_use]
    pub fn puts_right(&self) -> Option<Version> {
        self.event.puts_right()
    }

    /// The day it happened, in Brussels, as it was told.
    #[must_use]
    pub fn occurred_on(&self) -> NaiveDate {
        self.event.occurred_on()
    }
}

/// A part of a history.
#[derive(Debug, Clone)]
pub struct History<A: Stream> {
    /// Steps, in the order in which they were recorded.
    pub steps: Paged<Step<A>>,
    /// How many steps there are in all.
    pub total: Version,
}

impl Log {
    /// A page of those steps of a stream whose events are `shown`, in the order in which they were
    /// recorded; the place of a step is its sequence. All of it is replayed; the states of others are not
    /// kept.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn history<A: Stream>(
        &self,
        aggregate_id: &str,
        page: &Page<Version>,
        shown: impl Fn(&A::Event) -> bool,
    ) -> Result<History<A>, sqlx::Error> {
        let mut rows = sqlx::query(
            "SELECT sequence, position, event_id, recorded_at, command_id, actor, event_type,
                    event_version, payload::text AS payload
             FROM events
             WHERE aggregate_type = $1 AND aggregate_id = $2
             ORDER BY sequence",
        )
        .bind(A::TYPE)
        .bind(aggregate_id)
        .fetch(&self.pool);
        let mut replayed = A::default();
        let mut steps: VecDeque<Step<A>> = VecDeque::new();
        let room = page.size as usize + 1;
        while let Some(row) = rows.try_next().await? {
            let event = event::<A>(&row)?;
            replayed.learn(event.clone());
            let sequence = replayed.version();
            let target = event.puts_right();
            if let Some(earlier) = steps.iter_mut().find(|step| Some(step.sequence) == target) {
                earlier.put_right_by.push(sequence);
            }
            let within = page.after.is_none_or(|after| sequence > after)
                && page.before.is_none_or(|before| sequence < before);
            if !within || !shown(&event) || (steps.len() == room && !page.from_end) {
                continue;
            }
            if steps.len() == room {
                steps.pop_front();
            }
            steps.push_back(step(&row, event, &replayed)?);
        }
        let mut steps = Vec::from(steps);
        if page.from_end {
            steps.reverse();
        }
        Ok(History { steps: Paged::of(steps, page), total: replayed.version() })
    }
}

fn event<A: Stream>(row: &PgRow) -> Result<A::Event, sqlx::Error> {
    let (name, version) = (row.try_get("event_type")?, row.try_get("event_version")?);
    A::Event::read(name, version, row.try_get("payload")?)
        .map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

fn step<A: Stream>(row: &PgRow, event: A::Event, replayed: &A) -> Result<Step<A>, sqlx::Error> {
    Ok(Step {
        sequence: replayed.version(),
        position: position(row.try_get("position")?),
        event_id: EventId(row.try_get("event_id")?),
        recorded_at: row.try_get("recorded_at")?,
        command: row.try_get::<Option<_>, _>("command_id")?.map(CommandId),
        actor: row.try_get::<Option<Json<Actor>>, _>("actor")?.map(|actor| actor.0),
        event,
        put_right_by: vec![],
        state: replayed.state().clone(),
    })
}
