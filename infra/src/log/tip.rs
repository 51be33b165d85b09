//! The end of a stream, and how it is known to be in the log.

use std::sync::atomic::{AtomicU64, Ordering};

use loopbrug_domain::ids::{EventId, Version};

/// A chain of appends (see `chain.rs`), by a number of its own in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainId(u64);

impl ChainId {
    /// One that no other append belongs to.
    pub(super) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The end of a stream as somebody saw it.
///
/// The version alone does not say which history it is: a database that comes back older, after a
/// failover or a restore, may reach the same version by other events. The id of the last one does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tip {
    /// The number of its events; 0 where there is no such stream.
    pub version: Version,
    /// The id of the last; none where there is no such stream, or where it is not known: what was
    /// decided elsewhere and is imported follows whatever has the version.
    pub event: Option<EventId>,
    /// The chain of appends that the last event belongs to; none where it was read.
    pub chain: Option<ChainId>,
}

impl Tip {
    /// An end of which the version alone is known.
    #[must_use]
    pub fn at(version: Version) -> Self {
        Self { version, ..Self::default() }
    }

    /// An end that was read.
    pub(super) fn read(version: Version, event: EventId) -> Self {
        Self { version, event: Some(event), chain: None }
    }

    /// Whether a stream that ends so may be the one that ended as `seen`.
    #[must_use]
    pub fn is(self, seen: Self) -> bool {
        self.version == seen.version && (seen.event.is_none() || self.event == seen.event)
    }
}

/// A stream as somebody saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamVersion {
    /// The stream's aggregate type.
    pub aggregate_type: &'static str,
    /// The stream's aggregate id.
    pub aggregate_id: String,
    /// Where it ended.
    pub tip: Tip,
}

/// The aggregate type and id of a stream.
pub(super) type StreamKey<'a> = (&'a str, &'a str);

impl StreamVersion {
    pub(super) fn key(&self) -> StreamKey<'_> {
        (self.aggregate_type, &self.aggregate_id)
    }
}
