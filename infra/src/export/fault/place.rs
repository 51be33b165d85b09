//! Where a fault begins: a place in a file, an event, a head.

use std::fmt;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name of the file.
    pub file: String,
    /// The line, from 1 on; none where the file as a whole is meant.
    pub line: Option<u64>,
}

/// An event, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// Among those of its region.
    AtPosition(u64),
    /// Among those of its stream.
    OfStream(u64),
}

/// A head, by where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// The checkpoint of the export.
    Exported,
    /// One that somebody kept, by the name of its file.
    Kept(String),
    /// That of a line of the heads of the export.
    Line(u64),
    /// That of a proof.
    Proof,
}

impl Event {
    /// The one after it.
    pub(in crate::export) fn next(self) -> Self {
        match self {
            Self::AtPosition(position) => Self::AtPosition(position.saturating_add(1)),
            Self::OfStream(version) => Self::OfStream(version.saturating_add(1)),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line} of {}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtPosition(position) => write!(f, "the event at position {position}"),
            Self::OfStream(version) => write!(f, "event {version} of the stream"),
        }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exported => f.write_str("the checkpoint of the export"),
            Self::Kept(name) => write!(f, "the kept checkpoint {name}"),
            Self::Line(line) => write!(f, "the head in line {line} of the heads"),
            Self::Proof => f.write_str("the checkpoint of the proof"),
        }
    }
}
