//! A mutation as a part of a larger one: its input without the fields that are of the whole.

use std::borrow::Cow;

use async_graphql::registry::{MetaType, MetaTypeId, Registry};
use async_graphql::{InputType, InputValueError, InputValueResult, Name, Value};
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::together;
use loopbrug_infra::commands::TrajectoryIntent;

use super::about::{Command, OnTrajectory, ReadIntent, Recording};
use super::input::{MutationInput, Parts};
use super::payload::TrajectoryPayload;
use super::reading::Reading;
use super::record_input::RecordInput;
use crate::input::{Describe, Described};

/// The fields that a part does not have. Its command id follows from that of the whole.
const OF_THE_WHOLE: [&str; 3] = ["commandId", "expectedVersion", "trajectoryId"];

/// The input of a mutation, as a part of a larger one.
#[derive(Debug)]
pub(super) struct Part<I>(pub(super) I);

impl<I: Describe> InputType for Part<I> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        let name = I::type_name();
        format!("{}Part", name.strip_suffix("Input").unwrap_or(&name)).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_input_type::<Self, _>(MetaTypeId::InputObject, |registry| {
            Described::<I>::create_type_info(registry);
            let mut part = registry.types[&*I::type_name()].clone();
            if let MetaType::InputObject { name, input_fields, rust_typename, .. } = &mut part {
                *name = Self::type_name().into_owned();
                *rust_typename = Some(std::any::type_name::<Self>());
                input_fields.retain(|field, _| !OF_THE_WHOLE.contains(&field.as_str()));
                if let Some(day) = input_fields.get_mut("occurredOn") {
                    let text = "The day it happened, in Brussels. Default: that of the whole.";
                    day.description = Some(text.to_owned());
                }
            }
            part
        })
    }

    /// What is of the whole is never read of a part, so anything can take its place.
    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let Some(Value::Object(mut fields)) = value else {
            return Err(InputValueError::expected_type(value.unwrap_or_default()));
        };
        for field in OF_THE_WHOLE.into_iter().filter(|field| *field != "expectedVersion") {
            fields.insert(Name::new(field), Value::String(String::new()));
        }
        I::parse(Some(Value::Object(fields))).map(Self).map_err(InputValueError::propagate)
    }

    fn to_value(&self) -> Value {
        self.0.to_value()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// It was described when it was made.
impl<I: Describe> Describe for Part<I> {}

/// A group of mutations whose records may be parts.
pub(super) trait RecordedBy {
    /// What each records.
    const RECORDS: &[Recorded];
}

/// A member of [`RecordInput`], once its value is parsed.
type ParsedRecord = Result<Parts<OnTrajectory>, InputValueError<RecordInput>>;

/// What a mutation records, as a member of [`RecordInput`].
pub(super) struct Recorded {
    /// The name of the mutation, in Rust.
    pub(super) mutation: &'static str,
    /// Registers the type of the part, and says how it is named where it may be absent.
    pub(super) create_type_info: fn(&mut Registry) -> String,
    pub(super) parse: fn(Option<Value>) -> ParsedRecord,
}

impl Recorded {
    /// As its input says.
    pub(super) const fn of<I: MutationInput<About = OnTrajectory>>(mutation: &'static str) -> Self {
        Self {
            mutation,
            create_type_info: Option::<Part<I>>::create_type_info,
            parse: |value| match Part::<I>::parse(value) {
                Ok(Part(input)) => Ok(input.parts()),
                Err(error) => Err(error.propagate()),
            },
        }
    }
}

/// Reads the parts of a command on a trajectory, one after the other.
pub(super) struct PartsOf<'r> {
    reading: &'r mut Reading,
    trajectory: TrajectoryId,
    parts: Vec<together::Part>,
}

impl<'r> PartsOf<'r> {
    pub(super) fn new(reading: &'r mut Reading, trajectory: TrajectoryId) -> Self {
        Self { reading, trajectory, parts: vec![] }
    }

    /// Reads the next part, which is sent at `path`, as a command of its own.
    pub(super) fn read(
        &mut self,
        path: String,
        recording: Recording,
        intent: ReadIntent<OnTrajectory>,
    ) {
        let Self { reading, trajectory, parts } = self;
        let mut own = reading.of_part(parts.len(), *trajectory, recording.head.occurred_on);
        let intent = intent(&mut own);
        let intent = recording.intent(&mut own, intent);
        let (command, occurred_on) = (own.command, own.on);
        reading
            .below(&path, |reading| own.into_faults().into_iter().for_each(|it| reading.fault(it)));
        parts.push(together::Part { command, path, occurred_on, intent });
    }

    /// Reads a part that may be absent.
    pub(super) fn one<I: MutationInput<About = OnTrajectory>>(
        &mut self,
        path: &str,
        part: Option<Part<I>>,
    ) {
        if let Some(Part(input)) = part {
            let (about, intent) = input.parts();
            self.read(path.to_owned(), about.recording, intent);
        }
    }

    /// Reads parts of one kind.
    pub(super) fn each<I: MutationInput<About = OnTrajectory>>(
        &mut self,
        path: &str,
        parts: Vec<Part<I>>,
    ) {
        for (place, part) in parts.into_iter().enumerate() {
            self.one(&format!("{path}.{place}"), Some(part));
        }
    }

    /// The command that they are.
    pub(super) fn into_command(self) -> Command<TrajectoryPayload> {
        (self.trajectory, TrajectoryIntent::RecordTogether(self.parts))
    }
}
