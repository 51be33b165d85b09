//! What can be wrong with an export, each with a name and a number of its own.

use std::fmt;

/// What is wrong with an export or with what it is held against, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportFault {
    /// There is no manifest.
    #[error("there is no manifest.json in it: this is no export, or one that was not finished")]
    NoManifest,
    /// The manifest is none.
    #[error("manifest.json is not the manifest of an export: {0}")]
    ManifestMalformed(String),
    /// The manifest is that of another export.
    #[error("manifest.json is of another export: {0}")]
    OtherManifest(String),
    /// A file is not there.
    #[error("{0} is not there")]
    FileMissing(String),
    /// A file cannot be read.
    #[error("{file} cannot be read: {why}")]
    FileUnreadable {
        /// Which one.
        file: String,
        /// What the operating system says.
        why: String,
    },
    /// A file is not the one that the manifest says.
    #[error("{0} has other bytes than manifest.json says")]
    FileChanged(String),
    /// Something is larger than anything that we write.
    #[error("{0} is larger than any that there may be, so it is not read")]
    TooLarge(Place),
    /// A file is not compressed as its name says.
    #[error("{0} cannot be decompressed")]
    NotCompressed(Place),
    /// A file ends too early.
    #[error("{0} ends too early")]
    Truncated(Place),
    /// The events end too early.
    #[error("the events end before line {line}, where {event} has to be")]
    EventsTruncated {
        /// The line that is not there.
        line: u64,
        /// The first event that is not there.
        event: Event,
    },

    /// A line is no event.
    #[error("line {line} of the events is no event of a log")]
    NotAnEvent {
        /// Which one.
        line: u64,
    },
    /// An event is not the one that was sealed.
    #[error("line {line}: the event at position {position} is not the one that was sealed there")]
    EventChanged {
        /// Its line.
        line: u64,
        /// Its position.
        position: u64,
    },
    /// An event is gone.
    #[error("line {line}: {event} has to be here, and is nowhere in the export")]
    EventMissing {
        /// Where it has to be.
        line: u64,
        /// Which one.
        event: Event,
    },
    /// Events are in another order.
    #[error("line {line}: {event} has to be here, and is further down")]
    EventsReordered {
        /// Where it has to be.
        line: u64,
        /// Which one.
        event: Event,
    },
    /// An event is there twice.
    #[error("line {line}: {event} is here once more")]
    EventDoubled {
        /// Where it is for the second time.
        line: u64,
        /// Which one.
        event: Event,
    },
    /// There are more events than the head covers.
    #[error("line {line}: there are more events than the head covers and manifest.json says")]
    TooManyEvents {
        /// The first that is too many.
        line: u64,
    },
    /// An event is of another region.
    #[error("line {line}: the event at position {position} is of another region")]
    OtherRegion {
        /// Its line.
        line: u64,
        /// Its position, in whatever region.
        position: u64,
    },
    /// An event is of another stream.
    #[error("line {line}: the event at position {position} is of another stream")]
    OtherStream {
        /// Its line.
        line: u64,
        /// Its position.
        position: u64,
    },

    /// A tile does not have the hash that the tree has there.
    #[error("{path} is not of the tree: from position {position} on it has other hashes")]
    TileChanged {
        /// Its path.
        path: String,
        /// The first position that it is wrong about.
        position: u64,
    },

    /// Something that should be a head is none.
    #[error("{0} is no signed checkpoint: a text, an empty line, and signatures")]
    NoCheckpoint(Head),
    /// Nobody signed a head.
    #[error("{0} is not signed by the log")]
    Unsigned(Head),
    /// A head is signed in another name.
    #[error("{head} is signed in the name of '{signer}', and not in that of its log, '{origin}'")]
    OtherKeyName {
        /// Which head.
        head: Head,
        /// Whose signature it has.
        signer: String,
        /// Whose it should have.
        origin: String,
    },
    /// A head is signed by another key.
    #[error("{head} is signed by a key that is not believed: {why}")]
    WrongKey {
        /// Which head.
        head: Head,
        /// Why it is not.
        why: String,
    },
    /// A head is not what was signed.
    #[error("{0} is not what was signed: somebody changed it")]
    BadSignature(Head),
    /// A head is of another log.
    #[error("{head} is of the log '{origin}', and not of '{expected}'")]
    OtherOrigin {
        /// Which head.
        head: Head,
        /// Whose it is.
        origin: String,
        /// Whose it should be.
        expected: String,
    },
    /// A key says of itself that it follows another one.
    #[error(
        "key {key} of tree {tree} follows another one without its word: if you know why, give it by --key"
    )]
    NotEndorsed {
        /// The tree.
        tree: i32,
        /// Which of its keys.
        key: i32,
    },
    /// A line is not the next head of a tree that grows.
    #[error("line {line} of the heads is not the next head of a tree: {why}")]
    HeadMalformed {
        /// Which one.
        line: u64,
        /// Why it is not.
        why: String,
    },
    /// A witness did not sign.
    #[error("the witness '{0}' cosigned no head of this tree")]
    NotCosigned(String),

    /// There are two heads of one size.
    #[error("{one} and {other} are two heads of one log, both of size {size}: it was forked")]
    TwoHeads {
        /// One of them.
        one: Head,
        /// The other one.
        other: Head,
        /// How many events both cover.
        size: u64,
    },
    /// The log is not the one that a head covers.
    #[error(
        "the log is not the one that {head} covers: something from position {} to {up_to} was changed, removed or put in",
        .after + 1
    )]
    Rewritten {
        /// Which head.
        head: Head,
        /// Up to here a smaller head still holds; 0 where there is none.
        after: u64,
        /// The size of the head.
        up_to: u64,
    },
    /// What a head of an older tree covers is lost.
    #[error(
        "what {head} covers was lost: the log came back older, and goes on differently from a position between {} and \
         {up_to} on; {}",
        .after + 1,
        if *.admitted { "its new tree says so" } else { "its new tree names no such head" }
    )]
    Lost {
        /// Which head.
        head: Head,
        /// Up to here a smaller head still holds; 0 where there is none.
        after: u64,
        /// The size of the head.
        up_to: u64,
        /// The tree that followed says that there was a head of this size.
        admitted: bool,
    },
    /// An export is older than a head.
    #[error(
        "the export ends at position {through}, and {head} covers {size}: it is older, or its end is withheld"
    )]
    Older {
        /// Which head.
        head: Head,
        /// How many events that covers.
        size: u64,
        /// Where the export ends.
        through: u64,
    },

    /// Something should be a proof and is none.
    #[error("this is no proof: a c2sp.org/tlog-proof@v1 with the event as its extra")]
    NoProof,
    /// A proof does not lead to its head.
    #[error("the event is not in the tree of the head: the proof proves nothing")]
    NotProved,
}

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
    pub(super) fn next(self) -> Self {
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

/// The names of all faults, which never change, each with what a program ends with that found it. docs/AUDIT.md says what
/// they mean.
pub const CODES: [(&str, u8); 33] = [
    ("NO_MANIFEST", 10),
    ("MANIFEST_MALFORMED", 11),
    ("OTHER_MANIFEST", 12),
    ("FILE_MISSING", 13),
    ("FILE_UNREADABLE", 14),
    ("FILE_CHANGED", 15),
    ("TOO_LARGE", 16),
    ("NOT_COMPRESSED", 17),
    ("TRUNCATED", 18),
    ("NOT_AN_EVENT", 20),
    ("EVENT_CHANGED", 21),
    ("EVENT_MISSING", 22),
    ("EVENTS_REORDERED", 23),
    ("EVENT_DOUBLED", 24),
    ("TOO_MANY_EVENTS", 25),
    ("OTHER_REGION", 26),
    ("OTHER_STREAM", 27),
    ("TILE_CHANGED", 30),
    ("NO_CHECKPOINT", 40),
    ("UNSIGNED", 41),
    ("OTHER_KEY_NAME", 42),
    ("WRONG_KEY", 43),
    ("BAD_SIGNATURE", 44),
    ("OTHER_ORIGIN", 45),
    ("NOT_ENDORSED", 46),
    ("HEAD_MALFORMED", 47),
    ("NOT_COSIGNED", 48),
    ("TWO_HEADS", 50),
    ("REWRITTEN", 51),
    ("LOST", 52),
    ("OLDER", 53),
    ("NO_PROOF", 60),
    ("NOT_PROVED", 61),
];

impl ExportFault {
    /// Its name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoManifest => "NO_MANIFEST",
            Self::ManifestMalformed(_) => "MANIFEST_MALFORMED",
            Self::OtherManifest(_) => "OTHER_MANIFEST",
            Self::FileMissing(_) => "FILE_MISSING",
            Self::FileUnreadable { .. } => "FILE_UNREADABLE",
            Self::FileChanged(_) => "FILE_CHANGED",
            Self::TooLarge(_) => "TOO_LARGE",
            Self::NotCompressed(_) => "NOT_COMPRESSED",
            Self::Truncated(_) | Self::EventsTruncated { .. } => "TRUNCATED",
            Self::NotAnEvent { .. } => "NOT_AN_EVENT",
            Self::EventChanged { .. } => "EVENT_CHANGED",
            Self::EventMissing { .. } => "EVENT_MISSING",
            Self::EventsReordered { .. } => "EVENTS_REORDERED",
            Self::EventDoubled { .. } => "EVENT_DOUBLED",
            Self::TooManyEvents { .. } => "TOO_MANY_EVENTS",
            Self::OtherRegion { .. } => "OTHER_REGION",
            Self::OtherStream { .. } => "OTHER_STREAM",
            Self::TileChanged { .. } => "TILE_CHANGED",
            Self::NoCheckpoint(_) => "NO_CHECKPOINT",
            Self::Unsigned(_) => "UNSIGNED",
            Self::OtherKeyName { .. } => "OTHER_KEY_NAME",
            Self::WrongKey { .. } => "WRONG_KEY",
            Self::BadSignature(_) => "BAD_SIGNATURE",
            Self::OtherOrigin { .. } => "OTHER_ORIGIN",
            Self::NotEndorsed { .. } => "NOT_ENDORSED",
            Self::HeadMalformed { .. } => "HEAD_MALFORMED",
            Self::NotCosigned(_) => "NOT_COSIGNED",
            Self::TwoHeads { .. } => "TWO_HEADS",
            Self::Rewritten { .. } => "REWRITTEN",
            Self::Lost { .. } => "LOST",
            Self::Older { .. } => "OLDER",
            Self::NoProof => "NO_PROOF",
            Self::NotProved => "NOT_PROVED",
        }
    }

    /// What a program ends with that found it.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let of = CODES.iter().find(|(code, _)| *code == self.code());
        of.map_or(1, |(_, exit_code)| *exit_code)
    }
}
