//! The names and numbers of the faults.

use super::ExportFault;

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
