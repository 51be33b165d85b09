//! What an export says of itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::seal::canonical;

/// The file of it in the folder of an export.
pub const MANIFEST: &str = "manifest.json";

/// What [`Manifest::format`] says of exports of this form.
pub const FORMAT: &str = "loopbrug-export/1";

/// What an export says of itself. As a file it has the canonical form of RFC 8785. It is not signed: its events are held
/// against the checkpoint, its files against their hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The region.
    pub region: String,
    /// The id of the stream whose events alone are here. Absent: all of the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<String>,
    /// Events up to this position are left out; 0 where none are.
    pub after: u64,
    /// The last position that was looked at: the size of the head in `checkpoint`.
    pub through: u64,
    /// How many events there are. Of a region, `through - after`.
    pub events: u64,
    /// How files that end in `.gz` or `.zst` are compressed.
    pub compression: Compression,
    /// The trees of the region, oldest first. `checkpoint` is of the last one.
    pub trees: Vec<ExportedTree>,
    /// The files of the export but this one and the tiles, by their names.
    pub files: BTreeMap<String, ExportedFile>,
}

/// How files are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// By gzip, RFC 1952: what every machine can read.
    Gzip,
    /// By Zstandard, RFC 8878: smaller, and several times faster.
    Zstd,
}

/// A tree of the region, with the keys that sign its heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedTree {
    /// Its number, from 1 on.
    pub tree: i32,
    /// The id in its origin.
    pub id: Uuid,
    /// The line of its checkpoints that names the last head of the tree before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// Its keys, oldest first.
    pub keys: Vec<ExportedKey>,
}

/// A key that signs heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedKey {
    /// Its number, from 1 on.
    pub key: i32,
    /// The key as a C2SP verifier key.
    pub verifier: String,
    /// It signs heads larger than this, until the next key.
    pub after_size: u64,
    /// The note by the key before it that says that this one follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endorsement: Option<String>,
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedFile {
    /// Its length as it lies there, in bytes.
    pub bytes: u64,
    /// SHA-256 of these bytes, in lower-case hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// SHA-256 of the file that it is: by it one export differs from every other.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        // There is nothing in it that has no form.
        Sha256::digest(canonical::bytes(self).unwrap_or_default()).into()
    }

    /// Whether it has all that there is of the region, up to its last head.
    #[must_use]
    pub fn is_of_a_whole_region(&self) -> bool {
        self.stream.is_none() && self.after == 0
    }

    /// The name of a compressed file.
    #[must_use]
    pub fn compressed(&self, name: &str) -> String {
        format!("{name}.{}", self.compression.ending())
    }
}

impl Compression {
    /// What the names of its files end in.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Zstd => "zst",
        }
    }

    /// The name of a file that is compressed so: `events.ndjson.zst`.
    #[must_use]
    pub fn of(self, name: &str) -> String {
        format!("{name}.{}", self.ending())
    }
}
