//! Golden payloads: one or more of every version of every event that was ever written, as the
//! log keeps them. What is in the log is read for ever, so no file here is changed or deleted;
//! a new version of an event adds files.
//!
//! `<EventType>.v<version>.json` holds the fields that may be absent, `….minimal.json` does not.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::BTreeMap;
use std::path::Path;

use loopbrug_domain::stream::StreamEvent;
use loopbrug_domain::trajectory::{EVENT_TYPES, TrajectoryEvent};
use serde_json::Value;

/// Payloads that are no longer written as they were, each beside what it would be written as.
const OLDER: &[(&str, &str)] = &[
    ("EventCorrected.v1.of_an_earlier_version", "EventCorrected.v1.of_this_version"),
    ("LegalBasisRecorded.v1", "LegalBasisRecorded.v2.one_ground"),
    ("LegalBasisRecorded.v1.minimal", "LegalBasisRecorded.v2.minimal"),
];

/// The text of every payload, by the name of its file without `.json`.
fn payloads() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            let name = name.strip_suffix(".json").unwrap_or_else(|| panic!("{name} is no payload"));
            (name.to_owned(), std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// The event type and version that a file is named after.
fn kind(name: &str) -> (&str, &str) {
    let mut parts = name.split('.');
    let event_type = parts.next().unwrap();
    let version = parts.next().and_then(|version| version.strip_prefix('v'));
    (event_type, version.unwrap_or_else(|| panic!("{name} names no version")))
}

fn read(name: &str, payload: &str) -> TrajectoryEvent {
    let (event_type, version) = kind(name);
    let event = TrajectoryEvent::read(event_type, version, payload)
        .unwrap_or_else(|error| panic!("{name}.json can no longer be read: {error}"));
    assert_eq!(event.what.event_type().name, event_type, "{name}.json holds another event");
    event
}

fn current_version(event_type: &str) -> &'static str {
    let known = EVENT_TYPES.iter().find(|known| known.name == event_type);
    known.unwrap_or_else(|| panic!("{event_type} is not in the table of events")).version
}

fn is_older(name: &str) -> bool {
    let (event_type, version) = kind(name);
    version != current_version(event_type) || OLDER.iter().any(|(older, _)| *older == name)
}

#[test]
fn every_version_of_every_event_has_a_golden_payload() {
    let payloads = payloads();
    for known in EVENT_TYPES {
        for version in 1..=known.version.parse::<u32>().unwrap() {
            let name = format!("{}.v{version}", known.name);
            assert!(
                payloads.contains_key(&name),
                "a new event, or a new version of one, needs its payload in \
                 domain/tests/payloads/{name}.json"
            );
        }
    }
}

#[test]
fn every_payload_is_of_a_version_that_was_written() {
    for name in payloads().keys() {
        let (event_type, version) = kind(name);
        let current: u32 = current_version(event_type).parse().unwrap();
        let version: u32 = version.parse().unwrap();
        assert!((1..=current).contains(&version), "{name}.json is of no known version");
    }
}

#[test]
fn every_payload_of_today_is_written_as_it_was_read() {
    let payloads = payloads();
    for (name, payload) in payloads.iter().filter(|(name, _)| !is_older(name)) {
        let stored: Value = serde_json::from_str(payload).unwrap();
        let written = serde_json::to_value(read(name, payload)).unwrap();
        assert_eq!(written, stored, "{name}.json; if the payload changed, raise its version");
    }
}

#[test]
fn every_older_payload_is_read_as_what_would_be_written_today() {
    let payloads = payloads();
    for (older, current) in OLDER {
        assert!(!is_older(current), "{current}.json is not of today");
        let told = [older, current].map(|name| read(name, &payloads[*name]));
        assert_eq!(told[0], told[1], "{older}.json is not read as {current}.json");
    }
    for name in payloads.keys().filter(|name| is_older(name)) {
        let stated = OLDER.iter().any(|(older, _)| older == name);
        assert!(stated, "{name}.json is of an earlier version: say in OLDER what it has become");
    }
}

#[test]
fn an_upcaster_leaves_alone_what_is_of_today() {
    // A log may hold what an older program wrote in the new form, and a payload that was upcast
    // once may be upcast again.
    for (name, payload) in payloads().iter().filter(|(name, _)| !is_older(name)) {
        let (event_type, current) = kind(name);
        let event = read(name, payload);
        for version in 1..=current.parse::<u32>().unwrap() {
            let again = TrajectoryEvent::read(event_type, &version.to_string(), payload).unwrap();
            assert_eq!(again, event, "{name}.json read as version {version}");
        }
    }
}
