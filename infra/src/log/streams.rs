//! The streams of a log, as cqrs-es reads them: its repository, by a statement that names the region,
//! gives events with their ids, and finds the snapshot of the fold that asks.
//!
//! What needs none of that is left to the repository of postgres-es.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use cqrs_es::persist::{
    PersistedEventRepository, PersistenceError, ReplayStream, SerializedEvent, SerializedSnapshot,
};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use postgres_es::PostgresEventRepository;
use serde_json::{Map, Value};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgPool, Row};
use uuid::Uuid;

use crate::database::read;

/// The region of an event, among its metadata: as every writer of postgres-es names it.
pub const REGION: &str = "region";
/// The id of an event, among its metadata.
pub(super) const EVENT_ID: &str = "event_id";

/// The snapshot of fold `$3`, if there is one that the log still goes through, and the events from its last
/// one on; without one, those after `$4`. In one statement, because most streams are short and have none.
const READ: &str = "
    WITH snapshot AS (
        SELECT snapshot.version, snapshot.state
        FROM snapshots AS snapshot
        JOIN events AS last ON last.aggregate_type = snapshot.aggregate_type
             AND last.aggregate_id = snapshot.aggregate_id
             AND last.sequence = snapshot.version AND last.region = snapshot.region
             AND last.event_id = snapshot.event_id
        WHERE snapshot.aggregate_type = $1 AND snapshot.aggregate_id = $2 AND snapshot.fold = $3
              AND ($5::text IS NULL OR snapshot.region = $5)
        LIMIT 1
    )
    SELECT version AS sequence, NULL AS event_id, NULL AS region, NULL AS event_type,
           NULL AS event_version, state AS payload, NULL AS metadata
    FROM snapshot
    UNION ALL
    SELECT sequence, event_id, region, event_type, event_version, payload, metadata
    FROM events
    WHERE aggregate_type = $1 AND aggregate_id = $2
          AND sequence > coalesce((SELECT version - 1 FROM snapshot), $4)
          AND ($5::text IS NULL OR region = $5)
          AND ($6::bigint IS NULL OR position <= $6)
          AND ($7::timestamptz IS NULL OR recorded_at <= $7)
    ORDER BY sequence";

/// The streams of one kind of aggregate.
#[derive(Debug)]
pub struct Streams {
    pool: PgPool,
    /// Of this region alone; of any, where somebody asks by an id that does not say its region.
    region: Option<Code>,
    /// As they were known then.
    known: Option<(Position, DateTime<Utc>)>,
    /// The fold whose snapshots are read.
    fold: i32,
    /// Payloads and states come as text, in a JSON string: see [`in_text`](Self::in_text).
    in_text: bool,
    /// The events that were read with a snapshot, until somebody asks for them.
    ahead: Mutex<Option<Ahead>>,
}

/// Events of a stream after a place in it.
#[derive(Debug)]
struct Ahead {
    aggregate_id: String,
    after: usize,
    events: Vec<SerializedEvent>,
}

impl Streams {
    pub(super) fn new(pool: PgPool, fold: i32) -> Self {
        let (region, known, ahead) = (None, None, Mutex::default());
        Self { pool, region, known, fold, in_text: false, ahead }
    }

    /// Those of one region alone.
    #[must_use]
    pub fn of_region(self, region: &Code) -> Self {
        Self { region: Some(region.clone()), ..self }
    }

    /// As they were known at a position and a moment.
    #[must_use]
    pub fn known_at(self, at: Position, by: DateTime<Utc>) -> Self {
        Self { known: Some((at, by)), ..self }
    }

    /// With payloads and states as text, in a JSON string, as [`text_of`] reads them: for our own fold.
    /// Made a tree of values first, events take four times as long to read (75 µs for thirty, instead of 17).
    #[must_use]
    pub(super) fn in_text(self) -> Self {
        Self { in_text: true, ..self }
    }

    async fn read<A: Aggregate>(
        &self,
        aggregate_id: &str,
        fold: Option<i32>,
        after: usize,
    ) -> Result<(Option<SerializedSnapshot>, Vec<SerializedEvent>), PersistenceError> {
        let ask = || {
            sqlx::query(READ)
                .bind(A::TYPE)
                .bind(aggregate_id)
                .bind(fold)
                .bind(i64::try_from(after).unwrap_or(i64::MAX))
                .bind(self.region.as_ref().map(Code::as_str))
                .bind(self.known.map(|(at, _)| i64::from(at.0)))
                .bind(self.known.map(|(_, by)| by))
                .fetch_all(&self.pool)
        };
        let (mut snapshot, mut events) = (None, Vec::new());
        for row in &read(ask).await.map_err(unreadable)? {
            match self.row::<A>(aggregate_id, row).map_err(unreadable)? {
                Read::Event(event) => events.push(event),
                Read::Snapshot(found) => snapshot = Some(found),
            }
        }
        Ok((snapshot, events))
    }

