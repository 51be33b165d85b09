//! Stock cqrs-es with postgres-es: their framework, their store, their table, as they come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use postgres_es::{PostgresCqrs, postgres_cqrs};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::cases::Turn;
use crate::ground::Ground;
use crate::protocol::{EVENT_BYTES, EVENTS_BEFORE, Worker};

/// Their default is 10; ours has 16, and so do they.
const POOL: u32 = 16;

/// The table of their own documentation.
pub(crate) const EVENTS: &str = "
    CREATE TABLE events
    (
        aggregate_type text                         NOT NULL,
        aggregate_id   text                         NOT NULL,
        sequence       bigint CHECK (sequence >= 0) NOT NULL,
        event_type     text                         NOT NULL,
        event_version  text                         NOT NULL,
        payload        json                         NOT NULL,
        metadata       json                         NOT NULL,
        PRIMARY KEY (aggregate_type, aggregate_id, sequence)
    )";

/// An aggregate that only counts: there is less to decide than anywhere.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Case {
    attempts: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum CaseEvent {
    Attempted { note: String },
}

struct Attempt {
    note: String,
}

#[derive(Debug, thiserror::Error)]
#[error("it is never refused")]
struct NeverRefused;

impl DomainEvent for CaseEvent {
    fn event_type(&self) -> String {
        "Attempted".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Case {
    const TYPE: &'static str = "case";
    type Command = Attempt;
    type Event = CaseEvent;
    type Error = NeverRefused;
    type Services = ();

    async fn handle(
        &mut self,
        command: Attempt,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), NeverRefused> {
        sink.write(CaseEvent::Attempted { note: command.note }, self).await;
        Ok(())
    }

    fn apply(&mut self, _: CaseEvent) {
        self.attempts += 1;
    }
}

/// Their framework on a database of its own.
pub(crate) struct Stock {
    pool: PgPool,
    framework: Arc<PostgresCqrs<Case>>,
    note: String,
    /// Cases that exist, and cases that were recorded about.
    prepared: AtomicU64,
    taken: Arc<AtomicU64>,
}

impl Stock {
    pub(crate) async fn prepare(ground: &Ground) -> anyhow::Result<Self> {
        let options = ground.database("stock").await?;
        let pool = PgPoolOptions::new().max_connections(POOL).connect_with(options).await?;
        sqlx::query(EVENTS).execute(&pool).await?;
        let framework = Arc::new(postgres_cqrs(pool.clone(), vec![], ()));
        let empty = serde_json::to_string(&CaseEvent::Attempted { note: String::new() })?;
        let note = "x".repeat(EVENT_BYTES.saturating_sub(empty.len()));
        Ok(Self { pool, framework, note, prepared: AtomicU64::new(0), taken: Arc::default() })
    }

    /// Sees to it that so many cases wait, with as many events as ours have.
    pub(crate) async fn prepare_cases(&self, wanted: usize) -> anyhow::Result<()> {
        let first = self.prepared.load(Ordering::Relaxed);
        let last = self.taken.load(Ordering::Relaxed) + u64::try_from(wanted)?;
        if last <= first {
            return Ok(());
        }
        let event = CaseEvent::Attempted { note: self.note.clone() };
        sqlx::query(
            "INSERT INTO events
             SELECT $1, '00000000-0000-7000-8000-' || lpad(number::text, 12, '0'), sequence,
                    $2, $3, $4, '{}'
             FROM generate_series($5::bigint, $6::bigint - 1) AS number,
                  generate_series(1, $7::bigint) AS sequence",
        )
        .bind(Case::TYPE)
        .bind(event.event_type())
        .bind(event.event_version())
        .bind(serde_json::to_value(&event)?)
        .bind(i64::try_from(first)?)
        .bind(i64::try_from(last)?)
        .bind(i64::from(EVENTS_BEFORE))
        .execute(&self.pool)
        .await?;
        self.prepared.store(last, Ordering::Relaxed);
        Ok(())
    }

    pub(crate) fn workers(&self, concurrency: usize) -> Vec<Clerk> {
        let clerk = || Clerk {
            framework: Arc::clone(&self.framework),
            taken: Arc::clone(&self.taken),
            turn: Turn::new(),
            note: self.note.clone(),
        };
        (0..concurrency).map(|_| clerk()).collect()
    }

    pub(crate) async fn close(self) {
        self.pool.close().await;
    }
}

/// As long as our ids are.
fn case_id(number: u64) -> String {
    format!("00000000-0000-7000-8000-{number:012}")
}

/// Somebody who records one attempt after another.
pub(crate) struct Clerk {
    framework: Arc<PostgresCqrs<Case>>,
    taken: Arc<AtomicU64>,
    turn: Turn<String>,
    note: String,
}

impl Worker for Clerk {
    async fn command(&mut self) -> anyhow::Result<()> {
        let case = self.turn.next(|| Ok(case_id(self.taken.fetch_add(1, Ordering::Relaxed))))?;
        self.framework.execute(&case, Attempt { note: self.note.clone() }).await?;
        Ok(())
    }
}
