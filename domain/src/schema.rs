//! The form of everything that the log can hold, as JSON Schema: every event, in every version that was ever
//! written. The types of the payloads say it, and their comments are its descriptions.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::catalogue::{Code, list::OfList};
use crate::content_hash::ContentHash;
use crate::employer::Employer;
use crate::event::{Event, EventType, Payloads};
use crate::ids::KboNumber;
use crate::sealed::SealedText;
use crate::{employer, proposal, round, trajectory};

/// What happened, of whatever type and version.
type Facts = Vec<(EventType, Schema)>;

/// One document: in `$defs` the schema of each event, under its name and version (`HousingFound.v1`), and what it is
/// made of. The document itself is the schema of an event of any of them.
#[must_use]
pub fn events() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let envelope = generator.subschema_for::<Event<Anything>>();
    let mut events: Map<String, Value> = Map::new();
    for (aggregate, facts) in [
        ("trajectory", trajectory::Payload::fact_schemas as fn(&mut SchemaGenerator) -> Facts),
        ("round", round::Payload::fact_schemas),
        ("proposal", proposal::Payload::fact_schemas),
        ("employer", employer::Payload::fact_schemas),
    ] {
        for (kind, fact) in facts(&mut generator) {
            let mut event = Value::from(envelope.clone());
            event["title"] =
                json!(format!("{} of a {aggregate}, version {}", kind.name, kind.version));
            event["properties"] = json!({ "what": named(kind, &fact) });
            events.insert(name_of(kind), event);
        }
    }
    let any: Vec<Value> =
        events.keys().map(|name| json!({ "$ref": format!("#/$defs/{name}") })).collect();
    let mut defined = generator.take_definitions(true);
    defined.append(&mut events);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Events of the log",
        "description": "What the log keeps of an event, as JSON. Fields may be added without a new version: pass over \
                        those that are not known.",
        "anyOf": any,
        "$defs": defined,
    })
}

/// What the schema of an event is called.
fn name_of(kind: EventType) -> String {
    format!("{}.v{}", kind.name, kind.version)
}

/// An object with one member, which is called as the type.
fn named(kind: EventType, fact: &Schema) -> Value {
    let name = kind.name;
    json!({
        "type": "object", "properties": { name: fact }, "required": [name], "additionalProperties": false,
    })
}

/// What a correction holds: a fact of any type and version.
pub(crate) struct AnyFact;

impl JsonSchema for AnyFact {
    fn schema_name() -> Cow<'static, str> {
        "AnyFact".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let facts = trajectory::Payload::fact_schemas(generator);
        let any: Vec<Value> = facts.iter().map(|(kind, fact)| named(*kind, fact)).collect();
        json_schema!({
            "description": "What happened in a trajectory, of any type and version.",
            "anyOf": any,
        })
    }
}

/// What an event holds, which the schema of each says by itself.
struct Anything;

impl JsonSchema for Anything {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Anything".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}

impl<L: OfList> JsonSchema for Code<L> {
    fn schema_name() -> Cow<'static, str> {
        L::LIST.map_or("Code".into(), |list| format!("Code.{list}").into())
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        match L::LIST {
            Some(list) => json_schema!({
                "description": format!("A code of the list `{list}` of the catalogue."),
                "type": "string",
                "x-list": list.name(),
            }),
            None => json_schema!({
                "description": "A code of a list that depends on what it stands beside, or the code of a region.",
                "type": "string",
            }),
        }
    }
}

/// The schema of a text that has a form of its own.
macro_rules! texts {
    ($($text:ident { $($schema:tt)* })*) => {$(
        impl JsonSchema for $text {
            fn schema_name() -> Cow<'static, str> {
                stringify!($text).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", $($schema)* })
            }
        }
    )*};
}

texts! {
    KboNumber {
        "description": "The number of an organisation in the Crossroads Bank for Enterprises (KBO).",
        "pattern": "^[0-9]{10}$",
    }
    Employer {
        "description": "An employer: its KBO number (ten digits), or the name of the company where nobody knows one.",
        "minLength": 1,
    }
    ContentHash {
        "description": "SHA-256 over the canonical JSON (RFC 8785) of a content, in lower-case hex.",
        "pattern": "^[0-9a-f]{64}$",
    }
    SealedText {
        "description": "A personal text, sealed with the client's key: nobody reads it without that.",
        "contentEncoding": "base64",
        "x-personal": true,
    }
}
