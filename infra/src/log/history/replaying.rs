//! A stream that is being replayed, row by row.

use std::collections::{BTreeMap, VecDeque};

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::event::{Event, Payloads};
use loopbrug_domain::ids::{CommandId, EventId, Position, Version};
use loopbrug_domain::stream::Stream;
use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::types::Json;

use super::super::fold::{FoldError, read_next};
use super::super::read::{EventText, position};
use super::{At, Span, Step};

/// What ends a client's key.
pub(super) const KEY_DESTROYED: &str = "KeyDestroyed";

/// A stream as far as it is folded, and the steps of it that are seen.
pub(super) struct Replaying<A, T> {
    stream: String,
    aggregate: A,
    /// What was asked for, of each event.
    asked: Vec<Option<&'static str>>,
    /// What is known of events that come later: which of them put right what.
    later: BTreeMap<Version, Vec<Version>>,
    /// Whether the client's key is destroyed.
    pub(super) erased: bool,
    pub(super) steps: VecDeque<Step<T>>,
}

impl<A: Stream, T> Replaying<A, T> {
    pub(super) fn new(stream: &str) -> Self {
        let (aggregate, asked, steps) = (A::default(), Vec::new(), VecDeque::new());
        let (later, erased) = (BTreeMap::new(), false);
        Self { stream: stream.to_owned(), aggregate, asked, later, erased, steps }
    }

    pub(super) fn is_of(&self, stream: &str) -> bool {
        self.stream == stream
    }

    /// Folds the next event. `wanted` says of its sequence, position and day whether it is asked for, and whether it
    /// is on the page. Whether it is asked for.
    pub(super) fn next(
        &mut self,
        row: &PgRow,
        wanted: impl FnOnce(Version, Position, NaiveDate) -> (bool, bool),
        see: impl Fn(&At<'_, A>) -> Option<T>,
    ) -> Result<bool, sqlx::Error> {
        let event: A::Event = read_next(self.aggregate.version(), EventText::of(row)?)?;
        let sequence = self.aggregate.version() + 1;
        let at = position(row.try_get("position")?);
        let (counted, on_page) = wanted(sequence, at, row.try_get("occurred_on")?);
        let before = (counted && on_page).then(|| self.aggregate.clone());
        self.aggregate.apply(event.clone());
        self.asked.push(match event.follows_from {
            Some(cause) => self.asked_of(cause),
            None => event.what.asked_by(),
        });
        self.put_right(sequence, event.supersedes());
        let Some(before) = before else { return Ok(counted) };
        let (stream, after, erased) = (self.stream.as_str(), &self.aggregate, self.erased);
        let at = At { stream, event: &event, before: &before, after, erased };
        if let Some(seen) = see(&at) {
            let asked = self.asked.last().copied().flatten();
            let put_right_by = self.later.remove(&sequence).unwrap_or_default();
            let stream = (A::TYPE, self.stream.clone());
            self.steps.push_back(step(row, stream, sequence, &event, (asked, put_right_by), seen)?);
        }
        Ok(counted)
    }

    /// Reads an event that comes after all that is folded: for what it says of them. Whether it is asked for.
    pub(super) fn later(&mut self, row: &PgRow, span: &Span) -> Result<bool, sqlx::Error> {
        let EventText { sequence, event_type, event_version, payload } = EventText::of(row)?;
        if SUPERSEDING.contains(&event_type) {
            let event: A::Event = A::Payload::read(event_type, event_version, payload)
                .map_err(FoldError::Unreadable)?;
            self.put_right(sequence, event.supersedes());
        }
        let at = position(row.try_get("position")?);
        Ok(span.holds(at, row.try_get("occurred_on")?))
    }

    fn asked_of(&self, event: Version) -> Option<&'static str> {
        let place = (event as usize).checked_sub(1)?;
        self.asked.get(place).copied().flatten()
    }

    fn put_right(&mut self, by: Version, target: Option<Version>) {
        let Some(target) = target else { return };
        match self.steps.iter_mut().find(|step| step.sequence == target) {
            // In the order of recording, though the later ones may have been read first.
            Some(earlier) => {
                earlier.put_right_by.push(by);
                earlier.put_right_by.sort_unstable();
            }
            None => self.later.entry(target).or_default().push(by),
        }
    }
}

/// Events that put another one right.
pub(super) const SUPERSEDING: [&str; 2] = ["EventCorrected", "EventVoided"];

fn step<T>(
    row: &PgRow,
    (aggregate_type, aggregate_id): (&'static str, String),
    sequence: Version,
    event: &Event<impl Payloads>,
    (asked, put_right_by): (Option<&'static str>, Vec<Version>),
    seen: T,
) -> Result<Step<T>, sqlx::Error> {
    Ok(Step {
        aggregate_type,
        aggregate_id,
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
        asked,
        follows_from: event.follows_from,
        actor: row.try_get::<Option<Json<Actor>>, _>("actor")?.map(|actor| actor.0),
        origin: event.origin.clone(),
        puts_right: event.supersedes(),
        put_right_by,
        seen,
    })
}