    fn row<A: Aggregate>(&self, aggregate_id: &str, row: &PgRow) -> Result<Read, sqlx::Error> {
        let aggregate_id = aggregate_id.to_owned();
        let sequence = usize::try_from(row.try_get::<i64, _>("sequence")?).unwrap_or(usize::MAX);
        let payload = if self.in_text {
            // PostgreSQL sends `json` as its text.
            Value::String(row.try_get_unchecked("payload")?)
        } else {
            row.try_get::<Json<Value>, _>("payload")?.0
        };
        let Some(event_type) = row.try_get("event_type")? else {
            return Ok(Read::Snapshot(SerializedSnapshot {
                aggregate_id,
                aggregate: payload,
                current_sequence: sequence,
                current_snapshot: sequence,
            }));
        };
        let Json(mut metadata): Json<Map<String, Value>> = row.try_get("metadata")?;
        metadata.insert(REGION.to_owned(), row.try_get::<String, _>("region")?.into());
        let id: Uuid = row.try_get("event_id")?;
        metadata.insert(EVENT_ID.to_owned(), id.to_string().into());
        Ok(Read::Event(SerializedEvent {
            aggregate_id,
            sequence,
            aggregate_type: A::TYPE.to_owned(),
            event_type,
            event_version: row.try_get("event_version")?,
            payload,
            metadata: metadata.into(),
        }))
    }

    /// What postgres-es does by itself.
    fn plain(&self) -> PostgresEventRepository {
        PostgresEventRepository::new(self.pool.clone())
    }
}

/// What a row is.
enum Read {
    Snapshot(SerializedSnapshot),
    Event(SerializedEvent),
}

/// JSON as text, be it a tree of values or text already.
pub(super) fn text_of(json: &Value) -> Cow<'_, str> {
    match json {
        Value::String(text) => text.into(),
        tree => tree.to_string().into(),
    }
}

fn unreadable(error: sqlx::Error) -> PersistenceError {
    PersistenceError::ConnectionError(Box::new(error))
}

impl PersistedEventRepository for Streams {
    async fn get_events<A: Aggregate>(
        &self,
        aggregate_id: &str,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        Ok(self.read::<A>(aggregate_id, None, 0).await?.1)
    }

    /// Those that were read with the snapshot, if these are they.
    async fn get_last_events<A: Aggregate>(
        &self,
        aggregate_id: &str,
        last_sequence: usize,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        let ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner).take();
        match ahead {
            Some(Ahead { aggregate_id: of, after, events })
                if of == aggregate_id && after == last_sequence =>
            {
                Ok(events)
            }
            _ => Ok(self.read::<A>(aggregate_id, None, last_sequence).await?.1),
        }
    }

    /// Reads the events from its last one on as well: whoever asks for a snapshot asks for those next, and
    /// another exchange with the database would take as long as this one.
    async fn get_snapshot<A: Aggregate>(
        &self,
        aggregate_id: &str,
    ) -> Result<Option<SerializedSnapshot>, PersistenceError> {
        let (snapshot, events) = self.read::<A>(aggregate_id, Some(self.fold), 0).await?;
        let after = snapshot.as_ref().map_or(0, |snapshot| snapshot.current_sequence - 1);
        let ahead = Ahead { aggregate_id: aggregate_id.to_owned(), after, events };
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        Ok(snapshot)
    }

    /// As every plain writer does, whose events are numbered by a trigger; commands go the way of
    /// [`Store`](super::Store). A snapshot is kept by whoever reads a long stream: only they know its fold.
    async fn persist<A: Aggregate>(
        &self,
        events: &[SerializedEvent],
        _: Option<(String, Value, usize)>,
    ) -> Result<(), PersistenceError> {
        self.plain().persist::<A>(events, None).await
    }

    async fn stream_events<A: Aggregate>(
        &self,
        aggregate_id: &str,
    ) -> Result<ReplayStream, PersistenceError> {
        self.plain().stream_events::<A>(aggregate_id).await
    }

    async fn stream_all_events<A: Aggregate>(&self) -> Result<ReplayStream, PersistenceError> {
        self.plain().stream_all_events::<A>().await
    }
}
