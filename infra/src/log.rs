//! The event log of a region: append, read, follow.
//!
//! *Architecture invariant:* positions of a region are dense and become visible in order.
//! Everything that reads relies on it; see `migrations/0001_event_log.sql` for how it is kept.

mod answer;
mod append;
mod bulk;
mod history;
mod read;
mod store;

pub use answer::Answer;
pub use append::{Append, AppendError, Appended, NewEvent, StreamVersion};
pub use bulk::RecordedEvent;
pub use history::{History, Step};
pub use read::{CarriedOut, StoredEvent};
pub(crate) use read::{events_after, head, streams, streams_after};
pub use store::{Loaded, Recording, Store, new_event, new_events};

use sqlx::PgPool;

/// The channel on which an append is told of; the payload is the region.
pub const APPENDED: &str = "loopbrug_log";

/// The log of all regions of a database.
#[derive(Debug, Clone)]
pub struct Log {
    pool: PgPool,
}

impl Log {
    /// The log in this database.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }
}
