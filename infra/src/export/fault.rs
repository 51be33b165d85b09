//! What can be wrong with an export, each with a name and a number of its own.

mod codes;
mod place;

pub use self::codes::CODES;
pub use self::place::{Event, Head, Place};

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
