//! Events: what the log keeps of something that happened, and what the payload of one can do.

use std::fmt::Debug;

use chrono::NaiveDate;
use cqrs_es::DomainEvent;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::catalogue::Code;
use crate::field::Fields;
use crate::ids::{KboNumber, TrajectoryId, Version};
use crate::sealed::SealedField;

/// The stored name and payload version of a kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventType {
    /// As in the log's `event_type`; never renamed.
    pub name: &'static str,
    /// As in the log's `event_version`; raised, with an upcaster, when the payload changes.
    pub version: &'static str,
}

/// Something that happened, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Event")]
pub struct Event<P> {
    /// The day it happened, in Brussels, as given by the person who recorded it.
    pub occurred_on: NaiveDate,
    /// The organisation that recorded it.
    pub organisation: KboNumber,
    /// Recorded more days after it happened than the catalogue calls prompt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The event of the same stream that it follows from, by its sequence: their command added it.
    /// The two are corrected and voided together. Absent from the event that the command itself
    /// records, and from events of before this field existed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows_from: Option<Version>,
    /// The event of another stream that this one was carried from. Absent from what was recorded here
    /// first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Box<Origin>>,
    /// What happened.
    pub what: P,
}

/// Where an event was recorded first that was carried to another trajectory: the same client goes on
/// there. It keeps its day, its organisation and whether it was late, because it happened once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// The region.
    pub region: Code,
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// Its sequence there.
    pub sequence: Version,
    /// The trajectory in which it was recorded first, where it had been carried to that one as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<TrajectoryId>,
    /// The first day on which it has a place here. What happened before takes its place on that day,
    /// because the trajectory was not there before, or was closed.
    pub placed_from: NaiveDate,
}

impl Origin {
    /// The trajectory of `region` whose key the personal texts of a carried event are sealed with there: the one in
    /// which it was recorded first, so that whoever is erased is erased in what was carried, too. None where it came
    /// from another region, and the key is that of the trajectory that received it.
    #[must_use]
    pub fn key_of(&self, region: &Code) -> Option<TrajectoryId> {
        (self.region == *region).then(|| self.first.unwrap_or(self.trajectory))
    }
}

/// All payloads that the events of one kind of stream can have.
pub trait Payloads:
    Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// The stored name and version of this one.
    fn event_type(&self) -> EventType;

    /// What asks for it, in the imperative; none where it only follows from something else.
    fn asked_by(&self) -> Option<&'static str>;

    /// The event of the same stream that it supersedes (corrects or voids), if it does.
    fn supersedes(&self) -> Option<Version> {
        None
    }

    /// What was recorded, as it is shown to whoever may not read personal texts: `word` in the place of each.
    /// Nothing where it has none, and is shown as it is.
    fn masked(&self, _word: &str) -> Option<serde_json::Value> {
        None
    }

    /// The schema of what each of them says, of every version that was ever written.
    fn fact_schemas(generator: &mut SchemaGenerator) -> Vec<(EventType, Schema)>;

    /// Reads an event of whatever version was ever written. Where there was never another than today's,
    /// the JSON says all.
    ///
    /// # Errors
    /// When the JSON is not an event of this type and version.
    fn read(_: &str, _: &str, json: &str) -> Result<Event<Self>, serde_json::Error> {
        serde_json::from_str(json)
    }
}

impl<P> Event<P> {
    /// The day on which it has its place in its stream: the day that it happened, but for one that
    /// was carried there from an earlier day than the stream has room for.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        let from = self.origin.as_ref().map(|origin| origin.placed_from);
        from.map_or(self.occurred_on, |from| from.max(self.occurred_on))
    }

    /// The day that it happened, where it was carried there.
    pub(crate) fn carried_from(&self) -> Option<NaiveDate> {
        self.origin.as_ref().map(|_| self.occurred_on)
    }
}

impl<P: Payloads> Event<P> {
    /// Its stored name and payload version.
    #[must_use]
    pub fn event_type(&self) -> EventType {
        self.what.event_type()
    }

    /// The event of the same stream that it supersedes (corrects or voids), if it does.
    #[must_use]
    pub fn supersedes(&self) -> Option<Version> {
        self.what.supersedes()
    }

    /// Reads an event of whatever version was ever written.
    ///
    /// # Errors
    /// When the JSON is not an event of this type and version.
    pub fn read(event_type: &str, version: &str, json: &str) -> Result<Self, serde_json::Error> {
        P::read(event_type, version, json)
    }
}

impl<P: Payloads> DomainEvent for Event<P> {
    fn event_type(&self) -> String {
        self.what.event_type().name.to_owned()
    }

    fn event_version(&self) -> String {
        self.what.event_type().version.to_owned()
    }
}

/// A state that events of one kind of stream lead to, and what its rules look at beside it.
pub(crate) trait Ruled {
    /// Where, when and by whom something is said to have happened.
    type Circumstance<'a>;
    /// The rule that would be broken.
    type Refusal;
}

/// The payload of one kind of event: the rules that permit it, and the change that it makes.
pub(crate) trait EventPayload<S: Ruled> {
    /// What is wrong with its fields by themselves, whatever the state.
    fn fields(&self, _: &mut Fields<'_>) {}

    /// Its personal texts, each with the name of its field.
    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        vec![]
    }

    /// The event of the same stream that it supersedes (corrects or voids), if it does.
    fn supersedes(&self) -> Option<Version> {
        None
    }

    /// The rules. `state` is the state in which it happened.
    fn permitted(&self, state: &S, at: &S::Circumstance<'_>) -> Result<(), S::Refusal>;

    /// The change. It never fails and never judges: what is in the log did happen.
    fn apply(&self, state: &mut S, on: NaiveDate, by: KboNumber);
}

/// What is asked for becomes a payload when the server has added what only the server knows. Most
/// payloads are asked for as themselves.
pub(crate) trait IntoPayload<S: Ruled, P> {
    /// What is wrong with its fields by themselves, whatever the state.
    fn fields(&self, _: &mut Fields<'_>) {}

    fn into_payload(self, state: &S, at: &S::Circumstance<'_>) -> P;
}

impl<S: Ruled, P: EventPayload<S>> IntoPayload<S, P> for P {
    fn fields(&self, fields: &mut Fields<'_>) {
        EventPayload::fields(self, fields);
    }

    fn into_payload(self, _: &S, _: &S::Circumstance<'_>) -> P {
        self
    }
}
