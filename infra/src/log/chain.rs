//! Chains of appends: each proved that the one before it is in the log.
//!
//! A log only grows at its end, and a database that comes back older comes back with the beginning of
//! what it had. So while the last event of a chain is in the log, all that the chain wrote is: one proof
//! is enough for every stream that was written in the chain last.

use super::tip::{ChainId, StreamVersion, Tip};

/// The appends of an appender, since the last time that its log was found to be another.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) id: ChainId,
    /// The stream that was written in it last, as it ended then; none in the beginning.
    pub(super) last: Option<StreamVersion>,
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

    /// Says that a batch was written, its predecessors and the end of the chain proved. It ended with the
    /// end of this stream, if it had events.
    pub(super) fn extend(&mut self, end: Option<StreamVersion>) {
        self.last = end.or(self.last.take());
    }
}
