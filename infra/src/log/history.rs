//! Streams with everything that the log knows of each event: for replaying them.
//!
//! A page of one stream reads that stream, and folds it up to the last step of the page. A page of a region finds its
//! events by their positions, and then reads each stream among them once, from its beginning to its last event on the
//! page: a statement for each kind of aggregate, however many streams there are.

mod region;
mod replaying;

use chrono::{DateTime, NaiveDate, Utc};
use futures::TryStreamExt;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::event::{EventType, Origin};
use loopbrug_domain::ids::{CommandId, EventId, KboNumber, Position, Version};
use loopbrug_domain::stream::Stream;

pub use self::region::{RegionPage, Replayed};
use self::replaying::Replaying;
use super::reader::LogReader;
use crate::page::{Page, Paged};

/// One step of a history: what the log knows of an event, and what is seen of its content.
#[derive(Debug, Clone)]
pub struct Step<T> {
    /// The kind of aggregate that it is about.
    pub aggregate_type: &'static str,
    /// Which of them.
    pub aggregate_id: String,
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
    /// What was asked for, in the imperative: that of the event that it follows from, where it follows from one.
    /// Absent where nobody asked.
    pub asked: Option<&'static str>,
    /// The event of the same stream that it follows from.
    pub follows_from: Option<Version>,
    /// Who recorded it; absent for rows of other writers.
    pub actor: Option<Actor>,
    /// The event of another trajectory that it was carried from.
    pub origin: Option<Box<Origin>>,
    /// The event that it corrects or voids.
    pub puts_right: Option<Version>,
    /// The later steps that correct or void it.
    pub put_right_by: Vec<Version>,
    /// What is seen of its content, and of the state before and after it.
    pub seen: T,
}

/// Which steps are asked for. What is absent is no bound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// From this position on.
    pub from: Option<Position>,
    /// Up to and with this one.
    pub to: Option<Position>,
    /// Happened on this day or later.
    pub occurred_from: Option<NaiveDate>,
    /// Happened on this day or before.
    pub occurred_to: Option<NaiveDate>,
    /// As it was known at this position.
    pub known_at: Option<Position>,
    /// As it was known at this moment.
    pub known_by: Option<DateTime<Utc>>,
}

impl Span {
    fn holds(&self, position: Position, occurred_on: NaiveDate) -> bool {
        self.from.is_none_or(|from| position >= from)
            && self.to.is_none_or(|to| position <= to)
            && self.occurred_from.is_none_or(|from| occurred_on >= from)
            && self.occurred_to.is_none_or(|to| occurred_on <= to)
    }
}

/// An event at its place in its stream.
#[derive(Debug)]
pub struct At<'a, A: Stream> {
    /// The id of the stream.
    pub stream: &'a str,
    /// The event.
    pub event: &'a A::Event,
    /// What there was before it, as it was known then.
    pub before: &'a A,
    /// What it led to, as it was known then.
    pub after: &'a A,
    /// Whether the client's key is destroyed, then or later.
    pub erased: bool,
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
    /// recorded; the place of a step is its sequence. `see` is given an event with the states before and after it,
    /// as they were known then.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn history<A: Stream, T>(
        &self,
        aggregate_id: &str,
        span: &Span,
        page: &Page<Version>,
        see: impl Fn(&At<'_, A>) -> Option<T>,
    ) -> Result<History<T>, sqlx::Error> {
        let mut rows = sqlx::query(
            "SELECT region, sequence, position, event_id, recorded_at, command_id, actor, event_type,
                    event_version, payload::text AS payload, occurred_on
             FROM events
             WHERE aggregate_type = $1 AND aggregate_id = $2
                   AND ($3::bigint IS NULL OR position <= $3)
                   AND ($4::timestamptz IS NULL OR recorded_at <= $4)
             ORDER BY sequence",
        )
        .bind(A::TYPE)
        .bind(aggregate_id)
        .bind(span.known_at.map(|at| i64::from(at.0)))
        .bind(span.known_by)
        .fetch(&self.pool);
        let mut replaying = Replaying::<A, T>::new(aggregate_id);
        let room = page.size as usize + 1;
        let mut total = 0;
        while let Some(row) = rows.try_next().await? {
            // Of what comes after the page it is only asked what it puts right.
            if !page.from_end && replaying.steps.len() == room {
                total += Version::from(replaying.later(&row, span)?);
                continue;
            }
            let within = |sequence| {
                page.after.is_none_or(|after| sequence > after)
                    && page.before.is_none_or(|before| sequence < before)
            };
            total += Version::from(replaying.next(
                &row,
                |sequence, at, on| (span.holds(at, on), within(sequence)),
                &see,
            )?);
            if replaying.steps.len() > room {
                replaying.steps.pop_front();
            }
        }
        let mut steps = Vec::from(replaying.steps);
        if page.from_end {
            steps.reverse();
        }
        Ok(History { steps: Paged::of(steps, page), total })
    }
}
