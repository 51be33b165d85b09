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

#[cfg(test)]
mod tests {
    use loopbrug_domain::policy::Audience;
    use loopbrug_reporting::reports::{
        Codes, Filter, Precise, ReportKind, Row, Shown, ShownColumn, Unit,
    };

    use super::*;
    use crate::seal::key::SealKey;

    fn receipt() -> Receipt {
        let day = |text: &str| text.parse().unwrap();
        let column = ShownColumn { code: "participants".to_owned(), unit: Unit::People };
        let rows = [Row::total(), Row::of(loopbrug_reporting::reports::Grouping::Gender, None)];
        let shown = Shown {
            report: ReportKind::Esf,
            precise: Precise::Exact,
            columns: vec![column],
            rows: rows.to_vec(),
            figures: vec![vec![Some(3.0)], vec![None]],
            withheld: vec![vec![false]; 2],
            unknown: 0.0,
        };
        let own = "0000000196".parse().ok();
        let filter = Filter { gender: Some(Code::new("woman")), ..Filter::default() };
        let of = OfRegion {
            region: Code::new("vlaamse-ardennen"),
            position: 7,
            day: day("2025-01-01"),
            catalogue: day("2023-08-11"),
            catalogue_sha256: "00".to_owned(),
            checkpoint: String::new(),
        };
        Receipt {
            question: Question {
                report: ReportKind::Esf,
                from: day("2024-01-01"),
                to: day("2024-12-31"),
                codes: Codes::Own,
                filter,
                audience: Audience::Analysts,
                own,
                edition: None,
            },
            regions: vec![of],
            table: FrozenTable::of(&shown).in_order(),
            exact: None,
        }
    }

    #[test]
    fn a_receipt_has_one_form_and_reads_as_it_was_signed() {
        let (receipt, key) = (receipt(), SealKey::draw().unwrap());
        let text = receipt.text().unwrap();
        assert_eq!(
            text,
            "loopbrug-receipt/1\n{\"question\":{\"audience\":\"analysts\",\"codes\":\"own\",\
             \"filter\":{\"gender\":\"woman\"},\"from\":\"2024-01-01\",\"own\":\"0000000196\",\
             \"report\":\"esf\",\"to\":\"2024-12-31\"},\"regions\":[{\"catalogue\":\"2023-08-11\",\
             \"catalogue_sha256\":\"00\",\"checkpoint\":\"\",\"day\":\"2025-01-01\",\"position\":7,\
             \"region\":\"vlaamse-ardennen\"}],\"table\":{\"columns\":[{\"code\":\"participants\",\
             \"unit\":\"people\"}],\"rows\":[{\"figures\":[null],\"group\":[[\"gender\",null]],\
             \"key\":\"gender=-\"},{\"figures\":[3],\"group\":[],\"key\":\"total\"}],\"spread\":0,\
             \"step\":1,\"unknown\":0,\"variance\":0}}\n"
        );
        let origin = "loopbrug/vlaamse-ardennen/1";
        let note = key.sign(&key_name(origin), text.clone()).unwrap();
        let read: SignedReceipt = note.to_string().parse().unwrap();
        assert_eq!((&read.receipt, read.to_string()), (&receipt, note.to_string()));
        // The key of heads is the key of receipts, and its signature of a head is none of a receipt.
        let of_heads = key.verifier(origin).unwrap();
        assert!(read.is_signed_by(&of_heads));
        let as_head = key.sign(origin, text).unwrap().to_string();
        assert!(!as_head.parse::<SignedReceipt>().unwrap().is_signed_by(&of_heads));
        let other = SealKey::draw().unwrap().verifier(origin).unwrap();
        assert!(!read.is_signed_by(&other));
    }

    #[test]
    fn what_is_no_receipt_or_could_be_read_in_two_ways_is_none() {
        let (text, key) = (receipt().text().unwrap(), SealKey::draw().unwrap());
        let signed = |text: &str| key.sign("a/receipt", text.to_owned()).unwrap().to_string();
        assert!(signed(&text).parse::<SignedReceipt>().is_ok());
        for other in [
            text.replace("receipt/1", "receipt/2"),
            text.replace("\"position\":7", "\"position\":7,\"position\":8"),
            text.replace("\"position\":7", "\"position\":-7"),
            text.replace("\"position\":7", "\"more\":1,\"position\":7"),
            text.replace("\"own\",", "\"others\","),
            format!("{text}more\n"),
            "loopbrug/vlaamse-ardennen/1\n7\nAAAA\n".to_owned(),
        ] {
            assert_ne!(other, text);
            assert!(signed(&other).parse::<SignedReceipt>().is_err(), "{other}");
        }
    }
}
