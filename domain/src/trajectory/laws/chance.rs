//! Random commands. Each is made of a golden payload, with a few of its leaves changed, recorded by
//! somebody about some day: an event that is new in the table takes part as soon as it has the
//! payload that `tests/payloads.rs` asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::catalogue::{Catalogues, CodeKind, Source};
use crate::ids::KboNumber;
use crate::trajectory::record_keeping::EventCorrected;
use crate::trajectory::story::organisation;
use crate::trajectory::{EVENT_TYPES, Payload, TrajectoryEvent};

/// What another region has in the place of the committed one.
const MEETJESLAND: [(&str, &str); 8] = [
    ("vlaamse-ardennen", "meetjesland"),
    ("RU1", "MJ1"),
    ("RU2", "MJ2"),
    ("\"nora\"", "\"noor\""),
    ("\"bart\"", "\"bert\""),
    ("\"41081\"", "\"99081\""),
    ("\"44052\"", "\"99052\""),
    ("\"450", "\"990"),
];

/// The committed catalogues, a newer version of Vlaamse-Ardennen in which one persona is retired, and
/// another region.
pub static CATALOGUES: LazyLock<Catalogues> = LazyLock::new(|| {
    let mut sources = Catalogues::embedded_sources();
    let of_the_region = |source: &&Source| source.path.contains("vlaamse-ardennen");
    let committed = sources.iter().find(of_the_region).unwrap().text.clone();
    let text = committed
        .replace("version = 2023-08-11", "version = 2024-02-01")
        .replace("code = \"cindy\"\n", "code = \"cindy\"\nvalid_to = 2024-03-01\n");
    let path = "regions/vlaamse-ardennen/2024-02-01.toml".to_owned();
    let elsewhere = MEETJESLAND.iter().fold(committed, |text, (from, to)| text.replace(from, to));
    let elsewhere_path = "regions/meetjesland/2023-08-11.toml".to_owned();
    sources.push(Source { path, text });
    sources.push(Source { path: elsewhere_path, text: elsewhere });
    Catalogues::load(sources).unwrap()
});

/// The golden payloads of today, those of one event side by side, in the order of the table.
static TEMPLATES: LazyLock<Vec<Vec<TrajectoryEvent>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads");
    let mut found: BTreeMap<String, Vec<TrajectoryEvent>> = BTreeMap::new();
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    // The folders beside them hold the payloads of other aggregates.
    for path in entries.filter(|path| path.is_file()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        for known in EVENT_TYPES {
            if name.starts_with(&format!("{}.v{}.", known.name, known.version)) {
                let text = std::fs::read_to_string(&path).unwrap();
                let event = TrajectoryEvent::read(known.name, known.version, &text).unwrap();
                found.entry(known.name.to_owned()).or_default().push(event);
            }
        }
    }
    let templates = |name| found.remove(name).unwrap_or_else(|| panic!("{name} has no payload"));
    EVENT_TYPES.iter().map(|known| known.name).map(templates).collect()
});

/// Which row of the table is recorded.
#[derive(Debug, Clone)]
enum Row {
    /// One of those after the row before, 0 for the next: within a theme, one thing follows
    /// from another.
    After(usize),
    Any(Index),
    Of(&'static str),
}

/// What somebody is about to record. All zeros record the next row of the table, as its payload has
/// it, today: proptest shrinks towards that.
#[derive(Debug, Clone)]
pub struct Step {
    row: Row,
    variant: Index,
    /// Days since the command before.
    pub passed: u64,
    /// Days since it happened; negative: it has yet to happen.
    pub ago: i64,
    /// By another organisation than the payload's.
    by: Option<u32>,
    /// Leaves that are changed, and to what.
    changes: Vec<(Index, Index)>,
    /// The event that is corrected or voided, where one is.
    target: Index,
}

prop_compose! {
    fn step()(
        row in prop_oneof![
            4 => Just(Row::After(0)),
            1 => (0..6_usize).prop_map(Row::After),
            2 => any::<Index>().prop_map(Row::Any),
        ],
        variant in any::<Index>(),
        passed in prop_oneof![6 => 0..4_u64, 3 => 4..30_u64, 1 => 30..250_u64],
        ago in prop_oneof![6 => Just(0), 4 => 0..20_i64, 1 => -3..100_i64],
        by in prop_oneof![9 => Just(None), 1 => (1..5_u32).prop_map(Some)],
        changes in prop_oneof![
            4 => Just(vec![]),
            1 => prop::collection::vec(any::<(Index, Index)>(), 1..4),
        ],
        target in any::<Index>(),
    ) -> Step {
        Step { row, variant, passed, ago, by, changes, target }
    }
}

/// What is recorded of one trajectory. Most begin as they should.
pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let beginning = prop_oneof![
        1 => Just(0),
        7 => Just(BEGINNING.len()),
    ];
    (beginning, prop::collection::vec(step(), BEGINNING.len()..60)).prop_map(|(n, mut steps)| {
        for (step, name) in steps.iter_mut().zip(&BEGINNING[..n]) {
            step.row = Row::Of(name);
            (step.ago, step.by) = (0, None);
            step.changes.clear();
        }
        steps
    })
}

