//! Golden payloads: one or more of every version of every event that was ever written, as the
//! log keeps them. What is in the log is read for ever, so no file here is changed or deleted;
//! a new version of an event adds files.
//!
//! `<EventType>.v<version>.json` holds the fields that may be absent, `….minimal.json` does not.
//! Those of trajectories lie in the folder itself, those of others in a folder of their own.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::path::Path;

use loopbrug_domain::event::{Event, EventType, Payloads};
use loopbrug_domain::{employer, proposal, round, trajectory};
use serde_json::Value;

/// The payloads of one aggregate.
struct Golden<P> {
    folder: &'static str,
    event_types: &'static [EventType],
    /// Payloads that are no longer written as they were, each beside what it would be written as.
    older: &'static [(&'static str, &'static str)],
    of: PhantomData<P>,
}

const TRAJECTORY: Golden<trajectory::Payload> = Golden {
    folder: "",
    event_types: trajectory::EVENT_TYPES,
    older: &[
        ("AccessOverridden.v1", "AccessOverridden.v2.of_a_last_day"),
        ("EventCorrected.v1.of_an_earlier_version", "EventCorrected.v1.of_this_version"),
        ("LegalBasisRecorded.v1", "LegalBasisRecorded.v2.one_ground"),
        ("LegalBasisRecorded.v1.minimal", "LegalBasisRecorded.v2.minimal"),
    ],
    of: PhantomData,
};

const ROUND: Golden<round::Payload> =
    Golden { folder: "round", event_types: round::EVENT_TYPES, older: &[], of: PhantomData };

const EMPLOYER: Golden<employer::Payload> =
    Golden { folder: "employer", event_types: employer::EVENT_TYPES, older: &[], of: PhantomData };

const PROPOSAL: Golden<proposal::Payload> =
    Golden { folder: "proposal", event_types: proposal::EVENT_TYPES, older: &[], of: PhantomData };

/// The event type and version that a file is named after.
fn kind(name: &str) -> (&str, &str) {
    let mut parts = name.split('.');
    let event_type = parts.next().unwrap();
    let version = parts.next().and_then(|version| version.strip_prefix('v'));
    (event_type, version.unwrap_or_else(|| panic!("{name} names no version")))
}

impl<P: Payloads> Golden<P> {
    /// The text of every payload, by the name of its file without `.json`.
    fn payloads(&self) -> BTreeMap<String, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads").join(self.folder);
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files = entries.filter(|path| path.is_file());
        files
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap();
                let stem = name.strip_suffix(".json");
                let stem = stem.unwrap_or_else(|| panic!("{name} is no payload"));
                (stem.to_owned(), std::fs::read_to_string(&path).unwrap())
            })
            .collect()
    }

    fn read(&self, name: &str, payload: &str) -> Event<P> {
        let (event_type, version) = kind(name);
        let event = P::read(event_type, version, payload)
            .unwrap_or_else(|error| panic!("{name}.json can no longer be read: {error}"));
        assert_eq!(event.event_type().name, event_type, "{name}.json holds another event");
        assert_eq!(event.event_type().version, self.current_version(event_type));
        event
    }

    fn current_version(&self, event_type: &str) -> &'static str {
        let known = self.event_types.iter().find(|known| known.name == event_type);
        known.unwrap_or_else(|| panic!("{event_type} is not in the table of events")).version
    }

    fn is_older(&self, name: &str) -> bool {
        let (event_type, version) = kind(name);
        version != self.current_version(event_type)
            || self.older.iter().any(|(older, _)| *older == name)
    }

    fn every_version_has_a_payload(&self) {
        let payloads = self.payloads();
        for known in self.event_types {
            for version in 1..=known.version.parse::<u32>().unwrap() {
                let name = format!("{}.v{version}", known.name);
                assert!(
                    payloads.contains_key(&name),
                    "a new event, or a new version of one, needs its payload in \
                     domain/tests/payloads/{}/{name}.json",
                    self.folder
                );
            }
        }
    }

    fn every_payload_is_of_a_version_that_was_written(&self) {
        for name in self.payloads().keys() {
            let (event_type, version) = kind(name);
            let current: u32 = self.current_version(event_type).parse().unwrap();
            let version: u32 = version.parse().unwrap();
            assert!((1..=current).contains(&version), "{name}.json is of no known version");
        }
    }

    fn those_of_today_are_written_as_they_were_read(&self) {
        let payloads = self.payloads();
        for (name, payload) in payloads.iter().filter(|(name, _)| !self.is_older(name)) {
            let stored: Value = serde_json::from_str(payload).unwrap();
            let written = serde_json::to_value(self.read(name, payload)).unwrap();
            assert_eq!(written, stored, "{name}.json; if the payload changed, raise its version");
        }
    }

    fn older_ones_are_read_as_what_would_be_written_today(&self) {
        let payloads = self.payloads();
        for (older, current) in self.older {
            assert!(!self.is_older(current), "{current}.json is not of today");
            let events = [older, current].map(|name| self.read(name, &payloads[*name]));
            assert_eq!(events[0], events[1], "{older}.json is not read as {current}.json");
        }
        for name in payloads.keys().filter(|name| self.is_older(name)) {
            let stated = self.older.iter().any(|(older, _)| older == name);
            assert!(
                stated,
                "{name}.json is of an earlier version: say in `older` what it has become"
            );
        }
    }

    /// A log may hold what an older program wrote in the new form, and a payload that was upcast
    /// once may be upcast again.
    fn an_upcaster_leaves_alone_what_is_of_today(&self) {
        for (name, payload) in self.payloads().iter().filter(|(name, _)| !self.is_older(name)) {
            let (event_type, current) = kind(name);
            let event = self.read(name, payload);
            for version in 1..=current.parse::<u32>().unwrap() {
                let again = P::read(event_type, &version.to_string(), payload).unwrap();
                assert_eq!(again, event, "{name}.json read as version {version}");
            }
        }
    }
}

