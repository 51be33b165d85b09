//! The companion of an export: a second, encrypted file with what a region has beside its log and cannot build from it.
//!
//! Whoever moves to another machine or another PostgreSQL imports both ([`crate::import`]); whoever verifies an export
//! needs the export alone. The companion is sealed under the key file of the vault ([`crate::vault::sealed_file`]),
//! because it has names of workers, and the secret by which figures are rounded.
//!
//! In clear it says of which region and of which export it is, and has an id. Within, compressed, are the rows of some
//! tables (`companion/tables.rs`), in the text form of PostgreSQL's `COPY`, which all its versions read: a line that
//! names the table and its columns, the rows, and a line `\.`. The keys of clients are not in it: an old copy would undo
//! an erasure.

mod reading;
mod tables;
mod writing;

use std::io;

use loopbrug_domain::catalogue::Code;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::reading::Companion;
pub(crate) use self::reading::Section;
pub(crate) use self::tables::column_names;
pub use self::tables::tables;
pub use self::writing::{Written, write_companion};
use crate::vault::VaultError;
use crate::vault::sealed_file::NotSealed;

/// What the line in clear begins with.
const FORMAT: &str = "loopbrug-companion/1";
/// The line after the rows of a table.
const END: &[u8] = b"\\.\n";

impl CompanionError {
    /// A name that never changes, for programs; none for a fault of ours, or of the machine.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Key(error) => error.code(),
            Self::NotSealed(_) => Some("COMPANION_NOT_OPENED"),
            Self::Grown { .. } => Some("LOG_HAS_GROWN"),
            Self::OfAPart => Some("EXPORT_OF_A_PART"),
            Self::OtherExport(_) => Some("COMPANION_OF_ANOTHER_EXPORT"),
            Self::Unknown(_) => Some("COMPANION_UNKNOWN"),
            Self::Database(_) | Self::File(_) => None,
        }
    }
}

/// What a companion says of itself, in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Title {
    pub(crate) region: Code,
    /// SHA-256 of the manifest of the export that it belongs to.
    pub(crate) manifest: [u8; 32],
    pub(crate) id: Uuid,
}

/// The line before the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heading {
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
    /// Rows are not of the region, but of those whom no id of a region leads to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) nowhere: bool,
}

/// A companion was not written, or is not one.
#[derive(Debug, thiserror::Error)]
pub enum CompanionError {
    /// The key file cannot be used.
    #[error(transparent)]
    Key(#[from] VaultError),
    /// The database does not answer.
    #[error("the database cannot be read: {0}")]
    Database(#[from] sqlx::Error),
    /// The file cannot be read or written.
    #[error("the companion cannot be read or written: {0}")]
    File(io::Error),
    /// It is not what was sealed.
    #[error("the companion cannot be opened: {0}")]
    NotSealed(NotSealed),
    /// The log has more than the export.
    #[error(
        "the log of '{region}' is at position {head} and the export ends at {through}: stop the programs that record in \
         it, export anew, and have the companion written then"
    )]
    Grown {
        /// The region.
        region: String,
        /// Where the log is.
        head: u64,
        /// Where the export ends.
        through: u64,
    },
    /// An export of a part has none.
    #[error("a companion goes with an export of a whole region, from its first position on")]
    OfAPart,
    /// It goes with another export.
    #[error(
        "the companion is of another export, of '{0}': name the one that was written with this export"
    )]
    OtherExport(String),
    /// What is in it is not what we write.
    #[error(
        "the companion has something that this program does not know ({0}): it was written by a newer one"
    )]
    Unknown(String),
}

impl From<io::Error> for CompanionError {
    fn from(error: io::Error) -> Self {
        let not_sealed = error.get_ref().and_then(|error| error.downcast_ref::<NotSealed>());
        match not_sealed.cloned() {
            Some(not_sealed) => Self::NotSealed(not_sealed),
            None => Self::File(error),
        }
    }
}

impl std::fmt::Display for Title {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{FORMAT} {} ", self.region)?;
        self.manifest.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, " {}", self.id)
    }
}

impl std::str::FromStr for Title {
    type Err = NotSealed;

    fn from_str(line: &str) -> Result<Self, NotSealed> {
        let [FORMAT, region, manifest, id] = *line.split(' ').collect::<Vec<_>>() else {
            return Err(NotSealed::NoSuchFile);
        };
        let mut hash = [0; 32];
        let digits = manifest.as_bytes().chunks(2).map(|digits| {
            std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok())
        });
        for (byte, digits) in hash.iter_mut().zip(digits) {
            *byte = digits.ok_or(NotSealed::NoSuchFile)?;
        }
        let id = id.parse().map_err(|_| NotSealed::NoSuchFile)?;
        let title = Self { region: Code::new(region), manifest: hash, id };
        if title.to_string() == line { Ok(title) } else { Err(NotSealed::NoSuchFile) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_reads_as_it_was_written_and_nothing_else_does() {
        let title = Title { region: Code::new("a"), manifest: [0xab; 32], id: Uuid::from_u128(7) };
        let line = title.to_string();
        assert_eq!(line.parse(), Ok(title));
        for line in
            ["", FORMAT, &line.replace("/1", "/2"), &line.replace("ab", "AB"), &format!("{line} b")]
        {
            assert_eq!(line.parse::<Title>(), Err(NotSealed::NoSuchFile), "{line}");
        }
    }
}
