//! Streams: what the log has to know of an aggregate whose events it keeps.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

pub use cqrs_es::Aggregate;
use serde::Serialize;

use crate::event::{Event, Payloads};
use crate::ids::{MalformedId, Version};

/// An aggregate that is folded from its stream.
pub trait Stream: Aggregate<Event = Event<Self::Payload>> + Clone + 'static {
    /// The version of the fold: raised when the same events come to another state, or the state to
    /// another form. Snapshots of another one are not read.
    const FOLD: i32;

    /// What names one of them.
    type Id: Copy + Ord + Hash + Debug + Display + FromStr<Err = MalformedId> + Send + Sync;

    /// What its events carry.
    type Payload: Payloads;

    /// What its events fold to.
    type State: Clone + Debug + Serialize + Send + Sync;

    /// How many events were recorded.
    fn version(&self) -> Version;

    /// The state after the last of them.
    fn state(&self) -> &Self::State;
}
