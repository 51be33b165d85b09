//! The schemas of events are committed in `schema.events.json`, and are those of the payloads.
//!
//! What a version of an event says never changes: what is in the log is of that form for ever. Fields that may be
//! absent may be added to it, and its words may change.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::fs::{read_dir, read_to_string, write};
use std::path::{Path, PathBuf};

use boon::{Compiler, Schemas};
use loopbrug_domain::schema;
use serde_json::{Map, Value, json};

const WRITE: &str = "WRITE_SCHEMAS=1 cargo test -p loopbrug-domain --test schemas";

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.events.json")
}

/// Why the schema of something that was written before may not be as it is now.
fn broken(name: &str, before: &Value, now: Option<&Value>) -> Option<String> {
    let Some(now) = now else {
        return Some(format!(
            "{name} is gone: what was recorded in that form is read for ever, so its schema stays"
        ));
    };
    (!allows(before, now)).then(|| {
        format!(
            "{name} is no longer what was recorded under that version. Raise the version of the event in its table \
             (`event.rs`), write an upcaster with the struct of before (`trajectory/upcast.rs`, `upcast/older.rs`) \
             and a golden payload of the new version (`domain/tests/payloads/`)"
        )
    })
}

/// Whether what `before` describes is described by `now` too: the same but for its words, for fields that may be
/// absent, and for further alternatives.
fn allows(before: &Value, now: &Value) -> bool {
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => {
            let words = ["description", "title"];
            let differ = |key: &&String| !words.contains(&key.as_str());
            let kept = before.keys().filter(differ).all(|key| match (key.as_str(), now.get(key)) {
                ("properties" | "anyOf" | "oneOf" | "enum", Some(now)) => grows(&before[key], now),
                (_, Some(now)) => allows(&before[key], now),
                (_, None) => false,
            });
            kept && now.keys().filter(differ).all(|key| before.contains_key(key))
        }
        (Value::Array(before), Value::Array(now)) => {
            before.len() == now.len()
                && before.iter().zip(now).all(|(one, other)| allows(one, other))
        }
        _ => before == now,
    }
}

fn grows(before: &Value, now: &Value) -> bool {
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => {
            before.iter().all(|(key, one)| now.get(key).is_some_and(|now| allows(one, now)))
        }
        (Value::Array(before), Value::Array(now)) => {
            before.iter().all(|one| now.iter().any(|other| allows(one, other)))
        }
        _ => false,
    }
}

fn broken_between(before: &Value, now: &Value) -> Vec<String> {
    let defined = before["$defs"].as_object().unwrap().iter();
    defined.filter_map(|(name, before)| broken(name, before, now["$defs"].get(name))).collect()
}

/// Where the document is, as far as references in it are concerned.
const DOCUMENT: &str = "memory:///schema.events.json";

/// All schemas, read by a library that is not ours.
struct Compiled {
    schemas: Schemas,
    compiler: Compiler,
}

impl Compiled {
    fn new() -> Self {
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        compiler.add_resource(DOCUMENT, schema::events()).unwrap();
        Self { schemas: Schemas::new(), compiler }
    }

    /// What is wrong with a payload by the schema at this place in the document.
    fn fault(&mut self, place: &str, payload: &Value) -> Option<String> {
        let place = format!("{DOCUMENT}#{place}");
        let schema = self.compiler.compile(&place, &mut self.schemas).unwrap();
        self.schemas.validate(payload, schema).err().map(|fault| fault.to_string())
    }
}

/// Every golden payload, with the name of its event and version.
fn payloads() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads");
    let files = ["", "round", "proposal", "employer"].into_iter().flat_map(|of| {
        let entries = read_dir(folder.join(of)).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_file())
    });
    files
        .map(|path| {
            let file = path.file_name().unwrap().to_str().unwrap();
            let mut parts = file.split('.');
            let name = format!("{}.{}", parts.next().unwrap(), parts.next().unwrap());
            (name, serde_json::from_str(&read_to_string(&path).unwrap()).unwrap())
        })
        .collect()
}

#[test]
fn the_committed_schemas_are_those_of_the_payloads() {
    let now = schema::events();
    let before: Value = serde_json::from_str(&read_to_string(committed()).unwrap()).unwrap();
    let broken = broken_between(&before, &now);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    if std::env::var_os("WRITE_SCHEMAS").is_some() {
        write(committed(), format!("{now:#}\n")).unwrap();
        return;
    }
    assert!(before == now, "schema.events.json is of before; write it anew: {WRITE}");
}

#[test]
fn every_golden_payload_is_of_the_schema_of_its_version() {
    let mut compiled = Compiled::new();
    for (name, payload) in payloads() {
        assert_eq!(compiled.fault(&format!("/$defs/{name}"), &payload), None, "{name}");
        assert_eq!(compiled.fault("", &payload), None, "{name} is none of all events");
    }
}

#[test]
fn a_payload_without_what_it_must_say_is_refused() {
    let (all, mut compiled, mut refused) = (schema::events(), Compiled::new(), 0);
    for (name, payload) in payloads() {
        let (event, _) = name.split_once('.').unwrap();
        let reference = &all["$defs"][&name]["properties"]["what"]["properties"][event]["$ref"];
        let fact = all.pointer(reference.as_str().unwrap().trim_start_matches('#')).unwrap();
        for field in fact["required"].as_array().into_iter().flatten() {
            let mut without = payload.clone();
            let said: &mut Map<String, Value> = without["what"][event].as_object_mut().unwrap();
            said.remove(field.as_str().unwrap()).unwrap();
            let fault = compiled.fault(&format!("/$defs/{name}"), &without);
            assert!(fault.is_some(), "{name} without {field}");
            refused += 1;
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn a_schema_that_changes_needs_a_new_version_and_one_that_grows_does_not() {
    let before = schema::events();
    let home = "/$defs/HousingFound";
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut now = before.clone();
        change(now.pointer_mut(home).unwrap());
        broken_between(&before, &now)
    };
    assert!(changed(&|home| home["description"] = json!("Other words.")).is_empty());
    assert!(changed(&|home| home["properties"]["floor"] = json!({ "type": "integer" })).is_empty());
    let breaking: [&dyn Fn(&mut Value); 4] = [
        &|home| home["properties"]["from"] = json!({ "type": "integer" }),
        &|home| home["required"] = json!(["tenure", "from", "affordable"]),
        &|home| drop(home["properties"].as_object_mut().unwrap().remove("tenure")),
        &|home| home["additionalProperties"] = json!(false),
    ];
    for change in breaking {
        let broken = changed(change);
        assert!(matches!(&broken[..], [one] if one.contains("Raise the version")), "{broken:?}");
    }
    let mut gone = before.clone();
    gone["$defs"].as_object_mut().unwrap().remove("LegalBasisRecorded.v1").unwrap();
    assert!(broken_between(&before, &gone)[0].starts_with("LegalBasisRecorded.v1 is gone"));
}