#[test]
fn every_version_of_every_event_has_a_golden_payload() {
    TRAJECTORY.every_version_has_a_payload();
    ROUND.every_version_has_a_payload();
    PROPOSAL.every_version_has_a_payload();
    EMPLOYER.every_version_has_a_payload();
}

#[test]
fn every_payload_is_of_a_version_that_was_written() {
    TRAJECTORY.every_payload_is_of_a_version_that_was_written();
    ROUND.every_payload_is_of_a_version_that_was_written();
    PROPOSAL.every_payload_is_of_a_version_that_was_written();
    EMPLOYER.every_payload_is_of_a_version_that_was_written();
}

#[test]
fn every_payload_of_today_is_written_as_it_was_read() {
    TRAJECTORY.those_of_today_are_written_as_they_were_read();
    ROUND.those_of_today_are_written_as_they_were_read();
    PROPOSAL.those_of_today_are_written_as_they_were_read();
    EMPLOYER.those_of_today_are_written_as_they_were_read();
}

#[test]
fn every_older_payload_is_read_as_what_would_be_written_today() {
    TRAJECTORY.older_ones_are_read_as_what_would_be_written_today();
    ROUND.older_ones_are_read_as_what_would_be_written_today();
    PROPOSAL.older_ones_are_read_as_what_would_be_written_today();
    EMPLOYER.older_ones_are_read_as_what_would_be_written_today();
}

#[test]
fn an_upcaster_leaves_alone_what_is_of_today() {
    TRAJECTORY.an_upcaster_leaves_alone_what_is_of_today();
    ROUND.an_upcaster_leaves_alone_what_is_of_today();
    PROPOSAL.an_upcaster_leaves_alone_what_is_of_today();
    EMPLOYER.an_upcaster_leaves_alone_what_is_of_today();
}

#[test]
fn no_two_events_share_a_name() {
    let of_procedure = [ROUND.event_types, PROPOSAL.event_types].concat();
    let all = [TRAJECTORY.event_types, &of_procedure, EMPLOYER.event_types].concat();
    let names: BTreeSet<_> = all.iter().map(|known| known.name).collect();
    assert_eq!(names.len(), all.len());
}

/// Otherwise a report that was ratified could no longer be shown to be the one in the log.
#[test]
fn the_hash_of_a_report_in_the_log_is_still_that_of_what_it_says() {
    for (name, payload) in ROUND.payloads() {
        if let round::Payload::MatchingReportDrawnUp(drawn_up) = ROUND.read(&name, &payload).what {
            assert_eq!(drawn_up.report.hash(), drawn_up.hash, "{name}.json");
        }
    }
}
