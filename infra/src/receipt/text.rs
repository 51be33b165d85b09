//! What a receipt says, as a text that is signed.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::commitment::Commitment;
use super::question::Question;
use crate::publications::FrozenTable;
use crate::seal::canonical::{self, Canonical};
use crate::seal::checkpoint::Checkpoint;
use crate::seal::note::{Note, Signs, VerifierKey};

/// The first line of a receipt. A checkpoint begins with its origin, and has a number on its second line.
const FORMAT: &str = "loopbrug-receipt/1";

/// What is signed: a question with its answer, and what that rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The whole question.
    pub question: Question,
    /// On which regions, and as of when each. Several are answered as one.
    pub regions: Vec<OfRegion>,
    /// The answer, with its rows in the order of their keys.
    pub table: FrozenTable,
    /// The commitment to the exact table, where figures were rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<Commitment>,
}

/// As of when a region was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfRegion {
    /// The region.
    pub region: Code,
    /// What was recorded after this position of its log is not in the figures.
    pub position: u32,
    /// What is dated after this day has not come about in them.
    pub day: NaiveDate,
    /// The version of the catalogue whose rows they have.
    pub catalogue: NaiveDate,
    /// SHA-256 of that version's file, in lower-case hexadecimal.
    pub catalogue_sha256: String,
    /// A checkpoint that covers the position, as it was signed.
    pub checkpoint: String,
}

/// A receipt with who signed it.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedReceipt {
    /// What is signed.
    pub receipt: Receipt,
    note: Note,
}

/// A text that is no receipt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReceipt {
    /// It has another form.
    #[error("this is no receipt as it was issued: {0}")]
    Form(String),
    /// A checkpoint in it cannot be read.
    #[error("the receipt has no checkpoint of '{0}' that can be read")]
    Checkpoint(Code),
}

/// The name by which receipts are signed, beside the origin of a tree.
#[must_use]
pub fn key_name(origin: &str) -> String {
    format!("{origin}/receipt")
}

/// A text whose first line says what it is, and whose second is canonical JSON.
pub(super) fn written_below(
    format: &str,
    value: &impl Serialize,
) -> Result<String, serde_json::Error> {
    let bytes = canonical::bytes(value)?;
    Ok(format!("{format}\n{}\n", String::from_utf8_lossy(&bytes)))
}

/// Reads such a text, in which no member is named twice.
pub(super) fn read_below<T: DeserializeOwned>(format: &str, text: &str) -> Result<T, NoReceipt> {
    let mut lines = text.split('\n');
    if lines.next() != Some(format) {
        return Err(NoReceipt::Form(format!("its first line is not {format}")));
    }
    let (json, rest) = (lines.next().unwrap_or_default(), lines.next());
    if rest != Some("") || lines.next().is_some() {
        return Err(NoReceipt::Form("it has not two lines".to_owned()));
    }
    let unreadable = |error: serde_json::Error| NoReceipt::Form(error.to_string());
    Canonical::read(json).map_err(unreadable)?;
    serde_json::from_str(json).map_err(unreadable)
}

impl Receipt {
    /// The text that is signed.
    ///
    /// # Errors
    /// None that are known: the library promises nothing.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        written_below(FORMAT, self)
    }
}

impl OfRegion {
    /// The checkpoint, with who signed it.
    ///
    /// # Errors
    /// Where it is none.
    pub fn signed_checkpoint(&self) -> Result<(Checkpoint, Note), NoReceipt> {
        let read = || {
            let note: Note = self.checkpoint.parse().ok()?;
            Some((note.text.parse().ok()?, note))
        };
        read().ok_or_else(|| NoReceipt::Checkpoint(self.region.clone()))
    }
}

impl SignedReceipt {
    /// Whether a key that signs the heads of a tree, given under the tree's origin, signed this.
    #[must_use]
    pub fn is_signed_by(&self, key: &VerifierKey) -> bool {
        let name = key_name(key.name());
        let of_receipts = VerifierKey::of_bytes(&name, Signs::Text, key.bytes());
        key.signs() == Signs::Text
            && of_receipts.is_ok_and(|key| self.note.signature(&key).is_some())
    }
}

impl fmt::Display for SignedReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

impl FromStr for SignedReceipt {
    type Err = NoReceipt;

    fn from_str(text: &str) -> Result<Self, NoReceipt> {
        let note: Note = text.parse().map_err(|error| NoReceipt::Form(format!("{error}")))?;
        Ok(Self { receipt: read_below(FORMAT, &note.text)?, note })
    }
}
