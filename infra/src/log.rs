//! The event log of a region: append, read, follow.
//!
//! *Architecture invariant:* positions of a region are dense and become visible in order.
//! Everything that reads relies on it; see `migrations/0001_log.sql` for how it is kept.

mod append;
mod appender;
mod bulk;
mod chain;
mod columns;
mod density;
mod fold;
pub(crate) mod head;
mod history;
pub(crate) mod imported;
mod predecessors;
mod read;
mod reader;
mod recent;
mod sealed;
mod several;
mod snapshots;
mod store;
mod streams;
mod tip;
mod writer;

pub use append::{Answer, Append, AppendError, Appended, NewEvent, Recording};
pub use bulk::RecordedEvent;
pub(crate) use density::holes;
pub(crate) use fold::read_next;
pub use fold::{FoldError, Loaded};
pub use history::{At, History, RegionPage, Replayed, Span, Step};
pub use imported::NotARow;
pub use read::StoredEvent;
pub(crate) use read::{
    EventText, RecordedText, events_after, head, position, recorded_at, streams,
};
pub use reader::{CarriedOut, LogReader};
pub use recent::{PossibleRepeat, Recent};
pub(crate) use sealed::{Keys, SealedTexts};
pub(crate) use several::WithTexts;
pub use store::{Store, new_event, new_events};
pub use streams::{REGION, Streams};
pub use tip::{ChainId, StreamVersion, Tip};
pub use writer::LogWriter;

/// The channel on which appends are announced; the payload is the region.
pub const APPENDED: &str = "loopbrug_log";
