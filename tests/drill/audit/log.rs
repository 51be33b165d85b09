//! The log as the database has it, by SQL.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::postgres::PgConnection;
use sqlx::query_as;
use uuid::Uuid;

use super::Findings;
use crate::answer::Answer;
use crate::ledger::Entry;

/// An event as it stands.
#[derive(Debug)]
struct Event {
    position: i64,
    sequence: i64,
    aggregate_id: String,
    name: String,
    command_id: Option<Uuid>,
    recorded_at: DateTime<Utc>,
}

/// All of a region's log.
#[derive(Debug)]
pub(super) struct Log {
    events: Vec<Event>,
    by_command: HashMap<Uuid, Vec<usize>>,
    /// Commands with an answer kept, and where that says that their events are.
    commands: HashMap<Uuid, (i64, i64)>,
    head: i64,
}

impl Log {
    pub(super) async fn read(connection: &mut PgConnection) -> anyhow::Result<Self> {
        type Row = (i64, i64, String, String, Option<Uuid>, DateTime<Utc>);
        let rows: Vec<Row> = query_as(
            "SELECT position, sequence, aggregate_id, event_type AS name, command_id,
                    recorded_at
             FROM events ORDER BY position, aggregate_id, sequence",
        )
        .fetch_all(&mut *connection)
        .await?;
        let event = |(position, sequence, aggregate_id, name, command_id, recorded_at)| Event {
            position,
            sequence,
            aggregate_id,
            name,
            command_id,
            recorded_at,
        };
        let events: Vec<Event> = rows.into_iter().map(event).collect();
        let commands: Vec<(Uuid, i64, i64)> =
            query_as("SELECT command_id, first_position, last_position FROM commands")
                .fetch_all(&mut *connection)
                .await?;
        let (head,) = query_as("SELECT coalesce(max(position), 0) FROM log_head")
            .fetch_one(connection)
            .await?;
        let mut by_command = HashMap::<Uuid, Vec<usize>>::new();
        for (place, event) in events.iter().enumerate() {
            if let Some(command) = event.command_id {
                by_command.entry(command).or_default().push(place);
            }
        }
        let commands = commands.into_iter().map(|(id, first, last)| (id, (first, last))).collect();
        Ok(Self { events, by_command, commands, head })
    }

    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    pub(super) fn head(&self) -> i64 {
        self.head
    }

    pub(super) fn holds(&self, command: Uuid) -> bool {
        self.by_command.contains_key(&command)
    }

    /// Positions and sequences are 1, 2, 3, …, moments never run back, and every command's answer
    /// stands with its events.
    pub(super) fn is_whole(&self, findings: &mut Findings) {
        let broken = &mut findings.doubled;
        let (mut streams, mut last) = (HashMap::<&str, i64>::new(), DateTime::<Utc>::MIN_UTC);
        for (event, position) in self.events.iter().zip(1..) {
            if event.position != position {
                broken.push(format!("position {} where {position} belongs", event.position));
                break;
            }
            let sequence = streams.entry(&event.aggregate_id).or_default();
            *sequence += 1;
            if event.sequence != *sequence {
                let Event { aggregate_id, sequence: found, .. } = event;
                broken
                    .push(format!("{aggregate_id} has sequence {found} where {sequence} belongs"));
                *sequence = event.sequence;
            }
            if event.recorded_at < last {
                broken.push(format!("position {position} was recorded before the one before it"));
            }
            last = event.recorded_at;
        }
        if self.head != i64::try_from(self.events.len()).unwrap_or(i64::MAX) {
            broken.push(format!("the head is {} of {} events", self.head, self.events.len()));
        }
        let commands: HashSet<_> = self.commands.keys().collect();
        if commands != self.by_command.keys().collect() {
            broken
                .push("there are events without their command, or the other way round".to_owned());
        }
    }

    /// What was answered is so, and nothing stands that nobody sent.
    pub(super) fn agrees_with(&self, entries: &HashMap<Uuid, Entry>, findings: &mut Findings) {
        findings.sent = entries.len();
        for (id, entry) in entries {
            let events = self.by_command.get(id).map(Vec::as_slice).unwrap_or_default();
            let events: Vec<&Event> = events.iter().map(|place| &self.events[*place]).collect();
            if events.len() > 1 {
                findings.doubled.push(format!("{id} led to {} events", events.len()));
            }
            match &entry.answer {
                None => findings.unknown += 1,
                Some(Answer::Recorded(_)) => {
                    findings.acknowledged += 1;
                    self.is_as_answered(entry, events.first().copied(), findings);
                }
                Some(Answer::Nothing { code }) => {
                    if let Some(event) = events.first() {
                        let position = event.position;
                        let said = format!("{id} was told {code}, and stands at {position}");
                        findings.untrue.push(said);
                    } else if !self.may_be_told(entry, code) {
                        let deed = entry.command.deed;
                        findings
                            .untrue
                            .push(format!("{deed:?} {id} was told {code} without reason"));
                    }
                }
                Some(Answer::Unknown(_)) => {}
            }
        }
        for id in self.by_command.keys().filter(|id| !entries.contains_key(id)) {
            findings.doubled.push(format!("{id} stands in the log, and nobody sent it"));
        }
    }

    fn is_as_answered(&self, entry: &Entry, event: Option<&Event>, findings: &mut Findings) {
        let (command, Some(recorded)) = (&entry.command, entry.recorded()) else { return };
        let (id, position) = (command.id, recorded.position);
        let Some(event) = event else {
            if entry.before_failover {
                findings.lost_by_failover += 1;
            } else {
                findings.lost.push(format!("{:?} {id}, acknowledged at {position}", command.deed));
            }
            return;
        };
        let stream = command.trajectory.as_ref().or(recorded.trajectory.as_ref());
        let same_stream = stream.is_none_or(|stream| *stream == event.aggregate_id);
        let there = (event.position, event.sequence) == (position, recorded.version);
        let (first, last) = self.commands.get(&id).copied().unwrap_or_default();
        if !there || !same_stream || event.name != command.deed.event() {
            findings.untrue.push(format!("{id} was answered {recorded:?}, and is {event:?}"));
        }
        if (first, last) != (event.position, event.position) {
            findings.untrue.push(format!("{id} is kept at {first} to {last}, and is {event:?}"));
        }
        if command.deed.refusal().is_some() {
            findings.untrue.push(format!("{:?} {id} was recorded", command.deed));
        }
    }

    /// Whether a command could rightly be told so.
    fn may_be_told(&self, entry: &Entry, code: &str) -> bool {
        // Nothing is said of the command by these but that it was not recorded now.
        let for_now = ["BUSY", "INTERNAL", "UNAVAILABLE"].contains(&code);
        let due = entry.command.deed.refusal() == Some(code);
        // What it rests on went with a failover.
        let without_ground = !entry.needs.iter().all(|need| self.holds(*need));
        for_now || due || without_ground
    }
}
