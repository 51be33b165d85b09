//! What a fold comes to is kept in snapshots, so a fold that changes is a new fold: its number
//! (`Stream::FOLD`) is raised, and snapshots of the old one are not read.
//!
//! `folds/<AggregateType>.<fold>.json` tells a story of golden payloads and the state it comes to.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::path::Path;

use cqrs_es::Aggregate;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Serialize, Deserialize)]
struct Golden {
    /// Names of payloads, in order of recording.
    story: Vec<String>,
    /// The aggregate as a snapshot holds it.
    state: Value,
}

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn event(name: &str) -> TrajectoryEvent {
    let payload = std::fs::read_to_string(folder("payloads").join(format!("{name}.json"))).unwrap();
    let mut parts = name.split('.');
    let (event_type, version) = (parts.next().unwrap(), parts.next().unwrap());
    TrajectoryEvent::read(event_type, version.strip_prefix('v').unwrap(), &payload).unwrap()
}

fn folded(story: &[String]) -> Trajectory {
    let mut trajectory = Trajectory::default();
    for name in story {
        trajectory.apply(event(name));
    }
    trajectory
}

/// Every payload there is, the opening first.
fn whole_story() -> Vec<String> {
    let entries = std::fs::read_dir(folder("payloads")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    // The payloads of other aggregates have folders of their own.
    let mut names: Vec<String> =
        names.filter_map(|name| Some(name.strip_suffix(".json")?.to_owned())).collect();
    names.sort_by_key(|name| (!name.starts_with("TrajectoryOpened"), name.clone()));
    names
}

#[test]
fn a_fold_that_changed_has_a_new_number() {
    let name = format!("{}.{}.json", Trajectory::TYPE, Trajectory::FOLD);
    let Ok(known) = std::fs::read_to_string(folder("folds").join(&name)) else {
        let written = write_golden(&name);
        panic!("a fold of a new number needs its file in domain/tests/folds/: {written}");
    };
    let known: Golden = serde_json::from_str(&known).unwrap();
    assert!(
        serde_json::to_value(folded(&known.story)).unwrap() == known.state,
        "the fold, or the form of its state, is no longer that of {name}: raise Trajectory::FOLD, \
         so that snapshots are not taken for what they are not, and run this again"
    );
}

/// Writes what belongs into a new file, and says where.
fn write_golden(name: &str) -> String {
    let story = whole_story();
    let state = serde_json::to_value(folded(&story)).unwrap();
    let text = serde_json::to_string_pretty(&Golden { story, state }).unwrap();
    let written = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&written, text + "\n").unwrap();
    written.display().to_string()
}

#[test]
fn a_snapshot_is_read_as_it_was_written() {
    let trajectory = folded(&whole_story());
    let text = serde_json::to_string(&trajectory).unwrap();
    assert_eq!(serde_json::from_str::<Trajectory>(&text).unwrap(), trajectory);
}
