//! The aggregate: what happened, in order of occurrence, and the state that it folds to.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::corrections::Correction;
use super::{NotCurrent, Payload, Refusal, State, TrajectoryEvent};
use crate::ids::{TrajectoryId, Version};
use crate::stream::Stream;
use crate::trajectory::record_keeping::RecordKeepingRefusal;

/// A current event: neither voided nor superseded by its correction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// 1 for the first event recorded.
    pub sequence: Version,
    /// What was recorded, or what it was corrected to.
    pub event: TrajectoryEvent,
}

/// One client's way: its events in order of occurrence, and the state after the last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    version: Version,
    journal: Journal,
    /// The corrections and voidings, in order of recording.
    #[serde(rename = "put_right")]
    supersessions: Vec<Supersession>,
    /// Those among them that are about what another organisation recorded.
    corrections: Vec<Correction>,
    state: State,
}

/// An event that supersedes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Supersession {
    sequence: Version,
    target: Version,
    /// It voids the other, and does not correct it.
    voided: bool,
}

/// The current events, in order of occurrence; those of one day in order of recording.
/// Voided ones are absent, corrected ones are as they were corrected to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Journal(Vec<Entry>);

impl Journal {
    pub(super) fn entries(&self) -> &[Entry] {
        &self.0
    }

    pub(super) fn find(&self, sequence: Version) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.sequence == sequence)
    }

    /// The entries of later days.
    pub(super) fn later_than(&self, day: NaiveDate) -> &[Entry] {
        &self.0[self.0.partition_point(|entry| entry.event.day() <= day)..]
    }

    /// The entries of a day.
    pub(super) fn of_day(&self, day: NaiveDate) -> &[Entry] {
        let until = self.0.len() - self.later_than(day).len();
        let from = self.0[..until].partition_point(|entry| entry.event.occurred_on < day);
        &self.0[from..until]
    }

    /// Puts an entry in its place.
    fn insert(&mut self, entry: Entry) {
        let key = |entry: &Entry| (entry.event.day(), entry.sequence);
        let place = self.0.partition_point(|other| key(other) < key(&entry));
        self.0.insert(place, entry);
    }

    /// Adds what was recorded. A correction or voiding has no entry of its own: it changes that of its target.
    pub(super) fn apply(&mut self, sequence: Version, event: TrajectoryEvent) {
        match event.what {
            Payload::EventCorrected(correction) => {
                let by = Some((correction.occurred_on, *correction.replacement));
                self.replace(correction.target, by);
            }
            Payload::EventVoided(voiding) => self.replace(voiding.target, None),
            _ => self.insert(Entry { sequence, event }),
        }
    }

    /// The state in which the event of this sequence happened.
    pub(super) fn state_before(&self, sequence: Version) -> State {
        let place = self.0.iter().position(|entry| entry.sequence == sequence);
        fold(&self.0[..place.unwrap_or(self.0.len())])
    }

    /// Replaces an event by another, or by none.
    fn replace(&mut self, target: Version, by: Option<(NaiveDate, Payload)>) {
        let Some(place) = self.0.iter().position(|entry| entry.sequence == target) else { return };
        let mut entry = self.0.remove(place);
        if let Some((occurred_on, what)) = by {
            entry.event.occurred_on = occurred_on;
            entry.event.what = what;
            self.insert(entry);
        }
    }

    fn fold(&self) -> State {
        fold(&self.0)
    }
}

impl Trajectory {
    /// The current events, in order of occurrence.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        self.journal.entries()
    }

    /// The trajectory as it would be if these events had never been recorded.
    #[must_use]
    pub fn without(&self, sequences: &[Version]) -> Self {
        let entries = self.journal.0.iter();
        let others = entries.filter(|entry| !sequences.contains(&entry.sequence)).cloned();
        let journal = Journal(others.collect());
        let state = journal.fold();
        let (supersessions, corrections) = (self.supersessions.clone(), self.corrections.clone());
        Self { version: self.version, journal, supersessions, corrections, state }
    }

    pub(super) fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The current event of this sequence.
    pub(super) fn current(&self, target: Version) -> Result<&Entry, Refusal> {
        let why = || self.why_not_current(target);
        let none = || RecordKeepingRefusal::EventNotFound { target, why: why() }.into();
        self.journal.find(target).ok_or_else(none)
    }

    /// The events that correct or void another, by sequence, in order of recording.
    pub(super) fn supersessions_of(
        &self,
        target: Version,
    ) -> impl DoubleEndedIterator<Item = Version> {
        let of_target = self.supersessions.iter().filter(move |one| one.target == target);
        of_target.map(|one| one.sequence)
    }

    pub(super) fn of_another(&self) -> &[Correction] {
        &self.corrections
    }

    fn why_not_current(&self, target: Version) -> NotCurrent {
        let find =
            |one: &dyn Fn(&Supersession) -> bool| self.supersessions.iter().find(|it| one(it));
        if let Some(Supersession { target: other, .. }) = find(&|it| it.sequence == target) {
            return match self.journal.find(*other) {
                Some(_) => NotCurrent::Supersedes { other: *other },
                None => NotCurrent::SupersedesVoided { other: *other },
            };
        }
        match find(&|it| it.target == target && it.voided) {
            Some(Supersession { sequence, .. }) => NotCurrent::Voided { by: *sequence },
            None => NotCurrent::NeverRecorded { last: self.version },
        }
    }

    /// The state at the end of `day`.
    #[must_use]
    pub fn state_on(&self, day: NaiveDate) -> Cow<'_, State> {
        match self.journal.later_than(day) {
            [] => Cow::Borrowed(&self.state),
            later => {
                let entries = self.journal.entries();
                Cow::Owned(fold(&entries[..entries.len() - later.len()]))
            }
        }
    }
}

fn fold(entries: &[Entry]) -> State {
    let mut state = State::default();
    for entry in entries {
        state.apply(&entry.event);
    }
    state
}

impl Stream for Trajectory {
    const FOLD: i32 = 5;
    type Id = TrajectoryId;
    type Payload = Payload;
    type State = State;

    fn version(&self) -> Version {
        self.version
    }

    fn state(&self) -> &State {
        &self.state
    }
}

impl Trajectory {
    /// Adds an event to the history. One that happened before others, or that supersedes
    /// another, makes the state be folded anew.
    pub(super) fn add(&mut self, event: TrajectoryEvent) {
        let correction = Correction::of_another(self, &event);
        self.corrections.extend(correction);
        self.version += 1;
        if let Some(target) = event.supersedes() {
            let voided = matches!(event.what, Payload::EventVoided(_));
            self.supersessions.push(Supersession { sequence: self.version, target, voided });
        }
        let in_order =
            event.supersedes().is_none() && self.journal.later_than(event.day()).is_empty();
        if in_order {
            self.state.apply(&event);
        }
        self.journal.apply(self.version, event);
        if !in_order {
            self.state = self.journal.fold();
        }
    }
}
