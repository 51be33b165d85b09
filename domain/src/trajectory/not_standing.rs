//! Why an event that somebody aims at cannot be put right.

use crate::ids::Version;

/// Why no event stands at a place in a stream, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotStanding {
    /// There is none.
    #[error("was never recorded: the last is event {last}")]
    NeverRecorded {
        /// The last event of the stream.
        last: Version,
    },
    /// It was voided.
    #[error("was taken back by event {by}: record it anew")]
    TakenBack {
        /// The event that voided it.
        by: Version,
    },
    /// It puts an event right that stands.
    #[error("puts event {other} right: aim at event {other}")]
    PutsRight {
        /// The event to aim at.
        other: Version,
    },
    /// It puts an event right that was voided, or voids it.
    #[error("is about event {other}, which was taken back: record that anew")]
    TakesBack {
        /// The event that no longer stands.
        other: Version,
    },
}
