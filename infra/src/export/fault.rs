//! What can be wrong with an export, each with a name and a number of its own.

use std::fmt;

/// What is wrong with an export, and where it begins.
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
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name of the file.
    pub file: String,
    /// The line, from 1 on; none where the file as a whole is meant.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line} of {}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

impl ExportFault {
    /// Its name and number, which never change: the number is what a program ends with that found it. docs/AUDIT.md lists
    /// them.
    fn named(&self) -> (&'static str, u8) {
        match self {
            Self::NoManifest => ("NO_MANIFEST", 10),
            Self::ManifestMalformed(_) => ("MANIFEST_MALFORMED", 11),
            Self::OtherManifest(_) => ("OTHER_MANIFEST", 12),
            Self::FileMissing(_) => ("FILE_MISSING", 13),
            Self::FileUnreadable { .. } => ("FILE_UNREADABLE", 14),
            Self::FileChanged(_) => ("FILE_CHANGED", 15),
            Self::TooLarge(_) => ("TOO_LARGE", 16),
            Self::NotCompressed(_) => ("NOT_COMPRESSED", 17),
            Self::Truncated(_) => ("TRUNCATED", 18),
        }
    }

    /// Its name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.named().0
    }

    /// What a program ends with that found it.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.named().1
    }
}