/// What is recorded of one trajectory, mostly of what something follows from, often late, and often
/// corrected or voided.
pub fn steps_that_bring_something() -> impl Strategy<Value = Vec<Step>> {
    let row = prop_oneof![3 => prop::sample::select(&BRINGING[..]), 1 => Just("EventVoided"),
        2 => Just("EventCorrected")];
    let change = prop::collection::vec(any::<(Index, Index)>(), 1..3);
    let changed = (step(), row, prop_oneof![1 => Just(vec![]), 1 => change]);
    let changed = changed.prop_map(|(step, row, changes)| Step {
        row: Row::Of(row),
        changes,
        by: None,
        ..step
    });
    (steps(), prop::collection::vec(changed, 10..40)).prop_map(|(mut steps, more)| {
        steps.truncate(BEGINNING.len());
        steps.extend(more);
        steps
    })
}

/// What brings something along, and what that depends on.
const BRINGING: [&str; 12] = [
    "PersonaLinked",
    "PersonaLinked",
    "PersonaUnlinked",
    "ChallengeLinked",
    "ChallengeUnlinked",
    "InterventionPlanned",
    "ReferralSent",
    "TransferRequested",
    "TransferAccepted",
    "Closed",
    "Reopened",
    "FollowedUp",
];

const BEGINNING: [&str; 3] = ["TrajectoryOpened", "LegalBasisRecorded", "IntakeCompleted"];

impl Step {
    /// The row that is recorded, after `before`.
    pub fn row(&self, before: Option<usize>) -> usize {
        match &self.row {
            Row::After(n) => before.map_or(0, |row| row + 1 + n) % EVENT_TYPES.len(),
            Row::Any(row) => row.index(EVENT_TYPES.len()),
            Row::Of(name) => EVENT_TYPES.iter().position(|known| known.name == *name).unwrap(),
        }
    }

    /// Who records what on the day `on`. `current` is what could be corrected or voided, each with its sequence;
    /// `waiting` is what could be confirmed or disputed, each with the organisation that could.
    pub fn event(
        &self,
        row: usize,
        on: NaiveDate,
        current: &[(u32, TrajectoryEvent)],
        waiting: &[(u32, KboNumber)],
    ) -> (KboNumber, Payload) {
        let template = self.variant.get(&TEMPLATES[row]);
        let mut by = self.by.map_or(template.organisation, organisation);
        let mut answered = |target: &mut u32| {
            if let Some((event, record_of)) = waiting.last() {
                (*target, by) = (*event, self.by.map_or(*record_of, organisation));
            }
        };
        let what = match (&template.what, current) {
            (Payload::CorrectionConfirmed(answer), _) => {
                let mut answer = answer.clone();
                answered(&mut answer.target);
                answer.into()
            }
            (Payload::CorrectionDisputed(answer), _) => {
                let mut answer = answer.clone();
                answered(&mut answer.target);
                answer.into()
            }
            (Payload::EventCorrected(_) | Payload::EventVoided(_), []) => template.what.clone(),
            (Payload::EventCorrected(correction), _) => {
                let (target, event) = self.target.get(current);
                let later = self.changes.first().map_or(0, |(_, to)| *to.get(&[-9, -1, 0, 1, 9]));
                let on = event.occurred_on + Duration::days(later);
                let what = self.changed(&event.what, on, event.occurred_on);
                EventCorrected::new(*target, correction.reason.clone(), on, what).into()
            }
            (Payload::EventVoided(voiding), _) => {
                let (target, _) = self.target.get(current);
                let mut voiding = voiding.clone();
                voiding.target = *target;
                voiding.into()
            }
            (what, _) => self.changed(what, on, template.occurred_on),
        };
        (by, what)
    }

