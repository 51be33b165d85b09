//! The events of an export: each is what the manifest says, and where it has to be.

use std::borrow::Cow;

use serde::Deserialize;
use uuid::Uuid;

use super::super::fault::{Event, ExportFault};
use super::super::manifest::Manifest;
use super::super::reading::{Export, Lines};
use crate::seal::hash::Hash;
use crate::seal::leaf::SOURCE;

/// What of a line says where it has to be. The rest is hashed, and nobody's business here.
#[derive(Deserialize)]
pub(super) struct Said<'a> {
    pub(super) position: u64,
    #[serde(borrow)]
    pub(super) source: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    streamversion: u64,
    id: Uuid,
    #[serde(borrow)]
    time: Cow<'a, str>,
}

/// An event that is where it has to be; whether it is the one that was sealed is another question.
pub(super) struct ReadEvent {
    /// Its line.
    pub(super) line: u64,
    /// Its position.
    pub(super) position: u64,
    /// The hash of its line.
    pub(super) hash: Hash,
    /// Its id.
    pub(super) id: Uuid,
    /// When it was recorded.
    pub(super) time: String,
}

/// The events of an export, in order.
pub(super) struct EventLines<'a> {
    manifest: &'a Manifest,
    source: String,
    lines: Lines,
    /// How many there have to be, and how many there were.
    all: u64,
    count: u64,
    /// Where the next event is among those of its region or stream; none where that is not known.
    expected: Option<Event>,
    position: u64,
    next: Option<ReadEvent>,
    ended: bool,
}

impl<'a> EventLines<'a> {
    /// Those of an export.
    pub(super) fn of(export: &'a Export) -> Result<Self, ExportFault> {
        let manifest = export.manifest();
        let expected = match (&manifest.stream, manifest.after) {
            (None, after) => Some(Event::AtPosition(after + 1)),
            (Some(_), 0) => Some(Event::OfStream(1)),
            // Which of its events come before is not in the export.
            (Some(_), _) => None,
        };
        let source = format!("{SOURCE}{}", manifest.region);
        let (lines, position) = (export.events()?, manifest.after);
        // Of a region there is one for every position, whatever the manifest says.
        let all = match manifest.stream {
            None => manifest.through.saturating_sub(position),
            Some(_) => manifest.events,
        };
        Ok(Self {
            manifest,
            source,
            lines,
            all,
            count: 0,
            expected,
            position,
            next: None,
            ended: false,
        })
    }

    /// The event at a position; none where the export has none for it. Positions are asked for in order.
    pub(super) fn at(&mut self, position: u64) -> Result<Option<ReadEvent>, ExportFault> {
        if self.next.is_none() && !self.ended && position > self.manifest.after {
            self.next = self.read()?;
            self.ended = self.next.is_none();
        }
        Ok(self.next.take_if(|next| next.position == position))
    }

    /// There is none left.
    pub(super) fn end(&mut self) -> Result<(), ExportFault> {
        // What is left after the last position is too many, which reading says.
        if self.ended { Ok(()) } else { self.read().map(drop) }
    }

    fn read(&mut self) -> Result<Option<ReadEvent>, ExportFault> {
        let Manifest { stream, after, through, events, .. } = self.manifest;
        let end = self.count == self.all;
        let line = match self.lines.read() {
            Ok(Some(line)) => line,
            Ok(None) if end && self.all == *events => return Ok(None),
            Ok(None) if end => {
                return Err(ExportFault::OtherManifest(format!(
                    "it says that there are {events} events, and there are {}",
                    self.all
                )));
            }
            Ok(None) | Err(ExportFault::Truncated(_)) => {
                let event = self.expected.unwrap_or(Event::AtPosition(self.position + 1));
                return Err(ExportFault::EventsTruncated { line: self.count + 1, event });
            }
            Err(fault) => return Err(fault),
        };
        let (number, hash) = (line.number, Hash::of_leaf(line.bytes));
        let said = serde_json::from_slice::<Said<'_>>(line.bytes);
        let said = said.map_err(|_| ExportFault::NotAnEvent { line: number })?;
        let (line, position) = (number, said.position);
        if said.source != self.source {
            return Err(ExportFault::OtherRegion { line, position });
        }
        if stream.as_ref().is_some_and(|stream| *stream != said.subject) {
            return Err(ExportFault::OtherStream { line, position });
        }
        if position <= *after {
            return Err(ExportFault::OtherManifest(format!(
                "it leaves out what is up to {after}, and line {line} has position {position}"
            )));
        }
        let place = placed(stream.is_some(), &said);
        let event = ReadEvent { line, position, hash, id: said.id, time: said.time.into_owned() };
        match self.expected {
            Some(event) if place < event => {
                return Err(ExportFault::EventDoubled { line, event: place });
            }
            Some(event) if place > event => return Err(self.not_here(line, event)),
            _ if end || position > *through => return Err(ExportFault::TooManyEvents { line }),
            // By its place in the stream it is later, and by its position it is not.
            _ if position <= self.position => {
                return Err(ExportFault::EventChanged { line, position });
            }
            _ => {}
        }
        self.expected = Some(place.next());
        (self.count, self.position) = (self.count + 1, position);
        Ok(Some(event))
    }

    /// Whether an event that has to be in a line is further down, or nowhere.
    fn not_here(&mut self, line: u64, event: Event) -> ExportFault {
        let is_stream = self.manifest.stream.is_some();
        for _ in self.count..self.all {
            let Ok(Some(later)) = self.lines.read() else { break };
            let Ok(said) = serde_json::from_slice::<Said<'_>>(later.bytes) else { continue };
            if placed(is_stream, &said) == event {
                return ExportFault::EventsReordered { line, event };
            }
        }
        ExportFault::EventMissing { line, event }
    }
}

/// Where an event is among those that an export has.
fn placed(is_stream: bool, said: &Said<'_>) -> Event {
    if is_stream { Event::OfStream(said.streamversion) } else { Event::AtPosition(said.position) }
}
