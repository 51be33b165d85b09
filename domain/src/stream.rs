//! Streams: what the log has to know of an aggregate whose events it keeps.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

pub use cqrs_es::Aggregate;
use serde::Serialize;

use crate::event::{Event, Payloads};
use crate::ids::{MalformedId, Version};

/// What cqrs-es asks of an aggregate: `decide` says which events a command leads to, `add` adds one.
macro_rules! aggregate {
    ($aggregate:ty, $name:literal, $intent:ty => $event:ty, $refusal:ty,
     |$this:ident, $command:ident, $given:ident: $services:ty| $decide:expr) => {
        impl $crate::stream::Aggregate for $aggregate {
            const TYPE: &'static str = $name;
            type Command = $intent;
            type Event = $event;
            type Error = $refusal;
            type Services = $services;

            async fn handle(
                &mut self,
                $command: Self::Command,
                $given: &Self::Services,
                sink: &cqrs_es::event_sink::EventSink<Self>,
            ) -> Result<(), Self::Error> {
                let $this = &*self;
                for event in $decide? {
                    sink.write(event, self).await;
                }
                Ok(())
            }

            fn apply(&mut self, event: Self::Event) {
                self.add(event);
            }
        }
    };
}

pub(crate) use aggregate;

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