    /// The same on another day and with some leaves changed; unchanged where that would be no payload.
    fn changed(&self, what: &Payload, on: NaiveDate, before: NaiveDate) -> Payload {
        let mut payload = serde_json::to_value(what).unwrap();
        let moved = (on - before).num_days();
        each_leaf(&mut payload, "", &mut |key, leaf| {
            if let Some(day) = a_day(key, leaf) {
                *leaf = json!(day + Duration::days(moved));
            } else if let Some(time) = a_time(leaf) {
                *leaf = json!(time + Duration::days(moved));
            } else if let Some(moment) = a_moment(leaf) {
                *leaf = json!(moment + Duration::days(moved));
            }
        });
        for (place, to) in &self.changes {
            let mut leaves = 0;
            each_leaf(&mut payload, "", &mut |_, _| leaves += 1);
            let mut changed = payload.clone();
            let mut left = if leaves == 0 { 0 } else { place.index(leaves) };
            each_leaf(&mut changed, "", &mut |key, leaf| {
                if left == 0 {
                    *leaf = another(key, leaf, on, *to);
                }
                left = left.wrapping_sub(1);
            });
            if serde_json::from_value::<Payload>(changed.clone()).is_ok() {
                payload = changed;
            }
        }
        serde_json::from_value(payload).unwrap()
    }
}

/// Visits what holds nothing else: every value that is neither a list nor an object, and every
/// empty list. `key` is the field that it stands in.
fn each_leaf(value: &mut Value, key: &str, visit: &mut impl FnMut(&str, &mut Value)) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                each_leaf(value, key, visit);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for value in list {
                each_leaf(value, key, visit);
            }
        }
        leaf => visit(key, leaf),
    }
}

/// A day of the trajectory: not the one that names a catalogue.
fn a_day(key: &str, leaf: &Value) -> Option<NaiveDate> {
    leaf.as_str().filter(|_| key != "catalogue")?.parse().ok()
}

fn a_time(leaf: &Value) -> Option<NaiveDateTime> {
    leaf.as_str()?.parse().ok()
}

fn a_moment(leaf: &Value) -> Option<DateTime<Utc>> {
    leaf.as_str()?.parse().ok()
}

/// Something else that could stand in this field, right or wrong.
fn another(key: &str, leaf: &Value, on: NaiveDate, to: Index) -> Value {
    match leaf {
        Value::Bool(yes) => json!(!yes),
        Value::Number(_) => json!(to.get(&[0, 1, 5, 6, 10, 11, 100, 101, 1440, 1441])),
        Value::String(text) => match to.index(4) {
            0 => Value::Null,
            _ => other_text(key, text, on, to),
        },
        _ => to.get(&[json!(true), json!(on), json!(20), json!("other"), json!([])]).clone(),
    }
}

fn other_text(key: &str, text: &str, on: NaiveDate, to: Index) -> Value {
    if key == "catalogue" {
        json!(to.get(&["2023-08-11", "2024-02-01", "2024-02-02"]))
    } else if text.parse::<NaiveDate>().is_ok() {
        json!(on + Duration::days(*to.get(&[-500, -20, -2, -1, 0, 1, 2, 20, 500])))
    } else if text.parse::<KboNumber>().is_ok() {
        json!(organisation(*to.get(&[1, 2, 3, 4])))
    } else if text.parse::<Uuid>().is_ok() {
        json!(Uuid::from_u128(*to.get(&[1, 2, 3])))
    } else {
        let codes = codes_beside(text);
        json!(to.get(&codes))
    }
}

/// The codes of every list that has this one, and one that is in none.
fn codes_beside(code: &str) -> Vec<String> {
    let catalogue = CATALOGUES.latest("vlaamse-ardennen").unwrap();
    let lists = CodeKind::ALL.iter().filter(|kind| catalogue.entry(**kind, code).is_some());
    let codes = lists.flat_map(|kind| catalogue.entries(*kind));
    let codes: BTreeSet<_> = codes.map(|entry| entry.code.as_str().to_owned()).collect();
    codes.into_iter().chain([String::from("ghost")]).collect()
}
