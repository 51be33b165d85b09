//! The aggregate: what happened, in order of occurrence, and the state that it folds to.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{Refusal, State, TrajectoryCommand, TrajectoryEvent, decide};
use crate::catalogue::Catalogues;
use crate::ids::Version;

/// An event and its place in the stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// 1 for the first event recorded.
    pub sequence: Version,
    /// What was recorded.
    pub event: TrajectoryEvent,
}

/// One client's way: its events in order of occurrence, and how things stand after the last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    entries: Vec<Entry>,
    state: State,
}

impl Trajectory {
    /// How many events were recorded.
    #[must_use]
    pub fn version(&self) -> Version {
        Version::try_from(self.entries.len()).unwrap_or(Version::MAX)
    }

    /// How things stand after everything that is known.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The events in order of occurrence; those of one day in order of recording.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How things stood at the end of `day`.
    pub(super) fn state_on(&self, day: NaiveDate) -> Cow<'_, State> {
        match self.later_than(day) {
            [] => Cow::Borrowed(&self.state),
            later => Cow::Owned(fold(&self.entries[..self.entries.len() - later.len()])),
        }
    }

    /// The events that happened after `day`.
    pub(super) fn later_than(&self, day: NaiveDate) -> &[Entry] {
        &self.entries[self.entries.partition_point(|e| e.event.occurred_on <= day)..]
    }

    /// Takes an event into the history. One that happened before others finds its place among
    /// them, and the state is folded anew.
    pub fn learn(&mut self, event: TrajectoryEvent) {
        let entry = Entry { sequence: self.version() + 1, event };
        let place = self.entries.len() - self.later_than(entry.event.occurred_on).len();
        if place == self.entries.len() {
            self.state.apply(&entry.event);
            self.entries.push(entry);
        } else {
            self.entries.insert(place, entry);
            self.state = fold(&self.entries);
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

impl Aggregate for Trajectory {
    const TYPE: &'static str = "ClientTrajectory";
    type Command = TrajectoryCommand;
    type Event = TrajectoryEvent;
    type Error = Refusal;
    type Services = Arc<Catalogues>;

    async fn handle(
        &mut self,
        command: TrajectoryCommand,
        catalogues: &Arc<Catalogues>,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        for event in decide(self, &command, catalogues)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: TrajectoryEvent) {
        self.learn(event);
    }
}
