//! The commitment of a receipt to the exact table, and what it takes to look into it.

use std::fmt;
use std::str::FromStr;

use loopbrug_reporting::disclosure::perturbation::Secret;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::text::{NoReceipt, read_below, written_below};
use crate::publications::FrozenTable;
use crate::seal::canonical;
use crate::seal::hash::Hash;

/// The first line of a secret half.
const FORMAT: &str = "loopbrug-receipt-secret/1";

/// Thirty-two bytes, written as base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
struct Bytes(Hash);

impl From<Bytes> for String {
    fn from(Bytes(bytes): Bytes) -> Self {
        bytes.to_string()
    }
}

impl TryFrom<String> for Bytes {
    type Error = crate::seal::hash::NoHash;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

/// A hash of the exact table under a salt. Without the salt it says nothing, and the same table has another one in every
/// receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Random bytes of this receipt alone. The salt is derived from them under the secret by which figures are rounded:
    /// so it need not be kept, and who could work it out could take off the rounding anyway.
    nonce: Bytes,
    /// SHA-256 of the salt and the canonical form of the exact table.
    sha256: Bytes,
}

/// What it takes to look into a commitment: for those alone who may see exact figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretHalf {
    salt: Bytes,
    table: FrozenTable,
}

impl Commitment {
    /// The commitment to a table, by new random bytes.
    ///
    /// # Errors
    /// Where the operating system has none, or the table no canonical form.
    pub(crate) fn draw(secret: &Secret, exact: &FrozenTable) -> Result<Self, std::io::Error> {
        let mut nonce = [0; 32];
        getrandom::fill(&mut nonce).map_err(std::io::Error::other)?;
        let sha256 = hash(&secret.receipt_salt(&nonce), exact)?;
        Ok(Self { nonce: Bytes(Hash(nonce)), sha256: Bytes(Hash(sha256)) })
    }

    /// The secret half for this table; none where it is not the table that is committed to.
    pub(crate) fn opened(&self, secret: &Secret, exact: FrozenTable) -> Option<SecretHalf> {
        let salt = Bytes(Hash(secret.receipt_salt(&self.nonce.0.0)));
        let half = SecretHalf { salt, table: exact };
        self.is_to(&half).then_some(half)
    }

    /// Whether it is the commitment to the table of this secret half.
    #[must_use]
    pub fn is_to(&self, half: &SecretHalf) -> bool {
        hash(&half.salt.0.0, &half.table).is_ok_and(|hash| hash == self.sha256.0.0)
    }
}

impl SecretHalf {
    /// The exact table.
    #[must_use]
    pub fn table(&self) -> &FrozenTable {
        &self.table
    }
}

impl fmt::Display for SecretHalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written_below(FORMAT, self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for SecretHalf {
    type Err = NoReceipt;

    fn from_str(text: &str) -> Result<Self, NoReceipt> {
        read_below(FORMAT, text)
    }
}

fn hash(salt: &[u8; 32], table: &FrozenTable) -> Result<[u8; 32], std::io::Error> {
    let table = canonical::bytes(table)?;
    Ok(Sha256::new().chain_update(salt).chain_update(table).finalize().into())
}

#[cfg(test)]
mod tests {
    use loopbrug_reporting::reports::{Precise, ReportKind, Row, Shown, ShownColumn, Unit};

    use super::*;

    fn table(figure: f64) -> FrozenTable {
        FrozenTable::of(&Shown {
            report: ReportKind::Esf,
            precise: Precise::Exact,
            columns: vec![ShownColumn { code: "participants".to_owned(), unit: Unit::People }],
            rows: vec![Row::total()],
            figures: vec![vec![Some(figure)]],
            withheld: vec![vec![false]],
            unknown: 0.0,
        })
    }

    #[test]
    fn a_commitment_opens_to_its_own_table_alone_and_only_by_the_secret_that_made_it() {
        let (secret, other) = (Secret::new([7; 32]), Secret::new([8; 32]));
        let commitment = Commitment::draw(&secret, &table(3.0)).unwrap();
        let half = commitment.opened(&secret, table(3.0)).unwrap();
        assert_eq!((half.table(), commitment.is_to(&half)), (&table(3.0), true));
        assert_eq!(half.to_string().parse(), Ok(half.clone()));
        assert_eq!(commitment.opened(&secret, table(4.0)), None);
        assert_eq!(commitment.opened(&other, table(3.0)), None);
        let again = Commitment::draw(&secret, &table(3.0)).unwrap();
        assert!(again != commitment && !again.is_to(&half));
        let edited = SecretHalf { table: table(4.0), ..half };
        assert!(!commitment.is_to(&edited));
    }
}
