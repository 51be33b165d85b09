//! A stream with everything that the log knows of each event: for replaying it.

use chrono::{DateTime, NaiveDate, Utc};
use futures::TryStreamExt;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{CommandId, EventId, Position, Version};
use loopbrug_domain::stream::Stream;
use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::types::Json;

use super::Log;
use super::append::position;

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
        self.event.occurred_on
    }
}

/// A part of a history.
#[derive(Debug, Clone)]
pub struct History<A: Stream> {
    /// Steps, in the order in which they were recorded.
    pub steps: Vec<Step<A>>,
    /// How many steps there are in all.
    pub total: Version,
}

impl Log {
    /// The steps of a stream after one of them (0: from the first), in the order in which they
    /// were recorded, at most `first`. All of it is replayed; the states of others are not kept.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn history<A: Stream>(
        &self,
        aggregate_id: &str,
        after: Version,
        first: Version,
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
        let mut steps: Vec<Step<A>> = Vec::new();
        let asked_for = after.saturating_add(1)..=after.saturating_add(first);
        while let Some(row) = rows.try_next().await? {
            let event = event::<A>(&row)?;
            replayed.apply(event.clone());
            let sequence = replayed.version();
            let target = event.puts_right();
            if let Some(earlier) = steps.iter_mut().find(|step| Some(step.sequence) == target) {
                earlier.put_right_by.push(sequence);
            }
            if asked_for.contains(&sequence) {
                steps.push(step(&row, event, &replayed)?);
            }
        }
        Ok(History { steps, total: replayed.version() })
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
