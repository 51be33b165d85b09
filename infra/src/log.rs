//! The event log of a region: append, read, follow.
//!
//! *Architecture invariant:* positions of a region are dense and become visible in order.
//! Everything that reads relies on it; see `migrations/0001_log.sql` for how it is kept.

mod answer;
mod append;
mod appender;
mod appenders;
mod bulk;
mod chain;
mod density;
mod fold;
mod history;
mod moments;
mod predecessors;
mod read;
mod snapshots;
mod store;

pub use answer::Answer;
pub(crate) use append::position;
pub use append::{Append, AppendError, Appended, NewEvent, StreamVersion, Tip};
pub use bulk::RecordedEvent;
pub use chain::ChainId;
pub(crate) use density::holes;
pub use fold::FoldError;
pub(crate) use fold::read_next;
pub use history::{History, Step};
pub(crate) use moments::{event_ids, recorded_at};
pub use read::{CarriedOut, StoredEvent};
pub(crate) use read::{EventText, RecordedText, events_after, head, streams};
pub use store::{Loaded, REGION, Recording, Store, new_event, new_events};

use std::sync::Arc;

use sqlx::PgPool;

use appenders::Appenders;

/// The channel on which an append is told of; the payload is the region.
pub const APPENDED: &str = "loopbrug_log";

/// How many appends of a region may wait, unless said otherwise: what the database takes in well
/// under a second.
const ROOM: usize = 4_096;

/// The log of all regions of a database.
///
/// Its clones append through the same queues. [`close`](Self::close) it before the program ends;
/// dropped, it still writes what waits, as long as the runtime lasts.
#[derive(Debug, Clone)]
pub struct Log {
    pool: PgPool,
    appenders: Arc<Appenders>,
}

impl Log {
    /// The log in this database.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self::with_room(pool, ROOM)
    }

    /// The same, in which at most so many appends of a region wait to be written.
    ///
    /// # Panics
    /// With room for none, when something is appended.
    #[must_use]
    pub fn with_room(pool: PgPool, room: usize) -> Self {
        Self { pool: pool.clone(), appenders: Arc::new(Appenders::new(pool, room)) }
    }
}
