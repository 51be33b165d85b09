//! Why an event cannot be corrected or voided.

use crate::ids::Version;

/// Why a stream has no current event of a sequence, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCurrent {
    /// There is none.
    #[error("was never recorded: the last is event {last}")]
    NeverRecorded {
        /// The last event of the stream.
        last: Version,
    },
    /// It was voided.
    #[error("was taken back by event {by}: record it anew")]
    Voided {
        /// The event that voided it.
        by: Version,
    },
    /// It corrects a current event.
    #[error("puts event {other} right: aim at event {other}")]
    Supersedes {
        /// The event to aim at.
        other: Version,
    },
    /// It voids an event, or corrects one that was voided since.
    #[error("is about event {other}, which was taken back: record that anew")]
    SupersedesVoided {
        /// The event that was voided.
        other: Version,
    },
}
