//! Streams: what the log has to know of an aggregate whose events it keeps.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use chrono::NaiveDate;
use cqrs_es::{Aggregate, DomainEvent};

use crate::fact_table::EventType;
use crate::ids::{KboNumber, MalformedId, Version};

/// An event as the log keeps it: what it is, when it happened and who told it.
pub trait StreamEvent: DomainEvent {
    /// Its stored name and payload version.
    fn kind(&self) -> EventType;

    /// The day it happened, in Brussels, as told by the person who recorded it.
    fn occurred_on(&self) -> NaiveDate;

    /// The organisation that recorded it.
    fn organisation(&self) -> KboNumber;

    /// Recorded more days after it happened than the catalogue calls prompt.
    fn late(&self) -> bool;

    /// The event of the same stream that it puts right, if it does.
    fn puts_right(&self) -> Option<Version> {
        None
    }

    /// Reads an event of whatever version was ever written.
    ///
    /// # Errors
    /// When the payload is not one of this type and version.
    fn read(event_type: &str, version: &str, payload: &str) -> Result<Self, serde_json::Error>;
}

/// An aggregate that is folded from its stream.
pub trait Stream: Aggregate<Event: StreamEvent> + Clone + 'static {
    /// The version of the fold: raised when the same events come to another state, or the state to
    /// another form. Snapshots of another one are not read.
    const FOLD: i32;

    /// What names one of them.
    type Id: Copy + Debug + Display + FromStr<Err = MalformedId> + Send + Sync;

    /// How things stand.
    type State: Clone + Debug + Send + Sync;

    /// How many events were recorded.
    fn version(&self) -> Version;

    /// How things stand after the last of them.
    fn state(&self) -> &Self::State;

    /// Takes an event into the history.
    fn learn(&mut self, event: Self::Event);
}

/// Implements [`StreamEvent`] for a struct with the fields `occurred_on`, `organisation`, `late` and
/// `what`. What the block holds is its own.
macro_rules! stream_event {
    ($event:ident { $($own:item)* }) => {
        impl cqrs_es::DomainEvent for $event {
            fn event_type(&self) -> String {
                self.what.event_type().name.to_owned()
            }

            fn event_version(&self) -> String {
                self.what.event_type().version.to_owned()
            }
        }

        impl $crate::stream::StreamEvent for $event {
            fn kind(&self) -> $crate::fact_table::EventType {
                self.what.event_type()
            }

            fn occurred_on(&self) -> chrono::NaiveDate {
                self.occurred_on
            }

            fn organisation(&self) -> $crate::ids::KboNumber {
                self.organisation
            }

            fn late(&self) -> bool {
                self.late
            }

            $($own)*
        }
    };
}

pub(crate) use stream_event;
