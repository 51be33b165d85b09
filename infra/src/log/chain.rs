//! Chains of appends: each proved that the one before it is in the log.
//!
//! A log only grows at its end, and a database that comes back older comes back with the beginning of
//! what it had. So while the last event of a chain is in the log, all that the chain wrote is: one proof
//! stands for every stream that was written in the chain last.

use std::sync::atomic::{AtomicU64, Ordering};

use super::append::{NewEvent, Tip};

/// A chain, by a number of its own in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainId(u64);

impl ChainId {
    /// One that no other append belongs to.
    pub(super) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The appends of an appender, since the last time that its log was found to be another.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) id: ChainId,
    /// The last event that was written in it; none in the beginning.
    pub(super) last: Option<ChainEnd>,
}

/// An event by its key.
#[derive(Debug)]
pub(super) struct ChainEnd {
    pub(super) aggregate_type: &'static str,
    pub(super) aggregate_id: String,
    pub(super) tip: Tip,
}

impl Chain {
    /// A chain without an append.
    pub(super) fn new() -> Self {
        Self { id: ChainId::new(), last: None }
    }

    /// Whether a stream ended so by an append of this chain.
    pub(super) fn wrote(&self, tip: Tip) -> bool {
        tip.chain == Some(self.id)
    }

    /// Says that what ends with an event was written, its predecessors and the end of the chain proved.
    pub(super) fn extend(&mut self, last: &NewEvent) {
        let NewEvent { aggregate_type, aggregate_id, .. } = last;
        let aggregate_id = aggregate_id.clone();
        self.last = Some(ChainEnd { aggregate_type, aggregate_id, tip: last.tip() });
    }
}
